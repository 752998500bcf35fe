from typing import Any

from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean
from estafeta.heroes import rules
from estafeta.heroes.models import Nomination
from estafeta.heroes.rules.acts import LONGEST_TEXT
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.people.models import Person

S = Nomination.Status
TOLD = (S.CHECKING, S.VERIFIED, S.HONOURED, S.NOT_HONOURED, S.REFUSED)


def held(nomination: Nomination) -> Nomination:
    """The nomination as it stands now, with its row locked until the transaction ends."""
    return (
        Nomination.objects.select_for_update(of=("self",), no_key=True)
        .select_related("campaign", "territory", "nominator", "asked", "investigator")
        .get(pk=nomination.pk)
    )


def enter(nomination: Nomination, status: str, by: Person | None, *, act: str, **detail: Any) -> None:
    """Move a locked nomination to `status`, if the table allows it, and write that it happened.

    Raises: NotPossible when the table does not lead there.
    Writes: the Nomination, one journal Entry, and a Letter to the nominator where the step is theirs to know.
    """
    insist(rules.may_move(nomination, status))
    nomination.status = status
    nomination.save()
    record(by, act, nomination, **detail)
    if status in TOLD:
        queue_letter(
            nomination.nominator, "nomination_step", key=f"nomination_step:{nomination.pk}:{act}:{nomination.round}",
            title=nomination.title, token=nomination.token, status=status, reason=nomination.reason,
        )  # fmt: skip


def text(given: str, missing: str, *, most: int = LONGEST_TEXT) -> str:
    """A cleaned text that must be there."""
    cleaned = clean(given, most=most)
    if not cleaned:
        raise NotPossible(missing)
    return cleaned
