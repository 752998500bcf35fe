from typing import Any

from django.db import models, transaction

from estafeta.journal.models import Entry
from estafeta.journal.queries import key_of
from estafeta.people.models import Person


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
