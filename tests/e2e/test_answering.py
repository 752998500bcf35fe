"""The ways of who gives, who answers for a territory and who reports: on a phone, in three languages."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from estafeta.appeals import services
from estafeta.appeals.models import Pledge, SavedSearch
from estafeta.deeds import services as deeds
from estafeta.deeds.models import DeedAnswer, Outcome
from estafeta.notifications.models import Letter
from estafeta.photos.models import Photo
from tests import make
from tests.e2e.test_asking import TITLE, WAYS, picture

LANGUAGES = ["kk", "ru", "en"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town():
    deeds.load_types()
    make.campaign(territory=make.country())
    return make.town("Temirtau", name_kk="Теміртау", name_ru="Темиртау", lon=72.96, lat=50.05)


@pytest.mark.parametrize(("language", "javascript"), WAYS)
def test_a_partner_finds_what_it_can_give_promises_it_and_keeps_the_search(
    new_page, signed_in, accessible, town, language, javascript
):
    login = make.user("Bolat")
    body = make.organisation("Құм мен қиыршық", kind="business", owner=login.person, territory=town)
    appeal = make.appeal(TITLE, territory=town)
    make.need("құм", of=appeal, quantity=10)
    make.need("газель", of=appeal, kind="transport", quantity=1)
    page = new_page(language, javascript=javascript)
    signed_in(page, login)

    page.goto(f"/{language}/appeals/giving/")
    form = page.locator("form", has=page.locator(f"[name=whose][value={body.slug}]"))
    form.locator("[name=kinds][value=material]").check()
    form.locator("button").click()
    page.goto(f"/{language}/appeals/needs/")
    expect(page.locator("main")).to_contain_text("құм")
    expect(page.locator("main")).not_to_contain_text("газель")
    if javascript:
        accessible(page)
    page.locator("form[action$='/searches/'] button").click()
    expect(page.locator("#searches")).to_be_visible()
    if javascript:
        accessible(page)
    page.locator("a[href*='/pledge/']").first.click()
    page.locator("[name=quantity]").fill("4")
    page.locator(f"[name=organisation][value={body.slug}]").check()
    page.locator("main form .button--primary").click()
    page.wait_for_url("**/pledges/")
    page.locator("form[action$='/deliver/'] button").click()
    page.wait_for_load_state()

    made, kept = Pledge.objects.get(), SavedSearch.objects.get()
    assert (made.quantity, made.status, made.organisation) == (4, "delivered", body)
    assert (kept.territory.path, kept.kinds) == (town.parent.path, ["material"])
    page.goto(f"/{language}/me/helped/")
    expect(page.locator("main")).to_contain_text(TITLE)
    if javascript:
        accessible(page)


@pytest.mark.parametrize(("language", "javascript"), WAYS)
def test_a_coordinator_hides_details_publishes_and_writes_down_what_is_needed(
    new_page, signed_in, accessible, town, language, javascript
):
    boss = make.coordinator(town)
    appeal = make.appeal(f"{TITLE}, 8 701 123 45 67", territory=town, status="sent")
    page = new_page(language, javascript=javascript)
    signed_in(page, boss.user)

    page.goto(f"/{language}/desk/")
    page.locator(f"a[href*='{appeal.slug}']").first.click()
    if javascript:
        accessible(page)
    publish = page.locator("form[action$='/publish/']")
    publish.locator("button").click()
    expect(page.locator(".field__fault, .form-errors, [role=alert]").first).to_be_visible()
    publish.locator("[name=title]").fill(TITLE)
    publish.locator("button").click()
    page.wait_for_load_state()
    need = page.locator("form[action$='/need/']")
    need.locator("[name=kind]").select_option("material")
    need.locator("[name=what]").fill("құм")
    need.locator("[name=quantity]").fill("10")
    need.locator("button").click()
    expect(page.locator("main")).to_contain_text("құм")
    if javascript:
        accessible(page)

    appeal.refresh_from_db()
    assert (appeal.title, appeal.status, appeal.needs.get().quantity) == (TITLE, "published", 10)
    page.goto(f"/{language}/appeals/reply-times/")
    expect(page.locator("main")).to_contain_text({"kk": "Теміртау", "ru": "Темиртау", "en": "Temirtau"}[language])
    if javascript:
        accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_from_a_phone_keeps_its_draft_without_a_network_measures_and_shows_pictures(
    new_page, signed_in, accessible, town, language
):
    login = make.user("Aigul")
    body = make.organisation("Жастар", owner=login.person, territory=town)
    at = timezone.now() - timedelta(days=1)
    deed = make.deed("Саябақ", status="done", organisation=body, territory=town, starts_at=at)
    appeal, giver = make.appeal(TITLE, territory=town), make.user("Bolat")
    services.pledge(make.need("құм", of=appeal), giver.person, quantity=4, client_key="1")
    DeedAnswer.objects.create(deed=deed, appeal=appeal)
    page = new_page(language)
    signed_in(page, login)

    page.goto(f"/{language}/deeds/{deed.slug}/report/")
    page.locator("[name=story]").fill("Алпыс түп қарағаш отырғыздық")
    page.locator("[name=amount]").fill("60")
    page.wait_for_timeout(500)  # the draft is written a moment after the last letter
    page.reload()
    expect(page.locator("[name=story]")).to_have_value("Алпыс түп қарағаш отырғыздық")
    accessible(page)
    page.context.set_offline(True)
    page.locator("main form .button--primary").click()
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    page.goto(f"/{language}/deeds/{deed.slug}/report/")
    expect(page.locator("[name=story]")).to_have_value("Алпыс түп қарағаш отырғыздық")
    page.set_input_files("[name=before]", [picture("before.jpg", "grey")])
    page.set_input_files("[name=after]", [picture("after.jpg", "green"), picture("gate.jpg", "red")])
    page.locator("[name=consent]").check()
    page.locator("main form .button--primary").click()
    page.wait_for_url("**/photos/")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []
    first = page.locator("main details", has=page.locator("form[action$='/describe/']")).first
    first.locator("summary").click()
    accessible(page)
    first.locator("[name=alt]").fill("Бұрынғы аула")
    first.locator("[name=credit]").fill("Марат")
    first.locator("button").click()
    page.wait_for_load_state()

    assert (int(Outcome.objects.get().amount), Photo.objects.count()) == (60, 3)
    shown = Photo.objects.get(when="before")
    assert (shown.alt, shown.credit) == ("Бұрынғы аула", "Марат")
    assert Letter.objects.filter(person=giver.person, kind="appeal_outcome").count() == 1
    other = new_page(language)
    signed_in(other, giver)
    other.goto(f"/{language}/me/helped/")
    expect(other.locator("main img")).to_have_count(3)
    accessible(other)
