"""Fields of forms that every floor uses."""

from typing import Any

from django import forms

from estafeta.base.texts import clean


class Text(forms.CharField):
    """Text without control characters and lone surrogates, which a database refuses."""

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")
