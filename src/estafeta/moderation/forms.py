"""The shapes of a flag and of a coordinator's word. The check for robots needs nobody else's service."""

import secrets
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from estafeta.base.texts import clean
from estafeta.moderation import rules
from estafeta.moderation.models import Flag
from estafeta.people.forms import ContactField, NameField

_shown = signing.TimestampSigner(salt="moderation.shown")


class Words(forms.CharField):
    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")


class OptionalContactField(ContactField):
    def clean(self, value: Any) -> Any:
        return super().clean(value) if value and value.strip() else None


class FlagForm(forms.Form):
    """`website` is a trap that only robots fill in; `shown` says when the form was made, so that a human had time."""

    reason = forms.ChoiceField(label=_("What is wrong?"), choices=Flag.Reason, widget=forms.RadioSelect)
    words = Words(
        label=_("In your words"),
        max_length=rules.LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    name = NameField(required=False)
    contact = OptionalContactField(required=False, help_text=_("If you want to be told what came of it."))
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off", "aria-hidden": "true"})
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, known: bool) -> None:
        super().__init__(data, initial={"shown": _shown.sign(secrets.token_urlsafe(16))})
        if known:
            del self.fields["name"], self.fields["contact"]

    @property
    def is_robot(self) -> bool:
        return bool(self.data.get("website"))

    @property
    def key(self) -> str:
        """What makes this form one, however often it is sent."""
        return str(self.cleaned_data["shown"]).rpartition(":")[0][:64]

    def clean_shown(self) -> str:
        shown = str(self.cleaned_data["shown"])
        try:
            _shown.unsign(shown, max_age=rules.FORM_IS_GOOD_S)
        except signing.BadSignature as fault:
            self.data = dict(self.data.items()) | {"shown": self.initial["shown"]}
            raise ValidationError(_("This form has lain too long. Please send it once more.")) from fault
        try:
            _shown.unsign(shown, max_age=rules.QUICKEST_S)
        except signing.SignatureExpired:
            return shown
        raise ValidationError(_("That was very quick. Please read it once more and send it again."))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("reason") == Flag.Reason.OTHER and not said.get("words"):
            self.add_error("words", _("Say in a few words what is wrong."))
        if said.get("contact") and not said.get("name"):
            self.add_error("name", _("Write a name."))
        return said


class ReasonForm(forms.Form):
    """A coordinator's word on a case."""

    reason = Words(
        label=_("Why"),
        max_length=rules.LONGEST_REASON,
        help_text=_("Those concerned read it."),
        error_messages={"required": _("Say why: those concerned are told.")},
    )
