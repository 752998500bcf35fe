from datetime import datetime
from typing import Any

from estafeta.appeals import rules
from estafeta.appeals.models import Appeal, Step
from estafeta.base.errors import insist
from estafeta.base.texts import clean
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.people.models import Person


def held(appeal: Appeal) -> Appeal:
    """The appeal as it stands now, with its row locked until the transaction ends."""
    return (
        Appeal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("territory", "campaign", "asker__guardian", "waits_at")
        .get(pk=appeal.pk)
    )


def enter(
    appeal: Appeal, status: str, by: Person | None, at: datetime, *, act: str, words: str = "", **detail: Any
) -> Step:
    """Move a locked appeal to `status`, if the table allows it, write that it happened, and tell the asker.

    Raises: NotPossible when the table does not lead there.
    Writes: the Appeal, one Step, one journal Entry, one Letter to the asker.
    """
    insist(rules.may_move(appeal, status))
    appeal.status = status
    if status == Appeal.Status.PUBLISHED and appeal.published_at is None:
        appeal.published_at = at
    if status == Appeal.Status.SENT:
        appeal.waits_since = at
    appeal.save()
    return write_step(appeal, by, at, act=act, words=words, **detail)


def write_step(appeal: Appeal, by: Person | None, at: datetime, *, act: str, words: str = "", **detail: Any) -> Step:
    """Write that an appeal stands where it stands, and tell the asker."""
    step = Step.objects.create(
        appeal=appeal, status=appeal.status, at=at, by=by, words=clean(words, most=rules.LONGEST_LINE)
    )
    record(by, act, appeal, **detail)
    if act != "asked":
        queue_letter(
            appeal.asker, "appeal_step", key=f"appeal_step:{step.pk}", title=appeal.title, token=appeal.token,
            status=appeal.status, words=step.words,
        )  # fmt: skip
    return step
