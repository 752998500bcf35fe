"""Setting givers free when what they promised is not needed any more."""

from datetime import datetime

from estafeta.appeals.models import Appeal, Need, Pledge
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.people.models import Person


def release(appeal: Appeal, by: Person | None, at: datetime, *, reason: str, need: Need | None = None) -> int:
    """Free every promise of a locked appeal, or of one need of it, that was not kept yet; each giver is told once.

    Returns: how many were freed.
    Writes:  the Pledges, a journal Entry and a Letter each.
    Locks:   the Need rows, by key, after the Appeal row that the caller holds.
    """
    needs = Need.objects.filter(appeal=appeal, pk=need.pk) if need else Need.objects.filter(appeal=appeal)
    locked = list(needs.select_for_update(of=("self",), no_key=True).order_by("pk"))
    waiting = Pledge.objects.filter(need__in=locked, status=Pledge.Status.PROMISED).select_related("need", "person")
    freed = list(waiting.order_by("pk"))
    for made in freed:
        made.status, made.settled_at, made.reason = Pledge.Status.RELEASED, at, reason
        made.save(update_fields=["status", "settled_at", "reason"])
        record(by, "pledge_released", appeal, pledge=made.pk)
        queue_letter(
            made.person, "pledge_released", key=f"pledge_released:{made.pk}", what=made.need.what,
            title=appeal.title, words=reason, slug=appeal.slug if appeal.is_public else "",
        )  # fmt: skip
    return len(freed)
