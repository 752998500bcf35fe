"""What looks wrong in facts, and from when on. An alarm changes no figure: it asks a human to look.

Every threshold has its reason in docs/counting.md; tests/test_alarms.py holds them against frauds and honest deeds.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import combinations
from math import comb
from typing import TypeVar

from estafeta.base.geo import distance_m
from estafeta.tally.models import Alarm

ON_THE_SPOT = "A"

APART_M = 1_000
FAR_M = 10_000
SLACK = timedelta(minutes=30)
BY_ROAD_M, BY_ROAD_KM_H, BY_AIR_KM_H = 400_000, 120, 500
WITHIN = timedelta(hours=18)
MANY_WEAK = 5

ROUND_STEP, FEWEST_COUNTS, SMALLEST_COUNT = 10, 5, 10
ROUND_BY_CHANCE, ROUND_RISK = 0.2, 0.005

CLONE_PEOPLE, CLONE_DEEDS, CLONE_LIKENESS = 8, 3, 0.95
MOST_DEEDS_OF_ONE = 60

CHECKED_IN_A_MINUTE = 60
ALONE_DEEDS, ALONE_HEADS, ALONE_DAYS = 8, 10, timedelta(days=7)

LATE, LATE_HEADS = timedelta(days=14), 20

SPLIT_DEEDS, SPLIT_NAMES, SPLIT_SHARE, SPLIT_HEADS = 3, 12, 0.5, 5
SAME_SPOT_M, SAME_PEOPLE, SAME_FEWEST = 500, 0.6, 5


Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Happening:
    """A deed as the rules see it: whose, where, when.

    `spot` is (lon, lat), None where nobody knows; not `exact`: its settlement's centre.
    """

    pk: int
    organisation: int
    territory: int
    day: date
    starts_at: datetime
    ends_at: datetime
    spot: tuple[float, float] | None = None
    exact: bool = True
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A fact as the rules see it.

    `listed`: its moment is the shift's own, since nobody stood at the gate with a clock.
    """

    deed: Happening
    at: datetime
    minutes: int
    grade: str = "A"
    person: int | None = None
    heads: int = 1
    group: int | None = None
    unit: str = ""
    measured: bool = False
    listed: bool = False
    by: int | None = None
    recorded_at: datetime | None = None

    @property
    def until(self) -> datetime:
        """Until when this person surely was there: a tick at the gate is a moment, a list or a check-out a stay."""
        return self.at + timedelta(minutes=self.minutes) if self.measured or self.listed else self.at


@dataclass(frozen=True)
class Finding:
    """One thing to look at. `key` is the same whenever it is found again; `numbers` are the evidence."""

    rule: str
    key: str
    deeds: tuple[int, ...]
    numbers: dict[str, int] = field(default_factory=dict)


def findings(seen: Sequence[Seen]) -> list[Finding]:
    """Everything that looks wrong in these facts, each once."""
    found = (one for rule in RULES for one in rule(seen))
    return list({one.key: one for one in found}.values())


# --- one person, one place ----------------------------------------------------------------------------


def distance_between(one: Happening, other: Happening) -> float | None:
    """Metres; None where nobody knows."""
    if one.spot is None or other.spot is None:
        return None
    return distance_m(*one.spot, *other.spot)


def are_apart(one: Happening, other: Happening) -> bool:
    """Whether two deeds are at different places. Of deeds without a point it is believed, since they are two deeds."""
    distance = distance_between(one, other)
    return distance is None or not (one.exact and other.exact) or distance > APART_M


def fastest(distance: float) -> timedelta:
    """The shortest time in which anybody travels so far: by road, beyond a day's drive by air."""
    speed = BY_ROAD_KM_H if distance <= BY_ROAD_M else BY_AIR_KM_H
    return timedelta(hours=distance / 1000 / speed)


def _grouped(seen: Iterable[Seen], key: Callable[[Seen], Key | None]) -> Iterator[tuple[Key, list[Seen]]]:
    groups: dict[Key, list[Seen]] = defaultdict(list)
    for one in seen:
        if (name := key(one)) is not None:
            groups[name].append(one)
    for name, some in groups.items():
        yield name, sorted(some, key=lambda one: one.at)


