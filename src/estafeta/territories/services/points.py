"""Where settlements lie and how many people live there, out of a gazetteer's table joined by code."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible
from estafeta.base.tables import Row, open_table
from estafeta.base.texts import clean
from estafeta.territories.models import Population, Territory
from estafeta.territories.rules.names import in_english
from estafeta.territories.services.builtin import builtin_codes
from estafeta.territories.services.populations import CODES
from estafeta.territories.services.reports import CHANGED, CREATED, REFUSED, UNCHANGED, Part, RowRefusedError
from estafeta.territories.services.table_rows import latitude, longitude, people_of
from estafeta.territories.services.writing import Draft, tree, write

YEAR_UNKNOWN = 0


@dataclass(frozen=True)
class _Point:
    row: int
    territory: Territory
    lon: float
    lat: float
    people: int
    name_en: str


@transaction.atomic
def import_points(path: Path, *, source: str = "", prefix: str = "", known: dict[str, Territory] | None = None) -> Part:
    """Load longitude, latitude, population and Latin names of settlements. Twice is harmless.

    Takes:   a table with a column of codes, `lon`, `lat`, and perhaps `population` and `name_latin`.
    Returns: each row's fate; of two points with one code the one with more people counts.
    Writes:  points of territories that have none, Latin names where they were only transliterated, and Populations of
             unknown year (0) where no official number is known.
    """
    part = Part("places", path.name)
    table = open_table(path)
    code = next((name for name in CODES if name in table.columns), "")
    if not code or not {"lon", "lat"} <= set(table.columns):
        raise NotPossible(
            _("%(name)s needs a column of codes (%(codes)s), and lon and lat.")
            % {"name": path.name, "codes": ", ".join(CODES)}
        )
    known = tree() if known is None else known
    by_code = {one.national_code: one for one in known.values() if one.national_code} | known
    points: dict[int, _Point] = {}
    for row in table.rows:
        try:
            point = _read(row, code, prefix, by_code)
        except RowRefusedError as fault:
            part.tell(row.number, REFUSED, str(fault))
            continue
        rival = points.get(point.territory.pk)
        if rival is None or point.people > rival.people:
            points[point.territory.pk] = point
        loser = rival if rival and points[point.territory.pk] is point else point if rival else None
        if loser:
            said = _("Row %(row)s bears the same code and more people; that one counts.")
            part.tell(loser.row, UNCHANGED, said % {"row": points[point.territory.pk].row})
    _write(points, known, source or _known_source(table.columns) or path.name, part)
    part.fates.sort(key=lambda fate: fate.row)
    return part


def _known_source(columns: tuple[str, ...]) -> str:
    return "GeoNames, CC BY 4.0" if "geonameid" in columns else ""


def _read(row: Row, column: str, prefix: str, by_code: dict[str, Territory]) -> _Point:
    code = row.cells[column]
    if not code:
        said = row.cells.get("match") or _("empty")
        raise RowRefusedError(_("Column %(column)s: no code (%(said)s).") % {"column": column, "said": said})
    territory = by_code.get(prefix + code)
    if territory is None:
        raise RowRefusedError(
            _("Column %(column)s: there is no territory “%(value)s”.") % {"column": column, "value": code[:60]}
        )
    numbers = {}
    for name, reading in (("lon", longitude), ("lat", latitude), ("population", people_of)):
        text = row.cells.get(name, "") or ("0" if name == "population" else "")
        try:
            numbers[name] = reading(text)
        except ValueError as fault:
            raise RowRefusedError(_("Column %(column)s: %(sentence)s") % {"column": name, "sentence": fault}) from fault
    latin_name = clean(row.cells.get("name_latin", ""), most=200).replace("’", "").replace("'", "")
    return _Point(row.number, territory, numbers["lon"], numbers["lat"], int(numbers["population"]), latin_name)


def _write(points: dict[int, _Point], known: dict[str, Territory], source: str, part: Part) -> None:
    there = dict(Population.objects.filter(year=YEAR_UNKNOWN).values_list("territory_id", "people"))
    official = set(Population.objects.exclude(year=YEAR_UNKNOWN).values_list("territory_id", flat=True))
    people = [
        Population(territory_id=key, year=YEAR_UNKNOWN, people=point.people, source=source[:200])
        for key, point in points.items()
        if point.people and key not in official and there.get(key) != point.people
    ]
    hand_written = builtin_codes()
    drafts = [draft for point in points.values() if (draft := _draft(point, hand_written))]
    written = write(drafts, known)
    Population.objects.bulk_create(
        people, update_conflicts=True, unique_fields=["territory", "year"], update_fields=["people", "source"]
    )
    counted = {row.territory_id for row in people}
    for key, point in points.items():
        new = point.territory.code in written.changed or key in counted
        part.tell(point.row, (CHANGED if key in there else CREATED) if new else UNCHANGED)


def _draft(point: _Point, hand_written: set[str]) -> Draft | None:
    """Only what is not known better: built-in places have hand-written points and names."""
    here = point.territory
    values: dict[str, Any] = {}
    if here.lon is None:
        values |= {"lon": point.lon, "lat": point.lat}
    if (
        here.code not in hand_written
        and point.name_en
        and here.name_en in {"", in_english(here.kind, here.name_kk)}
        and here.name_en != point.name_en
    ):
        values |= {"name_en": point.name_en, "also": ";".join(filter(None, [here.also, here.name_en]))}
    return Draft(here.code, None, None, values) if values else None
