"""Moments as a reader of the place would say them: in the place's zone and the reader's language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def date_in_words(day: date) -> str:
    """`9 May 2026`: a day that is told apart from every other."""
    return date_format(day, pgettext("format of a day with its year", "j F Y"))


def day(moment: datetime, *, weekday: bool = True) -> str:
    """The day of a local moment; the year only where it is not this one."""
    if moment.year != timezone.now().astimezone(moment.tzinfo).year:
        return date_in_words(moment)
    if weekday:
        return date_format(moment, pgettext("format of a day with its weekday", "l, j F"))
    return date_format(moment, pgettext("format of a day", "j F"))


def clock(moment: datetime) -> str:
    return moment.strftime("%H:%M")


def span(begins: datetime | None, ends: datetime | None, zone: str) -> str:
    """From when to when, in one line: `Saturday, 28 November, 10:00-13:00` or `28 November - 3 December`."""
    if begins is None or ends is None:
        return _("The time is not set yet")
    start, end = local(begins, zone), local(ends, zone)
    if start.date() == end.date():
        return f"{day(start)}, {clock(start)}–{clock(end)}"
    return f"{day(start, weekday=False)}, {clock(start)} – {day(end, weekday=False)}, {clock(end)}"
