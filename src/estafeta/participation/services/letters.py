"""What people are told. Each letter is a row of the same transaction as the act that causes it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from estafeta.deeds.models import Deed
from estafeta.journal.queries import story_of
from estafeta.notifications.services import queue_letter
from estafeta.participation import queries
from estafeta.participation.models import SignUp
from estafeta.people.models import Person


def tell(
    sign_up: SignUp, kind: str, *, once: str = "", urgent: bool = False, until: datetime | None = None, **more: Any
) -> None:
    """Write one letter about a sign-up to its person, or to the guardian of a child.

    Takes:  sign_up -- with shift, deed and territory; `once` -- tells this letter from others of its kind;
            `until` -- a moment to name at the clocks of the place; `more` -- JSON values for the template.
    Writes: one Letter; none when there is no contact, or when this one was written before.
    """
    person = sign_up.person
    queue_letter(
        person,
        kind,
        key=f"{kind}:{sign_up.pk}:{once}" if once else f"{kind}:{sign_up.pk}",
        urgent=urgent,
        **details_of(sign_up, reader_of(person).language, until),
        **more,
    )


def reader_of(person: Person) -> Person:
    """Who reads what is written to `person`: a child without a contact has a guardian."""
    if person.email or person.phone or person.guardian is None:
        return person
    return person.guardian


def details_of(sign_up: SignUp, language: str, until: datetime | None = None) -> dict[str, Any]:
    """What every letter about a sign-up may say, in the reader's words."""
    shift = sign_up.shift
    with translation.override(language):
        return {
            "title": shift.deed.title,
            "when": queries.when(shift),
            "where": queries.where(shift.deed),
            "bring": shift.deed.bring,
            "name": sign_up.person.name,
            "is_child": sign_up.person.guardian_id is not None,
            "seats": sign_up.seats,
            "until": queries.moment(until, shift) if until else "",
            "token": sign_up.token,
            "shift": shift.pk,
            "slug": shift.deed.slug,
        }


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
