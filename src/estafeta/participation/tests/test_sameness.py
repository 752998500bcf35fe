"""Who may stand in two rows is found, and decided by those who have rights on both."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.journal.queries import story_of
from estafeta.participation import queries
from estafeta.participation.services import decide_pair, find_pairs, forget
from estafeta.people.models import Pair, Verdict
from estafeta.people.services import register
from estafeta.tally.models import Fact
from estafeta.tally.queries import figure
from estafeta.tally.services import record
from tests import make


@pytest.fixture
def region():
    return make.region()


@pytest.fixture
def town(region):
    return make.town(parent=region)


@pytest.fixture
def judge(town):
    return make.coordinator(town)


def twice(town, **fields):
    """One human in two rows."""
    one = make.person("Aigul Seitova", phone="+77010000001", territory=town, **fields)
    other = make.person("Сейтова Айгуль Болатовна", phone="+77010000001", territory=town, **fields)
    return one, other


def found():
    find_pairs()
    return [(pair.one, pair.other, pair.why) for pair in Pair.objects.order_by("pk")]


def pair_of(one, other):
    find_pairs()
    return Pair.objects.get(one=one, other=other)


def test_a_shared_contact_and_a_like_name_are_found_once(town):
    one, other = twice(town)

    assert found() == [(one, other, "contact")]
    assert find_pairs() == 0
    assert Verdict.objects.count() == 1


def test_a_child_on_a_parents_phone_is_a_person_of_its_own(town):
    mother = register("Aigul Seitova", phone="8 701 000 00 01")
    child = register("Dana Seitova", phone="+7 701 000-00-01")
    namesake = register("Aigul Seitova", guardian=mother, born_on=date(2015, 1, 1))

    assert len({mother.pk, child.pk, namesake.pk}) == 3
    assert found() == []


def test_a_full_name_alone_is_nobody_and_with_the_birth_date_or_a_place_it_may_be(town):
    day = date(1990, 5, 5)
    make.person("Bolat Omarov")
    make.person("Bolat Omarov")
    born = [make.person("Vera Kim", born_on=day), make.person("Vera Kim", born_on=day)]
    make.person("Vera Kim", born_on=date(1991, 1, 1))
    listed = [make.person("Erik Li", territory=town), make.person("Erik Li", email="", territory=town)]

    assert found() == [(*born, "birth"), (*listed, "place")]


def test_a_name_counted_in_one_place_without_a_contact_is_found(town):
    deed = make.deed(territory=town)
    rows = [make.person("Erik Li", email=""), make.person("Erik Li")]
    for one in rows:
        record(deed, "attendance", grade="C", happened_at=deed.starts_at, person=one)

    assert found() == [(*rows, "place")]


def test_a_merge_changes_no_fact_and_its_undo_brings_the_figure_back(town, judge):
    deed = make.deed(territory=town)
    one, other = twice(town)
    for person in (one, other):
        record(deed, "attendance", grade="A", happened_at=deed.starts_at, person=person)
    pair, facts = pair_of(one, other), list(Fact.objects.values())

    decide_pair(pair, judge, "same", reason="Same phone, same voice")
    merged = figure(deed.campaign).people.value
    decide_pair(pair, judge, "waiting")

    assert (merged, figure(deed.campaign).people.value) == (1, 2)
    assert list(Fact.objects.values()) == facts
    assert [entry.act for entry in story_of(pair)] == ["merged", "word_taken_back"]


def test_saying_the_same_twice_is_once(town, judge):
    pair = pair_of(*twice(town))

    assert [decide_pair(pair, judge, "different") for _time in range(2)] == [True, False]
    assert list(pair.verdicts.order_by("pk").values_list("state", flat=True)) == ["waiting", "different"]


def test_a_merge_can_be_undone_for_thirty_days_and_that_they_are_two_always(town, judge):
    pair = pair_of(*twice(town))
    decide_pair(pair, judge, "same")

    with pytest.raises(NotPossible, match="30 days"):
        decide_pair(pair, judge, "waiting", now=timezone.now() + timedelta(days=31))
    assert decide_pair(pair, judge, "waiting", now=timezone.now() + timedelta(days=29))
    decide_pair(pair, judge, "different")
    assert decide_pair(pair, judge, "waiting", now=timezone.now() + timedelta(days=300))


def test_who_decides_has_rights_on_both(region, town, judge):
    elsewhere = make.town("Abai", parent=make.region("Abai region"))
    one, other = twice(town)
    other.territory = elsewhere
    other.save()
    pair = pair_of(one, other)
    top, there = make.coordinator(make.country()), make.coordinator(elsewhere)

    assert [list(queries.waiting_pairs(who)) for who in (judge, there, top, None)] == [[], [], [pair], []]
    with pytest.raises(NotPossible, match="all places"):
        decide_pair(pair, judge, "same")


def test_having_been_counted_or_signed_up_elsewhere_takes_the_pair_up(town, judge):
    elsewhere = make.town("Abai", parent=make.region("Abai region"))
    one, other = twice(town)
    pair = pair_of(one, other)
    assert list(queries.waiting_pairs(judge)) == [pair]

    deed = make.deed(territory=elsewhere)
    record(deed, "attendance", grade="A", happened_at=deed.starts_at, person=other)

    assert list(queries.waiting_pairs(judge)) == []


def test_people_of_whom_no_place_is_known_wait_for_the_country(town, judge):
    one = make.person("Aigul Seitova", phone="+77010000001")
    other = make.person("Aigul S.", phone="+77010000001")
    pair = pair_of(one, other)

    assert list(queries.waiting_pairs(judge)) == []
    assert list(queries.waiting_pairs(make.coordinator(make.country()))) == [pair]


def test_nobody_decides_about_themselves(town, judge):
    judge.phone, judge.folded_name = "+77010000001", "aigul seitova"
    judge.save()
    make.person("Aigul Seitova", phone="+77010000001", territory=town)
    find_pairs()

    assert list(queries.waiting_pairs(judge)) == []


def test_the_pair_of_somebody_forgotten_is_dropped_and_what_was_said_stays(town, judge):
    one, other = twice(town)
    waiting = pair_of(one, other)
    forget(other)

    waiting.refresh_from_db()
    assert waiting.state == "dropped"
    with pytest.raises(NotPossible):
        decide_pair(waiting, judge, "same")
    assert find_pairs() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_costs_the_same_whatever_its_length(town, judge, number, django_assert_num_queries):
    for at in range(number):
        make.person("Aigul Seitova", phone=f"+7701000001{at}", territory=town)
        make.person("Aigul S.", phone=f"+7701000001{at}", territory=town)
    find_pairs()

    with django_assert_num_queries(3):
        pairs = list(queries.waiting_pairs(judge))
        places = queries.places_of([person for pair in pairs for person in (pair.one, pair.other)])
    assert (len(pairs), set(map(len, places.values()))) == (number, {1})
