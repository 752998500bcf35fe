from secrets import token_urlsafe
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import normal_contact
from estafeta.base.texts import clean, fold
from estafeta.organisations.models import Organisation
from estafeta.participation.models import Team
from estafeta.relay import rules
from estafeta.relay.models import Baton
from estafeta.relay.services import Recipient
from estafeta.territories.forms import TerritoryField

OFFERED = 8
To = Baton.To


class PassForm(forms.Form):
    """To whom a baton goes: `kind` decides what is asked."""

    name = forms.CharField(label=_("Their name"), max_length=200)
    contact = forms.CharField(
        label=_("Their e-mail address or phone"),
        help_text=_("We send the baton there, once, and nothing else."),
        max_length=254,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )
    organisation_q = forms.CharField(label=_("Name of the organisation"), max_length=200)
    organisation = forms.ChoiceField(label=_("Which of these?"), required=False, widget=forms.RadioSelect)
    team = forms.CharField(
        label=_("The team's code"), help_text=_("Eight letters and digits; its captain knows it."), max_length=20
    )
    territory = TerritoryField(label=_("Which city, district or region?"))
    signed_as = forms.CharField(
        label=_("From"),
        help_text=_("How you want to be called: your name, your class, your team. It can stay empty."),
        required=False,
        max_length=rules.LONGEST_WORDS,
    )
    words = forms.CharField(
        label=_("A few words"), required=False, max_length=rules.LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )
    client_key = forms.CharField(initial=token_urlsafe, max_length=64, widget=forms.HiddenInput)

    ASKED = {
        To.LINK: (),
        To.PERSON: ("name", "contact"),
        To.ORGANISATION: ("organisation_q", "organisation"),
        To.TEAM: ("team",),
        To.TERRITORY: ("territory",),
    }  # fmt: skip

    use_required_attribute = False

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = To(kind)
        for name in {name for names in self.ASKED.values() for name in names} - set(self.ASKED[self.kind]):
            del self.fields[name]
        self.found: list[tuple[str, str]] = []
        if "organisation" in self.fields:
            self.found = self._found(str(self["organisation_q"].value() or ""))
            self.fields["organisation"].choices = self.found  # type: ignore[attr-defined]  # -- a ChoiceField

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields about who gets it; the choice only where there is something to choose."""
        names = [n for n in self.ASKED[self.kind] if n != "organisation" or len(self.found) > 1]
        return [self[name] for name in names]

    @property
    def asks_again(self) -> bool:
        return self.is_bound and bool(self.data.get("search"))

    def clean_contact(self) -> tuple[str, str]:
        return normal_contact(self.cleaned_data["contact"])

    def clean_team(self) -> Team:
        code = clean(self.cleaned_data["team"]).replace("-", "").replace(" ", "").lower()
        found = Team.objects.filter(join_code=code, ended_at=None).first()
        if found is None:
            raise ValidationError(_("No team has this code."))
        return found

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if self.kind == To.ORGANISATION and "organisation_q" in cleaned:
            choices = self.found
            if not choices:
                self.add_error("organisation_q", _("No organisation is called so. Try a part of its name."))
            elif len(choices) == 1:
                cleaned["organisation"] = choices[0][0]
            elif not cleaned.get("organisation"):
                self.add_error("organisation", _("Choose one of the organisations that were found."))
        return cleaned

    def recipient(self) -> Recipient:
        said = self.cleaned_data
        if self.kind == To.PERSON:
            kind, contact = said["contact"]
            return Recipient(name=said["name"], **{kind: contact})
        if self.kind == To.ORGANISATION:
            return Recipient(organisation=Organisation.objects.get(slug=said["organisation"]))
        if self.kind == To.TEAM:
            return Recipient(team=said["team"])
        return Recipient(territory=said["territory"]) if self.kind == To.TERRITORY else Recipient()

    @staticmethod
    def _found(typed: str) -> list[tuple[str, str]]:
        folded = fold(typed)
        if not folded:
            return []
        found = Organisation.objects.select_related("territory").order_by("folded_name", "pk")
        for word in folded.split():
            found = found.filter(folded_name__contains=word)
        exact = [one for one in found[: OFFERED * 4] if one.folded_name == folded]
        return [(one.slug, f"{one.name}, {one.territory.name}") for one in (exact or found)[:OFFERED]]
