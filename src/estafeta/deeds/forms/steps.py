"""The steps in which a deed is told, one thing at a time. Each reads what the steps before it said (`told`)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from estafeta.campaigns.rules import may_lie_in
from estafeta.deeds import queries, rules
from estafeta.deeds.models import DeedType, SocialGroup
from estafeta.deeds.services import Slot
from estafeta.organisations.queries import organised_by
from estafeta.organisations.rules import LONGEST_NAME
from estafeta.territories.forms import Ground, TerritoryField, ground_for
from estafeta.territories.rules.points import may_stand_at, point_typed
from estafeta.ui.fields import AsksAgain, Text

Told = Mapping[str, Any]
NEW_GROUP = "new"
USUAL_HOUR = 10
LONGEST_COUNT = 5


class StepForm(AsksAgain):
    """One step. `told` holds person, campaign and the cleaned values of the steps before this one."""

    ASKS: ClassVar[set[str]] = {"add", "search"}  # another row, or places by name

    def __init__(self, *args: Any, told: Told, **options: Any) -> None:
        self.told = told
        super().__init__(*args, **options)

    def insist(self, decision: Any, field: str | None = None) -> None:
        """Show a rule's no at a field."""
        if not decision:
            self.add_error(field, str(decision.reason))


class TypeForm(StepForm):
    type = forms.ModelChoiceField(
        queryset=DeedType.objects.none(),
        to_field_name="slug",
        label=_("What kind of deed is it?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose the kind that fits best.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["type"].queryset = queries.deed_types()  # type: ignore[attr-defined]  # -- known to Django as a plain Field


class WhatForm(StepForm):
    title = Text(
        label=_("What is it called?"),
        max_length=rules.LONGEST_TITLE,
        error_messages={"required": _("Write what the deed is called.")},
    )
    about = Text(
        label=_("What will you do?"),
        max_length=rules.LONGEST_ABOUT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    language = forms.ChoiceField(
        label=_("In which language did you write?"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    bring = Text(label=_("What to bring"), max_length=200, required=False)
    suits = forms.ModelMultipleChoiceField(
        queryset=SocialGroup.objects.none(),
        to_field_name="slug",
        label=_("Whom does it suit best?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    min_age = forms.IntegerField(label=_("From what age"), min_value=0, max_value=rules.OLDEST, required=False)
    max_age = forms.IntegerField(label=_("Up to what age"), min_value=0, max_value=rules.OLDEST, required=False)
    with_frail_people = forms.BooleanField(
        label=_("Children in care, veterans or frail people are visited or helped"), required=False
    )

    def __init__(self, *args: Any, told: Told, **options: Any) -> None:
        kind: DeedType = told["type"]
        usual = {
            "language": get_language(),
            "bring": kind.bring,
            "min_age": rules.usual_min_age(kind),
            "with_frail_people": kind.slug in rules.WITH_FRAIL_PEOPLE,
        }
        options["initial"] = usual | (options.get("initial") or {})
        super().__init__(*args, told=told, **options)
        self.fields["suits"].queryset = queries.social_groups()  # type: ignore[attr-defined]  # -- as above

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self.insist(rules.may_be_of_ages(said.get("min_age"), said.get("max_age")), "max_age")
        groups = {group.slug for group in said.get("suits", ())}
        if "min_age" in said:
            self.insist(rules.may_suit(self.told["type"], min_age=said["min_age"], groups=groups), "min_age")
        return said


class WhereForm(StepForm):
    territory = TerritoryField(label=_("In which city, town or aul?"))
    meeting_point = Text(
        label=_("Where do you meet?"),
        max_length=200,
        required=False,
        help_text=_("An address or a place that everybody knows: “School 5, at the gate”."),
    )

    point = Text(
        label=_("The exact point"),
        max_length=60,
        required=False,
        help_text=_("Coordinates as maps copy them: 50.0547, 72.9646."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        initial = options.get("initial") or {}
        if initial.get("lat") is not None:
            options["initial"] = initial | {"point": f"{initial['lat']}, {initial['lon']}"}
        super().__init__(*args, **options)

    @property
    def ground(self) -> Ground:
        """The map on which the point is tapped, about the place that was chosen or is usual."""
        return ground_for(self["territory"].value())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        typed, territory = said.pop("point", ""), said.get("territory")
        said["lon"] = said["lat"] = None
        if not typed or territory is None:
            return said
        if (point := point_typed(typed, territory)) is None:
            self.add_error("point", _("These are no coordinates. Example: 50.0547, 72.9646."))
            return said
        self.insist(may_stand_at(territory, *point), "point")
        return said | {"lon": point[0], "lat": point[1]}

    def clean_territory(self) -> Any:
        territory = self.cleaned_data["territory"]
        self.insist(may_lie_in(territory, self.told["campaign"]), "territory")
        return territory


class WhenForm(StepForm):
    """One or several shifts, each a day with two hours of the clock of that place. Empty rows are passed over."""

    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=rules.MOST_SHIFTS)

    def __init__(self, *args: Any, told: Told, **options: Any) -> None:
        super().__init__(*args, told=told, **options)
        self.zone = ZoneInfo(told["territory"].time_zone)
        slots: list[Slot] = (options.get("initial") or {}).get("slots") or []
        self.count = self._count(len(slots))
        for row in range(self.count):
            self._add_row(row, slots[row] if row < len(slots) else None)
        self.initial["rows"] = self.count

    def _count(self, slots: int) -> int:
        typed = str(self.data.get("rows", "")) if self.is_bound else ""
        count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < LONGEST_COUNT else max(1, slots)
        count += bool(self.is_bound and "add" in self.data)
        return max(1, min(count, rules.MOST_SHIFTS))

    def _add_row(self, row: int, slot: Slot | None) -> None:
        day: dict[str, Any] = {"label": _("Day"), "required": row == 0}
        start, end = self._usual_hours() if slot is None else (slot.starts_at, slot.ends_at)
        self.fields[f"shift_{row}"] = forms.IntegerField(
            required=False, widget=forms.HiddenInput, initial=slot.shift if slot else None
        )
        self.fields[f"day_{row}"] = forms.DateField(
            **day,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d.%m.%Y"],
            initial=slot.starts_at.astimezone(self.zone).date() if slot else None,
        )
        for name, label, moment in (
            ("from", pgettext_lazy("hour", "From"), start),
            ("to", pgettext_lazy("hour", "To"), end),
        ):
            self.fields[f"{name}_{row}"] = forms.TimeField(
                label=label,
                required=row == 0,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                initial=moment.astimezone(self.zone).time(),
            )

    def _usual_hours(self) -> tuple[datetime, datetime]:
        start = timezone.localtime(timezone=self.zone).replace(hour=USUAL_HOUR, minute=0, second=0, microsecond=0)
        minutes = min(self.told["type"].usual_minutes, 13 * 60)
        return start, start + timedelta(minutes=minutes)

    @property
    def shifts(self) -> list[dict[str, Any]]:
        """The rows for the page."""
        names = ("shift", "day", "from", "to")
        return [{name: self[f"{name}_{row}"] for name in names} | {"number": row + 1} for row in range(self.count)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        slots = [slot for row in range(self.count) if (slot := self._slot(row, said))]
        if not slots and not self.errors:
            self.add_error("day_0", _("Say on which day it is."))
        return {"slots": sorted(slots, key=lambda slot: slot.starts_at)}

    def _slot(self, row: int, said: dict[str, Any]) -> Slot | None:
        day, start, end = (said.get(f"{name}_{row}") for name in ("day", "from", "to"))
        if day is None:
            return None
        if start is None or end is None:
            self.add_error(f"from_{row}", _("Say from when to when."))
            return None
        begins, ends = (datetime.combine(day, hour, self.zone) for hour in (start, end))
        old = next((one for one in self.initial.get("slots", []) if one.shift == said.get(f"shift_{row}")), None)
        if old is None or (old.starts_at, old.ends_at) != (begins, ends):
            decision = rules.may_take_place(begins, ends, timezone.now())
            if not decision:
                self.add_error(f"to_{row}" if ends <= begins else f"day_{row}", str(decision.reason))
                return None
        known = old is not None and old.shift is not None
        return Slot(begins, ends, old.capacity if old else None, old.shift if known and old else None)


class PlacesForm(StepForm):
    """How many people each shift takes; an empty number: as many as come."""

    def __init__(self, *args: Any, told: Told, **options: Any) -> None:
        super().__init__(*args, told=told, **options)
        for row, slot in enumerate(told["slots"]):
            self.fields[f"places_{row}"] = forms.IntegerField(
                label=shift_words(slot, told["territory"].time_zone),
                min_value=1,
                max_value=rules.MOST_PLACES,
                required=False,
                initial=slot.capacity if slot.shift else told["type"].usual_capacity,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        slots = [
            Slot(slot.starts_at, slot.ends_at, said.get(f"places_{row}"), slot.shift)
            for row, slot in enumerate(self.told["slots"])
        ]
        return {"slots": slots}


class WhoForm(StepForm):
    organisation = forms.ChoiceField(
        label=_("Who invites?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who invites.")},
    )
    group_name = Text(label=_("What is your group called?"), max_length=LONGEST_NAME, required=False)

    def __init__(self, *args: Any, told: Told, **options: Any) -> None:
        super().__init__(*args, told=told, **options)
        self.own = {body.slug: body for body in organised_by(told["person"])}
        choices = [(slug, body.name) for slug, body in self.own.items()]
        choices.append((NEW_GROUP, str(_("A new group: friends, neighbours, a class, a shift"))))
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]  # -- as above
        if not self.is_bound and "organisation" not in self.initial:
            self.initial["organisation"] = choices[0][0]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        chosen = said.get("organisation")
        if chosen == NEW_GROUP and not said.get("group_name"):
            self.add_error("group_name", _("Write a name by which people will know you."))
        return {"organisation": self.own.get(chosen or ""), "group_name": said.get("group_name", "")}


def shift_words(slot: Slot, zone: str) -> str:
    """A shift in words, by the clock of its place: 5 May, Saturday, 10:00–13:00."""
    start, end = (moment.astimezone(ZoneInfo(zone)) for moment in (slot.starts_at, slot.ends_at))
    day, weekday = date_format(start, "DATE_FORMAT"), date_format(start, "l")
    return f"{day}, {weekday}, {start:%H:%M}–{end:%H:%M}"


STEPS: dict[str, type[StepForm]] = {
    "type": TypeForm,
    "what": WhatForm,
    "where": WhereForm,
    "when": WhenForm,
    "places": PlacesForm,
    "who": WhoForm,
}
