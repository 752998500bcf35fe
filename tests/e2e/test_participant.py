"""Joining a deed as people do: on a phone, in three languages, with and without scripts, in place or in line."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from estafeta.notifications.models import Letter
from estafeta.organisations.models import Membership
from estafeta.participation.models import SignUp
from estafeta.participation.services import cancel, sign_up
from tests import make

LANGUAGES = ["kk", "ru", "en"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def deed():
    make.campaign()
    return make.deed("Теміртауда саябақ егеміз", starts_at=timezone.now() + timedelta(days=5))


def code_that_was_sent() -> str:
    return Letter.objects.filter(kind="sign_up_code").latest("pk").details["code"]


@pytest.mark.parametrize(("language", "javascript"), [("kk", True), ("ru", True), ("ru", False), ("en", True)])
def test_a_visitor_joins_with_a_name_and_a_contact(new_page, accessible, deed, language, javascript):
    shift = make.shift(of=deed, capacity=5)
    page = new_page(language, javascript=javascript)

    page.goto(f"/{language}/deeds/{deed.slug}/")
    page.click(f"#sign-up-{shift.pk} a.button")
    if javascript:
        accessible(page)
    page.fill("#id_name", "Айгүл Серікқызы")
    page.fill("#id_contact", "8 701 123 45 67")
    page.click("main form summary >> nth=0")
    page.fill("#id_seats", "3")
    page.fill("#id_names", "Болат\nВера")
    page.click("main form .button--primary")
    page.wait_for_url("**/confirm/")
    if javascript:
        accessible(page)
    page.fill("#id_digits", code_that_was_sent())
    page.press("#id_digits", "Enter")

    made = SignUp.objects.get()
    page.wait_for_url(f"**/{language}/places/{made.token}/")
    made.refresh_from_db()
    assert (made.status, made.seats, made.person.phone) == ("going", 3, "+77011234567")
    expect(page.locator(".qr svg")).to_be_visible()
    if javascript:
        accessible(page)
        page.goto(f"/{language}/deeds/{deed.slug}/")
        expect(page.locator(f"#sign-up-{shift.pk} a[href*='{made.token}']")).to_be_visible()
        page.goto(f"/{language}/places/{made.token}/ticket/")
        accessible(page)


def test_faults_are_named_and_what_was_typed_stays(new_page, accessible, deed):
    shift = make.shift(of=deed)
    page = new_page("kk")

    page.goto(f"/kk/shifts/{shift.pk}/sign-up/")
    page.fill("#id_name", "Айгүл")
    page.fill("#id_contact", "бұл телефон емес")
    page.click("main form .button--primary")

    expect(page.locator("#id_contact_fault")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("Айгүл")
    accessible(page)
    assert not SignUp.objects.exists()


def test_who_is_signed_in_joins_with_one_tap_and_stays_on_the_page(new_page, signed_in, accessible, deed):
    shift, user = make.shift(of=deed, capacity=5), make.user("Aigul")
    page = new_page("en")
    signed_in(page, user)

    page.goto(f"/en/deeds/{deed.slug}/")
    page.click(f"#sign-up-{shift.pk} button")

    expect(page.locator(f"#sign-up-{shift.pk}")).to_contain_text("You are signed up")
    assert page.url.endswith(f"/en/deeds/{deed.slug}/")
    accessible(page)
    page.goto("/en/me/")
    expect(page.locator("#my-places")).to_contain_text(deed.title)
    accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_waits_is_offered_the_freed_place_and_takes_it(new_page, signed_in, accessible, deed, language):
    shift, user = make.shift(of=deed, capacity=1), make.user("Aigul")
    going = sign_up(make.person("Bolat"), shift)
    page = new_page(language)
    signed_in(page, user)

    page.goto(f"/{language}/shifts/{shift.pk}/sign-up/")
    accessible(page)
    page.click("main form .button--primary")
    page.wait_for_url("**/places/**")
    accessible(page)
    cancel(going)
    page.reload()
    accessible(page)
    page.click("button[name=take][value=yes]")

    expect(page.locator(".qr svg")).to_be_visible()
    assert SignUp.objects.get(person=user.person).status == "going"


def test_one_frees_the_place_by_the_private_link_without_scripts(new_page, deed):
    made = sign_up(make.person(), make.shift(of=deed))
    page = new_page("ru", javascript=False)

    page.goto(f"/ru/places/{made.token}/")
    page.click("summary:has-text('не смогу')")
    page.click("button.button--danger")

    expect(page.locator("main")).to_contain_text("Спасибо, что предупредили")
    made.refresh_from_db()
    assert made.status == "cancelled"


@pytest.mark.parametrize("screen", ["phone", "desk"])
def test_the_organiser_sees_who_comes(new_page, signed_in, accessible, deed, screen):
    user = make.user("Owner")
    Membership.objects.create(organisation=deed.organisation, person=user.person, role="owner")
    shift = make.shift(of=deed, capacity=2)
    sign_up(make.person("Айгүл Серікқызы"), shift, seats=2, names=["Болат"], team_name="Кеншілер")
    sign_up(make.person("Вера"), shift)
    page = new_page("ru", screen=screen)
    signed_in(page, user)

    page.goto(f"/ru/deeds/{deed.slug}/people/")
    expect(page.locator("main")).to_contain_text("Айгүл Серікқызы")
    accessible(page)
    page.goto(f"/ru/deeds/{deed.slug}/people/?tickets=1")

    expect(page.locator(".qr svg")).to_have_count(1)
    accessible(page)
