"""The short forms of a deed's own page: call off, refuse, copy, repeat, report."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from estafeta.deeds import rules
from estafeta.deeds.forms.photos import PhotosForm
from estafeta.deeds.models import Deed, DeedRight
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import organised_by
from estafeta.people.forms import ContactField, NameField
from estafeta.people.models import Person
from estafeta.ui.fields import Text


class CallOffForm(forms.Form):
    reason = Text(label=_("Why?"), max_length=200, help_text=_("Everybody who signed up reads this."))


class RefuseForm(forms.Form):
    reason = Text(label=_("What should be changed?"), max_length=200, help_text=_("The organisers read this."))


class CopyForm(forms.Form):
    day = forms.DateField(
        label=_("On which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )
    hour = forms.TimeField(label=_("At what time?"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, deed: Deed, **options: Any) -> None:
        self.zone = ZoneInfo(deed.territory.time_zone)
        if deed.starts_at:
            was = deed.starts_at.astimezone(self.zone)
            week_later = max(was, timezone.localtime(timezone=self.zone)) + timedelta(days=7)
            options["initial"] = {"day": week_later.date(), "hour": was.time()}
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "day" in said and "hour" in said:
            starts_at = datetime.combine(said["day"], said["hour"], self.zone)
            decision = rules.may_take_place(starts_at, starts_at + timedelta(hours=1), timezone.now())
            if not decision:
                self.add_error("day", str(decision.reason))
            said["starts_at"] = starts_at
        return said


class RepeatForm(forms.Form):
    every_days = forms.TypedChoiceField(
        label=_("How often?"),
        coerce=int,
        choices=[(7, _("every week")), (14, _("every two weeks")), (1, _("every day"))],
        widget=forms.RadioSelect,
        initial=7,
    )
    times = forms.IntegerField(label=_("How many times more?"), min_value=1, max_value=rules.MOST_REPEATS, initial=4)


class RightForm(forms.Form):
    """Somebody who is to help with one deed alone."""

    kind = forms.ChoiceField(label=_("What may they do?"), choices=DeedRight.Kind, widget=forms.RadioSelect)
    name = NameField()
    contact = ContactField(help_text=_("A letter with a private link goes there."))


class TogetherForm(forms.Form):
    """Which of one's organisations joins a deed."""

    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        label=_("Which of your organisations joins?"),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, deed: Deed, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        own = organised_by(person).exclude(pk=deed.organisation_id)
        self.fields["organisation"].queryset = own  # type: ignore[attr-defined]  # -- known to Django as a plain Field
        self.fields["organisation"].initial = getattr(own.first(), "slug", None)


class ReportForm(PhotosForm):
    amount = forms.DecimalField(
        label=_("The result, measured"), min_value=0, max_digits=12, decimal_places=2, required=False
    )
    story = Text(
        label=_("What came of it?"),
        max_length=rules.LONGEST_ABOUT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and said.get("amount") is None and not said.get("story"):
            self.add_error("story", _("Write what came of it, or the measured result."))
        return said
