"""What an import tells: for each of its files the fate of every row."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from estafeta.base.tables import Fate

CREATED, CHANGED, UNCHANGED, REFUSED = "created", "changed", "unchanged", "refused"


class RowRefusedError(ValueError):
    """A row cannot be taken; the message is a translated sentence that names the column."""


@dataclass
class Part:
    """One file: what it is, where it came from, and its rows' fates in their order."""

    name: str
    source: str
    fates: list[Fate] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        counted = Counter(fate.verdict for fate in self.fates)
        return {verdict: counted[verdict] for verdict in (CREATED, CHANGED, UNCHANGED, REFUSED)}

    def tell(self, row: int, verdict: str, *notes: str) -> None:
        self.fates.append(Fate(row, verdict, tuple(map(str, notes))))

    def as_dict(self, *, every: bool = False) -> dict[str, Any]:
        """For a program: the fates that have something to say, or `every` one."""
        return {
            "part": self.name,
            "source": self.source,
            "rows": len(self.fates),
            **self.counts(),
            "notes": self.notes,
            "fates": [
                {"row": fate.row, "verdict": fate.verdict, "notes": list(fate.notes)}
                for fate in self.fates
                if every or fate.notes
            ],
        }


@dataclass
class Report:
    """A whole import; a trial has written nothing."""

    trial: bool
    parts: list[Part] = field(default_factory=list)

    def changed_anything(self) -> bool:
        return any(counts[CREATED] or counts[CHANGED] for counts in (part.counts() for part in self.parts))

    def rows(self) -> int:
        return sum(len(part.fates) for part in self.parts)

    def refused(self) -> int:
        return sum(part.counts()[REFUSED] for part in self.parts)

    def as_dict(self, *, every: bool = False) -> dict[str, Any]:
        return {"trial": self.trial, "parts": [part.as_dict(every=every) for part in self.parts]}
