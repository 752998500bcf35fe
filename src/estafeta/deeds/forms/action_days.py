from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from estafeta.campaigns.models import Campaign
from estafeta.deeds import queries, rules
from estafeta.deeds.models import ActionDay, DeedType
from estafeta.ui.fields import Text


class ActionDayForm(forms.Form):
    """A day or week of action: kind, days, name and words in three languages."""

    type = forms.ModelChoiceField(
        queryset=DeedType.objects.none(), to_field_name="slug", label=_("What kind of deed is it?"), empty_label=None
    )
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    name_kk = Text(label=_("Name in Kazakh"), max_length=rules.LONGEST_TITLE)
    name_ru = Text(label=_("Name in Russian"), max_length=rules.LONGEST_TITLE)
    name_en = Text(label=_("Name in English"), max_length=rules.LONGEST_TITLE)
    text_kk = Text(label=_("What it is about, in Kazakh"), required=False, widget=forms.Textarea({"rows": 4}))
    text_ru = Text(label=_("What it is about, in Russian"), required=False, widget=forms.Textarea({"rows": 4}))
    text_en = Text(label=_("What it is about, in English"), required=False, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, campaign: Campaign, day: ActionDay | None = None, **options: Any) -> None:
        if day is not None:
            options["initial"] = {name: getattr(day, name) for name in self.base_fields} | {"type": day.type.slug}
        super().__init__(*args, **options)
        self.campaign = campaign
        self.fields["type"].queryset = queries.deed_types()  # type: ignore[attr-defined]  # -- known to Django as a plain Field

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("starts_on") and said.get("ends_on"):
            decision = rules.may_be_days(self.campaign, said["starts_on"], said["ends_on"])
            if not decision:
                self.add_error("ends_on", str(decision.reason))
        return said

    def told(self) -> dict[str, Any]:
        """What `set_action_day` asks for."""
        said = dict(self.cleaned_data)
        days = {name: said.pop(name) for name in ("type", "starts_on", "ends_on")}
        return {**days, "words": said}
