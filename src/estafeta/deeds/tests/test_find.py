"""Finding deeds: each filter with everything it shows and everything it hides."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from estafeta.base.texts import fold
from estafeta.deeds.models import DeedOrganiser
from estafeta.deeds.queries import Filters, find, page, places_of
from tests import make


def titles(**filters):
    return [deed.title for deed in find(Filters(**filters))]


def test_coming_deeds_stand_in_the_order_of_their_start_and_drafts_are_hidden():
    now = timezone.now()
    for title, status, begins in [
        ("later", "announced", now + timedelta(days=3)),
        ("sooner", "announced", now + timedelta(days=1)),
        ("now", "under_way", now - timedelta(hours=1)),
        ("called off", "cancelled", now + timedelta(days=2)),
        ("over", "done", now - timedelta(days=1)),
        ("called off, over", "cancelled", now - timedelta(days=4)),
        ("over, the clock has not come by", "announced", now - timedelta(days=2)),
        ("draft", "draft", now + timedelta(days=1)),
        ("review", "review", now + timedelta(days=1)),
    ]:
        make.deed(title, status=status, starts_at=begins)

    assert titles() == ["now", "sooner", "called off", "later"]
    assert titles(when="past") == ["over", "over, the clock has not come by", "called off, over"]
    assert sorted(titles(when="any")) == [
        "called off", "called off, over", "later", "now", "over", "over, the clock has not come by", "sooner",
    ]  # fmt: skip


def test_a_territory_holds_its_subtree_and_nothing_beside_it():
    region = make.region("Karaganda region", code="KGD")
    neighbour = make.region("Karagandy plus", code="KGD2")
    make.deed("in the town", territory=make.town("Temirtau", parent=region))
    make.deed("in the region", territory=region)
    make.deed("beside", territory=make.town("Abai", parent=neighbour))

    assert sorted(titles(territory=region)) == ["in the region", "in the town"]


def test_type_group_language_and_campaign_narrow():
    campaign = make.campaign(slug="relay")
    deed = make.deed("wanted", type=make.deed_type("concert"), language="kk", campaign=campaign)
    deed.suits.add(make.group("miners"), make.group("pupils"))
    make.deed("other").suits.add(make.group("doctors"))

    assert titles(type="concert") == ["wanted"]
    assert titles(group="miners") == ["wanted"]
    assert titles(group="doctors") == ["other"]
    assert titles(language="kk") == ["wanted"]
    assert titles(campaign="relay") == ["wanted"]
    assert titles(type="concert", group="doctors") == []
    assert titles(type="no such type") == []


def test_an_organisation_has_its_own_deeds_and_those_it_organises_with_others_each_once():
    alliance, school = make.organisation("Alliance"), make.organisation("School 7")
    make.deed("own", organisation=alliance)
    joint = make.deed("together", organisation=school)
    DeedOrganiser.objects.create(deed=joint, organisation=alliance)
    make.deed("of the school", organisation=school)

    assert sorted(titles(organisation=alliance.slug)) == ["own", "together"]


def test_days_are_days_of_the_place():
    # 19:30 UTC is half past midnight of the next day in Almaty.
    make.deed("late", starts_at=datetime(2031, 5, 9, 19, 30, tzinfo=UTC))
    make.deed("morning", starts_at=datetime(2031, 5, 9, 5, 0, tzinfo=UTC))

    assert titles(since=date(2031, 5, 10)) == ["late"]
    assert titles(until=date(2031, 5, 9)) == ["morning"]
    assert titles(since=date(2031, 5, 9), until=date(2031, 5, 10)) == ["morning", "late"]


def test_places_left_hides_full_called_off_and_begun_deeds():
    now = timezone.now()
    for title, capacity, taken in [("free", 5, 4), ("full", 5, 5), ("endless", None, 90)]:
        make.shift(of=make.deed(title), capacity=capacity, places_taken=taken)
    make.shift(of=make.deed("called off", status="cancelled"), capacity=5)
    make.shift(of=make.deed("begun", starts_at=now - timedelta(hours=1)), capacity=5)
    make.deed("without shifts")

    assert sorted(titles(with_places=True)) == ["endless", "free"]


def test_near_is_a_circle_and_a_deed_without_a_point_stands_at_its_territory():
    temirtau = make.town("Temirtau", lon=72.9590, lat=50.0546)
    make.deed("in the park", territory=temirtau, lon=72.96, lat=50.05)
    make.deed("somewhere in town", territory=temirtau)
    make.deed("in Karaganda, 30 km off", lon=73.1049, lat=49.8047)
    make.deed("in the corner of the box", lon=72.959 + 0.33, lat=50.0546 + 0.21)
    make.deed("nowhere", territory=make.town("No point"))

    assert sorted(titles(near=(72.9590, 50.0546), radius_km=25)) == ["in the park", "somewhere in town"]
    assert "in Karaganda, 30 km off" in titles(near=(72.9590, 50.0546), radius_km=35)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Қарағанды", ["kk"]),
        ("карагандо", ["kk", "ru"]),
        ("Караганда", ["ru"]),
        ("karaganda", ["ru"]),
        ("агаш отыргызу", ["kk"]),  # Kazakh words on a Russian keyboard
        ("ағаш отырғызу", ["kk"]),
        ("посатка", ["ru"]),  # a wrong letter
        ("псоадка", ["ru"]),  # two swapped
        ("посадк", ["ru"]),  # not finished yet
        ("посаддка", ["ru"]),  # doubled
        ("деревьями", ["ru"]),  # another ending
        ("plantng", ["en"]),
        ("planting karaganda", []),
        ("", ["en", "kk", "ru"]),
        ("!!! --", ["en", "kk", "ru"]),
        ("' | ! & ( <-> :* \\", ["en", "kk", "ru"]),
        ("zzzzzzz", []),
    ],
)
def test_words_are_found_in_three_languages_with_slips_forgiven(typed, found):
    make.deed("kk", folded=fold("Ағаш отырғызу Қарағанды"))
    make.deed("ru", folded=fold("Посадка деревьев Караганда"))
    make.deed("en", folded=fold("Planting trees"))

    assert sorted(titles(words=typed)) == found


def test_a_search_of_a_hundred_thousand_letters_is_only_a_search():
    make.deed("one")

    assert titles(words="я" * 100_000) == []


@pytest.mark.parametrize("when", ["upcoming", "past"])
def test_pages_hold_every_deed_once_though_starts_are_equal(when):
    begins = timezone.now() + timedelta(days=1 if when == "upcoming" else -1)
    made = [make.deed(f"deed {n}", starts_at=begins + timedelta(hours=n // 3)) for n in range(7)]
    filters = Filters(when=when)

    seen, cursor = [], ""
    while True:
        part = page(find(filters), cursor, size=3)
        seen += [deed.title for deed in part.deeds]
        if not (cursor := part.following):
            break

    expected = [deed.title for deed in made]
    assert seen == (expected if when == "upcoming" else expected[::-1])


@pytest.mark.parametrize("cursor", ["x", "1-", "-1-1", "1-" + "9" * 30, "1-1\n", "١-١", "1" * 5000])
def test_a_cursor_that_says_nothing_begins_anew(cursor):
    make.deed("one")

    assert [deed.title for deed in page(find(Filters()), cursor).deeds] == ["one"]


def test_places_of_many_deeds_cost_one_query(django_assert_num_queries):
    two, endless, over = make.deed(), make.deed(), make.deed()
    make.shift(of=two, capacity=10, places_taken=7)
    make.shift(of=two, capacity=5, places_taken=5)
    make.shift(of=endless, capacity=None, places_taken=3)
    make.shift(of=endless, capacity=4)
    make.shift(of=over, starts_at=timezone.now() - timedelta(hours=1))

    with django_assert_num_queries(1):
        found = places_of([two, endless, over])

    assert {deed: (places.shifts, places.left) for deed, places in found.items()} == {
        two.pk: (2, 3),
        endless.pk: (2, None),
    }
