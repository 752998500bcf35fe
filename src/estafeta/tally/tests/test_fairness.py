"""Places beside each other: per 1,000 inhabitants, with ranges and limits, without a first and a last."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from estafeta.tally import services as tally
from estafeta.tally.queries import milestones
from estafeta.tally.rules.fairness import INNER, OUTER, Place, funnel_of
from estafeta.territories.models import Population
from tests import make


def place(number, people, participations):
    return Place(f"P{number}", f"Place {number}", people, participations)


def test_limits_are_those_of_the_formula():
    funnel = funnel_of([place(one, 10_000, 100) for one in range(6)])

    assert (funnel.rate, funnel.spread) == (0.01, 1.0)
    assert funnel.limits(10_000, INNER) == pytest.approx((0.00804, 0.01196))
    assert funnel.limits(1_000_000, OUTER) == pytest.approx((0.009691, 0.010309))


def test_too_small_unknown_and_too_few_stand_apart():
    few = funnel_of([place(1, 999, 900), place(2, None, 50), place(3, 5_000, 50)])
    assert ([one.key for one in few.places], [one.key for one in few.apart]) == (["P3"], ["P1", "P2"])
    assert few.rate is None

    rare = funnel_of([place(one, 100_000, 10) for one in range(5)] + [place(9, 2_000, 0)])
    assert [one.key for one in rare.apart] == ["P9"]


def test_one_place_far_from_the_others_is_outside_and_draws_no_limits_after_it():
    funnel = funnel_of([place(one, 50_000, 500 + one % 3) for one in range(19)] + [place(20, 50_000, 5_000)])

    assert [one.key for one in funnel.places if not funnel.is_usual(one)][-1] == "P20"


@given(st.lists(st.tuples(st.integers(1, 3_000_000), st.integers(0, 100_000)), max_size=30))
def test_every_place_is_compared_or_apart_and_lies_in_its_own_range(told):
    places = [place(at, people, count) for at, (people, count) in enumerate(told)]

    funnel = funnel_of(places)

    assert sorted([*funnel.places, *funnel.apart], key=lambda one: int(one.key[1:])) == places
    assert funnel.spread >= 1
    for one in funnel.places:
        low, high = funnel.range_of(one)
        assert 0 <= low <= one.participations / (one.people or 1) <= high


def test_a_village_reaches_what_a_city_can(django_assert_max_num_queries):
    campaign, region = make.campaign(), make.region()
    towns = [make.town(name, parent=region) for name in ("Balkhash", "Abay")]
    for number, town in enumerate(towns):
        Population.objects.create(territory=town, year=2024, people=100_000 * (1 + number), source="s")
    deed = make.deed(
            status="reported", campaign=campaign, organisation=make.organisation(territory=towns[0]),
            starts_at=timezone.now() - timedelta(days=2),
        )  # fmt: skip
    tally.record(deed, "attendance", grade="A", happened_at=deed.starts_at, person=make.person(), minutes=60)

    with django_assert_max_num_queries(20):
        reached = milestones(campaign, region, "en")

    assert (reached.first, reached.halfway, reached.everywhere, reached.reported) == (True, True, False, True)
    village = milestones(campaign, towns[0], "en")
    assert (village.first, village.halfway, village.everywhere, village.reported) == (True, None, None, True)


def test_the_page_shows_points_and_the_same_numbers_in_the_order_of_the_alphabet(client):
    campaign, region = make.campaign(), make.region()
    for number, name in enumerate(("Satpayev", "Abay", "Temirtau", "Balkhash", "Priozersk")):
        town = make.town(name, parent=region)
        Population.objects.create(territory=town, year=2024, people=20_000 * (number + 1), source="s")
        deed = make.deed(
            status="reported", campaign=campaign, organisation=make.organisation(territory=town),
            starts_at=timezone.now() - timedelta(days=2),
        )  # fmt: skip
        tally.record(deed, "headcount", grade="C", happened_at=deed.starts_at, heads=40 * (number + 1), minutes=60)

    for language in ("en", "ru", "kk"):
        text = client.get(f"/{language}/territories/{region.code}/milestones/").content.decode()
        assert text.count('<g class="funnel__place') == 5
        table = text[text.index("<table") :]
        assert table.index("Abay") < table.index("Balkhash") < table.index("Satpayev") < table.index("Temirtau")
        assert "Spiegelhalter" in text
    assert client.get(f"/en/territories/{town.code}/milestones/").status_code == 200
