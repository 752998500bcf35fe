from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from estafeta.organisations import rules
from estafeta.organisations.models import Membership, Organisation
from estafeta.territories.forms import TerritoryField
from estafeta.ui.fields import AsksAgain, Text

LONGEST_ABOUT = 10_000


class WordsForm(forms.Form):
    """What an organisation says of itself."""

    name = Text(label=_("What is it called?"), max_length=rules.LONGEST_NAME)
    registration_number = Text(
        label=_("Registration number (BIN)"),
        max_length=rules.LONGEST_NUMBER,
        required=False,
        help_text=_("Twelve digits. An informal group has none."),
    )
    about = Text(
        label=_("What do you do?"),
        max_length=LONGEST_ABOUT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    def kind_of(self, said: dict[str, Any]) -> str:
        return str(said.get("kind", ""))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        kind, number = self.kind_of(said), said.get("registration_number")
        if kind and rules.needs_registration(kind) and not number and "registration_number" not in self.errors:
            self.add_error("registration_number", _("Write the registration number (BIN) of the organisation."))
        return said


class RegisterForm(AsksAgain, WordsForm):
    kind = forms.ChoiceField(
        label=_("What kind of organisation is it?"),
        choices=Organisation.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of organisation it is.")},
    )
    territory = TerritoryField(label=_("Where is it at home?"))
    field_order = ["kind", "name", "territory", "registration_number", "about", "website"]


class ReviseForm(WordsForm):
    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        self.kind = kind
        super().__init__(*args, **options)

    def kind_of(self, said: dict[str, Any]) -> str:  # noqa: ARG002 -- here the kind stands already
        return self.kind


class InviteForm(forms.Form):
    role = forms.ChoiceField(
        label=_("As what?"),
        choices=[
            (Membership.Role.CHECKER, _("check-in helper: counts people at the gate")),
            (Membership.Role.ORGANISER, _("organiser: announces and runs deeds")),
            (Membership.Role.OWNER, _("owner: all that, and the members too")),
        ],
        widget=forms.RadioSelect,
        initial=Membership.Role.ORGANISER,
    )


class VerifyForm(forms.Form):
    note = Text(
        label=_("What did you check, and how?"),
        max_length=200,
        help_text=_("For coordinators only: “called the director”, “seen in the register”."),
    )
