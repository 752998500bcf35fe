from datetime import date

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from estafeta.people.models import Person
from estafeta.people.queries import coordinators_of, likely_same
from estafeta.people.rules import age_of, is_minor, may_take_part
from estafeta.people.services import end_consent, give_consent, register
from tests import make

DAY = date(2026, 6, 1)


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        (date(2010, 6, 1), DAY, 16),
        (date(2010, 6, 2), DAY, 15),
        (date(2008, 2, 29), date(2024, 2, 28), 15),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
        (date(2008, 2, 29), date(2025, 2, 28), 16),
        (None, DAY, None),
    ],
)
def test_age_is_in_full_years_on_the_day(born_on, on, age):
    assert age_of(Person(born_on=born_on), on) == age


@pytest.mark.no_database
@given(born_on=st.dates(date(1930, 1, 1), date(2026, 1, 1)), years=st.integers(0, 90))
def test_nobody_becomes_younger(born_on, years):
    later = date(2026 + years, 6, 1)

    assert age_of(Person(born_on=born_on), later) >= age_of(Person(born_on=born_on), DAY) >= 0


@pytest.mark.no_database
def test_the_age_of_consent_is_a_setting(settings):
    of_sixteen = Person(born_on=date(2010, 6, 1))

    settings.AGE_OF_CONSENT = 16
    assert not is_minor(of_sixteen, DAY)
    settings.AGE_OF_CONSENT = 18
    assert is_minor(of_sixteen, DAY)


def test_a_minor_takes_part_only_through_a_guardian():
    mother = make.person("Aigul")
    alone = make.person("Bolat", born_on=date(2015, 1, 1))
    accompanied = make.person("Vera", born_on=date(2015, 1, 1), guardian=mother)

    assert [bool(may_take_part(person, DAY)) for person in (mother, alone, accompanied)] == [True, False, True]
    assert "guardian" in str(may_take_part(alone, DAY).reason)


def test_a_ward_of_unknown_age_is_a_minor():
    assert is_minor(make.person("Vera", guardian=make.person("Aigul")), DAY)


def test_who_asked_to_be_forgotten_takes_part_no_more():
    gone = make.person(name="", folded_name="", email="", forgotten_at=timezone.now())

    assert not may_take_part(gone, DAY)


def test_likely_the_same_are_those_with_a_contact_or_a_name_in_common():
    aigul = register("Айгүл Серік", phone="+77011234567")
    respelled = register("Серик Айгул", email="aigul@example.org")
    same_phone = register("Bolat", phone="87011234567")
    register("Vera", email="vera@example.org")

    assert set(likely_same(aigul)) == {respelled, same_phone}


def test_nothing_is_like_a_person_without_name_and_contact():
    blank = make.person("", email="")
    make.person("", email="")

    assert not likely_same(blank).exists()


def test_a_guardian_speaks_for_a_child_and_a_stranger_for_nobody():
    mother = make.person("Aigul")
    child = make.person("Vera", born_on=date(2015, 1, 1), guardian=mother)

    given_once = give_consent(child, "photographs", by=mother, wording="I agree.")

    assert give_consent(child, "photographs", by=mother) == given_once
    for stranger in (make.person("Stranger"), child):
        with pytest.raises(Exception, match=r"guardian"):
            end_consent(child, "photographs", by=stranger)
    end_consent(child, "photographs", by=mother)
    given_once.refresh_from_db()
    assert given_once.ended_at is not None


@pytest.mark.parametrize("depth", [1, 4])
def test_the_nearest_coordinators_take_one_query_at_any_depth(depth, django_assert_num_queries):
    territory = make.country()
    coordinator = make.coordinator(territory)
    for step in range(depth):
        territory = make.territory(f"Step {step}", parent=territory)

    with django_assert_num_queries(1):
        assert coordinators_of(territory) == [coordinator]
