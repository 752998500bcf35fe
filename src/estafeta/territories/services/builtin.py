"""The country that every installation knows: its units of today and of 2010, its districts and towns."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from estafeta.territories.models import Population, Territory
from estafeta.territories.rules.kinds import NOT_PICKABLE
from estafeta.territories.rules.tree import house_code, parent_by_prefix
from estafeta.territories.services.writing import Draft, Written, write

FOLDER = Path(__file__).resolve().parents[1] / "builtin"
SOURCE = "Bureau of National Statistics of Kazakhstan, at the beginning of {}"
YEARS = (2010, 2023)


@transaction.atomic
def load_builtin() -> Written:
    """Load Kazakhstan: 20 units of today, the 16 of 2010, districts, cities and their population. Twice is harmless.

    Writes:  territories and populations that are missing or differ; what a fuller file brought stays.
    """
    units, places = _rows("units.csv"), _rows("places.csv")
    written = write([*map(_unit, units), *_places(places, units)])
    _populations(units)
    return written


def builtin_codes() -> set[str]:
    """The codes whose names and points were written by hand and are better than a gazetteer's."""
    return {row["code"] for name in ("units.csv", "places.csv") for row in _rows(name)}


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _named(row: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        "name_kk": row["name_kk"],
        "name_ru": row["name_ru"],
        "name_en": row["name_en"],
        "also": row["also"],
        "lon": float(row["lon"]) if row["lon"] else None,
        "lat": float(row["lat"]) if row["lat"] else None,
        "is_pickable": row["kind"] not in NOT_PICKABLE,
    }


def _unit(row: dict[str, str]) -> Draft:
    more = {
        "national_code": row["national_code"],
        "iso_code": row["iso_code"],
        "time_zone": row["time_zone"],
        "tile_col": int(row["tile_col"]) if row["tile_col"] else None,
        "tile_row": int(row["tile_row"]) if row["tile_row"] else None,
        "valid_from": date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        "valid_until": date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
    }
    return Draft(row["code"], row["parent"], row["was_in"], _named(row) | more)


def _places(rows: list[dict[str, str]], units: list[dict[str, str]]) -> list[Draft]:
    known = {row["code"] for row in rows} | {row["national_code"] for row in units}
    known |= set(Territory.objects.exclude(national_code="").values_list("national_code", flat=True))
    return [
        Draft(
            row["code"],
            house_code(parent_by_prefix(row["code"], known)),
            None,
            _named(row) | {"national_code": row["code"]},
        )
        for row in rows
    ]


def _populations(units: list[dict[str, str]]) -> None:
    keys = dict(Territory.objects.values_list("code", "pk"))
    Population.objects.bulk_create(
        [
            Population(
                territory_id=keys[row["code"]],
                year=year,
                people=int(row[f"people_{year}"]),
                source=SOURCE.format(year),
            )
            for row in units
            for year in YEARS
            if row[f"people_{year}"]
        ],
        ignore_conflicts=True,
    )
