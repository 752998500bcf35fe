"""Whatever happened, in whatever order it arrived: no circle, and one and the same line."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estafeta.relay.rules.course import Passing, courses
from estafeta.relay.rules.figures import brought, share
from estafeta.relay.rules.knots import gather
from estafeta.relay.rules.lineage import Answer, Arc, Node, lineage, way_to

pytestmark = pytest.mark.no_database
START = datetime(2010, 4, 1, tzinfo=UTC)


@st.composite
def worlds(draw):
    """Deeds, and links that obey `may_follow`: from one that is over to one that is not."""
    number = draw(st.integers(1, 25))
    nodes = []
    for key in range(1, number + 1):
        announced = START + timedelta(hours=draw(st.integers(0, 200)))
        nodes.append(
            Node(key, announced, announced + timedelta(hours=draw(st.integers(1, 60))), draw(st.integers(1, 3)))
        )
    pairs = [(a, b) for a in nodes for b in nodes if a.ends_at < b.ends_at]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=40)) if pairs else []
    arcs = []
    for parent, child in chosen:
        earliest = max(parent.ends_at, child.announced_at)
        if earliest < child.ends_at:
            room = (child.ends_at - earliest).total_seconds()
            arcs.append(Arc(parent.key, child.key, earliest + timedelta(seconds=room * draw(st.floats(0, 1)))))
    answers = [Answer(draw(st.integers(1, number)), draw(st.integers(1, 4))) for _ in range(draw(st.integers(0, 5)))]
    return nodes, arcs, answers


@given(worlds(), st.randoms(use_true_random=False))
def test_late_arrivals_in_any_order_give_the_same_line(world, rng):
    nodes, arcs, answers = world
    mixed = [list(part) for part in world]
    for part in mixed:
        rng.shuffle(part)

    assert lineage(*mixed) == lineage(nodes, arcs, answers)


@given(worlds())
def test_every_way_leads_back_to_a_beginning_and_never_round(world):
    placed = lineage(*world)

    for key, one in placed.items():
        way = way_to(placed, key)
        assert len(set(way)) == len(way) == one.generation
        assert placed[way[0]].parent is None


@given(worlds())
def test_nobody_stands_in_the_line_before_the_one_who_led_there(world):
    placed = lineage(*world)

    assert all(one.parent is None or placed[one.parent].joined_at <= one.joined_at for one in placed.values())
    assert all(one.parent is None or placed[one.parent].appeal == one.appeal for one in placed.values())


@given(worlds(), st.randoms(use_true_random=False))
def test_the_figures_of_a_day_are_the_same_in_any_order(world, rng):
    nodes, arcs, answers = world
    known, placed = {node.key: node for node in nodes}, lineage(nodes, arcs, answers)
    passings = [Passing(n, arc.parent, "on_the_way", arc.at) for n, arc in enumerate(arcs)]
    mixed = list(passings)
    rng.shuffle(mixed)
    zone = ZoneInfo("Asia/Almaty")

    told = list(courses(placed, known, passings, zone))

    assert list(courses(placed, known, mixed, zone)) == told
    whole = [figures for appeal, _day, figures, _new in told if appeal is None]
    if placed:
        assert whole[-1]["deeds"] == len(placed) == sum(whole[-1]["generations"])
        assert sum(new for appeal, _day, _figures, new in told if appeal is None) == len(placed)
        assert sum(week[1] for week in whole[-1]["weeks"].values()) <= sum(one.brings for one in placed.values())


@given(worlds())
def test_knots_hold_every_deed_once_and_stand_after_their_stems(world):
    nodes, *_rest = world
    placed = lineage(*world)

    knots = gather(placed, {node.key: node.region for node in nodes if node.key in placed})

    assert sum(knot["deeds"] for knot in knots) == len(placed)
    assert all(knot["parent"] is None or knot["parent"] < knot["key"] for knot in knots)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_lies_in_its_interval(part, rest):
    found = share(part, part + rest)

    assert found is None if part + rest == 0 else 0 <= found.low <= found.value <= found.high <= 1


@given(st.lists(st.integers(0, 30), max_size=60))
def test_what_a_deed_brings_lies_in_its_interval(numbers):
    found = brought(len(numbers), sum(numbers), sum(number * number for number in numbers))

    assert found is None if not numbers else found.low <= found.value <= found.high


def test_known_intervals_are_met():
    half, none = share(50, 100), brought(10, 0, 0)

    assert (round(half.low, 3), round(half.high, 3)) == (0.404, 0.596)  # Wilson's, as tables have it
    assert (none.low, round(none.high, 2)) == (0.0, 0.37)  # Garwood's 3.69 for nothing seen, over ten deeds
    ten = brought(10, 10, 10)
    assert (round(ten.low, 2), round(ten.high, 2)) == (0.48, 1.84)  # 4.80 to 18.39
