"""A tree too large to draw each deed: gathered into knots by region and stretch of days, each on its stem."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from estafeta.relay.rules.lineage import Arc, Node, Standing, lineage

MOST_DRAWN = 900  # deeds or knots in one picture: more can't be told apart on a screen, nor sent to a cheap phone
STRETCHES = (1, 2, 4, 7, 14, 28, 56, 112, 365)

Knot = dict[str, float | int | str | None]


def gather(placed: Mapping[int, Standing], regions: Mapping[int, int]) -> list[Knot]:
    """Takes: regions -- by deed, what it is gathered under. Returns: knots as plain values, each after its stem."""
    if not placed:
        return []
    first = min(one.joined_at for one in placed.values())
    last = max(one.joined_at for one in placed.values())
    parts = len(set(regions.values())) or 1
    days = (last - first).days + 1
    stretch = next((one for one in STRETCHES if parts * (days // one + 1) <= MOST_DRAWN), STRETCHES[-1])
    key_of = {key: (regions.get(key, 0), (one.joined_at - first).days // stretch) for key, one in placed.items()}
    members: dict[tuple[int, int], list[Standing]] = defaultdict(list)
    for key, one in placed.items():
        members[key_of[key]].append(one)
    ordered = sorted(members, key=lambda key: (key[1], min(one.joined_at for one in members[key]), key[0]))
    number = {key: place + 1 for place, key in enumerate(ordered)}
    stems = {key: _stem(key, members[key], key_of, ordered) for key in ordered}
    turns = _turns(ordered, number, stems, first, stretch)
    return [
        {
            "key": number[key],
            "parent": number[stem] if (stem := stems[key]) else None,
            "region": key[0],
            "deeds": len(members[key]),
            "at": min(one.joined_at for one in members[key]).isoformat(),
            "generation": min(one.generation for one in members[key]),
            "turn": turns[number[key]],
        }
        for key in ordered
    ]


def ways(placed: Mapping[int, Standing], places: Mapping[int, int | None]) -> list[list[object]]:
    """How often the line went from one place to another, and when first: the busiest, each as plain values."""
    found: dict[tuple[int, int], list[object]] = {}
    for key, one in sorted(placed.items(), key=lambda pair: (pair[1].joined_at, pair[0])):
        here, before = places.get(key), places.get(one.parent) if one.parent is not None else None
        if here is None:
            continue
        way = found.setdefault((before or here, here), [0, one.joined_at.isoformat()])
        way[0] += 1  # type: ignore[operator]  # -- the first of the two is a number
    busiest = sorted(found.items(), key=lambda pair: (-pair[1][0], pair[0]))[:MOST_DRAWN]  # type: ignore[operator]  # -- as above
    return [[start, end, number, first] for (start, end), (number, first) in busiest]


def _stem(
    key: tuple[int, int],
    members: list[Standing],
    key_of: Mapping[int, tuple[int, int]],
    ordered: list[tuple[int, int]],
) -> tuple[int, int] | None:
    """The earlier knot from which most of these came; where none did, the one before it in its region, or the first."""
    from_where = Counter(stem for one in members if one.parent is not None and (stem := key_of[one.parent])[1] < key[1])
    if from_where:
        return min(from_where, key=lambda stem: (-from_where[stem], stem))
    before = [other for other in ordered if other[1] < key[1]]
    own = [other for other in before if other[0] == key[0]]
    if own:
        return own[-1]
    return before[0] if before else None


def _turns(
    ordered: list[tuple[int, int]],
    number: Mapping[tuple[int, int], int],
    stems: Mapping[tuple[int, int], tuple[int, int] | None],
    first: datetime,
    stretch: int,
) -> dict[int, float]:
    """The places of the knots around the circle: as of deeds that led to each other."""
    nodes, arcs = [], []
    for key in ordered:
        at = first + timedelta(days=key[1] * stretch)
        nodes.append(Node(number[key], at, at, key[0]))
        if stem := stems[key]:
            arcs.append(Arc(number[stem], number[key], at))
    alone = dict.fromkeys(number.values(), 0.5)
    return alone | {key: one.turn for key, one in lineage(nodes, arcs, []).items()}
