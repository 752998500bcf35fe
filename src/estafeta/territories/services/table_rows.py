"""Rows of a table as drafts of territories. Nothing is written here."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import inf
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from estafeta.base.fields import LANGUAGES
from estafeta.base.tables import Row, Table, parse_mapping, read_date
from estafeta.base.texts import fold, latin
from estafeta.territories.models import Territory
from estafeta.territories.rules.kinds import BY_SIZE, NOT_PICKABLE
from estafeta.territories.rules.kinds_said import kind_said
from estafeta.territories.rules.names import classified, in_english
from estafeta.territories.rules.tree import house_code, is_kato, parent_by_prefix, usable_code
from estafeta.territories.services.reports import RowRefusedError
from estafeta.territories.services.writing import Draft

FIELDS = (
    "code", "parent", "kind", "name", "name_kk", "name_ru", "name_en", "also", "national_code", "iso_code", "lon",
    "lat", "population", "valid_from", "valid_until", "time_zone",
)  # fmt: skip
LONGEST_NAME = 200
LEVELS = {"oblast", "district", "sub_district", "settlement"}
MANKIND = 2_000_000_000  # more than any country has


@dataclass(frozen=True)
class Meaning:
    """How a table is to be understood."""

    mapping: dict[str, str]  # field -> column
    country: str = ""  # code of the territory under which rows without a parent hang
    prefix: str = ""  # put before every code and parent, so that two countries' numbers do not meet
    kinds: dict[str, str] = field(default_factory=dict)  # folded word -> kind, beside the known words
    is_kato: bool = False


@dataclass
class Read:
    """A row understood: its draft, and what else it says."""

    row: int
    draft: Draft
    population: int | None = None
    notes: list[str] = field(default_factory=list)


def meaning_of(
    table: Table, pairs: Iterable[str], *, country: str = "", prefix: str = "", kinds: Iterable[str] = ()
) -> Meaning:
    """How to read a table, from its columns and `COLUMN=FIELD` (or `FIELD=COLUMN`) pairs.

    Returns: Kazakhstan's classifier is known by its columns; any other table needs at least `code` and a name.
    Raises:  NotPossible, ValueError with a sentence that names the column or kind that is not there.
    """
    mapping = parse_mapping([_column_first(pair, table.columns) for pair in pairs], table.columns, FIELDS)
    own_words = {}
    for pair in kinds:
        word, _sign, kind = pair.rpartition("=")
        if kind not in BY_SIZE:
            raise ValueError(_("There is no kind %(kind)s. The kinds are: %(kinds)s.")
                             % {"kind": kind, "kinds": ", ".join(BY_SIZE)})  # fmt: skip
        own_words[fold(word)] = kind
    if "code" not in mapping and {"kato", "name_ru", "name_kk", "level"} <= set(table.columns):
        return Meaning(mapping, is_kato=True)
    if "code" not in mapping:
        raise ValueError(_("No column holds the code. Say which: --map COLUMN=code. The columns are: %(columns)s.")
                         % {"columns": ", ".join(table.columns)})  # fmt: skip
    if not mapping.keys() & {"name", "name_kk", "name_ru", "name_en"}:
        raise ValueError(_("No column holds a name. Say which: --map COLUMN=name_en. The columns are: %(columns)s.")
                         % {"columns": ", ".join(table.columns)})  # fmt: skip
    return Meaning(mapping, country, prefix, own_words)


def _column_first(pair: str, columns: Iterable[str]) -> str:
    one, _sign, other = pair.partition("=")
    return f"{other}={one}" if one in FIELDS and other in columns and one not in columns else pair


def kato_row(row: Row, known: dict[str, Territory], national: set[str]) -> Read:
    """A row of Kazakhstan's classifier. Its parent is the longest shorter prefix that exists."""
    kato, level = row.cells["kato"], row.cells["level"]
    if not is_kato(kato):
        raise RowRefusedError(_("Column kato: “%(value)s” is not a code of nine digits.") % {"value": kato[:40]})
    if level not in LEVELS:
        raise RowRefusedError(_("Column level: “%(value)s” is none of %(levels)s.")
                              % {"value": level[:40], "levels": ", ".join(sorted(LEVELS))})  # fmt: skip
    cells = _Cells(row, {"name_ru": "name_ru", "name_kk": "name_kk"})
    ru, kk = _name(cells, "name_ru"), _name(cells, "name_kk")
    if not (ru and kk):
        raise RowRefusedError(_("Columns name_ru and name_kk: a name is missing."))
    named, code = classified(ru, kk, level), house_code(kato)
    values: dict[str, Any] = {
        "national_code": kato,
        "kind": named.kind.value,
        "name_kk": named.name_kk,
        "name_ru": named.name_ru,
        "is_pickable": named.is_pickable,
    }
    if code != kato:
        values["iso_code"] = code
    here = known.get(code)
    if here is None or not here.name_en:
        values["name_en"] = in_english(named.kind, named.bare_kk)
    above = parent_by_prefix(kato, national)
    if not above and code == kato:
        raise RowRefusedError(_("Column kato: no territory stands above %(code)s.") % {"code": kato})
    return Read(row.number, Draft(code, house_code(above) if above else "KZ", None, values))


