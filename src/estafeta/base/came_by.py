"""How somebody came here: an opaque mark in the session that outlives signing in and forms of several pages.

The floor that set it (a baton's page) alone knows what it means; deeds and sign-ups only carry it into their rows
(docs/decisions/0015-the-way-of-a-baton.md).
"""

from collections.abc import MutableMapping
from typing import Any

KEY = "came_by"
LONGEST = 64

Session = MutableMapping[str, Any]


def remember(session: Session, mark: str, said: str) -> None:
    """Keep a mark, and the title that forms may show beside it."""
    session[KEY] = {"mark": mark[:LONGEST], "said": said}


def mark_of(session: Session) -> str:
    kept = session.get(KEY)
    return str(kept.get("mark", ""))[:LONGEST] if isinstance(kept, dict) else ""


def said_of(session: Session) -> str:
    kept = session.get(KEY)
    return str(kept.get("said", "")) if isinstance(kept, dict) else ""


def let_go(session: Session) -> None:
    session.pop(KEY, None)
