import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import normal_contact
from estafeta.campaigns.models import Campaign
from estafeta.organisations.models import Organisation
from estafeta.recognition.models import Certificate


class CertificateForm(forms.Form):
    """Of what, in which language, under which name for others."""

    campaign = forms.ChoiceField(label=_("Of which campaign"), required=False)
    language = forms.ChoiceField(label=_("In which language"), choices=settings.LANGUAGES)
    shown = forms.ChoiceField(
        label=_("What those see who check the code"),
        choices=Certificate.Shown.choices,
        initial=Certificate.Shown.SHORT,
        widget=forms.RadioSelect,
        help_text=_("Your full name stands on the paper itself in any case."),
    )
    child = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, campaigns: Sequence[Campaign], is_minor: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.campaigns = {campaign.slug: campaign for campaign in campaigns}
        every = [("", _("the whole book"))] if len(self.campaigns) != 1 else []
        field = self.fields["campaign"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- says to the type checker what stands above
        field.choices = [*every, *((slug, str(one)) for slug, one in self.campaigns.items())]
        self.fields["language"].initial = get_language()
        if is_minor:
            self.fields["shown"].widget = forms.HiddenInput()
            self.fields["shown"].initial = Certificate.Shown.NONE

    @property
    def chosen(self) -> Campaign | None:
        return self.campaigns.get(self.cleaned_data["campaign"])


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=200)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code on the certificate"),
        max_length=40,
        help_text=_("Sixteen letters and digits, in four groups."),
    )


class PaperForm(forms.Form):
    """One line of somebody's paper book."""

    name = forms.CharField(label=_("Whose book"), max_length=200)
    contact = forms.CharField(label=_("Their e-mail or phone"), max_length=200)
    what = forms.CharField(label=_("What was done"), max_length=200)
    day = forms.DateField(label=_("When"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    time = forms.CharField(label=_("Hours and minutes"), max_length=10, help_text=_("Like 2:30, or 2.5."))
    organisation = forms.ChoiceField(label=_("With which organisation"), required=False)

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.organisations = {one.slug: one for one in organisations}
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- says to the type checker what stands above
        none = ("", _("none of mine: the person's own word"))
        field.choices = [*((slug, one.name) for slug, one in self.organisations.items()), none]

    def clean_contact(self) -> tuple[str, str]:
        return normal_contact(self.cleaned_data["contact"])

    def clean_time(self) -> int:
        """Minutes."""
        if found := re.fullmatch(r"\s*(\d{1,2})(?::([0-5]\d)|[.,](\d{1,2}))?\s*", self.cleaned_data["time"]):
            hours, minutes, part = found.groups()
            return int(hours) * 60 + (int(minutes) if minutes else round(float(f"0.{part or 0}") * 60))
        raise forms.ValidationError(_("Write the time like 2:30 or 2.5."))

    def told(self) -> dict[str, Any]:
        kind, contact = self.cleaned_data["contact"]
        return {
            "name": self.cleaned_data["name"],
            kind: contact,
            "what": self.cleaned_data["what"],
            "day": self.cleaned_data["day"],
            "minutes": self.cleaned_data["time"],
            "organisation": self.organisations.get(self.cleaned_data["organisation"]),
        }
