"""Passing a baton, taking it, sending it back, sending it again; and the slider, on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from estafeta.relay import services
from estafeta.relay.models import Baton, Bundle, Link
from estafeta.relay.services import Recipient
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def giver():
    return make.user("Aigul")


@pytest.fixture
def bundle(giver):
    make.country()
    deed = make.deed("A sports ground", status="done", starts_at=timezone.now() - timedelta(days=1))
    return Bundle.objects.create(deed=deed, person=giver.person, size=3, handed_at=deed.ends_at)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_baton_is_passed_by_link_and_taken_on_another_phone(new_page, accessible, signed_in, giver, bundle, language):
    page, other, bolat = new_page(language), new_page(language), make.user("Bolat")
    signed_in(page, giver)
    page.goto(f"/{language}/relay/bundles/{bundle.pk}/")
    accessible(page)
    page.locator("a[href='?to=link']").click()
    accessible(page)
    page.locator("main form button.button--primary, main form .form__acts button").first.click()
    expect(page.locator(".qr svg")).to_be_visible()
    accessible(page)
    baton = Baton.objects.get()

    signed_in(other, bolat)
    other.goto(f"/{language}/relay/batons/{baton.token}/")
    accessible(other)
    other.locator("form[action$='/accept/'] button").click()
    other.wait_for_load_state()

    baton.refresh_from_db()
    assert (baton.status, baton.holder) == ("accepted", bolat.person)
    accessible(other)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_baton_is_declined_without_a_script_and_revived(new_page, signed_in, giver, bundle, language):
    baton = services.pass_on(bundle, giver.person, Recipient(name="B", email="b@example.org"), client_key="k")
    other = new_page(language, javascript=False)
    other.goto(f"/{language}/relay/batons/{baton.token}/")
    other.locator("details summary").last.click()
    other.locator("#id_reason").fill("Not now")
    other.locator("form[action$='/decline/'] button").click()

    page = new_page(language, javascript=False)
    signed_in(page, giver)
    page.goto(f"/{language}/relay/batons/{baton.token}/")
    expect(page.locator("main")).to_contain_text("Not now")
    page.locator("a[href$='/again/']").click()
    page.locator("a[href='?to=link']").click()
    page.locator("main form .form__acts button").first.click()

    baton.refresh_from_db()
    assert (baton.status, baton.to, baton.reason) == ("on_the_way", "link", "")


def test_who_joins_a_deed_with_a_baton_continues_the_relay(new_page, signed_in, giver, bundle):
    baton = services.pass_on(bundle, giver.person, Recipient(), client_key="k")
    shift, bolat, page = make.shift(of=make.deed("A park")), make.user("Bolat"), new_page()
    signed_in(page, bolat)
    page.goto(f"/en/relay/batons/{baton.token}/")
    page.locator("form[action$='/accept/'] button").click()
    page.locator("form[action$='/join/'] button").click()
    page.goto(shift.deed.get_absolute_url())
    page.get_by_role("button", name="I will come").click()
    expect(page.locator(f"#sign-up-{shift.pk}")).to_contain_text("My place")

    services.carry_by_sign_up(shift.sign_ups.get())

    assert [(link.parent, link.child) for link in Link.objects.all()] == [(bundle.deed, shift.deed)]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_slider_hides_what_came_later_and_the_links_do_so_without_a_script(new_page, accessible, bundle, language):
    first, child = bundle.deed, make.deed("A park", campaign=bundle.deed.campaign)
    first.starts_at, first.ends_at = (moment - timedelta(days=9) for moment in (first.starts_at, first.ends_at))
    first.announced_at = first.starts_at - timedelta(days=1)
    first.save()
    first.answers.create(appeal=make.appeal(campaign=first.campaign))
    baton = services.pass_on(bundle, bundle.person, Recipient(), client_key="k")
    services.carry(baton, child, make.person(), way="joined", at=timezone.now())
    services.redraw(first.campaign)
    page, plain = new_page(language), new_page(language, javascript=False)

    page.goto(f"/{language}/relay/")
    accessible(page)
    later = page.locator(".sun .is-later")
    expect(later).to_have_count(0)
    page.locator("[data-range]").evaluate("field => { field.value = 2; field.dispatchEvent(new Event('input')) }")
    expect(later).not_to_have_count(0)

    plain.goto(f"/{language}/relay/?day={(timezone.now() - timedelta(days=5)).date()}")
    expect(plain.locator(".sun .is-later")).not_to_have_count(0)
