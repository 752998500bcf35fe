"""The headline keeps itself fresh, and a crowd that looks costs nothing."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from estafeta.tally import services
from tests import make


@pytest.fixture
def deed():
    made = make.deed(status="reported")
    services.record(made, "attendance", grade="A", happened_at=made.starts_at, person=make.person())
    return made


def test_the_home_page_and_the_tally_ask_for_their_headline_again(client, deed):
    for page in ("/en/", "/en/tally/"):
        address = re.search(r'data-live="([^"]+)"', client.get(page).content.decode())[1].replace("&amp;", "&")
        assert "participation" in client.get(address).content.decode()


def test_a_question_as_of_the_past_is_not_asked_again(client, deed):
    assert "data-live" not in client.get("/en/tally/?as_of=2026-01-01").content.decode()


def test_a_crowd_costs_no_query_and_nothing_new_costs_no_body(client, deed, django_assert_num_queries):
    first = client.get(reverse("tally:live"))

    with django_assert_num_queries(0):
        again = client.get(reverse("tally:live"), headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert not first.cookies
    cache.clear()
    assert client.get(reverse("tally:live"), headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_what_was_recorded_since_is_told(client, deed):
    first = client.get(reverse("tally:live"))
    services.record(deed, "attendance", grade="A", happened_at=deed.starts_at, person=make.person("Bolat"))
    cache.clear()

    again = client.get(reverse("tally:live"), headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
    assert ">2<" in re.sub(r"\s", "", again.content.decode())


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_each_language_has_its_own(client, deed, language):
    answers = {one: client.get(f"/{one}/tally/live/") for one in ("kk", "ru", "en")}

    others = {answer["ETag"] for one, answer in answers.items() if one != language}
    assert answers[language]["ETag"] not in others
    assert client.get("/en/tally/live/?campaign=nothing").status_code == 400