def _neighbours(stays: list[Seen]) -> Iterator[tuple[Seen, Seen]]:
    """Pairs at different deeds that lie near each other in time, the earlier first."""
    for place, one in enumerate(stays):
        for other in stays[place + 1 :]:
            if other.at - one.until > WITHIN:
                break
            if other.deed.pk != one.deed.pk:
                yield one, other


def overlap(one: Seen, other: Seen) -> str:
    """Say how sure it is that nobody was at both: "strong", "weak" (it takes several people), or "" (possible).

    Takes: two stays of one person at different places, the earlier first.
    """
    shared = min(one.until, other.until) - other.at
    shorter = min(one.until - one.at, other.until - other.at)
    if shorter == timedelta(0):  # a tick at the gate during a stay elsewhere
        inside = min(other.at - one.at, one.until - other.at)
        if inside < SLACK:
            return ""
        return "strong" if one.measured else "weak"
    if shared < max(SLACK, shorter / 2):
        return ""
    return "strong" if (one.measured and other.measured) or shared >= shorter * 0.9 else "weak"


def at_two_places(seen: Sequence[Seen]) -> Iterator[Finding]:
    """One person at two places at once, by pairs of deeds."""
    strong: Counter[tuple[int, int]] = Counter()
    weak: Counter[tuple[int, int]] = Counter()
    for _person, stays in _grouped(seen, lambda one: one.person):
        pairs = {
            (tuple(sorted((one.deed.pk, other.deed.pk))), kind)
            for one, other in _neighbours(stays)
            if are_apart(one.deed, other.deed) and (kind := overlap(one, other))
        }
        for pair, kind in pairs:
            (strong if kind == "strong" else weak)[pair] += 1  # type: ignore[index]  # -- two numbers, sorted
    for pair in strong.keys() | weak.keys():
        if strong[pair] or weak[pair] >= MANY_WEAK:
            yield Finding(
                Alarm.Rule.OVERLAP, f"overlap:{pair[0]}:{pair[1]}", pair, {"persons": strong[pair] + weak[pair]}
            )


def too_fast(seen: Sequence[Seen]) -> Iterator[Finding]:
    """One person at two places between which nobody travels so quickly, by pairs of deeds."""
    found: dict[tuple[int, ...], dict[str, int]] = {}
    for _person, stays in _grouped(seen, lambda one: one.person):
        for one, other, distance, gap in _journeys(stays):
            pair = tuple(sorted((one.deed.pk, other.deed.pk)))
            numbers = found.setdefault(pair, {"persons": 0, "km": round(distance / 1000), "minutes": gap})
            numbers["persons"] += 1
    for pair, numbers in found.items():
        yield Finding(Alarm.Rule.SPEED, f"speed:{pair[0]}:{pair[1]}", pair, numbers)


def _journeys(stays: list[Seen]) -> Iterator[tuple[Seen, Seen, float, int]]:
    """Impossible ones: from, to, metres, minutes between."""
    for one, other in _neighbours(stays):
        distance = distance_between(one.deed, other.deed)
        if distance is None or distance < FAR_M:
            continue
        gap = max(timedelta(0), other.at - one.until)
        if fastest(distance) > gap + SLACK:
            yield one, other, distance, round(gap.total_seconds() / 60)


# --- headcounts ---------------------------------------------------------------------------------------


def chance_of_round(rounds: int, counts: int) -> float:
    """How likely so many round numbers are among so many honest counts, of which one in five is round."""
    return sum(
        comb(counts, k) * ROUND_BY_CHANCE**k * (1 - ROUND_BY_CHANCE) ** (counts - k) for k in range(rounds, counts + 1)
    )


def too_round(seen: Sequence[Seen]) -> Iterator[Finding]:
    """An organisation's headcounts that end in a nought too often to have been counted."""
    counted = (one for one in seen if one.person is None and one.grade in "CD" and one.heads >= SMALLEST_COUNT)
    for organisation, counts in _grouped(counted, lambda one: one.deed.organisation):
        rounds = sum(one.heads % ROUND_STEP == 0 for one in counts)
        if len(counts) >= FEWEST_COUNTS and chance_of_round(rounds, len(counts)) <= ROUND_RISK:
            deeds = tuple(sorted({one.deed.pk for one in counts}))
            numbers = {"round": rounds, "counts": len(counts)}
            yield Finding(Alarm.Rule.ROUND, f"round:{organisation}", deeds, numbers)


