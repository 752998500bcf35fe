from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estafeta.base.errors import NotPossible
from estafeta.people.models import Person
from estafeta.people.services import register

DIGITS = "7011234567"
separators = st.sampled_from(["", " ", "-", "(", ")", ".", "  "])


@st.composite
def typed_phones(draw) -> str:
    """One number as people type it: with +7, 8 or 7 before it, and anything between the digits."""
    prefix = draw(st.sampled_from(["+7", "8", "7", "+7 ", "8-"]))
    return prefix + "".join(draw(separators) + digit for digit in DIGITS)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=typed_phones(), name=st.sampled_from(["Айгүл Серік", "Айгул Серик", "Aigul Serik", "СЕРІК  Айгүл"]))
def test_however_a_phone_is_typed_and_a_name_spelled_it_is_one_person(typed, name):
    first = register("Айгүл Серік", phone="+77011234567")

    assert register(name, phone=typed) == first


def test_a_child_on_a_parents_phone_is_a_person_of_its_own():
    mother = register("Aigul", phone="8 701 123 45 67")

    child = register("Bolat", phone="8 701 123 45 67", guardian=mother, born_on=date(2018, 5, 1))

    assert child != mother
    assert register("Bolat", guardian=mother) == child


def test_a_daughter_with_her_mothers_name_on_her_mothers_phone_is_told_apart():
    mother = register("Aigul", phone="+77011234567", born_on=date(1985, 1, 1))

    daughter = register("Aigul", phone="+77011234567", born_on=date(2015, 1, 1))

    assert daughter != mother
    assert register("Aigul", phone="+77011234567", born_on=date(1985, 1, 1)) == mother


def test_two_without_a_contact_are_two_people():
    assert register("Aigul") != register("Aigul")


def test_an_address_in_capitals_is_the_same_address():
    assert register("Vera", email=" Vera@Example.ORG ") == register("vera", email="vera@example.org")


def test_nothing_of_a_known_person_is_changed_by_registering_again():
    known = register("Aigul", email="aigul@example.org", language="kk")

    register("AIGUL", email="aigul@example.org", phone="+77011234567", language="ru")

    known.refresh_from_db()
    assert (known.name, known.phone, known.language) == ("Aigul", "", "kk")


@pytest.mark.parametrize(
    ("name", "contact"),
    [
        ("", {}),
        ("\x00\ud800 ", {}),
        ("n" * 100_000, {}),
        ("Aigul", {"phone": "12"}),
        ("Aigul", {"email": "nowhere"}),
    ],
)
def test_bad_input_is_refused_with_a_sentence(name, contact):
    with pytest.raises(NotPossible) as refusal:
        register(name, **contact)

    assert str(refusal.value.reason).endswith(".")
    assert Person.objects.count() == 0


def test_a_long_name_whose_folding_is_longer_still_fits():
    assert register("Щ" * 200).name == "Щ" * 200
