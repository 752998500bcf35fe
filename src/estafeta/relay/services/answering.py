from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean
from estafeta.notifications.services import queue_letter
from estafeta.people.models import Person
from estafeta.relay import rules
from estafeta.relay.models import Baton
from estafeta.relay.services.steps import enter, held

S = Baton.Status


@transaction.atomic
def accept(baton: Baton, by: Person | None, *, now: datetime | None = None) -> Baton:
    """Take a baton that is on its way; who it was sent to may do so without a login, by its private link.

    Returns: the baton; the same person twice is once.
    Raises:  NotPossible when it is somebody else's to answer, or it was taken or went back before.
    Writes:  the Baton, one Handover, one journal Entry, one Letter to the giver.
    Locks:   the Baton row, so that two who hold its link do not both take it.
    """
    baton, at = held(baton), now or timezone.now()
    taker = by or baton.person
    insist(rules.may_answer(taker, baton))
    if taker is None:
        raise NotPossible(_("Sign in to keep this baton, or join a deed with it at once."))
    if baton.status in {S.ACCEPTED, S.CARRIED} and baton.holder_id == taker.pk:
        return baton
    insist(rules.may_move(baton, S.ACCEPTED))
    baton.holder = taker
    enter(baton, S.ACCEPTED, taker, at, act="accepted")
    _tell_giver(baton, "baton_accepted")
    return baton


@transaction.atomic
def decline(baton: Baton, by: Person | None, *, reason: str = "", now: datetime | None = None) -> Baton:
    """Say that one can't take a baton, or can't carry on the one that one took; it goes back to who gave it.

    Returns: the baton; twice is once, with the first reason.
    Raises:  NotPossible when it is somebody else's to answer, or it is carried on already.
    Locks:   the Baton row.
    """
    baton, at = held(baton), now or timezone.now()
    if baton.status == S.DECLINED:
        return baton
    if baton.status == S.ACCEPTED and (by is None or by.pk != baton.holder_id):
        raise NotPossible(_("This baton has been accepted already."))
    insist(rules.may_answer(by or baton.person, baton))
    baton.reason = " ".join(clean(reason, most=rules.LONGEST_WORDS).split())
    enter(baton, S.DECLINED, by or baton.person, at, act="declined")
    _tell_giver(baton, "baton_back")
    return baton


def lapse(*, now: datetime | None = None) -> int:
    """Send back every baton whose time has passed; how many went back. Each in a transaction of its own."""
    at = now or timezone.now()
    over = list(Baton.objects.filter(lapses_at__lte=at).order_by("lapses_at", "pk"))
    return sum(lapse_one(baton, now=at) for baton in over)


@transaction.atomic
def lapse_one(baton: Baton, *, now: datetime | None = None) -> bool:
    """Send a baton back that nobody took, or that was taken and not carried on, in time.

    Returns: whether it went back now.
    Locks:   the Baton row.
    """
    baton, at = held(baton), now or timezone.now()
    if baton.lapses_at is None or baton.lapses_at > at:
        return False
    enter(baton, S.LAPSED, None, at, act="lapsed")
    _tell_giver(baton, "baton_back")
    return True


def _tell_giver(baton: Baton, kind: str) -> None:
    """Why: one letter a state and passing; the reason of who declined is the giver's to read."""
    number = baton.handovers.count()
    queue_letter(
        baton.giver, kind, key=f"{kind}:{baton.pk}:{number}", title=baton.deed.title, reason=baton.reason,
        lapsed=baton.status == S.LAPSED,
    )  # fmt: skip
