from datetime import datetime

from django.db import transaction
from django.utils import timezone

from estafeta.deeds.models import Deed
from estafeta.journal.services import record
from estafeta.participation.models import SignUp
from estafeta.people.models import Person
from estafeta.relay import rules
from estafeta.relay.models import Baton, Link
from estafeta.relay.services.drawing import redraw_soon
from estafeta.relay.services.steps import enter, held

S = Baton.Status


@transaction.atomic
def carry(baton: Baton, deed: Deed, by: Person | None, *, way: str, at: datetime) -> Link | None:
    """Continue the relay: `deed` came from the deed whose baton this is.

    Takes:   by -- who came with the baton's link, which is all the right that it needs; at -- when.
    Returns: the link; a second call finds the first. None when the baton went another way, or no line leads there.
    Writes:  one Link, the Baton (accepted first, when it was still on its way), Handovers, journal Entries.
    Locks:   the Baton row, so that one baton is carried on once.
    Why:     docs/decisions/0015-the-way-of-a-baton.md
    """
    baton = held(baton)
    if there := _standing(baton):
        return there if there.child_id == deed.pk else None
    at = max(at, baton.passed_at)
    if baton.status not in {S.ON_THE_WAY, S.ACCEPTED} or not rules.may_follow(baton.deed, deed, at):
        return None
    if baton.status == S.ON_THE_WAY:
        enter(baton, S.ACCEPTED, by, at, act="accepted")
    if baton.holder is None:
        baton.holder = by
    assert baton.deed.ends_at is not None  # noqa: S101 -- may_follow says so
    assert deed.ends_at is not None  # noqa: S101 -- as above
    made = Link.objects.create(
        parent=baton.deed,
        child=deed,
        campaign_id=deed.campaign_id,
        baton=baton,
        way=way,
        at=at,
        parent_ended_at=baton.deed.ends_at,
        child_ends_at=deed.ends_at,
    )
    enter(baton, S.CARRIED, by, at, act="carried_on")
    record(by, "came_from", deed, deed=baton.deed_id)
    return made


def carry_by_deed(deed: Deed) -> Link | None:
    """A deed was announced by somebody who came by a baton. Running it twice links once."""
    baton = Baton.objects.filter(token=deed.came_by).first() if deed.came_by else None
    if baton is None or not deed.is_public or deed.announced_at is None:
        return None
    return carry(baton, deed, deed.made_by, way=Link.Way.ANNOUNCED, at=deed.announced_at)


def carry_by_sign_up(sign_up: SignUp) -> Link | None:
    """Somebody who came by a baton has a place in a deed. Running it twice links once."""
    baton = Baton.objects.filter(token=sign_up.came_by).first() if sign_up.came_by else None
    if baton is None or sign_up.status != SignUp.Status.GOING:
        return None
    at = sign_up.confirmed_at or sign_up.made_at
    return carry(baton, sign_up.shift.deed, sign_up.person, way=Link.Way.JOINED, at=at)


@transaction.atomic
def let_go_of_sign_up(sign_up: SignUp, *, now: datetime | None = None) -> bool:
    """Whoever joined through a baton does not come after all: the link is withdrawn, the baton is theirs again.

    Returns: whether a link was withdrawn now.
    """
    baton = Baton.objects.filter(token=sign_up.came_by).first() if sign_up.came_by else None
    if baton is None or sign_up.status != SignUp.Status.CANCELLED:
        return False
    return _withdraw(baton, sign_up.shift.deed, now or timezone.now())


def deed_called_off(deed: Deed, *, now: datetime | None = None) -> int:
    """A deed that was called off carried nothing on: every baton that led to it is its holder's again.

    Returns: how many links were withdrawn; each in a transaction of its own.
    """
    at = now or timezone.now()
    batons = Baton.objects.filter(links__child=deed, status=S.CARRIED).distinct().order_by("pk")
    redraw_soon(deed.campaign_id)
    return sum(_withdraw(baton, deed, at) for baton in batons)


@transaction.atomic
def _withdraw(baton: Baton, deed: Deed, at: datetime) -> bool:
    """Locks: the Baton row."""
    baton = held(baton)
    link = _standing(baton)
    if link is None or link.child_id != deed.pk:
        return False
    Link.objects.create(
        parent_id=link.parent_id,
        child_id=link.child_id,
        campaign_id=link.campaign_id,
        baton=baton,
        way=link.way,
        at=at,
        parent_ended_at=link.parent_ended_at,
        child_ends_at=link.child_ends_at,
        withdraws=link,
    )
    enter(baton, S.ACCEPTED, None, at, act="given_back")
    return True


def _standing(baton: Baton) -> Link | None:
    return Link.objects.filter(baton=baton, withdraws=None, withdrawn_by=None).first()
