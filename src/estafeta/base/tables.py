"""Tables that people bring: CSV in any usual writing, or Excel. And cells that a spreadsheet cannot run."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from estafeta.base.errors import NotPossible
from estafeta.base.texts import clean, fold

LARGEST_FILE = 512 * 1024 * 1024  # bytes, also of an Excel file unpacked: a zip bomb stops here
LONGEST_CELL = 100_000
DEEPEST_HEAD = 5  # lines in which the names of the columns are looked for
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
_MONTHS = {name: number for number, name in enumerate(
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
     "december"), 1)}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of a table: its number as a spreadsheet shows it, and cleaned cells by column name."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A table opened for reading: column names in order, then the rows, one at a time."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def open_table(path: Path) -> Table:
    """A CSV (UTF-8, UTF-16 or Windows-1251; comma, semicolon or tab) or Excel file as a Table.

    Raises: NotPossible with a sentence when the file is missing, too large, empty or no table.
    """
    if not path.is_file():
        raise NotPossible(_("There is no file %(name)s.") % {"name": path.name})
    if path.stat().st_size > LARGEST_FILE:
        raise NotPossible(_("%(name)s is larger than 512 MB; cut it into parts.") % {"name": path.name})
    lines = _excel(path) if path.suffix.lower() in {".xlsx", ".xls", ".xlsb", ".ods"} else _csv(path)
    number, head = _head(lines)
    if not head:
        raise NotPossible(_("%(name)s is empty.") % {"name": path.name})
    columns = _names(head)
    return Table(columns, _rows(columns, lines, number + 1))


def _head(lines: Iterator[list[str]]) -> tuple[int, list[str]]:
    """The line that names the columns, and its number; a title that stands alone above it (merged cells) is no head."""
    title: list[str] = []
    for number, line in enumerate(lines, 1):
        named = sum(bool(cell.strip()) for cell in line)
        if named > 1 or (named and title):
            return number, line
        if named == len(line) and number == 1 and named:
            return number, line  # a table of one column
        title = title or line
        if number == DEEPEST_HEAD:
            break
    return 1, title if any(cell.strip() for cell in title) else []


def _names(head: list[str]) -> tuple[str, ...]:
    """Column names that differ: one without a name is called by its place, the second of two gets a number."""
    names: list[str] = []
    for index, cell in enumerate(head, 1):
        name = clean(cell, most=200) or f"column {index}"
        names.append(f"{name} ({index})" if name in names else name)
    return tuple(names)


def _rows(columns: tuple[str, ...], lines: Iterable[list[str]], first: int) -> Iterator[Row]:
    for number, line in enumerate(lines, first):
        if any(line):
            cells = [clean(cell, most=LONGEST_CELL) for cell in line]
            yield Row(number, dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=False)))


def _csv(path: Path) -> Iterator[list[str]]:
    text = _decoded(path)
    sample = text[:20_000]
    heads = sample.splitlines()[:1] or [""]
    if not any(sign in heads[0] for sign in ",;\t"):
        heads = sample.splitlines()[:DEEPEST_HEAD]  # a title stands above the head
    delimiter = max(",;\t", key=lambda sign: sum(line.count(sign) for line in heads))
    csv.field_size_limit(LONGEST_CELL * 10)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as fault:
        raise NotPossible(_("%(name)s can't be read as a table: %(fault)s.")
                          % {"name": path.name, "fault": fault}) from fault  # fmt: skip


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    utf_8 = [("utf-8-sig", "strict"), ("utf-8-sig", "surrogatepass")]  # a lone surrogate is cleaned away later
    encodings = [("utf-16", "strict")] if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else [*utf_8, ("cp1251", "strict")]
    for encoding, faults in encodings:
        try:
            return raw.decode(encoding, faults).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise NotPossible(_("%(name)s is not text; save it as CSV in UTF-8 or as Excel.") % {"name": path.name})


def _excel(path: Path) -> Iterator[list[str]]:
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as parts:
                if sum(part.file_size for part in parts.infolist()) > LARGEST_FILE:
                    raise NotPossible(_("%(name)s is larger than 512 MB; cut it into parts.") % {"name": path.name})
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except (CalamineError, zipfile.BadZipFile) as fault:
        raise NotPossible(_("%(name)s is not an Excel file that can be read.") % {"name": path.name}) from fault
    for line in sheet.iter_rows():
        yield [_cell(value) for value in line]


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def parse_mapping(pairs: Iterable[str], columns: Iterable[str], fields: Iterable[str]) -> dict[str, str]:
    """`COLUMN=FIELD` pairs as {field: column}; a column named like a field needs no pair.

    Raises: NotPossible naming the column or field that is not there.
    """
    columns, fields = list(columns), list(fields)
    mapping = {field: field for field in fields if field in columns}
    for pair in pairs:
        column, _sign, field = pair.rpartition("=")
        if column not in columns:
            raise NotPossible(_("There is no column %(column)s. The columns are: %(columns)s.")
                              % {"column": column, "columns": ", ".join(columns)})  # fmt: skip
        if field not in fields:
            raise NotPossible(_("There is no field %(field)s. The fields are: %(fields)s.")
                              % {"field": field, "fields": ", ".join(fields)})  # fmt: skip
        mapping[field] = column
    return mapping


def guess_mapping(columns: Iterable[str], words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Which column holds which field, by how people head their tables, as {field: column}.

    Takes:   words -- field: other names under which it is known; spelling, case and blanks do not matter.
    Returns: each column at most once; the field's own name wins over its other names.
    """
    headed = {fold(column.replace("_", " ")): column for column in reversed(list(columns))}
    found: dict[str, str] = {}
    for names in ([(field, field) for field in words], [(field, word) for field in words for word in words[field]]):
        for field, word in names:
            column = headed.get(fold(word.replace("_", " ")))
            if column is not None and field not in found and column not in found.values():
                found[field] = column
    return found