# --- lists --------------------------------------------------------------------------------------------


def _names(seen: Iterable[Seen]) -> dict[int, set[int]]:
    names: dict[int, set[int]] = defaultdict(set)
    for one in seen:
        if one.person is not None:
            names[one.deed.pk].add(one.person)
    return names


def _shared(names: dict[int, set[int]]) -> Counter[tuple[int, int]]:
    """How many people each two deeds have in common."""
    deeds_of: dict[int, list[int]] = defaultdict(list)
    for deed, people in names.items():
        for person in people:
            deeds_of[person].append(deed)
    return Counter(pair for deeds in deeds_of.values() for pair in combinations(sorted(deeds)[:MOST_DEEDS_OF_ONE], 2))


def _likeness(names: dict[int, set[int]], pair: tuple[int, int], shared: int) -> float:
    return shared / len(names[pair[0]] | names[pair[1]])


def cloned(seen: Sequence[Seen]) -> Iterator[Finding]:
    """The same list of people, name for name, for many deeds at whose gate nobody checked them in."""
    lists = _names(one for one in seen if one.grade != ON_THE_SPOT)
    lists = {deed: people for deed, people in lists.items() if len(people) >= CLONE_PEOPLE}
    alike: dict[int, set[int]] = defaultdict(set)
    for pair, shared in _shared(lists).items():
        if _likeness(lists, pair, shared) >= CLONE_LIKENESS:
            alike[pair[0]].add(pair[1])
            alike[pair[1]].add(pair[0])
    told: set[int] = set()
    for deed in sorted(alike):
        copies = {deed} | alike[deed]
        if deed in told or len(copies) < CLONE_DEEDS:
            continue
        told |= copies
        numbers = {"deeds": len(copies), "persons": len(lists[deed])}
        yield Finding(Alarm.Rule.CLONED, f"cloned:{deed}", tuple(sorted(copies)), numbers)


# --- who recorded -------------------------------------------------------------------------------------


def one_checker(seen: Sequence[Seen]) -> Iterator[Finding]:
    """Somebody who checks in at two far places at once, faster than hands are, or everything alone."""
    for checker, entries in _grouped(seen, lambda one: one.by):
        at_gate = [one for one in entries if one.grade == ON_THE_SPOT and not one.listed and one.person is not None]
        ticks = [Seen(one.deed, one.at, 0, person=one.person) for one in at_gate]
        for one, other, distance, gap in _journeys(ticks):
            numbers = {"km": round(distance / 1000), "minutes": gap}
            pair = tuple(sorted((one.deed.pk, other.deed.pk)))
            yield Finding(Alarm.Rule.CHECKER, f"checker:{checker}:{pair[0]}:{pair[1]}", pair, numbers)
            break
        yield from _too_many_a_minute(checker, at_gate)
        yield from _alone(checker, entries, seen)


def _too_many_a_minute(checker: Hashable, at_gate: list[Seen]) -> Iterator[Finding]:
    first = 0
    for last, one in enumerate(at_gate):
        while one.at - at_gate[first].at > timedelta(minutes=1):
            first += 1
        if last - first + 1 >= CHECKED_IN_A_MINUTE:
            numbers = {"in_a_minute": last - first + 1}
            yield Finding(Alarm.Rule.CHECKER, f"checker:{checker}:{one.deed.pk}:minute", (one.deed.pk,), numbers)
            return


