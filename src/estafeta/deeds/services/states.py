from datetime import datetime
from typing import Any

from estafeta.appeals import services as appeals
from estafeta.appeals.models import Appeal
from estafeta.base import jobs
from estafeta.base.errors import insist
from estafeta.deeds import rules
from estafeta.deeds.models import Deed, Outcome, StateChange
from estafeta.journal.services import record
from estafeta.people.models import Person

UNFINISHED = (Deed.Status.ANNOUNCED, Deed.Status.UNDER_WAY, Deed.Status.DONE)  # a report is still to come
LIVE = (*UNFINISHED, Deed.Status.REPORTED, Deed.Status.VERIFIED)


def held(deed: Deed) -> Deed:
    """The deed as it stands now, with its row locked until the transaction ends."""
    return (
        Deed.objects.select_for_update(of=("self",), no_key=True)
        .select_related("type", "organisation", "territory", "campaign")
        .get(pk=deed.pk)
    )


def enter(deed: Deed, status: str, by: Person | None, at: datetime, *, act: str, **detail: Any) -> None:
    """Move a locked deed to `status`, if the table allows it, and write that it happened.

    Raises: NotPossible when the table does not lead there.
    Writes: the Deed, one StateChange, one journal Entry; what the appeals that it answers write; a job for the relay.
    """
    insist(rules.may_move(deed, status))
    deed.status = status
    if status == Deed.Status.ANNOUNCED:
        deed.announced_at = at
    if status == Deed.Status.CANCELLED:
        deed.cancelled_at = at
    deed.save(update_fields=["status", "announced_at", "cancelled_at", "cancel_reason"])
    StateChange.objects.create(deed=deed, status=status, at=at, by=by)
    record(by, act, deed, **detail)
    tell_appeals(deed, by, at)
    _tell_the_relay(deed)


def tell_appeals(deed: Deed, by: Person | None, at: datetime) -> None:
    """Move the appeals that a deed answers along with it: under way, done, or open again when none is left."""
    for appeal in Appeal.objects.filter(answered_by__deed=deed).order_by("pk"):
        others = Deed.objects.filter(answers__appeal=appeal).exclude(pk=deed.pk)
        if deed.status == Deed.Status.ANNOUNCED:
            appeals.mark_under_way(appeal, by=by, words=deed.title, now=at)
        elif deed.status == Deed.Status.REPORTED and not others.filter(status__in=UNFINISHED).exists():
            story = Outcome.objects.filter(deed=deed).values_list("story", flat=True).first()
            appeals.mark_done(appeal, by=by, words=story or deed.title, now=at)
        elif deed.status == Deed.Status.CANCELLED and not others.filter(status__in=LIVE).exists():
            appeals.deed_called_off(appeal, by=by, now=at)


def _tell_the_relay(deed: Deed) -> None:
    """What comes of a deed's state in the relay: it carries a baton on, hands its own out, or leaves the line."""
    if deed.status == Deed.Status.ANNOUNCED and deed.came_by:
        jobs.defer("relay.carry_by_deed", deed_id=deed.pk)
    elif deed.status in Deed.HELD:
        jobs.defer("relay.hand_out", deed_id=deed.pk)
    elif deed.status == Deed.Status.CANCELLED and deed.announced_at is not None:
        jobs.defer("relay.deed_called_off", deed_id=deed.pk)
