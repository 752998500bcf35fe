from datetime import datetime
from typing import Any

from estafeta.base.errors import insist
from estafeta.deeds import rules
from estafeta.deeds.models import Deed, StateChange
from estafeta.journal.services import record
from estafeta.people.models import Person


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
    Writes: the Deed, one StateChange, one journal Entry.
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