class _Cells:
    """The cells of one row by the field that they mean; a fault names the column."""

    def __init__(self, row: Row, mapping: dict[str, str]) -> None:
        self.row, self.mapping = row, mapping

    def __contains__(self, name: str) -> bool:
        return name in self.mapping

    def __getitem__(self, name: str) -> str:
        return self.row.cells.get(self.mapping.get(name, ""), "").strip()

    def refusal(self, name: str, sentence: str) -> RowRefusedError:
        column = self.mapping.get(name, name)
        return RowRefusedError(_("Column %(column)s: %(sentence)s") % {"column": column, "sentence": sentence})

    def read(self, name: str, reading: Callable[[str], Any]) -> Any:
        """The cell understood, None when it is empty."""
        if not self[name]:
            return None
        try:
            return reading(self[name])
        except ValueError as fault:
            raise self.refusal(name, str(fault)) from fault


def mapped_row(row: Row, meaning: Meaning) -> Read:
    """A row of any other table, understood by the columns that were named."""
    cells = _Cells(row, meaning.mapping)
    code, parent = cells["code"], cells["parent"]
    if not code:
        raise cells.refusal("code", _("the code is missing."))
    if not usable_code(meaning.prefix + code):
        raise cells.refusal("code", _("“%(value)s” cannot be a code: up to 32 letters, digits, dots and dashes.")
                            % {"value": code[:40]})  # fmt: skip
    values = _names(cells) | _place(cells)
    if kind := cells.read("kind", lambda word: _kind(word, meaning)):
        values |= {"kind": kind.value, "is_pickable": kind not in NOT_PICKABLE}
    for name, longest in (("also", 2000), ("national_code", 32), ("iso_code", 10)):
        if name in cells:
            values[name] = cells[name][:longest]
    for name in ("valid_from", "valid_until"):
        if name in cells:
            values[name] = cells.read(name, read_date)
    if values.get("valid_from") and values.get("valid_until") and values["valid_from"] >= values["valid_until"]:
        raise cells.refusal("valid_until", _("it ends before it begins."))
    if zone := cells.read("time_zone", _zone):
        values["time_zone"] = zone
    above = meaning.prefix + parent if parent else meaning.country
    return Read(row.number, Draft(meaning.prefix + code, above, None, values), cells.read("population", people_of))


def _kind(word: str, meaning: Meaning) -> Territory.Kind:
    if kind := kind_said(word, meaning.kinds):
        return kind
    raise ValueError(
        _("“%(value)s” is not a known kind. Say what it is: --kind “%(value)s=district”.") % {"value": word[:40]}
    )


def _names(cells: _Cells) -> dict[str, Any]:
    names = {language: _name(cells, f"name_{language}") for language in LANGUAGES if f"name_{language}" in cells}
    if general := _name(cells, "name"):
        language = "en" if general.isascii() else "ru"
        names[language] = names.get(language) or general
    if not any(names.values()):
        raise cells.refusal("name" if "name" in cells else "name_en", _("the name is missing."))
    if not names.get("en") and (other := names.get("kk") or names.get("ru")):
        names["en"] = latin(other)
    return {f"name_{language}": name for language, name in names.items()}


def _name(cells: "_Cells", column: str) -> str:
    if len(cells[column]) > LONGEST_NAME:
        raise cells.refusal(column, _("a name of %(length)s letters; at most %(most)s are kept.")
                            % {"length": len(cells[column]), "most": LONGEST_NAME})  # fmt: skip
    return " ".join(cells[column].split())


def _place(cells: _Cells) -> dict[str, Any]:
    lon, lat = cells.read("lon", longitude), cells.read("lat", latitude)
    if (lon is None) != (lat is None):
        raise cells.refusal("lat" if lat is None else "lon", _("of longitude and latitude one is missing."))
    return {"lon": lon, "lat": lat} if lon is not None else {}


def longitude(text: str) -> float:
    return _degrees(text, 180.0)


def latitude(text: str) -> float:
    return _degrees(text, 90.0)


def _degrees(text: str, most: float) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = inf
    if not -most <= number <= most:
        raise ValueError(
            _("“%(value)s” is no number of degrees from -%(most)d to %(most)d.") % {"value": text[:40], "most": most}
        )
    return number


def people_of(text: str) -> int:
    """A number of inhabitants, with or without blanks between the thousands.

    Raises: ValueError when it is none, negative or greater than mankind.
    """
    digits = re.sub(r"[\s\u00a0\u202f]", "", text)
    if not digits.isdecimal() or int(digits[:12]) > MANKIND:
        raise ValueError(_("“%(value)s” is no number of inhabitants.") % {"value": text[:40]})
    return int(digits)


def _zone(text: str) -> str:
    if text not in available_timezones():
        raise ValueError(_("there is no time zone “%(value)s”.") % {"value": text[:40]})
    return text
