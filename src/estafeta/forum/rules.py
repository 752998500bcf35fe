from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from estafeta.base.decisions import YES, Decision, no
from estafeta.forum.models import Forum, Guest, Quota
from estafeta.people.models import Person
from estafeta.people.rules import may_coordinate

MOST_COMPANIONS: Final = 5
MOST_ROWS: Final = 200
MOST_SEATS: Final = 10_000
LONGEST_LINE: Final = 200
LONGEST_TEXT: Final = 5_000


def may_run(person: Person | None, forum: Forum) -> Decision:
    """Programme, quotas, seating and papers: a coordinator of the whole territory that the campaign covers."""
    return may_coordinate(person, forum.deed.campaign.territory, forum.deed.campaign.slug)


def may_invite(person: Person | None, quota: Quota) -> Decision:
    """A coordinator of the region whose quota it is, or above it."""
    return may_coordinate(person, quota.territory, quota.forum.deed.campaign.slug)


def may_answer(guest: Guest, on: date) -> Decision:
    """Until the last day for answers; who comes may still say that they don't."""
    if guest.answer == Guest.Answer.WITHDRAWN:
        return no(_("This invitation was taken back."))
    if on > guest.forum.answers_until and guest.answer != Guest.Answer.COMING:
        return no(_("The time for answers is over."))
    return YES


def overlap(starts_at: datetime, ends_at: datetime, others: Sequence[tuple[datetime, datetime]]) -> bool:
    """Whether a room is in use at that time already."""
    return any(starts_at < other_end and ends_at > other_start for other_start, other_end in others)


def seated(parties: Sequence[int], rows: int, row_seats: int) -> list[list[tuple[int, int]]]:
    """A seat for everybody, parties side by side as long as any row has room for them.

    Takes:   parties -- how many come together, in the order of who sits in front.
    Returns: for each party its (row, number) from 1; fewer than asked for where the hall is full.
    """
    free = [row_seats] * rows
    given: list[list[tuple[int, int]]] = []
    for party in parties:
        row = next((at for at, left in enumerate(free) if left >= party), None)
        seats = []
        for _one in range(party):
            at = row if row is not None else next((at for at, left in enumerate(free) if left), None)
            if at is None:
                break
            seats.append((at + 1, row_seats - free[at] + 1))
            free[at] -= 1
        given.append(seats)
    return given
