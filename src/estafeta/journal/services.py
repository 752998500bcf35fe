from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from estafeta.journal.models import Entry, Look
from estafeta.journal.queries import key_of
from estafeta.people.models import Person
from estafeta.territories.models import Territory

ONCE_IN = timedelta(hours=1)


def record(actor: Person | None, act: str, thing: models.Model, **detail: Any) -> None:
    """Write that `actor` (None: the system itself) did `act` to `thing`.

    Takes:  detail -- JSON values without personal data: ids, states, reasons.
    Writes: one Entry, in the caller's transaction.
    """
    Entry.objects.create(actor=actor, act=act, thing=key_of(thing), detail=detail)


@transaction.atomic
def record_once(actor_id: int | None, act: str, thing: str) -> None:
    """Write an act that happened on a floor below and can happen to its thing only once. Twice writes one Entry.

    Takes: thing -- its key, such as `people.role:12`.
    """
    if not Entry.objects.filter(thing=thing, act=act).exists():
        Entry.objects.create(actor_id=actor_id, act=act, thing=thing)


@transaction.atomic
def note_looks(
    viewer: Person,
    people: Iterable[Person],
    what: str,
    *,
    thing: models.Model,
    title: str,
    territory: Territory | None,
    now: datetime | None = None,
) -> int:
    """Write down that `viewer` saw personal data of others, once an hour for each of them and each thing.

    Takes:   title -- of the thing, for those who read of it later; no personal data.
    Returns: how many are new. One's own data and those of one's wards are nobody else's.
    Writes:  Looks; two queries, however many people.
    """
    at, key = now or timezone.now(), key_of(thing)
    others = {one.pk for one in people if viewer.pk not in {one.pk, one.guardian_id}}
    seen = Look.objects.filter(thing=key, viewer=viewer, what=what, at__gt=at - ONCE_IN, person__in=others)
    new = others - set(seen.values_list("person", flat=True))
    Look.objects.bulk_create(
        [
            Look(viewer=viewer, person_id=pk, what=what, thing=key, title=title[:200], territory=territory, at=at)
            for pk in sorted(new)
        ],
        batch_size=1000,
    )
    return len(new)
