"""A country at once: its tree, borders, numbers and points, all or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from estafeta.base.tables import open_table
from estafeta.territories.services.boundaries import import_boundaries
from estafeta.territories.services.importing import import_territories
from estafeta.territories.services.points import import_points
from estafeta.territories.services.populations import import_populations
from estafeta.territories.services.reports import Report
from estafeta.territories.services.table_rows import meaning_of
from estafeta.territories.services.writing import tree


@dataclass(frozen=True)
class CountryFiles:
    """The files that tell a country, and how they are to be understood."""

    tree: Path
    boundaries: Sequence[Path] = ()
    populations: Sequence[Path] = ()
    points: Sequence[Path] = ()
    pairs: Sequence[str] = ()  # COLUMN=FIELD
    kinds: Sequence[str] = ()  # WORD=kind
    country: str = ""
    prefix: str = ""
    key: str = ""
    credit: str = ""
    source: str = ""
    year: int | None = None


@transaction.atomic
def import_country(files: CountryFiles, *, trial: bool = False) -> Report:
    """Load everything that was given.

    Takes:   trial -- say every row's fate and write nothing.
    Raises:  NotPossible or ValueError with a sentence when a file cannot be read at all; then nothing is written.
    Writes:  what the parts write, in one transaction.
    """
    report = Report(trial)
    table = open_table(files.tree)
    meaning = meaning_of(table, files.pairs, country=files.country, prefix=files.prefix, kinds=files.kinds)
    report.parts.append(import_territories(table, meaning, source=files.tree.name))
    known = tree()
    for path in files.boundaries:
        report.parts.append(
            import_boundaries(path, key=files.key, prefix=files.prefix, credit=files.credit, known=known)
        )
    usual = {"source": files.source, "prefix": files.prefix}
    if files.populations:
        report.parts += import_populations(files.populations, year=files.year, **usual, known=known)
    report.parts += [import_points(path, **usual, known=known) for path in files.points]
    if trial:
        transaction.set_rollback(True)
    return report
