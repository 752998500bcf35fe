"""Read-only mode: pages are read, nothing is written, while the operator works or the day is too big."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils import timezone

NAME: Final = "read_only.json"  # a file and not a row: it has to be known while the database rests


@dataclass(frozen=True)
class Rest:
    since: datetime
    until: datetime | None
    """When it will be over, as far as the operator can say."""

    @property
    def retry_after_s(self) -> int:
        """Seconds that a program should wait before it asks again: to the end, between half a minute and an hour."""
        left = (self.until - timezone.now()).total_seconds() if self.until else 60
        return int(min(3600, max(30, left)))


def begin(until: datetime | None = None) -> Rest:
    """Rest from now on. A second time moves the end and keeps the beginning.

    Takes:   until, aware, or None when nobody can say.
    Writes:  `read_only.json` in the installation's var folder; each host has its own.
    """
    known = current()
    rest = Rest(known.since if known else timezone.now(), until)
    path = settings.VAR_DIR / NAME
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps({"since": rest.since.isoformat(), "until": until.isoformat() if until else None}))
    draft.replace(path)
    return rest


def end() -> bool:
    """Returns: whether there was a rest to end."""
    try:
        (settings.VAR_DIR / NAME).unlink()
    except FileNotFoundError:
        return False
    return True


def current() -> Rest | None:
    """The rest that is on, or None. What can't be read counts as a rest without an end: the operator meant one."""
    try:
        told = (settings.VAR_DIR / NAME).read_text()
    except FileNotFoundError:
        return None
    with suppress(ValueError, KeyError, TypeError):
        kept = json.loads(told)
        until = kept["until"]
        return Rest(datetime.fromisoformat(kept["since"]), datetime.fromisoformat(until) if until else None)
    return Rest(timezone.now(), None)
