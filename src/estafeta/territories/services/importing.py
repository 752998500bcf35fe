"""A country's territories out of a table, with every row's fate; a bad row never spoils a good one."""

from django.db import transaction
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible
from estafeta.base.tables import Table
from estafeta.territories.models import Population, Territory
from estafeta.territories.rules.kinds import NOT_PICKABLE
from estafeta.territories.rules.kinds_said import BY_DEPTH
from estafeta.territories.rules.tree import is_kato
from estafeta.territories.services.builtin import load_builtin
from estafeta.territories.services.hanging import MOST_NAMED, take_out_what_cannot_hang
from estafeta.territories.services.reports import (
    CHANGED,
    CREATED,
    REFUSED,
    UNCHANGED,
    Part,
    RowRefusedError,
)
from estafeta.territories.services.table_rows import Meaning, Read, kato_row, mapped_row
from estafeta.territories.services.writing import Draft, Written, tree, write


@transaction.atomic
def import_territories(table: Table, meaning: Meaning, *, source: str) -> Part:
    """Load a country's tree. Twice is harmless: the second time changes nothing and says so.

    Takes:   table -- opened by `base.tables.open_table`; meaning -- of `meaning_of`; source -- the file's name.
    Returns: every row's fate; a row that cannot be taken is refused, and what hangs on it alone.
    Writes:  Territories new or different, Populations that the table holds; what the table lacks stays as it is.
    """
    part = Part("territories", source)
    if meaning.is_kato and not Territory.objects.filter(code="KZ").exists():
        load_builtin()
        part.notes.append(_("Kazakhstan's regions, which are built in, were loaded first."))
    known = tree()
    if meaning.country and meaning.country not in known:
        raise NotPossible(_("There is no territory %(code)s to hang the rows on.") % {"code": meaning.country})
    reads = _read(table, meaning, known, part)
    for row, sentence in take_out_what_cannot_hang(reads, known, {}):
        part.tell(row, REFUSED, sentence)
    for read in reads.values():
        _settle(read.draft, known, reads)
    retired = _retired(reads, known, meaning)
    written = write((read.draft for read in reads.values()), known)
    people = _populations(reads, known, source)
    _tell(reads, written, people, part)
    if retired:
        part.notes.append(
            _("Not in this file, and kept as they are: %(codes)s (%(number)s in all).")
            % {"number": len(retired), "codes": ", ".join(retired[:MOST_NAMED])}
        )
    part.fates.sort(key=lambda fate: fate.row)
    return part


def _read(table: Table, meaning: Meaning, known: dict[str, Territory], part: Part) -> dict[str, Read]:
    """The rows that can be understood, by code; the others are told as refused.

    Raises: NotPossible when there are no rows at all.
    """
    reads: dict[str, Read] = {}
    rows = list(table.rows)
    if not rows:
        raise NotPossible(_("%(name)s has no rows.") % {"name": part.source})
    national: set[str] = set()
    if meaning.is_kato:
        national = {one.national_code for one in known.values()} | {row.cells["kato"] for row in rows}
    for row in rows:
        try:
            read = kato_row(row, known, national) if meaning.is_kato else mapped_row(row, meaning)
        except RowRefusedError as fault:
            part.tell(row.number, REFUSED, str(fault))
            continue
        if twin := reads.get(read.draft.code):
            said = _("The code %(code)s stands already in row %(row)s.") % {"code": twin.draft.code, "row": twin.row}
            part.tell(row.number, REFUSED, said)
        else:
            reads[read.draft.code] = read
    return reads


def _settle(draft: Draft, known: dict[str, Territory], reads: dict[str, Read]) -> None:
    """What the row left open: a new territory's kind by its depth; a former name stays findable."""
    here = known.get(draft.code)
    if here is None and "kind" not in draft.values:
        depth, above = 0, draft.parent
        while above:
            depth += 1
            above = reads[above].draft.parent if above in reads else _parent_code(known, above)
        kind = BY_DEPTH[min(depth, len(BY_DEPTH) - 1)]
        draft.values |= {"kind": kind.value, "is_pickable": kind not in NOT_PICKABLE}
    if here is not None:
        former = [
            was
            for language in ("kk", "ru", "en")
            if (was := getattr(here, f"name_{language}"))
            and (new := draft.values.get(f"name_{language}"))
            and new != was
        ]
        kept = [name for name in (draft.values.get("also", here.also)).split(";") if name]
        draft.values["also"] = ";".join(dict.fromkeys([*kept, *former]))


def _parent_code(known: dict[str, Territory], code: str) -> str:
    """The code above, read from the path."""
    steps = known[code].path.rstrip("/").split("/")
    return steps[-2] if len(steps) > 1 else ""


def _retired(reads: dict[str, Read], known: dict[str, Territory], meaning: Meaning) -> list[str]:
    """Codes of the same country's tree that a whole file no longer has; they may bear deeds, so they stay."""
    if meaning.is_kato:
        return sorted(
            code for code, one in known.items() if is_kato(one.national_code) and code not in reads and code != "KZ"
        )
    roots = {one.path.split("/", 1)[0] for code, one in known.items() if code in reads}
    return sorted(code for code, one in known.items() if one.path.split("/", 1)[0] in roots and code not in reads)


def _populations(reads: dict[str, Read], known: dict[str, Territory], source: str) -> set[str]:
    """Codes whose number of people came with the row and is new; year 0 says that the table names no year."""
    told = {known[code].pk: read for code, read in reads.items() if read.population is not None}
    there = dict(Population.objects.filter(territory__in=told, year=0).values_list("territory_id", "people"))
    rows = [
        Population(territory_id=key, year=0, people=read.population or 0, source=source[:200])
        for key, read in told.items()
        if there.get(key) != read.population
    ]
    Population.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["territory", "year"], update_fields=["people", "source"]
    )
    changed = {row.territory_id for row in rows}
    return {read.draft.code for key, read in told.items() if key in changed}


def _tell(reads: dict[str, Read], written: Written, people: set[str], part: Part) -> None:
    for code, read in reads.items():
        if code in written.created:
            part.tell(read.row, CREATED, *read.notes)
        elif code in written.changed or code in people:
            part.tell(read.row, CHANGED, *read.notes)
        else:
            part.tell(read.row, UNCHANGED, *read.notes)
