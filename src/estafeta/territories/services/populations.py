"""Numbers of inhabitants by year, by code or by the name of a region."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible
from estafeta.base.tables import Row, Table, open_table
from estafeta.base.texts import fold
from estafeta.territories.models import Population, Territory
from estafeta.territories.rules.kinds import REGIONS
from estafeta.territories.services.reports import CHANGED, CREATED, REFUSED, UNCHANGED, Part, RowRefusedError
from estafeta.territories.services.table_rows import people_of
from estafeta.territories.services.writing import tree

CODES = ("code", "kato", "iso", "national_code", "iso_code")
NAMES = ("name", "region", "region_ru_source", "name_ru", "name_kk", "name_en")
PEOPLE = ("population", "people", "inhabitants")
FIRST_YEAR, LAST_YEAR = 1800, 2200
_REGIONS = (Territory.Kind.COUNTRY, *REGIONS)
_FOOTNOTE = re.compile(r"\s\d$")
_KIND_BEFORE = re.compile(r"^(?:республика|город|г\.)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class _Said:
    row: int
    territory: Territory
    year: int
    people: int
    notes: tuple[str, ...] = ()


@transaction.atomic
def import_populations(
    paths: Iterable[Path],
    *,
    year: int | None = None,
    source: str = "",
    prefix: str = "",
    known: dict[str, Territory] | None = None,
) -> list[Part]:
    """Load populations from tables with a code or name, a number and a year. Twice is harmless.

    Takes:   year -- where a table has no column `year`, and its file's name holds none.
    Returns: a Part for each file; where two files differ about a territory and year, the first one counts.
    Writes:  Populations new or different.
    """
    book = _Book(tree() if known is None else known, prefix)
    there = {(one.territory_id, one.year): one for one in Population.objects.all()}
    written: dict[tuple[int, int], Population] = {}
    parts = []
    summed: set[tuple[int, int]] = set()  # (what lies above a territory that an earlier file tells, year)
    for path in paths:
        part = Part("population", path.name)
        table = open_table(path)
        for said in _read(table, book, year or _year_in(path.stem), part):
            key = (said.territory.pk, said.year)
            if key in written:
                _tell_again(said, written[key].people, part)
                continue
            if key in summed:
                note = _("An earlier file tells the parts of %(name)s for %(year)s; this other total was left out.")
                told = {"name": said.territory.name, "year": said.year}
                part.tell(said.row, UNCHANGED, note % told)
                continue
            here = there.get(key)
            same = here is not None and here.people == said.people
            part.tell(said.row, UNCHANGED if same else CHANGED if here else CREATED, *said.notes)
            written[key] = Population(
                territory=said.territory,
                year=said.year,
                people=said.people,
                source=here.source if same and here else (source or path.name)[:200],
            )
        part.fates.sort(key=lambda fate: fate.row)
        parts.append(part)
        summed |= {(above, one.year) for one in written.values() for above in book.above(one.territory)}
    rows = [one for key, one in written.items() if key not in there or there[key].people != one.people]
    Population.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["territory", "year"], update_fields=["people", "source"]
    )
    return parts


def _tell_again(said: _Said, people: int, part: Part) -> None:
    if said.people == people:
        part.tell(said.row, UNCHANGED)
    else:
        part.tell(said.row, UNCHANGED, _("An earlier row says %(people)s for %(year)s; that one counts.") % {
            "people": people, "year": said.year})  # fmt: skip


def _year_in(name: str) -> int | None:
    found = re.search(r"(?<!\d)(1[89]|20|21)\d\d(?!\d)", name)
    return int(found[0]) if found else None


class _Book:
    """Territories by code, and the country and its regions by name."""

    def __init__(self, known: dict[str, Territory], prefix: str) -> None:
        self.prefix = prefix
        self.by_key = {one.pk: one for one in known.values()}
        self.by_code = {one.national_code: one for one in known.values() if one.national_code}
        self.by_code |= {one.iso_code: one for one in known.values() if one.iso_code} | known
        self.by_name: dict[str, list[Territory]] = defaultdict(list)
        for one in known.values():
            if one.kind in _REGIONS:
                for name in {*one.folded.split("|"), fold(re.sub(r"\s*область$", "", one.name_ru))} - {""}:
                    self.by_name[name].append(one)

    def above(self, territory: Territory) -> list[int]:
        codes = territory.path.rstrip("/").split("/")[:-1]
        return [self.by_code[code].pk for code in codes]

    def called(self, name: str) -> list[Territory]:
        return self.by_name.get(fold(name)) or self.by_name.get(fold(_KIND_BEFORE.sub("", name)), [])


def _read(table: Table, book: _Book, year: int | None, part: Part) -> list[_Said]:
    code, name = _first(CODES, table.columns), _first(NAMES, table.columns)
    people = _first(PEOPLE, table.columns)
    if not people or not (code or name):
        raise NotPossible(
            _("%(name)s needs a column of codes (%(codes)s) or names, and one of numbers (%(people)s).")
            % {"name": part.source, "codes": ", ".join(CODES), "people": ", ".join(PEOPLE)}
        )
    if "year" not in table.columns and year is None:
        raise NotPossible(_("Of which year are the numbers in %(name)s? Say it: --year 2023.") % {"name": part.source})
    said: list[_Said] = []
    for row in table.rows:
        try:
            territory = _territory(row, code, name, book)
            when = _year(row.cells["year"]) if "year" in table.columns else year or 0
            said.append(_Said(row.number, territory, when, _people(row, people)))
        except RowRefusedError as fault:
            part.tell(row.number, REFUSED, str(fault))
    return _as_it_stood_then(said, book)


def _first(wanted: tuple[str, ...], columns: tuple[str, ...]) -> str:
    return next((name for name in wanted if name in columns), "")


def _territory(row: Row, code: str, name: str, book: _Book) -> Territory:
    if code and (found := book.by_code.get(book.prefix + row.cells[code])):
        return found
    if name:
        called = book.called(row.cells[name]) or book.called(_FOOTNOTE.sub("", row.cells[name]))
        if len(called) > 1:  # a region and its city may share a name: the sign of a city tells them apart
            is_city = bool(re.match(r"(?:г\.|город\s)", row.cells[name]))
            called = [one for one in called if (one.kind == Territory.Kind.CITY_REGION) == is_city]
        if len(called) == 1:
            return called[0]
    column = code or name
    raise RowRefusedError(
        _("Column %(column)s: there is no territory “%(value)s”.")
        % {"column": column, "value": (row.cells[column] or row.cells.get(name, ""))[:60]}
    )


def _year(text: str) -> int:
    if not text.isdecimal() or not FIRST_YEAR <= int(text[:6]) <= LAST_YEAR:
        raise RowRefusedError(_("Column year: “%(value)s” is no year from 1800 to 2200.") % {"value": text[:40]})
    return int(text)


def _people(row: Row, column: str) -> int:
    try:
        return people_of(row.cells[column])
    except ValueError as fault:
        raise RowRefusedError(_("Column %(column)s: %(sentence)s") % {"column": column, "sentence": fault}) from fault


def _as_it_stood_then(said: list[_Said], book: _Book) -> list[_Said]:
    """Numbers of years before a territory began are the former one's, under today's name.

    Why: statistics go on under the new name (South Kazakhstan as Turkistan). Where the same year also tells another
         part of the former territory (Shymkent since 2017), the numbers were computed for the parts.
    """
    parts_told = defaultdict(set)
    for one in said:
        if one.territory.was_in_id:
            parts_told[one.year, one.territory.was_in_id].add(one.territory.pk)
    settled = []
    for one in said:
        began, former = one.territory.valid_from, book.by_key.get(one.territory.was_in_id or 0)
        alone = len(parts_told[one.year, one.territory.was_in_id or 0]) == 1
        if began and former and former.valid_until and alone and date(one.year, 1, 1) < began:
            note = _("%(year)s was before %(name)s began; the number is that of %(former)s.") % {
                "year": one.year, "name": one.territory.name, "former": former.name}  # fmt: skip
            settled.append(_Said(one.row, former, one.year, one.people, (note,)))
        else:
            settled.append(one)
    return settled
