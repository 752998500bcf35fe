"""What is said of two rows that may be one human. Facts stay as they are; only the last word on a pair changes."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from estafeta.base.errors import insist
from estafeta.base.texts import clean
from estafeta.people import rules
from estafeta.people.models import Pair, Person, Verdict

LONGEST_REASON = 200


@transaction.atomic
def note_pairs(found: Iterable[tuple[int, int, str]]) -> int:
    """Put pairs that may be one human into the queue.

    Takes:   found -- keys of two people and why (Pair.Why); a pair that is known, in either order, is passed over.
    Returns: how many are new.
    Writes:  Pairs, each with its first Verdict.
    """
    new = [Pair(one_id=min(a, b), other_id=max(a, b), why=why) for a, b, why in found if a != b]
    known = set(Pair.objects.filter(one__in=[pair.one_id for pair in new]).values_list("one_id", "other_id"))
    fresh = {(pair.one_id, pair.other_id): pair for pair in new if (pair.one_id, pair.other_id) not in known}
    before = Pair.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    Pair.objects.bulk_create(fresh.values(), ignore_conflicts=True, batch_size=1000)
    made = [
        pair
        for pair in Pair.objects.filter(pk__gt=before, one__in=[one for one, _other in fresh], verdicts=None)
        if (pair.one_id, pair.other_id) in fresh
    ]
    Verdict.objects.bulk_create([Verdict(pair=pair, state=pair.state) for pair in made], batch_size=1000)
    return len(made)


@transaction.atomic
def say_of_pair(pair: Pair, state: str, *, by: Person, reason: str = "", now: datetime | None = None) -> bool:
    """Say that two rows are the same human or two; or, with `waiting`, take that word back.

    Returns: whether something changed; saying it twice changes nothing.
    Raises:  NotPossible for a pair that was dropped, or a merge older than 30 days that is to be undone. Whether `by`
             has rights on both is the business of whoever calls.
    Writes:  the Pair and one Verdict; no fact.
    Locks:   the Pair row.
    """
    held = Pair.objects.select_for_update().get(pk=pair.pk)
    at = now or timezone.now()
    insist(rules.may_say_of_pair(held, state, at))
    if held.state == state:
        return False
    held.state, held.reason = state, clean(reason, most=LONGEST_REASON)
    held.decided_at, held.decided_by = (None, None) if state == Pair.State.WAITING else (at, by)
    held.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    Verdict.objects.create(pair=held, state=state, by=by, reason=held.reason)
    return True


def drop_pairs_of(person: Person) -> None:
    """Nobody can tell any more whether somebody forgotten is somebody else; what was said before stays said.

    Writes: the waiting Pairs of the person, a Verdict each; in the caller's transaction.
    """
    waiting = Pair.objects.select_for_update().filter(state=Pair.State.WAITING)
    for pair in (waiting.filter(one=person) | waiting.filter(other=person)).order_by("pk"):
        pair.state = Pair.State.DROPPED
        pair.save(update_fields=["state"])
        Verdict.objects.create(pair=pair, state=pair.state)
