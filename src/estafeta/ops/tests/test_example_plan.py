"""The plan of the example: the published totals exactly, everything else by seed."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estafeta.ops.example.plan import COUNTED, DAYS, HELD, Place, PlannedDeed, apportion, plan

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
TEMIRTAU = Place(1, "KZ-35", 72.96, 50.05, "Asia/Almaty")
PLACES = [TEMIRTAU, Place(2, "KZ-35", 73.1, 49.8, "Asia/Almaty"), Place(3, "KZ-47", 51.2, 43.6, "Asia/Aqtau")]


@pytest.fixture(scope="module")
def deeds() -> list[PlannedDeed]:
    return plan(PLACES, TEMIRTAU, now=NOW)


def held(deeds: list[PlannedDeed]) -> list[PlannedDeed]:
    return [deed for deed in deeds if deed.status in {"done", "reported", "verified"}]


def test_as_many_deeds_and_participations_as_the_campaign_published(deeds):
    assert (len(held(deeds)), sum(deed.named + deed.unnamed for deed in held(deeds))) == (HELD, COUNTED)


def test_the_first_deed_is_temirtaus_sports_ground(deeds):
    assert (deeds[0].place, deeds[0].type) == (TEMIRTAU, "playground")


def test_every_held_deed_lies_in_the_sixty_days_before_now(deeds):
    begins = NOW.date() - timedelta(days=DAYS)

    assert [d for d in held(deeds) if not begins <= d.starts_at.date() < NOW.date()] == []


def test_the_relay_grows_by_the_week(deeds):
    weeks = Counter((NOW.date() - deed.starts_at.date()).days // 14 for deed in held(deeds))

    assert weeks[0] > weeks[1] > weeks[2] > weeks[3] > 0


def test_some_deeds_are_cancelled_announced_twice_without_report_full_and_still_to_come(deeds):
    states = Counter(deed.status for deed in deeds)
    silent = [deed for deed in held(deeds) if not deed.facts]

    assert (states["cancelled"], states["announced"], len(silent)) == (18, 48, 38)
    assert sum(deed.twin_of is not None for deed in deeds) == 6
    assert [deed for deed in silent if deed.named or deed.unnamed or deed.spectators] == []
    assert sum(deed.waiting > 0 for deed in deeds) == 8


def test_nothing_is_told_before_it_happened_or_after_now(deeds):
    assert [d for d in held(deeds) if d.reported_at and not d.ends_at < d.reported_at <= NOW] == []
    assert [d for d in held(deeds) if d.verified_at and not d.reported_at < d.verified_at <= NOW] == []


def test_the_same_seed_gives_the_same_plan_and_another_another(deeds):
    assert plan(PLACES, TEMIRTAU, now=NOW) == deeds
    assert plan(PLACES, TEMIRTAU, now=NOW, seed=2011) != deeds


def test_ten_times_the_scale_is_ten_times_the_relay():
    larger = held(plan(PLACES, TEMIRTAU, now=NOW, scale=10))

    assert (len(larger), sum(deed.named + deed.unnamed for deed in larger)) == (10 * HELD, 10 * COUNTED)


@given(total=st.integers(500, 100_000), weights=st.lists(st.floats(0.01, 100), min_size=1, max_size=50))
def test_parts_make_up_the_whole_and_none_is_under_the_least(total, weights):
    parts = apportion(total, weights, least=8)

    assert sum(parts) == total
    assert min(parts) >= 8
