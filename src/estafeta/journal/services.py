from typing import Any

from django.db import models

from estafeta.journal.models import Entry
from estafeta.journal.queries import key_of
from estafeta.people.models import Person


def record(actor: Person | None, act: str, thing: models.Model, **detail: Any) -> None:
    """Write that `actor` (None: the system itself) did `act` to `thing`.

    Takes:  detail -- JSON values without personal data: ids, states, reasons.
    Writes: one Entry, in the caller's transaction.
    """
    Entry.objects.create(actor=actor, act=act, thing=key_of(thing), detail=detail)
