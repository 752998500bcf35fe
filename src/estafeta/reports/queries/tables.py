"""The open data of a report: tables that add up to its figures and in which nobody can be recognised."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from estafeta.reports import rules
from estafeta.tally import rules as tally_rules

Json = dict[str, Any]
Cell = str | int | float | None
HEADLINE: Final = tally_rules.HEADLINE_GRADES
APART: Final = tally_rules.APART_GRADES
OTHERS: Final = "others"
COLUMNS: Final = (
    "key",
    "label",
    "participations",
    *(f"grade_{grade.lower()}" for grade in HEADLINE),
    "apart",
    *(f"grade_{grade.lower()}" for grade in APART),
    "spectators",
    "measured_minutes",
    "estimated_minutes",
    "deeds",
)


@dataclass(frozen=True)
class OpenTable:
    """One table: its name for files, what it is in the reader's language, and rows of plain values.

    None is a cell that is withheld, or one that has no meaning there; the dictionary says so.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[list[Cell]]


def open_tables(content: Json, language: str) -> list[OpenTable]:
    """Takes: content -- of a report. Returns: its tables with labels in one language, the figures first."""
    with translation.override(language):
        tables = [_figures(content)]
        for way, title in _titles().items():
            tables.append(OpenTable(f"by_{way}", title, COLUMNS, _protected(content["parts"][way], language)))
        crossed = _crossed(content["crossed"], language)
        return [*tables, crossed] if crossed else tables


def dictionary() -> list[tuple[str, str]]:
    """Each column of the tables and what it holds, in the reader's language."""
    grades = {f"grade_{grade.lower()}": str(tally_rules.GRADE_NAMES[grade]) for grade in tally_rules.GRADES}
    return [
        ("metric", _("one of the six figures")),
        ("value", _("the figure; empty where only the least and the most are known")),
        ("low", _("the least that the facts allow")),
        ("high", _("the most that the facts allow")),
        ("key", _("what the row speaks of, in a form that does not change; “others” are rows told together")),
        ("label", _("the same in words")),
        ("participations", _("participations of grades A, B and C")),
        *grades.items(),
        ("apart", _("participations of grades D and E, which stand apart")),
        ("spectators", _("those who came to watch or listen")),
        ("measured_minutes", _("minutes between checking in and checking out")),
        ("estimated_minutes", _("minutes as the deed was planned, where nobody measured")),
        ("deeds", _("deeds held; empty where deeds can't be told apart that way")),
    ]


def _titles() -> dict[str, str]:
    return {
        "territory": _("By territory"),
        "day": _("By day"),
        "type": _("By kind of deed"),
        "group": _("By group of people"),
        "grade": _("By grade of evidence"),
    }


def _figures(content: Json) -> OpenTable:
    rows: list[list[Cell]] = []
    for metric in content["figure"]["metrics"]:
        grades = metric["grades"] or {}
        rows.append(
            [
                metric["metric"],
                metric["value"],
                metric["low"],
                metric["high"],
                *(grades.get(grade) for grade in tally_rules.GRADES),
                metric.get("named"),
                metric.get("unnamed"),
                metric.get("reported"),
                metric.get("held"),
            ]
        )
    columns = ("metric", "value", "low", "high", *(f"grade_{grade.lower()}" for grade in tally_rules.GRADES))
    return OpenTable("figures", _("The six figures"), (*columns, "named", "unnamed", "reported", "held"), rows)


