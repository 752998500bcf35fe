"""Taking one's word back: a guardian's consent, and everything that is kept of a person."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from estafeta.appeals.services import forget_asker
from estafeta.base import jobs
from estafeta.journal.services import record
from estafeta.moderation.services import forget_flags
from estafeta.notifications.services import forget_letters, queue_letter
from estafeta.organisations.services import leave_all
from estafeta.participation import queries
from estafeta.participation.models import CheckInEntry, SignUp, TeamMember
from estafeta.participation.services.sign_ups import cancel
from estafeta.people.models import Consent, Farewell, Person
from estafeta.people.queries import coordinators_of
from estafeta.people.rules import ANSWER_WITHIN
from estafeta.people.services import ask_to_be_forgotten, end_consent, erase, raise_farewell, settle_farewell

TELLING = frozenset({"name", "contact", "ticket", "cut"})  # of what was said at the gate


def take_consent_back(ward: Person, *, by: Person, now: datetime | None = None) -> int:
    """A guardian no longer agrees that a child takes part: the child's sign-ups ahead are cancelled.

    Returns: how many sign-ups were cancelled; what they held is offered on.
    Raises:  NotPossible when `by` is not the guardian.
    Writes:  the Consent's end, and what `cancel` writes; each sign-up is a transaction of its own.
    """
    end_consent(ward, Consent.Purpose.TAKE_PART, by=by)
    return cancel_all_ahead(ward, by=by, at=now or timezone.now())


def cancel_all_ahead(person: Person, *, by: Person | None, at: datetime) -> int:
    """Cancel every sign-up whose shift has not begun; one shift is held at a time (docs/locking.md)."""
    ahead = SignUp.objects.filter(person=person, shift__starts_at__gt=at).exclude(status=SignUp.Status.CANCELLED)
    return len([cancel(sign_up, by=by, now=at) for sign_up in ahead.order_by("pk")])


def leave_for_good(person: Person) -> Farewell | None:
    """Be forgotten: at once, or, where others build on what was done, when a coordinator has agreed.

    Returns: the wish that waits for an answer; None when the person is forgotten now.
    """
    history = queries.history_of(person)
    if history:
        asked = ask_to_be_forgotten(person, near=history.near)
        _tell_coordinators(asked, risen=False)
        return asked
    forget(person)
    return None


def escalate_farewells(now: datetime | None = None) -> int:
    """Let every wish that nobody answered in 48 hours rise a level, with a trace; how many did.

    Writes: each in a transaction of its own: the Farewell, one journal Entry, letters.
    """
    at = now or timezone.now()
    late = Farewell.objects.filter(settled_at=None, waits_since__lte=at - ANSWER_WITHIN)
    return sum(_escalate(one, at) for one in late.order_by("pk"))


@transaction.atomic
def _escalate(farewell: Farewell, at: datetime) -> bool:
    before = farewell.territory_id
    risen = raise_farewell(farewell, at)
    if risen is None:
        return False
    record(None, "rose" if risen.territory_id != before else "reminded", risen)
    _tell_coordinators(risen, risen=True)
    return risen.territory_id != before


def _tell_coordinators(farewell: Farewell, *, risen: bool) -> None:
    """Without a name: whoever may answer sees it on the desk."""
    if farewell.territory is None:
        return
    for person in coordinators_of(farewell.territory):
        if person.pk != farewell.person_id:
            since = farewell.waits_since.timestamp()
            key = f"farewell_waits:{farewell.pk}:{since}:{person.pk}"
            queue_letter(person, "farewell_waits", key=key, farewell=farewell.pk, risen=risen)


@transaction.atomic
def answer_farewell(farewell: Farewell, *, by: Person, grant: bool) -> None:
    """A coordinator lets somebody be forgotten, by a job, or not yet; then they are told. Twice changes nothing.

    Raises: NotPossible when `by` may not.
    """
    if not settle_farewell(farewell, by=by, grant=grant):
        return
    record(by, "farewell_granted" if grant else "farewell_refused", farewell)
    if grant:
        jobs.defer("participation.forget", person_id=farewell.person_id)
    else:
        queue_letter(farewell.person, "farewell_refused", key=f"farewell_refused:{farewell.pk}")


def forget(person: Person, *, now: datetime | None = None) -> None:
    """Erase everything that tells who somebody is; what was counted stays, without the person.

    With them go the children who have no contact and no login of their own. Running it again changes nothing, so
    that a job that died half-way ends what it began.
    Writes: the ends of sign-ups, with offers for what becomes free; parts in organisations, appeals, letters, roles,
            consents, the Person, one journal Entry. Each shift and appeal in a transaction of its own.
    """
    person = Person.objects.select_related("guardian").get(pk=person.pk)
    if person.forgotten_at is not None:
        return
    for ward in person.wards.filter(user=None, email="", phone=""):
        forget(ward, now=now)
    cancel_all_ahead(person, by=None, at=now or timezone.now())
    forget_asker(person)
    _forget(person)


@transaction.atomic
def _forget(person: Person) -> None:
    TeamMember.objects.filter(sign_up__person=person).delete()
    for entry in CheckInEntry.objects.filter(Q(person=person) | Q(sign_up__person=person)):
        entry.said = {name: said for name, said in entry.said.items() if name not in TELLING}
        entry.save(update_fields=["said"])
    SignUp.objects.filter(person=person, confirmed_at=None, check_ins=None).delete()
    for sign_up in SignUp.objects.filter(person=person):
        sign_up.team_name, sign_up.token = "", secrets.token_urlsafe(32)
        sign_up.save(update_fields=["team_name", "token"])
    leave_all(person)
    forget_flags(person)
    if person.guardian is not None:
        forget_letters(person.guardian, about=person.name)
    forget_letters(person)
    erase(person)
    record(None, "forgotten", person)
    jobs.defer("recognition.forget", person_id=person.pk)
    jobs.defer("relay.forget", person_id=person.pk)
    jobs.defer("heroes.forget", person_id=person.pk)
    jobs.defer("forum.forget", person_id=person.pk)
