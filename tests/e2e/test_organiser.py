"""An organiser's way on a phone: announce, change, call off. In three languages, with and without JavaScript."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect

from estafeta.accounts.models import User
from estafeta.deeds import services
from estafeta.deeds.models import Deed, Shift
from tests import make

DAY = (make.tomorrow() + timedelta(days=3)).date().isoformat()


@pytest.fixture
def country(transactional_db):
    services.load_types()
    make.campaign()
    return make.town("Temirtau", name_kk="Теміртау", name_ru="Темиртау", lon=72.96, lat=50.05)


@pytest.fixture
def aigul(country):
    login = make.user("Aigul")
    make.organisation("Miners' glory", owner=login.person, territory=country)
    return login


def sign_in(page: Page, user: User, address: str) -> None:
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": address}])


def go_on(page: Page) -> None:
    page.locator("#step .button--primary").click()


def tell(page: Page, language: str, *, javascript: bool, check) -> None:
    """The seven steps, each looked at by `check` before it is filled in."""
    page.goto(f"/{language}/deeds/new/")
    check(page)
    page.get_by_role("radio").and_(page.locator("[value=tree-planting]")).check()
    go_on(page)
    page.locator("[name=title]").fill("Мектеп ауласына алпыс түп қарағаш отырғызамыз")
    check(page)
    go_on(page)
    page.locator("[name=territory_q]").fill("Темиртау")
    if javascript:
        page.get_by_role("option").first.click()
    else:
        page.locator("button[name=search]").click()
        page.locator("[type=radio][name=territory]").first.check()
    page.locator("[name=meeting_point]").fill("№5 мектеп")
    check(page)
    go_on(page)
    page.locator("[name=day_0]").fill(DAY)
    page.locator("button[name=add]").click()
    page.locator("[name=day_1]").fill(DAY)
    page.locator("[name=from_1]").fill("14:00")
    page.locator("[name=to_1]").fill("17:00")
    check(page)
    go_on(page)
    page.locator("[name=places_1]").fill("")
    check(page)
    go_on(page)
    check(page)
    go_on(page)
    check(page)


@pytest.mark.parametrize(
    ("language", "screen", "javascript"),
    [("kk", "phone", True), ("ru", "phone", True), ("en", "desk", True), ("kk", "phone", False)],
)
def test_a_deed_is_announced_changed_and_called_off(
    new_page, live_server, accessible, aigul, language, screen, javascript
):
    page = new_page(language, screen=screen, javascript=javascript)
    sign_in(page, aigul, live_server.url)

    def check(shown: Page) -> None:
        wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        if javascript:
            accessible(shown)
            assert shown.evaluate(wide) <= 0, shown.url

    tell(page, language, javascript=javascript, check=check)
    page.locator("main form .button--primary").click()
    expect(page.locator("h1")).to_have_text("Мектеп ауласына алпыс түп қарағаш отырғызамыз")
    check(page)
    deed = Deed.objects.get()
    assert deed.status == "announced"
    assert list(Shift.objects.values_list("capacity", flat=True)) == [60, None]

    page.goto(f"/{language}/deeds/{deed.slug}/edit/where/")
    page.locator("[name=meeting_point]").fill("№6 мектеп")
    go_on(page)
    expect(page.locator("main")).to_contain_text("№6 мектеп")

    page.goto(f"/{language}/deeds/{deed.slug}/cancel/")
    check(page)
    page.locator("[name=reason]").fill("Дауыл")
    page.locator("main form .button--danger").click()
    expect(page.locator("main")).to_contain_text("Дауыл")
    assert Deed.objects.get().status == "cancelled"


def test_every_other_page_of_an_organiser_is_accessible(new_page, live_server, accessible, aigul):
    deed = services.draft(
        aigul.person, campaign=Deed.campaign.get_queryset().get(), type=make.deed_type("park"), title="Park",
        organisation=aigul.person.memberships.get().organisation, territory=make.town("Abai"), language="en",
    )  # fmt: skip
    begins = make.tomorrow()
    services.set_shifts(deed, aigul.person, [services.Slot(begins, begins + timedelta(hours=2), 5)])
    page = new_page("en")
    sign_in(page, aigul, live_server.url)
    of_deed = [f"deeds/{deed.slug}/{name}" for name in ("manage", "copy", "repeat", "report", "edit/when")]
    of_organisation = [f"organisations/{deed.organisation.slug}/{name}" for name in ("manage", "edit")]

    for address in ("deeds/mine", "organisations/mine", "organisations/new", *of_deed, *of_organisation):
        page.goto(f"/en/{address}/")
        accessible(page)


def test_a_coordinators_queue_is_accessible_and_verifies(new_page, live_server, accessible, country):
    make.organisation("Neighbours", verified=False, territory=country)
    page = new_page("ru")
    sign_in(page, make.coordinator(country.parent).user, live_server.url)
    page.goto("/ru/organisations/review/")
    accessible(page)

    page.locator("main form [name=note]").fill("Устав посмотрели")
    page.locator("main form .button--primary").click()

    expect(page.locator("main")).to_contain_text("Neighbours")
    expect(page.locator("main form")).to_have_count(0)
