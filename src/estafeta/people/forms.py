from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import normal_contact
from estafeta.base.texts import clean
from estafeta.people.models import Role
from estafeta.people.rules import CHANGEABLE_CONSENTS
from estafeta.territories.forms import TerritoryField

OLDEST = 120
ASKED_FOR = [(purpose.value, purpose.label) for purpose in CHANGEABLE_CONSENTS]


class NameField(forms.CharField):
    """A human's name as they write it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Name"), max_length=200, **options)
        self.widget.attrs |= {"autocomplete": "name"}

    def clean(self, value: Any) -> str:
        return str(super().clean(" ".join(clean(value or "", most=10_000).split())))


class ContactField(forms.CharField):
    """One e-mail address or phone; cleaned it is ("email" or "phone", its normal form)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("E-mail or phone"), max_length=254, **options)
        self.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}

    def clean(self, value: Any) -> Any:
        return normal_contact(clean(super().clean(value)))


class WelcomeForm(forms.Form):
    name = NameField(help_text=_("As organisers should call you. Public pages never show it."))


class ProfileForm(forms.Form):
    name = NameField()
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    born_on = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "bday"}),
        help_text=_("Needed only where a deed has an age limit."),
    )
    territory = TerritoryField(label=_("Where you live"), required=False)
    consents = forms.MultipleChoiceField(
        label=_("I agree to"), choices=ASKED_FOR, required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean_born_on(self) -> date | None:
        day: date | None = self.cleaned_data["born_on"]
        today = timezone.localdate()
        if day is not None and not (today.year - OLDEST <= day.year and day <= today):
            raise ValidationError(_("Look at the year once more."))
        return day


class ContactForm(forms.Form):
    contact = ContactField(help_text=_("We send a code there, to be sure that it is yours."))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class RoleForm(forms.Form):
    name = NameField()
    contact = ContactField(help_text=_("The role is theirs as soon as they sign in with it."))
    kind = forms.ChoiceField(label=_("Role"), choices=Role.Kind)
    territory = TerritoryField(label=_("Territory, with everything beneath it"))
    campaign = forms.SlugField(
        label=_("Campaign"),
        required=False,
        max_length=60,
        help_text=_("Its short name, as in its address. Empty: in every campaign."),
    )
