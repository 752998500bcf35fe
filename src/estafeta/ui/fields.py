"""What forms of every floor use."""

from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict

from estafeta.base.texts import clean


class Text(forms.CharField):
    """Text without control characters and lone surrogates, which a database refuses."""

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")


class AsksAgain(forms.Form):
    """A form with buttons that ask for something first: then nothing is handed in yet, and nothing is at fault."""

    ASKS: ClassVar[set[str]] = {"search"}
    """Names of those buttons."""

    @property
    def asks_again(self) -> bool:
        return self.is_bound and bool(self.ASKS & set(self.data))

    def full_clean(self) -> None:
        super().full_clean()
        if self.asks_again:
            self._errors = ErrorDict()
