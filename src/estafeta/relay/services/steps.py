"""The one place where a baton moves: its state, its row of history, its journal entry."""

from datetime import datetime

from estafeta.base.errors import insist
from estafeta.journal.services import record
from estafeta.people.models import Person
from estafeta.relay import rules
from estafeta.relay.models import Baton, Handover
from estafeta.relay.services.drawing import redraw_soon


def held(baton: Baton) -> Baton:
    """The baton as it stands now, with its row locked until the transaction ends."""
    return (
        Baton.objects.select_for_update(of=("self",), no_key=True)
        .select_related("deed", "campaign", "giver", "person", "team", "organisation", "territory")
        .get(pk=baton.pk)
    )


def enter(baton: Baton, status: str, by: Person | None, at: datetime, *, act: str) -> None:
    """Move a locked baton to `status`, if the table allows it, and write that it happened.

    Raises: NotPossible when the table does not lead there.
    Writes: the Baton, one Handover, one journal Entry, a job that draws the line anew.
    """
    insist(rules.may_move(baton, status))
    baton.status = status
    if status == Baton.Status.ACCEPTED:
        baton.answered_at, baton.lapses_at = at, at + rules.CARRY_LASTS
    elif status == Baton.Status.ON_THE_WAY:
        baton.passed_at, baton.lapses_at = at, at + rules.PASS_LASTS
        baton.answered_at, baton.holder, baton.reason = None, None, ""
    else:
        baton.lapses_at = None
    baton.save()
    note(baton, by, at, act=act)


def note(baton: Baton, by: Person | None, at: datetime, *, act: str) -> None:
    """Write one row of a baton's history as it stands."""
    Handover.objects.create(baton=baton, status=baton.status, at=at)
    record(by, act, baton)
    redraw_soon(baton.campaign_id)