def _protected(parts: list[Json], language: str) -> list[list[Cell]]:
    """Rows told so that no count from 1 to 4 can be had from them, and every total stays."""
    _alone, together = rules.gather_small({part["key"]: part["participations"] for part in parts})
    rows = [part | {"label": part["label"][language]} for part in parts if part["key"] not in together]
    if together:
        rows.append(_told_together([part for part in parts if part["key"] in together]))
    hidden = _hidden(rows, HEADLINE, lambda row: row["participations"]) | _hidden(rows, APART, _apart)
    for column, value in (("apart", _apart), ("spectators", lambda row: row["spectators"])):
        _alone, blank = rules.gather_small({place: value(row) for place, row in enumerate(rows)})
        hidden |= {(place, column) for place in blank}
        if column == "apart":
            hidden |= {(place, grade) for place in blank for grade in APART}
    return [_row(row, place, hidden) for place, row in enumerate(rows)]


def _apart(row: Json) -> int:
    return sum(row["grades"][grade] for grade in APART)


def _told_together(parts: list[Json]) -> Json:
    sums: Json = {"key": OTHERS, "label": _("others, told together"), "grades": {}}
    for name in ("participations", "spectators", "measured_minutes", "estimated_minutes"):
        sums[name] = sum(part[name] for part in parts)
    sums["grades"] = {grade: sum(part["grades"][grade] for part in parts) for grade in tally_rules.GRADES}
    known = [part["deeds"] for part in parts if part["deeds"] is not None]
    return sums | {"deeds": sum(known) if known else None}


def _hidden(rows: list[Json], grades: tuple[str, ...], total: Callable[[Json], int]) -> set[tuple[int, str]]:
    """Places of a block of grades whose totals are published; all of the block where nothing else helps."""
    told = [place for place, row in enumerate(rows) if total(row)]
    places = rules.withheld([[rows[place]["grades"][grade] for grade in grades] for place in told])
    if places is None:
        return {(place, grade) for place in told for grade in grades}
    return {(told[row], grades[column]) for row, column in places}


def _row(row: Json, place: int, hidden: set[tuple[int, str]]) -> list[Cell]:
    def graded(grade: str) -> Cell:
        return None if (place, grade) in hidden else row["grades"][grade]

    return [
        row["key"],
        row["label"],
        row["participations"],
        *map(graded, HEADLINE),
        None if (place, "apart") in hidden else _apart(row),
        *map(graded, APART),
        None if (place, "spectators") in hidden else row["spectators"],
        row["measured_minutes"],
        row["estimated_minutes"],
        row["deeds"],
    ]


def _crossed(crossed: Json, language: str) -> OpenTable | None:
    """Territory by group; None where it can't be told without showing few people."""
    columns, rows = _gathered_columns(crossed, language)
    _alone, together = rules.gather_small({place: sum(row["numbers"]) for place, row in enumerate(rows)})
    told = [(row["key"], row["label"][language], row["numbers"]) for n, row in enumerate(rows) if n not in together]
    if together:
        sums = [sum(rows[place]["numbers"][column] for place in together) for column in range(len(columns))]
        told.append((OTHERS, _("others, told together"), sums))
    hidden = rules.withheld([numbers for _key, _label, numbers in told])
    if hidden is None or not told:
        return None
    cells: list[list[Cell]] = [
        [key, label, *(None if (place, n) in hidden else number for n, number in enumerate(numbers)), sum(numbers)]
        for place, (key, label, numbers) in enumerate(told)
    ]
    title = _("By territory and group")
    return OpenTable("territory_by_group", title, ("key", "label", *columns, "participations"), cells)


def _gathered_columns(crossed: Json, language: str) -> tuple[list[str], list[Json]]:
    """The table with small columns told together: their names, and rows of as many numbers."""
    rows = crossed["rows"]
    sums = {place: sum(row["numbers"][place] for row in rows) for place in range(len(crossed["columns"]))}
    alone, together = rules.gather_small(sums)
    names = [crossed["columns"][place]["label"][language] for place in alone]
    kept = [row | {"numbers": [row["numbers"][place] for place in alone]} for row in rows]
    if not together:
        return names, kept
    for row, whole in zip(kept, rows, strict=True):
        row["numbers"].append(sum(whole["numbers"][place] for place in together))
    return [*names, _("others, told together")], kept
