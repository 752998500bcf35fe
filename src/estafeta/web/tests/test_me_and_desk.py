"""One's own page and the desk: what waits for whom, and nothing of anybody else's."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make


@pytest.fixture
def house():
    """An organisation with a draft, a deed ahead, one in review and one to report; the same of a stranger next door."""
    region, next_door = make.region("Karaganda region"), make.region("Abai region")
    owner = make.user("Aigul")
    for place, boss in ((region, owner.person), (next_door, make.user("Vera").person)):
        name = f"Club of {place.name}"
        body = make.organisation(name, owner=boss, territory=make.town(parent=place), verified=False)
        for title, status in (("Draft", "draft"), ("Review", "review"), ("Ahead", "announced")):
            make.shift(of=make.deed(f"{title} of {name}", status=status, organisation=body))
        make.deed(f"Done of {name}", status="done", organisation=body, starts_at=timezone.now() - timedelta(days=2))
    return {"region": region, "owner": owner}


def titles(answer, name):
    return sorted(card.deed.title for card in answer.context[name])


def waiting(answer):
    return [(row.kind.slug, row.said.title) for row in answer.context["rows"]]


@pytest.mark.parametrize("path", ["me/", "desk/"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_stranger_is_led_to_the_sign_in(client, language, path):
    answer = client.get(f"/{language}/{path}")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"/{language}/sign-in/")


def test_an_organisers_desk_holds_their_own_deeds_and_no_others(client, house):
    client.force_login(house["owner"])

    desk = client.get("/en/desk/")

    own = "of Club of Karaganda region"
    assert titles(desk, "drafts") == [f"Draft {own}", f"Review {own}"]
    assert titles(desk, "running") == [f"Ahead {own}"]
    assert waiting(desk) == [("report", f"Done {own}")]
    assert "Abai region" not in desk.content.decode()


def test_a_coordinators_desk_holds_what_waits_in_their_territory_with_its_age(client, house):
    client.force_login(make.coordinator(house["region"]).user)

    desk = client.get("/en/desk/")

    assert waiting(desk) == [
        ("organisation", "Club of Karaganda region"),
        ("review", "Review of Club of Karaganda region"),
    ]
    assert titles(desk, "drafts") == []
    said = desk.content.decode()
    assert "waits 0" in said
    assert "Abai region" not in said


def test_ones_own_page_says_where_one_goes_and_what_ones_organisations_do(client, house):
    person = house["owner"].person
    shift = make.shift(of=make.deed("Concert"))
    now = timezone.now()
    shift.sign_ups.create(person=person, status="going", language="en", token="a" * 43, made_at=now, confirmed_at=now)
    client.force_login(house["owner"])

    page = client.get("/en/me/")

    assert [sign_up.shift.deed.title for sign_up in page.context["places"].coming] == ["Concert"]
    assert [one.name for one in page.context["organisations"]] == ["Club of Karaganda region"]
    assert "Ahead of Club of Karaganda region" in titles(page, "cards")
    assert "no-store" in page.headers["Cache-Control"]
    assert "Abai region" not in page.content.decode()


@pytest.mark.parametrize("path", ["me/", "desk/"])
def test_it_costs_the_same_whatever_waits(client, house, path):
    body = house["owner"].person.memberships.get().organisation
    client.force_login(house["owner"])

    def cost():
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/en/{path}")
        return len(queries)

    before = cost()
    for n in range(6):
        make.shift(of=make.deed(f"Draft {n}", status="draft", organisation=body))

    assert cost() == before