def read_date(text: str, *, day_first: bool = True) -> date:
    """A date as people write it: 2010-06-01, 01.06.2010, 20100601, 6/1/2010, January 22 2011.

    Takes:  day_first -- how 06/01/2010 is meant.
    Raises: ValueError with a sentence when it is none, or lies outside 1900-2200.
    """
    words = re.findall(
        r"[a-z]+|\d+", text.lower().split("t")[0] if re.match(r"\d{4}-\d\d-\d\dt", text.lower()) else text.lower()
    )
    year, month, day = _date_parts(words, day_first=day_first)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError(_("The year %(year)s is out of range.") % {"year": year})
    return date(year, month, day)


def _date_parts(words: list[str], *, day_first: bool) -> tuple[int, int, int]:
    if words and words[0] in _MONTHS and len(words) >= 3:  # noqa: PLR2004 -- month, day, year
        return int(words[2]), _MONTHS[words[0]], int(words[1])
    numbers = [int(word) for word in words if word.isdigit()]
    if len(words) == 1 and len(words[0]) == 8 and numbers:  # noqa: PLR2004 -- yyyymmdd
        return int(words[0][:4]), int(words[0][4:6]), int(words[0][6:])
    if len(numbers) < 3:  # noqa: PLR2004 -- year, month, day
        raise ValueError(_("This is not a date."))
    first, second, third = numbers[:3]
    if first > 31:  # noqa: PLR2004 -- no day is that late, so it is the year
        return first, second, third
    return (third, second, first) if day_first else (third, first, second)


def safe_cell(value: object) -> str:
    """A value as text that a spreadsheet shows and never runs: a leading = + - @ gets an apostrophe."""
    text = str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


@dataclass(frozen=True)
class Fate:
    """What becomes of one row: `verdict` is new, same, changed or refused; `notes` are sentences for its owner."""

    row: int
    verdict: str
    notes: tuple[str, ...] = ()
