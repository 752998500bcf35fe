"""The relay of 2010 as a plan: where, when, what, how many. Pure: the same seed gives the same plan.

Published by the campaign: sixty days from Temirtau's appeal, over 470 actions, over 300,000 participations, and that
the relay grew every day. Everything finer than that is invented here.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

DAYS = 60
FIRST_DEED_ON_DAY = 6
HELD = 470
COUNTED = 300_000
NAMED = 90_000
UPCOMING = 48
CANCELLED = 12
ANNOUNCED_TWICE = 6
WITHOUT_REPORT = 0.08
GROWTH = 1.3  # deeds a day grow as (day - first) to this power
REGION_DELAY_DAYS = 26  # the farthest region joins this many days after Temirtau

# slug: share among deeds, relative size, whether an audience comes to watch, fit for winter evenings indoors
TYPES = {
    "playground": (11, 0.6, False), "veterans": (14, 0.5, False), "children-home": (9, 0.5, False),
    "monument": (8, 0.7, False), "park": (12, 1.2, False), "concert": (9, 1.6, True), "contest": (6, 1.0, True),
    "exhibition": (5, 0.8, True), "festival": (6, 3.0, True), "sport": (9, 1.8, True), "auto-rally": (3, 0.5, False),
    "tree-planting": (4, 1.6, False), "clean-up": (4, 1.5, False), "blood": (2, 0.4, False),
    "elderly-help": (3, 0.3, False), "books": (2, 0.4, False), "first-aid": (1, 0.4, False),
    "repair": (2, 0.3, False), "food": (2, 0.3, False),
}  # fmt: skip
GROUPS = ("youth", "pupils", "students", "miners", "doctors", "veterans", "entrepreneurs", "teachers", "athletes",
          "civil-servants", "soldiers", "families")  # fmt: skip
LANGUAGE_SHARES = {"kk": 50, "ru": 44, "en": 6}


@dataclass(frozen=True)
class Place:
    """A town or aul of the country, as far as the plan needs it."""

    key: int
    region: str
    lon: float
    lat: float
    time_zone: str
    weight: float = 1.0


@dataclass
class PlannedDeed:
    """One deed of the plan. Moments are aware, in the zone of the place; heads are people."""

    place: Place
    type: str
    language: str
    starts_at: datetime
    ends_at: datetime
    status: str
    shifts: int = 1
    announced_at: datetime | None = None
    reported_at: datetime | None = None
    verified_at: datetime | None = None
    cancelled_at: datetime | None = None
    twin_of: "PlannedDeed | None" = None
    groups: tuple[str, ...] = ()
    named: int = 0
    unnamed: int = 0
    told_only: int = 0
    spectators: int = 0
    capacity: int = 30
    waiting: int = 0
    facts: bool = field(default=True)


def plan(
    places: Sequence[Place], first: Place, *, now: datetime, seed: int = 2010, scale: int = 1
) -> list[PlannedDeed]:
    """Every deed of the example, oldest first.

    Takes:   places -- where deeds may happen; first -- Temirtau; now -- aware moment, the end of day 60.
    Returns: `HELD * scale` held deeds whose counted participations sum to `COUNTED * scale`, then the upcoming, the
             cancelled and the doubly announced ones.
    """
    rng = Random(seed)  # noqa: S311 -- a replay, not a secret
    begins = now.date() - timedelta(days=DAYS)
    held = _held(rng, places, first, begins, HELD * scale)
    _count(rng, held, COUNTED * scale, NAMED * scale)
    for deed in held:
        _report(rng, deed, now)
    planned = held + _upcoming(rng, places, now, UPCOMING * scale)
    planned += _cancelled(rng, places, begins, CANCELLED * scale)
    planned += [_announced_twice(rng, deed) for deed in rng.sample(held[10:], ANNOUNCED_TWICE * scale)]
    return sorted(planned, key=lambda deed: deed.starts_at)


def _held(rng: Random, places: Sequence[Place], first: Place, begins: date, number: int) -> list[PlannedDeed]:
    days = range(FIRST_DEED_ON_DAY, DAYS)
    weights = [(day - FIRST_DEED_ON_DAY + 1) ** GROWTH for day in days]
    chosen = sorted([FIRST_DEED_ON_DAY, *rng.choices(days, weights, k=number - 1)])
    joins = _joining_days(places, first)
    deeds = []
    for index, day in enumerate(chosen):
        open_places = [place for place in places if joins[place.key] <= day]
        place = first if index == 0 else rng.choices(open_places, [p.weight for p in open_places])[0]
        kind = "playground" if index == 0 else _kind(rng)
        deeds.append(_deed(rng, place, kind, begins + timedelta(days=day)))
    return deeds


def _joining_days(places: Sequence[Place], first: Place) -> dict[int, float]:
    """The relay spreads from its first town: a place joins the later the farther it lies (in degrees, that will do)."""
    far = {place.key: math.hypot(place.lon - first.lon, (place.lat - first.lat) * 1.5) for place in places}
    farthest = max(far.values()) or 1.0
    return {key: FIRST_DEED_ON_DAY + REGION_DELAY_DAYS * distance / farthest for key, distance in far.items()}


def _kind(rng: Random) -> str:
    return rng.choices(list(TYPES), [share for share, _, _ in TYPES.values()])[0]


def _deed(rng: Random, place: Place, kind: str, day: date, *, status: str = "done") -> PlannedDeed:
    hour = rng.choice((9, 10, 10, 11, 14, 15, 16))
    starts_at = datetime.combine(day, time(hour, rng.choice((0, 0, 30))), ZoneInfo(place.time_zone))
    ends_at = starts_at + timedelta(minutes=rng.choice((120, 150, 180, 180, 240)))
    shifts = rng.choices((1, 2, 3), (75, 18, 7))[0]
    language = rng.choices(list(LANGUAGE_SHARES), list(LANGUAGE_SHARES.values()))[0]
    return PlannedDeed(
        place=place,
        type=kind,
        language=language,
        starts_at=starts_at,
        ends_at=ends_at,
        status=status,
        shifts=shifts,
        announced_at=starts_at - timedelta(days=rng.randint(3, 12), hours=rng.randint(0, 9)),
        groups=tuple(rng.sample(GROUPS, rng.choice((1, 2, 2, 3)))),
    )


def _count(rng: Random, held: list[PlannedDeed], counted: int, named: int) -> None:
    """Give every held deed its heads, so that the counted ones sum to `counted` exactly."""
    silent = set(rng.sample(range(5, len(held)), round(len(held) * WITHOUT_REPORT)))
    telling = [deed for index, deed in enumerate(held) if index not in silent]
    for index in silent:
        held[index].facts = False
    raw = [rng.lognormvariate(0, 1.05) * TYPES[deed.type][1] for deed in telling]
    heads = apportion(counted, raw, least=8)
    hopes = [number * (rng.uniform(0.45, 0.95) if number < 300 else rng.uniform(0.08, 0.3)) for number in heads]  # noqa: PLR2004 -- where lists become headcounts
    ratio = min(1.0, named / sum(hopes))
    for deed, number, hope in zip(telling, heads, hopes, strict=True):
        deed.named = min(number, round(hope * ratio))
        deed.unnamed = number - deed.named
        deed.told_only = rng.randint(5, 40) * 5 if rng.random() < 0.18 else 0  # noqa: PLR2004 -- share of deeds
        if TYPES[deed.type][2]:
            deed.spectators = round(number * rng.uniform(0.3, 2.5))
        deed.capacity = max(10, math.ceil(deed.named * rng.uniform(1.0, 1.3) / deed.shifts / 5) * 5)


def apportion(total: int, weights: Sequence[float], *, least: int = 0) -> list[int]:
    """Whole parts of `total`, proportional to `weights` and none under `least` (largest remainders)."""
    free = total - least * len(weights)
    exact = [free * weight / sum(weights) for weight in weights]
    parts = [math.floor(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: exact[i] - parts[i], reverse=True)
    for index in by_remainder[: free - sum(parts)]:
        parts[index] += 1
    return [part + least for part in parts]


def _report(rng: Random, deed: PlannedDeed, now: datetime) -> None:
    if not deed.facts:
        return
    reported_at = deed.ends_at + timedelta(hours=rng.randint(2, 100))
    if reported_at >= now:
        reported_at = deed.ends_at + (now - deed.ends_at) * 0.5
    deed.reported_at, deed.status = reported_at, "reported"
    verified_at = reported_at + timedelta(hours=rng.randint(5, 120))
    if verified_at < now and rng.random() < 0.85:  # noqa: PLR2004 -- a coordinator reaches most, not all
        deed.verified_at, deed.status = verified_at, "verified"


def _upcoming(rng: Random, places: Sequence[Place], now: datetime, number: int) -> list[PlannedDeed]:
    deeds = []
    for index in range(number):
        place = rng.choices(places, [p.weight for p in places])[0]
        deed = _deed(rng, place, _kind(rng), now.date() + timedelta(days=1 + index * 21 // number), status="announced")
        deed.announced_at = now - timedelta(days=rng.randint(0, 6), hours=rng.randint(1, 20))
        deed.capacity = rng.choice((8, 12, 20, 30, 50))
        full = index % 6 == 0
        deed.named = deed.capacity * deed.shifts if full else rng.randint(0, deed.capacity * deed.shifts * 2 // 3)
        deed.waiting = rng.randint(2, 6) if full else 0
        deeds.append(deed)
    return deeds


def _cancelled(rng: Random, places: Sequence[Place], begins: date, number: int) -> list[PlannedDeed]:
    deeds = []
    for _ in range(number):
        day = begins + timedelta(days=rng.randint(20, DAYS - 1))
        deed = _deed(rng, rng.choice(places), _kind(rng), day, status="cancelled")
        deed.cancelled_at, deed.facts = deed.starts_at - timedelta(hours=rng.randint(6, 40)), False
        deeds.append(deed)
    return deeds


def _announced_twice(rng: Random, twin: PlannedDeed) -> PlannedDeed:
    deed = _deed(rng, twin.place, twin.type, twin.starts_at.date(), status="cancelled")
    deed.starts_at, deed.ends_at, deed.shifts, deed.language = twin.starts_at, twin.ends_at, 1, twin.language
    deed.announced_at = twin.starts_at - timedelta(days=2, hours=rng.randint(0, 9))
    deed.cancelled_at, deed.facts, deed.twin_of = twin.starts_at - timedelta(days=1), False, twin
    return deed


def spread(rng: Random, items: int, parts: int) -> list[int]:
    """`items` over `parts`, about evenly."""
    return apportion(items, [rng.uniform(0.8, 1.2) for _ in range(parts)])
