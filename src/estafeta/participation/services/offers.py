"""Freed places go to the waiting list as timed offers, in its published order (docs/decisions/0004-waiting-list.md)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible
from estafeta.deeds.models import Shift
from estafeta.journal.services import record
from estafeta.participation import queries, rules
from estafeta.participation.models import Offer, SignUp
from estafeta.participation.services import letters, places


def offer_on(shift: Shift, at: datetime) -> None:
    """Offer what is free to whoever waits and fits, until nothing is free or nobody fits.

    Takes:  shift -- locked by the caller.
    Writes: an Offer whose seats are held at once; where no time is left to ask, the place itself.
    """
    if not rules.is_open(shift, at):
        return
    while shift.places_left is None or shift.places_left > 0:
        sign_up = queries.next_in_line(shift, shift.places_left)
        if sign_up is None:
            return
        sign_up.shift = shift
        places.take(shift, sign_up.seats)
        lapses_at = None if shift.capacity is None else rules.offer_lapses_at(shift, at)
        if lapses_at is None:
            _go(sign_up)
        else:
            _offer(sign_up, at, lapses_at)


def _go(sign_up: SignUp) -> None:
    sign_up.status = SignUp.Status.GOING
    sign_up.save(update_fields=["status"])
    record(None, "moved_up", sign_up)
    letters.tell(sign_up, "sign_up_going", urgent=True, moved_up=True)
    places.carry_on(sign_up)


def _offer(sign_up: SignUp, at: datetime, lapses_at: datetime) -> None:
    offer = Offer.objects.create(sign_up=sign_up, made_at=at, lapses_at=lapses_at)
    record(None, "offered", sign_up, offer=offer.pk)
    letters.tell(
        sign_up,
        "offer",
        once=str(offer.pk),
        urgent=lapses_at - at < rules.LONGEST_OFFER / 2,
        until=lapses_at,
    )


def answer_offer(sign_up: SignUp, *, take: bool, now: datetime | None = None) -> SignUp:
    """Take the offered place, or leave it to the next and leave the list.

    Returns: the sign-up, GOING or CANCELLED; the same answer twice is one answer.
    Raises:  NotPossible when there is no such offer, or it has lapsed.
    Writes:  the Offer's answer, the SignUp, one journal Entry, one Letter; the next offer when it was declined.
    Locks:   the Shift row.
    """
    answered, is_late = _answer(sign_up, take=take, at=now or timezone.now())
    if is_late:
        raise NotPossible(_("This offer has lapsed, and the place was offered to the next."))
    return answered


@transaction.atomic
def _answer(sign_up: SignUp, *, take: bool, at: datetime) -> tuple[SignUp, bool]:
    """Returns: the sign-up, and whether the answer came too late; what lapsed stays written when the door refuses."""
    shift = places.lock(sign_up.shift_id)
    sign_up = places.as_it_stands(sign_up, shift)
    offer = queries.open_offer(sign_up)
    if offer is None:
        if sign_up.status == (SignUp.Status.GOING if take else SignUp.Status.CANCELLED):
            return sign_up, False
        raise NotPossible(_("There is no open offer for you here."))
    if is_late := at >= offer.lapses_at:
        _lapse(offer, sign_up, shift, at)
    elif take:
        _close(offer, Offer.Answer.TAKEN, at)
        sign_up.status = SignUp.Status.GOING
        sign_up.save(update_fields=["status"])
        record(sign_up.person, "took_offer", sign_up, offer=offer.pk)
        letters.tell(sign_up, "sign_up_going")
        places.carry_on(sign_up)
    else:
        leave(sign_up, shift, at)
        record(sign_up.person, "declined_offer", sign_up, offer=offer.pk)
    offer_on(shift, at)
    return sign_up, is_late


def leave(sign_up: SignUp, shift: Shift, at: datetime, *, answer: str = Offer.Answer.DECLINED) -> None:
    """Write a sign-up as cancelled and free what it held: its places, or those of its open offer.

    Takes: shift -- locked by the caller; `answer` -- what becomes of an open offer.
    """
    offer = queries.open_offer(sign_up) if sign_up.status == SignUp.Status.WAITING else None
    if offer:
        _close(offer, answer, at)
    if offer or sign_up.status == SignUp.Status.GOING:
        places.take(shift, -sign_up.seats)
    sign_up.status, sign_up.cancelled_at = SignUp.Status.CANCELLED, at
    sign_up.save(update_fields=["status", "cancelled_at"])


def _close(offer: Offer, answer: str, at: datetime) -> None:
    offer.answer, offer.answered_at = answer, at
    offer.save(update_fields=["answer", "answered_at"])


def _lapse(offer: Offer, sign_up: SignUp, shift: Shift, at: datetime) -> None:
    leave(sign_up, shift, at, answer=Offer.Answer.LAPSED)
    record(None, "offer_lapsed", sign_up, offer=offer.pk)
    letters.tell(sign_up, "offer_lapsed")


@transaction.atomic
def offer_freed_places(shift_id: int, *, now: datetime | None = None) -> None:
    """End the offers of a shift that have lapsed, and offer on whatever is free. Running it again changes nothing.

    Locks: the Shift row.
    """
    at = now or timezone.now()
    shift = places.lock(shift_id)
    lapsed = Offer.objects.filter(sign_up__shift=shift, answer=Offer.Answer.OPEN, lapses_at__lte=at)
    for offer in lapsed.select_related("sign_up__person__guardian").order_by("pk"):
        offer.sign_up.shift = shift
        _lapse(offer, offer.sign_up, shift, at)
    offer_on(shift, at)


def settle(*, now: datetime | None = None) -> int:
    """The round of every minute: lapsed offers, and places that became free by a larger capacity.

    Returns: how many shifts were looked at; each is a transaction of its own.
    """
    at = now or timezone.now()
    shift_ids = queries.shifts_to_settle(at)
    for shift_id in shift_ids:
        offer_freed_places(shift_id, now=at)
    return len(shift_ids)
