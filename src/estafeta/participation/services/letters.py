"""What people are told. Each letter is a row of the same transaction as the act that causes it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import formats, translation

from estafeta.deeds.models import Deed, Shift
from estafeta.journal.queries import story_of
from estafeta.notifications.services import queue_letter
from estafeta.participation import queries, rules
from estafeta.participation.models import SignUp
from estafeta.people.models import Person


def tell(sign_up: SignUp, kind: str, *, once: str = "", urgent: bool = False, **more: Any) -> None:
    """Write one letter about a sign-up to its person, or to the guardian of a child.

    Takes:  sign_up -- with shift, deed and territory; `once` -- tells this letter from others of its kind.
    Writes: one Letter; none when there is no contact, or when this one was written before.
    """
    person = sign_up.person
    queue_letter(
        person,
        kind,
        key=f"{kind}:{sign_up.pk}:{once}" if once else f"{kind}:{sign_up.pk}",
        urgent=urgent,
        **details_of(sign_up, reader_of(person).language),
        **more,
    )


def reader_of(person: Person) -> Person:
    """Who reads what is written to `person`: a child without a contact has a guardian."""
    if person.email or person.phone or person.guardian is None:
        return person
    return person.guardian


def details_of(sign_up: SignUp, language: str) -> dict[str, Any]:
    """What every letter about a sign-up may say, in the reader's words."""
    shift = sign_up.shift
    with translation.override(language):
        return {
            "title": shift.deed.title,
            "when": when(shift),
            "where": where(shift.deed),
            "bring": shift.deed.bring,
            "name": sign_up.person.name,
            "is_child": sign_up.person.guardian_id is not None,
            "seats": sign_up.seats,
            "token": sign_up.token,
            "slug": shift.deed.slug,
        }


def when(shift: Shift) -> str:
    """Day and hours, at the clocks of the place."""
    zone = rules.zone_of(shift)
    starts, ends = shift.starts_at.astimezone(zone), shift.ends_at.astimezone(zone)
    day = f"{formats.date_format(starts, 'l')}, {formats.date_format(starts, 'DATE_FORMAT')}"
    return f"{day}, {starts:%H:%M}–{ends:%H:%M}"


def moment(at: datetime, sign_up: SignUp) -> str:
    """A day and an hour, at the clocks of the deed's place, in the reader's words."""
    here = at.astimezone(rules.zone_of(sign_up.shift))
    with translation.override(reader_of(sign_up.person).language):
        return f"{formats.date_format(here, 'l')}, {formats.date_format(here, 'DATE_FORMAT')}, {here:%H:%M}"


def where(deed: Deed) -> str:
    return ", ".join(filter(None, [deed.territory.name, deed.meeting_point]))


@transaction.atomic
def tell_changed(deed_id: int) -> int:
    """Write to everybody who goes or waits that the deed has changed. Running it again writes nothing new.

    Returns: how many people it is for.
    """
    deed = Deed.objects.get(pk=deed_id)
    last = story_of(deed).last()
    active = queries.sign_ups().filter(shift__deed=deed, status__in=SignUp.ACTIVE).order_by("pk")
    for sign_up in active:
        tell(sign_up, "deed_changed", once=str(last.pk if last else 0))
    return len(active)
