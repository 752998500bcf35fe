"""A figure by its parts: rows that add up to the whole."""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, DeedType, SocialGroup
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.tally import rules
from estafeta.tally.models import Fact
from estafeta.tally.queries.figures import states_of_deeds
from estafeta.tally.queries.moments import VERSIONS, Question, question
from estafeta.tally.queries.shapes import TallyFigure
from estafeta.territories.models import Territory

COLUMNS = {
    "territory": "s.territory_id",
    "day": "s.day",
    "type": "v.type_id",
    "group": "s.group_id",
    "grade": "s.grade",
}


@dataclass(frozen=True)
class Part:
    """One row of a figure: what it speaks of, and what adds up. People do not: one person may stand in two rows.

    `deeds` is None where deeds can't be told apart that way.
    """

    key: str
    label: str
    grades: dict[str, int]
    spectators: int
    measured_minutes: int
    estimated_minutes: int
    deeds: int | None

    @property
    def participations(self) -> int:
        return sum(self.grades[grade] for grade in rules.HEADLINE_GRADES)

    @property
    def apart(self) -> int:
        return sum(self.grades[grade] for grade in rules.APART_GRADES)

    @property
    def minutes(self) -> int:
        return self.measured_minutes + self.estimated_minutes

    def as_dict(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "label": self.label,
            "participations": self.participations,
            "grades": self.grades,
            "spectators": self.spectators,
            "measured_minutes": self.measured_minutes,
            "estimated_minutes": self.estimated_minutes,
            "deeds": self.deeds,
        }


def by(
    campaign: Campaign,
    what: str,
    *,
    territory: Territory | None = None,
    organisation: Organisation | None = None,
    as_of: datetime | None = None,
) -> list[Part]:
    """The parts of `figure` of the same question, by territory (one step down), day, type, group or grade.

    Returns: rows in their natural order; those without a place or group come last under the key "".
    Raises:  NotPossible for another word, or a moment in the future.
    """
    if what not in rules.WAYS:
        raise NotPossible(_("Figures can be shown by territory, day, type, group or grade."))
    asked = question(campaign, territory=territory, organisation=organisation, as_of=as_of)
    rows: dict[Hashable, _Row] = {}
    keys = keys_of(asked, what)
    _add_sums(asked, what, rows, keys.row_of)
    if what in {"territory", "day", "type"}:
        _add_deeds(asked, what, rows, keys.row_of)
    return [row.part(*keys.named(key)) for key, row in sorted(rows.items(), key=lambda item: keys.order(item[0]))]


def with_told(parts: list[Part], figure: TallyFigure) -> list[Part]:
    """The parts, and a last row with the hours that were taken out of the figure's, so that they add up to it."""
    told = figure.hours.parts.get("told_minutes", 0)
    if not told:
        return parts
    nothing = dict.fromkeys(rules.GRADES, 0)
    return [*parts, Part("told", _("told to come, taken out of the hours"), nothing, 0, 0, -told, None)]


class _Row:
    def __init__(self, *, with_deeds: bool) -> None:
        self.grades: Counter[str] = Counter()
        self.spectators = self.measured = self.estimated = 0
        self.deeds = 0 if with_deeds else None

    def part(self, key: str, label: str) -> Part:
        grades = {grade: self.grades[grade] for grade in rules.GRADES}
        return Part(key, label, grades, self.spectators, self.measured, self.estimated, self.deeds)


@dataclass(frozen=True)
class _Keys:
    """How the values of a column become rows: which one, its key and label for readers, its place in the order."""

    row_of: Callable[[Any], Hashable]
    named: Callable[[Any], tuple[str, str]]
    order: Callable[[Any], Any]


