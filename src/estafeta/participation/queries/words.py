"""Times and places as a reader would say them."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import pgettext

from estafeta.deeds.models import Deed, Shift
from estafeta.participation import rules


def when(shift: Shift) -> str:
    """Day and hours of a shift, at the clocks of its place, in the reader's words."""
    zone = rules.zone_of(shift)
    starts, ends = shift.starts_at.astimezone(zone), shift.ends_at.astimezone(zone)
    if starts.date() == ends.date():
        return f"{_day(starts)}, {starts:%H:%M}–{ends:%H:%M}"
    return f"{_day(starts)}, {starts:%H:%M} – {_day(ends)}, {ends:%H:%M}"


def moment(at: datetime, shift: Shift) -> str:
    """A day and an hour, at the clocks of the shift's place, in the reader's words."""
    here = at.astimezone(rules.zone_of(shift))
    return f"{_day(here)}, {here:%H:%M}"


def _day(here: datetime) -> str:
    return date_format(here, pgettext("format of a day with its weekday", "l, j F"))


def where(deed: Deed) -> str:
    return ", ".join(filter(None, [deed.territory.name, deed.meeting_point]))
