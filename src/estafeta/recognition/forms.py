from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from estafeta.campaigns.models import Campaign
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
