"""Finding a deed as people do: on a phone and at a desk, in three languages, with and without scripts."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from estafeta.base.texts import fold
from estafeta.deeds.models import Outcome
from estafeta.territories.models import Outline
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def country():
    """Two regions with a town each; a concert, a park that is full, and a deed that was reported."""
    campaign = make.campaign()
    karaganda = make.region("Карагандинская область", code="KGD", tile_col=1, tile_row=0)
    almaty = make.region("Алматинская область", code="ALM", tile_col=1, tile_row=1)
    temirtau = make.town("Темиртау", parent=karaganda, lon=72.96, lat=50.05)
    talgar = make.town("Талгар", parent=almaty, lon=77.24, lat=43.3)
    park = make.deed(
        "Саябақ егу", folded=fold("Саябақ егу"), campaign=campaign, territory=temirtau, lon=72.96, lat=50.05
    )
    make.shift(of=park, capacity=5, places_taken=5)
    make.shift(of=make.deed("Концерт", campaign=campaign, territory=talgar, type=make.deed_type("concert")), capacity=7)
    past = timezone.now() - timedelta(days=3)
    over = make.deed("Субботник", campaign=campaign, territory=temirtau, status="reported", starts_at=past)
    Outcome.objects.create(deed=over, amount=40, story="Чисто.", reported_at=timezone.now())
    return {"park": park, "over": over}


@pytest.mark.parametrize(("language", "screen"), [("kk", "phone"), ("ru", "tablet"), ("en", "desk")])
def test_every_page_of_finding_is_accessible(new_page, accessible, country, language, screen):
    page = new_page(language, screen=screen)
    park, over = country["park"], country["over"]

    for path in (
        "", "deeds/", "deeds/?q=zzz&near=nowhere&type=concert", "deeds/map/", "deeds/?when=past", f"deeds/{park.slug}/",
        f"deeds/{over.slug}/", f"deeds/{park.slug}/poster/", "territories/", "territories/KGD/", "organisations/",
        f"organisations/{park.organisation.slug}/",
    ):  # fmt: skip
        page.goto(f"/{language}/{path}")
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    for window in ("deeds", "map"):
        page.goto(f"/embed/{window}?lang={language}")
        if window == "map":
            expect(page.locator("[data-map]")).to_have_attribute("data-drawn", "")
            expect(page.locator(".maplibregl-ctrl-geolocate")).to_have_attribute("title", re.compile(".+"))
        accessible(page)


def test_a_filter_refreshes_the_list_in_place(page, country):
    page.goto("/en/deeds/")
    expect(page.locator("#found article")).to_have_count(2)

    page.fill("#find_q", "саябак")
    page.press("#find_q", "Enter")

    expect(page.locator("#found article")).to_have_count(1)
    expect(page.locator("#found article")).to_contain_text("no places left")
    assert "q=%D1%81" in page.url
    page.click("#found .chip--on")
    expect(page.locator("#found article")).to_have_count(2)


def test_filters_work_without_scripts(new_page, country):
    page = new_page("ru", javascript=False)
    page.goto("/ru/deeds/")

    page.click(".filters__more summary")
    page.check("#find_places")
    page.click(".filters .button")

    expect(page.locator("#found article")).to_have_count(1)
    expect(page.locator("#found article")).to_contain_text("Концерт")


def test_one_gets_from_the_first_page_to_the_sign_up_on_a_phone(new_page, country):
    page = new_page("kk")
    page.goto("/kk/")

    page.fill("#home_near", "Темиртау")
    page.press("#home_near", "Enter")
    page.click("#found article a")

    expect(page.locator("#sign-up .panel")).to_be_visible()


def test_a_region_of_the_tile_grid_leads_to_its_deeds(page, country):
    page.goto("/en/deeds/map/")

    page.click("svg.tiles a[href*='territory=ALM']")

    expect(page.locator("#found article")).to_have_count(1)
    expect(page.locator("#found article")).to_contain_text("Концерт")


def test_the_map_shows_what_was_found_and_a_tap_tells_what_it_is(new_page, country):
    make_outline(country["park"].territory.parent)
    page = new_page("en", screen="desk")
    page.goto("/en/deeds/map/?type=park")
    place = page.locator("[data-map]")
    expect(place).to_have_attribute("data-drawn", "")
    expect(place.locator("canvas")).to_be_visible()
    page.wait_for_timeout(500)

    place.locator("canvas").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".map__popup a")).to_have_text("Саябақ егу")

    page.select_option("#find_type", "concert")

    expect(page.locator("#found article")).to_contain_text("Концерт")
    expect(page.locator("[data-map]")).to_have_attribute("data-drawn", "")
    assert "view=map" in page.url


def make_outline(region):
    """A square whose middle is Temirtau."""
    west, south, east, north = 70.96, 49.05, 74.96, 51.05
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    Outline.objects.create(
        territory=region, geometry={"type": "Polygon", "coordinates": [ring]}, loaded_at=timezone.now()
    )