def _alone(checker: Hashable, entries: list[Seen], seen: Sequence[Seen]) -> Iterator[Finding]:
    """Many deeds within a week of which every entry is one person's."""
    mine = {one.deed.pk: one.deed for one in entries}
    if len(mine) < ALONE_DEEDS:
        return
    shared = {one.deed.pk for one in seen if one.deed.pk in mine and one.by != checker}
    heads = Counter(dict.fromkeys(mine, 0))
    for one in entries:
        heads[one.deed.pk] += one.heads
    deeds = sorted(
        (deed for pk, deed in mine.items() if pk not in shared and heads[pk] >= ALONE_HEADS and not deed.imported),
        key=lambda deed: deed.starts_at,
    )
    for first, last in zip(deeds, deeds[ALONE_DEEDS - 1 :], strict=False):
        if last.starts_at - first.starts_at <= ALONE_DAYS:
            week = [deed.pk for deed in deeds if first.starts_at <= deed.starts_at <= first.starts_at + ALONE_DAYS]
            numbers = {"deeds": len(week), "heads": sum(heads[pk] for pk in week)}
            yield Finding(Alarm.Rule.CHECKER, f"checker:{checker}:alone:{week[0]}", tuple(week), numbers)
            return


def back_dated(seen: Sequence[Seen]) -> Iterator[Finding]:
    """Many entries of one deed written down long after it. An import says itself what it is, and is on record."""
    late: Counter[int] = Counter()
    days: Counter[int] = Counter()
    for one in seen:
        if one.recorded_at is None or one.deed.imported or one.recorded_at - one.deed.ends_at <= LATE:
            continue
        if one.grade == "B":  # what came late is the word of those who were there
            continue
        late[one.deed.pk] += one.heads
        days[one.deed.pk] = max(days[one.deed.pk], (one.recorded_at - one.deed.ends_at).days)
    for deed, heads in late.items():
        if heads >= LATE_HEADS:
            yield Finding(Alarm.Rule.BACK_DATED, f"late:{deed}", (deed,), {"heads": heads, "days": days[deed]})


# --- one effort, many reports -------------------------------------------------------------------------


def split(seen: Sequence[Seen]) -> Iterator[Finding]:
    """One effort told as many: of one organisation on one day, or of several organisations at one spot and time."""
    by_day = _grouped(seen, lambda one: (one.deed.organisation, one.deed.day, one.deed.territory))
    for (organisation, day, territory), some in by_day:
        key = f"split:{organisation}:{day}:{territory}"
        names = _names(some)
        named, distinct = sum(map(len, names.values())), len(set().union(*names.values()))
        if len(names) >= SPLIT_DEEDS and named >= SPLIT_NAMES and distinct <= named * SPLIT_SHARE:
            numbers = {"deeds": len(names), "persons": distinct}
            yield Finding(Alarm.Rule.SPLIT, key, tuple(sorted(names)), numbers)
            continue
        crowds: dict[tuple[int, int | None, str], set[int]] = defaultdict(set)
        for one in some:
            if one.person is None and one.heads >= SPLIT_HEADS:
                crowds[one.heads, one.group, one.unit].add(one.deed.pk)
        for (heads, _group, _unit), deeds in crowds.items():
            if len(deeds) >= SPLIT_DEEDS:
                yield Finding(Alarm.Rule.SPLIT, key, tuple(sorted(deeds)), {"deeds": len(deeds), "heads": heads})
    yield from _told_twice(seen)


def _told_twice(seen: Sequence[Seen]) -> Iterator[Finding]:
    """Two organisations' deeds at one spot and time with mostly the same people."""
    deeds = {one.deed.pk: one.deed for one in seen}
    names = {deed: people for deed, people in _names(seen).items() if len(people) >= SAME_FEWEST}
    for pair, shared in _shared(names).items():
        one, other = deeds[pair[0]], deeds[pair[1]]
        distance = distance_between(one, other)
        if (
            one.organisation != other.organisation
            and distance is not None
            and one.exact
            and other.exact
            and distance <= SAME_SPOT_M
            and one.starts_at < other.ends_at
            and other.starts_at < one.ends_at
            and _likeness(names, pair, shared) >= SAME_PEOPLE
        ):
            yield Finding(Alarm.Rule.SPLIT, f"split:{pair[0]}:{pair[1]}", pair, {"deeds": 2, "persons": shared})


RULES: tuple[Callable[[Sequence[Seen]], Iterator[Finding]], ...] = (
    at_two_places, too_fast, too_round, cloned, one_checker, back_dated, split,
)  # fmt: skip
