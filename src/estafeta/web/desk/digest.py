"""The morning letter of everybody with a role or an organisation: what waits and since when, in their language."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.timesince import timesince

from estafeta.notifications.models import Rhythm
from estafeta.notifications.queries import had_letter, rhythm_of
from estafeta.notifications.services import queue_letter
from estafeta.organisations.models import Membership
from estafeta.organisations.rules import ORGANISING
from estafeta.people.models import Person, Role
from estafeta.web.desk import lists
from estafeta.web.desk.waiting import KINDS
from estafeta.web.desk.wrong import SIGNS

MORNING, LATEST = 8, 11  # o'clock where the reader's role is; a caretaker that slept catches up until eleven
MONDAY = 0


def readers() -> QuerySet[Person]:
    """Whoever holds a role or organises for an organisation."""
    roles = Role.objects.filter(person=OuterRef("pk"), ended_at=None)
    parts = Membership.objects.filter(person=OuterRef("pk"), left_at=None, role__in=ORGANISING)
    return (
        Person.objects.filter(Exists(roles) | Exists(parts), forgotten_at=None)
        .exclude(Q(email="") & Q(phone=""))
        .select_related("territory")
        .order_by("pk")
    )


def send_digests(*, now: datetime | None = None) -> int:
    """Write the letters that are due at this hour; running it again on the same day writes nobody a second one.

    Returns: how many were written.
    """
    at = now or timezone.now()
    return sum(write_digest(person, at) for person in readers().iterator(chunk_size=500))


def write_digest(person: Person, at: datetime) -> bool:
    """One person's letter, if it is morning where they work, it is their day, and anything waits.

    Returns: whether it was written now.
    Writes:  at most one Letter, whose key holds the day.
    """
    local = at.astimezone(zone_of(person))
    key = key_of(person, local.date())
    if not MORNING <= local.hour < LATEST or had_letter(key):
        return False
    rhythm = rhythm_of(person)
    if rhythm == Rhythm.Choice.NEVER or (rhythm == Rhythm.Choice.WEEKLY and local.weekday() != MONDAY):
        return False
    waiting, wrong = lists.counts(KINDS, person, at), lists.counts(SIGNS, person, at)
    if not waiting and not wrong:
        return False
    with translation.override(person.language):
        lines, doubts = _lines(waiting, at), _lines(wrong, at)
    number = sum(one.number for one in waiting)
    return queue_letter(person, "digest", key=key, number=number, lines=lines, doubts=doubts) is not None


def key_of(person: Person, day: date) -> str:
    return f"digest:{person.pk}:{day.isoformat()}"


def zone_of(person: Person) -> ZoneInfo:
    """Where their role is, else where they live, else where the campaign is led."""
    role = person.roles.filter(ended_at=None).select_related("territory").order_by("territory__depth", "pk").first()
    part = None if role else person.memberships.filter(left_at=None).select_related("organisation__territory").first()
    place = role.territory if role else part.organisation.territory if part else person.territory
    return ZoneInfo(place.time_zone if place else settings.TIME_ZONE)


def _lines(counted: list[lists.Count], at: datetime) -> list[dict[str, Any]]:
    return [
        {"title": str(one.kind.title), "number": one.number, "age": timesince(one.oldest, at, depth=1)}
        for one in counted
    ]
