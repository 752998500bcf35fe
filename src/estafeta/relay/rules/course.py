"""The figures of a line as they grew, day by day: a pure fold over what happened, in the order of its moments."""

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from estafeta.relay.rules.lineage import Node, Standing

ON_ITS_WAY, ACCEPTED, CARRIED, DECLINED, LAPSED = "on_the_way", "accepted", "carried", "declined", "lapsed"


@dataclass(frozen=True)
class Passing:
    """One thing that happened to a baton."""

    baton: int
    deed: int  # from which it comes
    status: str
    at: datetime


@dataclass
class Course:
    """The sums of one line up to a moment."""

    deeds: int = 0
    new: int = 0
    active_days: int = 0
    first_day: str = ""
    generations: list[int] = field(default_factory=list)
    regions: dict[str, list[int]] = field(default_factory=dict)  # deeds, held, children, squares
    weeks: dict[str, list[int]] = field(default_factory=dict)  # held, children, squares
    deepest: int = 0
    passed: int = 0
    accepted: int = 0
    declined: int = 0
    lapsed: int = 0
    standing: dict[str, int] = field(default_factory=dict)  # batons by where they are now
    minutes: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        middle = len(self.minutes) // 2
        told = {
            name: getattr(self, name)
            for name in (
                "deeds", "new", "active_days", "first_day", "generations", "regions", "weeks", "deepest", "passed",
                "accepted", "declined", "lapsed", "standing",
            )
        }  # fmt: skip
        return told | {"median_minutes": round(self.minutes[middle], 1) if self.minutes else None}


@dataclass
class _Known:
    """What the fold remembers beside its sums."""

    week_of: dict[int, str] = field(default_factory=dict)
    brought: dict[int, int] = field(default_factory=dict)
    where: dict[tuple[int, bool], tuple[str, datetime]] = field(default_factory=dict)


def courses(
    placed: Mapping[int, Standing], nodes: Mapping[int, Node], passings: Iterable[Passing], zone: ZoneInfo
) -> Iterator[tuple[int | None, date, dict[str, Any], int]]:
    """The figures of the whole relay (None) and of each appeal's line at the end of every day on which they changed.

    Returns: (appeal, day, figures, new deeds of the day), the days ascending.
    """
    lines: dict[int | None, Course] = {None: Course()}
    known = _Known()
    touched: set[int | None] = set()
    today: date | None = None
    for at, _order, what, thing in _in_order(placed, nodes, passings):
        day = at.astimezone(zone).date()
        if today is not None and day != today:
            yield from _close(lines, touched, today)
        today = day
        appeal = placed[thing.deed if isinstance(thing, Passing) else thing.key].appeal
        for line in (None,) if appeal is None else (None, appeal):  # the whole first: it remembers
            touched.add(line)
            course = lines.setdefault(line, Course())
            _apply(course, known, what, thing, nodes, day, at, is_first=line is None)
    if today is not None:
        yield from _close(lines, touched, today)


def _in_order(
    placed: Mapping[int, Standing], nodes: Mapping[int, Node], passings: Iterable[Passing]
) -> list[tuple[datetime, int, str, Any]]:
    events: list[tuple[datetime, int, str, Any]] = []
    for one in placed.values():
        node = nodes[one.key]
        if node.held:
            events.append((max(node.ends_at, one.joined_at), 1, "held", one))
        events.append((one.joined_at, 2, "joined", one))
    events += [(passing.at, 0, "baton", passing) for passing in passings if passing.deed in placed]
    # A deed is held before it leads on; ties are settled by keys, so that the order of arrival changes nothing.
    events.sort(key=lambda event: (event[0], event[1], getattr(event[3], "key", getattr(event[3], "baton", 0))))
    return events


def _close(
    lines: Mapping[int | None, Course], touched: set[int | None], day: date
) -> Iterator[tuple[int | None, date, dict[str, Any], int]]:
    for line in sorted(touched, key=lambda key: key or 0):
        course = lines[line]
        if course.new:
            course.active_days += 1
        yield line, day, course.figures(), course.new
        course.new = 0
    touched.clear()


def _apply(
    course: Course,
    known: _Known,
    what: str,
    thing: Any,
    nodes: Mapping[int, Node],
    day: date,
    at: datetime,
    *,
    is_first: bool,
) -> None:
    if what == "joined":
        _join(course, known, thing, nodes, day, is_first=is_first)
    elif what == "held":
        monday = (day - timedelta(days=day.weekday())).isoformat()
        known.week_of[thing.key] = monday
        course.weeks.setdefault(monday, [0, 0, 0])[0] += 1
        _region(course, nodes[thing.key])[1] += 1
    else:
        _pass(course, known, thing, at, is_first=is_first)


def _join(
    course: Course, known: _Known, one: Standing, nodes: Mapping[int, Node], day: date, *, is_first: bool
) -> None:
    course.deeds += 1
    course.new += 1
    course.first_day = course.first_day or day.isoformat()
    while len(course.generations) < one.generation:
        course.generations.append(0)
        course.deepest = one.key
    course.generations[one.generation - 1] += 1
    _region(course, nodes[one.key])[0] += 1
    if one.parent is None or one.parent not in known.week_of:
        return
    before = known.brought.get(one.parent, 0) if is_first else known.brought[one.parent] - 1
    if is_first:
        known.brought[one.parent] = before + 1
    week, region = course.weeks[known.week_of[one.parent]], _region(course, nodes[one.parent])
    week[1], week[2] = week[1] + 1, week[2] + 2 * before + 1
    region[2], region[3] = region[2] + 1, region[3] + 2 * before + 1


def _region(course: Course, node: Node) -> list[int]:
    return course.regions.setdefault(str(node.region or 0), [0, 0, 0, 0])


def _pass(course: Course, known: _Known, passing: Passing, at: datetime, *, is_first: bool) -> None:
    before, since = known.where.get((passing.baton, is_first), ("", at))
    known.where[passing.baton, is_first] = (passing.status, at)
    if before:
        course.standing[before] -= 1
    course.standing[passing.status] = course.standing.get(passing.status, 0) + 1
    if passing.status == ON_ITS_WAY:
        course.passed += 1
    elif passing.status == ACCEPTED and before == ON_ITS_WAY:
        course.accepted += 1
        insort(course.minutes, (at - since).total_seconds() / 60)
    elif passing.status == DECLINED and before == ON_ITS_WAY:
        course.declined += 1
    elif passing.status == LAPSED and before == ON_ITS_WAY:
        course.lapsed += 1
