"""On a phone, in three languages: a photo reported, hidden and restored; two entries joined and parted."""

import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from estafeta.base import images
from estafeta.moderation import rules
from estafeta.moderation.models import Case
from estafeta.participation.services import find_pairs
from estafeta.people.models import Pair
from estafeta.photos.services import add_photo
from estafeta.tally.queries import figure
from estafeta.tally.services import record
from tests import make


@pytest.fixture(autouse=True)
def _in_no_hurry(monkeypatch):
    monkeypatch.setattr(rules, "QUICKEST_S", -1)


@pytest.fixture
def deed(transactional_db):
    return make.deed("Planting", status="reported", starts_at=timezone.now() - timedelta(days=1))


@pytest.fixture
def judge(deed):
    return make.coordinator(deed.territory)


@pytest.fixture
def photo(deed):
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "green").save(out, "JPEG")
    out.seek(0)
    return add_photo(make.person("Erik"), deed, images.prepare(out), consent=True, is_public=True, alt="A green field")


def fits(page: Page) -> None:
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def pictures(page: Page, address: str, key: str):
    cache.clear()
    page.goto(address)
    return page.locator(f"img[src*='{key}']")


@pytest.mark.parametrize(("language", "javascript"), [("kk", True), ("ru", True), ("en", True), ("ru", False)])
def test_a_stranger_reports_a_photo_and_a_coordinator_hides_and_restores_it(
    new_page, signed_in, accessible, deed, judge, photo, language, javascript
):
    address = f"/{language}/deeds/{deed.slug}/"
    stranger = new_page(language, javascript=javascript)
    expect(pictures(stranger, address, photo.key)).to_have_count(1)
    stranger.locator(f"a[href*='/flags/photo/{photo.pk}/']").click()
    fits(stranger)
    if javascript:
        accessible(stranger)
    stranger.locator("[name=reason][value=person]").check()
    stranger.locator("[name=words]").fill("Мен бұл суретте болғым келмейді")
    stranger.locator("form .button--primary").click()
    stranger.wait_for_url(f"**{address}")

    case = Case.objects.get()
    coordinator = new_page(language, javascript=javascript)
    signed_in(coordinator, judge.user)
    coordinator.goto(f"/{language}/desk/cases/")
    fits(coordinator)
    coordinator.locator(f"a[href$='/desk/cases/{case.pk}/']").click()
    fits(coordinator)
    if javascript:
        accessible(coordinator)
    expect(coordinator.locator(f"img[src*='{photo.key}']")).to_have_count(1)
    expect(coordinator.get_by_text("Мен бұл суретте болғым келмейді")).to_be_visible()
    coordinator.locator("[name=reason]").fill("Адам қарсы")
    coordinator.locator("button[value=hide]").click()
    expect(coordinator.locator("button[value=restore]")).to_be_visible()
    expect(coordinator.locator(f"img[src*='{photo.key}']")).to_have_count(1)
    expect(pictures(stranger, address, photo.key)).to_have_count(0)

    coordinator.locator("[name=reason]").fill("Адам келісті")
    coordinator.locator("button[value=restore]").click()
    expect(coordinator.locator("button[value=restore]")).to_have_count(0)
    expect(pictures(stranger, address, photo.key)).to_have_count(1)


@pytest.mark.parametrize(("language", "javascript"), [("kk", True), ("ru", True), ("en", False)])
def test_two_entries_are_said_to_be_one_person_and_it_is_taken_back(
    new_page, signed_in, accessible, deed, judge, language, javascript
):
    for name in ("Aigul Seitova", "Сейтова Айгуль Болатовна"):
        person = make.person(name, phone="+77010000001", territory=deed.territory)
        record(deed, "attendance", grade="A", happened_at=deed.starts_at, person=person)
    find_pairs()
    page = new_page(language, javascript=javascript)
    signed_in(page, judge.user)
    page.goto(f"/{language}/desk/pairs/")
    fits(page)
    if javascript:
        accessible(page)
    expect(page.get_by_text("Сейтова Айгуль Болатовна")).to_be_visible()
    page.locator("button[value=same]").click()
    expect(page.get_by_text("Сейтова Айгуль Болатовна")).to_have_count(0)
    merged = figure(deed.campaign).people.value

    page.goto(f"/{language}/desk/pairs/?state=decided")
    fits(page)
    page.locator("button[value=waiting]").click()
    expect(page.get_by_text("Сейтова Айгуль Болатовна")).to_be_visible()

    assert (merged, figure(deed.campaign).people.value) == (1, 2)
    assert Pair.objects.get().state == "waiting"
