"""What an import is told to do, and what it tells."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from estafeta.base.tables import Fate, Table
from estafeta.campaigns.models import Campaign
from estafeta.deeds.services.imported_rows import Defaults
from estafeta.exchange.models import Import
from estafeta.people.models import Person


def say_nothing(_done: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Order:
    """One table to bring in: what its columns mean ({field: column}) and what a row means where it says nothing.

    `source` and a row's key tell a row again; `asker` is who asks where a row of appeals names nobody.
    """

    noun: str
    table: Table
    mapping: dict[str, str]
    defaults: Defaults
    campaign: Campaign
    source: str
    by: Person | None = None
    asker: str = ""
    trial: bool = False
    progress: Callable[[int], None] = say_nothing


@dataclass
class Report:
    """What an import did, or would do when it was a trial: every row's fate, what it made, the key to undo it by."""

    batch: str
    trial: bool
    fates: list[Fate] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)

    def tell(self, row: int, verdict: str, *notes: str) -> None:
        self.fates.append(Fate(row, verdict, tuple(notes)))

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(fate.verdict for fate in self.fates))


@dataclass(frozen=True)
class Taken:
    """An order that is being carried out: its import row, and the report that is being written."""

    order: Order
    came_with: Import
    report: Report
    people: dict[str, Person] = field(default_factory=dict)
