"""Home, territories and organisations: exact content, in three languages, at a constant price."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from estafeta.deeds.models import Outcome
from tests import make


def grow(rows):
    """`rows` regions, each with a town, an organisation, a coming deed and one that was reported."""
    campaign = make.campaign(slogan_en="Together", slogan_ru="Вместе", slogan_kk="Бірге")
    for n in range(rows):
        town = make.town(f"Town {n}", parent=make.region(f"Region {n}", tile_col=n, tile_row=0))
        body = make.organisation(f"Organisation {n}", territory=town)
        make.shift(of=make.deed(f"Deed {n}", organisation=body, campaign=campaign))
        long_ago = timezone.now() - timedelta(days=2)
        over = make.deed(f"Past {n}", organisation=body, campaign=campaign, status="reported", starts_at=long_ago)
        Outcome.objects.create(deed=over, amount=12, story=f"We planted them {n}", reported_at=timezone.now())


PAGES = {
    "home": "/{}/",
    "territories": "/{}/territories/",
    "territory": "/{}/territories/KZ/",
    "organisations": "/{}/organisations/",
    "organisation": "/{}/organisations/{{slug}}/",
}
MOST_QUERIES = 20


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_whatever_it_shows(client, name):
    def cost():
        slug = make.Organisation.objects.order_by("pk")[0].slug
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            page = client.get(PAGES[name].format("en").format(slug=slug))
        assert page.status_code == 200
        return len(queries)

    grow(1)
    with_one = cost()
    grow(7)

    assert cost() == with_one <= MOST_QUERIES


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_open_in_every_language_and_set_no_cookie(client, name, language):
    grow(2)
    slug = make.Organisation.objects.order_by("pk")[0].slug

    page = client.get(PAGES[name].format(language).format(slug=slug))

    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()
    assert not page.cookies


@pytest.mark.parametrize("name", ["home", "territories", "organisations"])
def test_pages_stand_where_nothing_is_there_yet(client, name):
    assert client.get(PAGES[name].format("en")).status_code == 200


def test_home_says_the_theme_what_comes_what_was_done_and_where(client):
    grow(2)

    page = client.get("/en/")

    said = page.content.decode()
    assert [card.deed.title for card in page.context["cards"]] == ["Deed 0", "Deed 1"]
    assert [(row["label"], row["value"]) for row in page.context["rows"]] == [("Region 0", 1), ("Region 1", 1)]
    shown = (
        "We are one team",
        "Together",
        "We planted them 1",
        "Coming deeds",
        "What was done",
        "<strong>12</strong> trees",
    )
    for words in shown:
        assert words in said


def test_a_territory_shows_its_subtree_and_what_lies_in_it(client):
    grow(2)
    region = make.Territory.objects.get(name_en="Region 0")
    region.populations.create(year=2010, people=1352200, source="Census")

    page = client.get(region.get_absolute_url())

    assert [card.deed.title for card in page.context["cards"]] == ["Deed 0"]
    assert page.context["rows"] == [(("Town 0", page.context["children"][0].get_absolute_url()), "city", 1)]
    assert [one.name for one in page.context["organisations"]] == ["Organisation 0"]
    assert "Population: 1,352,200 at the beginning of 2010" in page.content.decode().replace("\xa0", ",")


def test_an_organisation_shows_what_comes_and_what_it_did(client):
    grow(2)
    body = make.Organisation.objects.get(name="Organisation 1")

    page = client.get(f"/en/organisations/{body.slug}/")

    assert [card.deed.title for card in page.context["coming"]] == ["Deed 1"]
    assert [card.deed.title for card in page.context["past"]] == ["Past 1"]
    assert "Town 1, Region 1" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Alliance", "School 7", "Әділет"]),
        ({"kind": "school"}, ["School 7"]),
        ({"kind": "no such"}, ["Alliance", "School 7", "Әділет"]),
        ({"q": "адилет"}, ["Әділет"]),
        ({"q": "lian"}, ["Alliance"]),
        ({"q": "zzz"}, []),
        ({"verified": "1"}, ["Alliance", "Әділет"]),
        ({"territory": "KGD"}, ["Әділет"]),
        ({"page": "no"}, ["Alliance", "School 7", "Әділет"]),
        ({"q": "\x00", "territory": "\x00"}, ["Alliance", "School 7", "Әділет"]),
    ],
)
def test_organisations_are_found_by_name_kind_place_and_whether_they_are_verified(client, query, names):
    make.organisation("Alliance")
    make.organisation("School 7", kind="school", verified=False)
    make.organisation("Әділет", territory=make.town(parent=make.region(code="KGD")))

    page = client.get("/en/organisations/", query)

    assert sorted(one.name for one, _where in page.context["rows"]) == names


MISSING = ["/en/territories/no/", "/en/organisations/no/", "/en/deeds/no/", "/d/999/", "/sitemap-no-0.xml"]


@pytest.mark.parametrize("address", MISSING)
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404
