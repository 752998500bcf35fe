from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from estafeta.base.fields import LANGUAGES
from estafeta.campaigns.models import Campaign

USUAL_LENGTH = timedelta(days=60)
LONGEST_SLUG = 60


class CloseForm(forms.Form):
    """That somebody means it: the campaign's address, typed."""

    typed = forms.CharField(label=gettext_lazy("Type the address of the campaign"), max_length=60)

    def __init__(self, *args: Any, campaign: Campaign, **options: Any) -> None:
        super().__init__(*args, **options)
        self.campaign = campaign
        self.fields["typed"].help_text = campaign.slug

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"].strip()
        if typed != self.campaign.slug:
            raise forms.ValidationError(_("This is not its address: %(slug)s") % {"slug": self.campaign.slug})
        return typed


class NextCampaignForm(forms.Form):
    """Theme and slogan of the next campaign in three languages, its days and its address."""

    theme_kk = forms.CharField(label=gettext_lazy("Theme in Kazakh"), max_length=200)
    theme_ru = forms.CharField(label=gettext_lazy("Theme in Russian"), max_length=200)
    theme_en = forms.CharField(label=gettext_lazy("Theme in English"), max_length=200)
    slogan_kk = forms.CharField(label=gettext_lazy("Slogan in Kazakh"), max_length=200, required=False)
    slogan_ru = forms.CharField(label=gettext_lazy("Slogan in Russian"), max_length=200, required=False)
    slogan_en = forms.CharField(label=gettext_lazy("Slogan in English"), max_length=200, required=False)
    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    slug = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=LONGEST_SLUG,
        required=False,
        help_text=gettext_lazy("Latin letters, digits and hyphens; left empty, it is made of the English theme."),
    )

    def __init__(self, *args: Any, old: Campaign, **options: Any) -> None:
        start: date = max(old.ends_on + timedelta(days=1), timezone.localdate())
        super().__init__(*args, **options)
        self.initial = {"starts_on": start, "ends_on": start + USUAL_LENGTH}

    def told(self) -> dict[str, Any]:
        """What `continue_campaign` asks for."""
        said = self.cleaned_data
        return {
            "slug": said["slug"] or slugify(said["theme_en"])[:LONGEST_SLUG].strip("-"),
            "starts_on": said["starts_on"],
            "ends_on": said["ends_on"],
            "words": {field: {code: said[f"{field}_{code}"] for code in LANGUAGES} for field in ("theme", "slogan")},
        }
