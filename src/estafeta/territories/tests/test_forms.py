import pytest
from django import forms

from estafeta.territories.forms import TerritoryField
from estafeta.territories.models import Territory
from estafeta.territories.services import load_builtin


class WhereForm(forms.Form):
    place = TerritoryField(label="Where?")


class MaybeForm(forms.Form):
    place = TerritoryField(required=False)


@pytest.fixture(autouse=True)
def _kazakhstan(db):
    load_builtin()


def test_a_chosen_place_is_cleaned_to_its_territory():
    form = WhereForm({"place": "352410000", "place_q": "темир"})

    assert form.is_valid()
    assert form.cleaned_data["place"] == Territory.objects.get(code="352410000")


def test_a_name_that_only_one_place_bears_needs_no_choosing():
    form = WhereForm({"place_q": "темиртау"})

    assert form.is_valid()
    assert form.cleaned_data["place"].code == "352410000"


def test_an_ambiguous_name_comes_back_with_what_was_typed_and_the_places_found():
    form = WhereForm({"place_q": "Абай"})

    page = str(form["place"])

    assert form.errors == {"place": ["Choose one of the places that were found."]}
    assert 'value="Абай"' in page
    assert page.count('type="radio"') > 2
    assert 'value="353220100"' in page


def test_the_second_submit_chooses():
    form = WhereForm({"place_q": "Абай", "place": "353220100"})

    assert form.is_valid()
    assert form.cleaned_data["place"].code == "353220100"


def test_find_searches_again_although_something_is_chosen():
    form = WhereForm({"place_q": "Темиртау", "place": "353220100", "search": "place"})

    page = str(form["place"])

    assert not form.is_valid()
    assert 'value="352410000"' in page
    assert 'value="353220100"' not in page


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "Say where: type the name of a place and choose it."),
        ({"place_q": "  "}, "Say where: type the name of a place and choose it."),
        ({"place_q": "щщщщщщщщ"}, "No place is called so. Try a part of its name, or the district."),
        ({"place": "no such code"}, "Choose one of the places that were found."),
        ({"place": "352400000"}, "Choose one of the places that were found."),
        ({"place": "x" * 100_000, "place_q": "\ud800\x00"}, "Choose one of the places that were found."),
        ({"place_q": "щ" * 100_000}, "No place is called so. Try a part of its name, or the district."),
    ],
)
def test_a_wrong_answer_is_refused_with_a_sentence(data, error):
    form = WhereForm(data)

    assert form.errors == {"place": [error]}
    assert str(form)


def test_what_may_be_left_out_is_nothing():
    form = MaybeForm({"place_q": ""})

    assert form.is_valid()
    assert form.cleaned_data["place"] is None


def test_a_place_known_before_stands_in_the_box():
    form = WhereForm(initial={"place": Territory.objects.get(code="352410000")})

    page = str(form["place"])

    assert 'value="Temirtau"' in page
    assert 'value="352410000" checked' in page
