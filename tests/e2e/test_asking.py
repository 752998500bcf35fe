"""The way of who asks, from the form to the last word: on a phone, in three languages, without a script."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from estafeta.appeals import services
from estafeta.appeals.models import Appeal
from estafeta.deeds import services as deeds
from estafeta.notifications.models import Letter
from estafeta.photos.models import Photo
from tests import make

WAYS = [("kk", True), ("ru", True), ("en", True), ("kk", False)]
TITLE = "Ауламызға спорт алаңы керек"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town():
    deeds.load_types()
    make.campaign(territory=make.country())
    return make.town("Temirtau", name_kk="Теміртау", name_ru="Темиртау", lon=72.96, lat=50.05)


def picture(name: str, colour: str) -> dict[str, object]:
    out = io.BytesIO()
    Image.new("RGB", (1200, 800), colour).save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def choose_place(page: Page, *, javascript: bool) -> None:
    page.locator("[name=territory_q]").fill("Темиртау")
    if javascript:
        page.get_by_role("option").first.click()
    else:
        page.locator("button[name=search]").click()
        page.locator("[type=radio][name=territory]").first.check()


@pytest.mark.parametrize(("language", "javascript"), WAYS)
def test_somebody_asks_confirms_the_contact_and_has_the_last_word(new_page, accessible, town, language, javascript):
    page = new_page(language, javascript=javascript)

    def check() -> None:
        if javascript:
            accessible(page)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, page.url

    page.goto(f"/{language}/appeals/new/")
    check()
    page.locator("[name=kind][value=place]").check()
    page.fill("#id_title", TITLE)
    choose_place(page, javascript=javascript)
    page.fill("#id_point", "50.0547, 72.9646")
    page.fill("#id_name", "Дана")
    page.fill("#id_contact", "8 701 123 45 67")
    page.locator("button[name=preview]").click()
    check()
    page.set_input_files("#id_picture_1", picture("yard.jpg", "green"))
    page.fill("#id_alt_1", "Бос аула")
    page.locator("#id_consent").check()
    page.locator("button[name=send]").click()
    page.wait_for_url("**/follow/**")
    check()
    page.fill("#id_digits", Letter.objects.filter(kind="appeal_code").latest("pk").details["code"])
    page.press("#id_digits", "Enter")
    expect(page.locator("#id_digits")).to_have_count(0)

    appeal = Appeal.objects.get()
    assert (appeal.title, appeal.lat, appeal.lon) == (TITLE, 50.0547, 72.9646)
    assert appeal.contact_confirmed_at is not None
    assert Photo.objects.get().alt == "Бос аула"
    boss = make.coordinator(town)
    services.publish(appeal, boss)
    services.finish(appeal, boss, words="Алаң дайын")
    page.reload()
    check()
    page.locator("form[action$='/confirm/'] button").click()
    page.wait_for_load_state()
    appeal.refresh_from_db()
    assert appeal.status == "confirmed"


def test_a_tap_on_the_map_or_a_chosen_place_sets_the_point(new_page, town):
    page = new_page("en")
    page.goto("/en/appeals/new/")
    page.locator(".map__open").click()
    page.locator("[data-map][data-drawn]").wait_for()
    choose_place(page, javascript=True)
    page.wait_for_load_state("networkidle")

    page.locator("[data-map] canvas").click(position={"x": 150, "y": 100})

    expect(page.locator("#id_point")).not_to_have_value("")
    lat, lon = (float(part) for part in page.locator("#id_point").input_value().split(","))
    assert abs(lat - town.lat) < 1
    assert abs(lon - town.lon) < 1
    expect(page.locator(".maplibregl-marker")).to_have_count(1)
