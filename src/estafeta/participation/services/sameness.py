"""Finding people who stand in two rows, and a coordinator's word on each pair."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible
from estafeta.journal.services import record
from estafeta.participation import queries
from estafeta.people.models import Pair, Person
from estafeta.people.queries import pairs_to_look_at
from estafeta.people.rules import why_same
from estafeta.people.services import note_pairs, say_of_pair
from estafeta.tally.queries import places_counted

AT_ONCE = 20_000
ACTS = {Pair.State.SAME: "merged", Pair.State.DIFFERENT: "told_apart", Pair.State.WAITING: "word_taken_back"}


def find_pairs() -> int:
    """Put everybody who may stand in two rows into the queue; how many pairs are new. Twice finds nothing new."""
    alike = pairs_to_look_at(AT_ONCE)
    counted = places_counted({person.pk for pair in alike for person in pair})
    found = []
    for one, other in alike:
        near = bool(counted.get(one.pk, set()) & counted.get(other.pk, set()))
        if why := why_same(one, other, near=near):
            found.append((one.pk, other.pk, why))
    return note_pairs(found)


@transaction.atomic
def decide_pair(pair: Pair, by: Person, state: str, *, reason: str = "", now: datetime | None = None) -> bool:
    """Say that two rows are one human or two, or take that word back.

    Returns: whether something changed.
    Raises:  NotPossible when `by` has no rights on both, or it was decided more than 30 days ago.
    Writes:  the Pair, a Verdict, one journal Entry; no fact (docs/decisions/0010-two-rows-of-one-human.md).
    """
    if not queries.pairs_visible_to(by).filter(pk=pair.pk).exists():
        raise NotPossible(_("You need to coordinate all places in which these two are known."))
    if not say_of_pair(pair, state, by=by, reason=reason, now=now):
        return False
    record(by, ACTS[Pair.State(state)], pair, one=pair.one_id, other=pair.other_id)
    return True
