"""Deeds as entries of a calendar (iCalendar, RFC 5545)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vGeo, vText

from estafeta.base.texts import clean
from estafeta.deeds.models import Deed, Shift
from estafeta.journal.queries import key_of, numbers_of_acts
from estafeta.web.moments import local

TYPE: Final = "text/calendar; charset=utf-8"
LONGEST_TEXT: Final = 1_000


def calendar(entries: Sequence[tuple[Deed, Shift, str]], *, name: str) -> bytes:
    """A calendar of shifts: (deed with its territory and type, shift, address of the deed's page). One query.

    The UID of a shift stays for ever and its SEQUENCE grows with all that is done to the deed, so that a calendar
    which has the entry changes it, and crosses it out when the deed is called off.
    """
    acts = numbers_of_acts(deed for deed, _shift, _url in entries)
    made = Calendar()
    made.add("prodid", "-//Estafeta//Good deeds//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    for deed, shift, url in entries:
        made.add_component(_event(deed, shift, url, acts.get(key_of(deed), 0)))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(deed: Deed, shift: Shift, url: str, sequence: int) -> Event:
    zone = deed.territory.time_zone
    off = deed.status == Deed.Status.CANCELLED
    told = Event()
    told.add("uid", f"shift-{shift.pk}@{urlsplit(settings.SITE_URL).hostname}")
    told.add("sequence", sequence)
    told.add("dtstamp", _last_word(deed))
    told.add("dtstart", local(shift.starts_at, zone))
    told.add("dtend", local(shift.ends_at, zone))
    told.add("summary", _("Called off: %(title)s") % {"title": clean(deed.title)} if off else clean(deed.title))
    told.add("status", "CANCELLED" if off else "CONFIRMED")
    told.add("location", clean(", ".join(filter(None, [deed.meeting_point, deed.territory.name]))))
    told.add(
        "description",
        clean("\n\n".join(filter(None, [deed.cancel_reason if off else "", deed.about[:LONGEST_TEXT], url]))),
    )
    told.add("url", url)
    told.add("categories", [vText(deed.type.name)])
    if deed.lon is not None and deed.lat is not None:
        told.add("geo", vGeo((deed.lat, deed.lon)))
    return told


def _last_word(deed: Deed) -> datetime:
    return deed.cancelled_at or deed.announced_at or deed.made_at