def _add_sums(asked: Question, what: str, rows: dict[Hashable, _Row], row_of: Callable[[Any], Hashable]) -> None:
    where, values = asked.where("s", "at")
    deed = f"JOIN ({VERSIONS}) v ON v.deed_id = s.deed_id" if what == "type" else ""
    version: list[Any] = [asked.campaign.pk, asked.recorded_until] if what == "type" else []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS[what]}, s.kind, s.grade, s.minutes_measured, sum(s.heads), sum(s.minutes)"  # noqa: S608 -- our own words; values are parameters
            f" FROM tally_sum s {deed} WHERE {where} GROUP BY 1, 2, 3, 4 HAVING sum(s.facts) <> 0",
            [*version, *values],
        )
        for value, kind, grade, is_measured, heads, minutes in cursor.fetchall():
            row = rows.setdefault(row_of(value), _Row(with_deeds=what not in {"group", "grade"}))
            if kind == Fact.Kind.SPECTATORS:
                row.spectators += int(heads) if grade in rules.HEADLINE_GRADES else 0
                continue
            row.grades[grade] += int(heads)
            if grade in rules.HEADLINE_GRADES:
                row.measured += int(minutes) if is_measured else 0
                row.estimated += 0 if is_measured else int(minutes)


def _add_deeds(asked: Question, what: str, rows: dict[Hashable, _Row], row_of: Callable[[Any], Hashable]) -> None:
    states, values = states_of_deeds(asked)
    column = {"territory": "territory_id", "day": "(starts_at AT TIME ZONE %s)::date", "type": "type_id"}[what]
    zone = [str(asked.zone)] if what == "day" else []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column}, count(*) FROM ({states}) states WHERE status = ANY(%s) GROUP BY 1",  # noqa: S608 -- as above
            [*zone, *values, list(Deed.HELD)],
        )
        for value, number in cursor.fetchall():
            row = rows.setdefault(row_of(value), _Row(with_deeds=True))
            row.deeds = (row.deeds or 0) + number


def keys_of(asked: Question, what: str) -> _Keys:
    if what == "territory":
        return _territories(asked)
    if what == "day":
        return _Keys(lambda day: day, _named_day, lambda day: (day is None, day or date.min))
    if what == "grade":
        return _Keys(lambda grade: grade, lambda grade: (grade, str(rules.GRADE_NAMES[grade])), lambda grade: grade)
    things = {thing.pk: thing for thing in (DeedType if what == "type" else SocialGroup).objects.all()}
    places = {key: place for place, key in enumerate(things)}

    def named(key: int | None) -> tuple[str, str]:
        return (things[key].slug, things[key].name) if key in things else ("", _("group not said"))

    return _Keys(lambda key: key, named, lambda key: places.get(key, len(places)))


def _named_day(day: date | None) -> tuple[str, str]:
    if day is None:
        return "", _("day not said")
    return day.isoformat(), formats.date_format(day, "SHORT_DATE_FORMAT")


def _territories(asked: Question) -> _Keys:
    """Rows are the children of the territory asked for and what has left it since the campaign began.

    Returns: the territory itself stands for what lies in none of them.
    """
    top = asked.territory or asked.campaign.territory
    _own, *left = asked.beginnings
    children = {child.path: child for child in Territory.objects.filter(Q(parent=top) | Q(path__in=left))}
    paths = dict(asked.territories().values_list("pk", "path"))
    steps = top.path.count("/") + 1

    def row_of(key: int | None) -> str:
        path = paths.get(key, "") if key is not None else ""
        if path == top.path or not path:
            return path
        if path.startswith(top.path):
            return "/".join(path.split("/")[:steps]) + "/"
        return next(beginning for beginning in left if path.startswith(beginning))

    def named(path: str) -> tuple[str, str]:
        if not path:
            return "", _("no place said")
        if path in children:
            return children[path].code, children[path].name
        return top.code, _("%(territory)s, no nearer place said") % {"territory": top.name}

    def order(path: str) -> tuple[int, str]:
        return (0 if path in children else 1 if path else 2), named(path)[1]

    return _Keys(row_of, named, order)


def entries_about(person: Person) -> QuerySet[Fact]:
    """Every entry of the tally that names a person or a child whom they sign up, in the order of recording."""
    mine = Q(person=person) | Q(person__guardian=person)
    return Fact.objects.filter(mine).select_related("person", "deed", "territory").order_by("pk")
