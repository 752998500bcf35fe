"""The book, a certificate of it and its check, on a phone, in three languages, with and without JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from estafeta.campaigns.models import Campaign
from estafeta.tally import services as tally
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {
    "kk": ("Менің кітапшам", "жарамды", "қайтарылған"),
    "ru": ("Моя книжка", "действителен", "отозван"),
    "en": ("My book", "valid", "revoked"),
}


@pytest.fixture
def aigul():
    """Somebody with a long name, and a book with something of every grade."""
    login = make.user("Айгүл Әбдіқалықова")
    campaign = make.campaign()
    for number, grade in enumerate("AABCE"):
        deed = make.deed(
            f"Мектеп ауласына алпыс түп қарағаш отырғызамыз {number}", status="reported", campaign=campaign,
            starts_at=timezone.now() - timedelta(days=number + 1),
        )  # fmt: skip
        tally.record(deed, "attendance", grade=grade, happened_at=deed.starts_at, person=login.person, minutes=95)
    return login


@pytest.mark.parametrize(("language", "javascript"), [("kk", True), ("ru", True), ("en", True), ("kk", False)])
def test_a_book_becomes_a_certificate_that_strangers_check(
    new_page, accessible, signed_in, aigul, language, javascript
):
    title, valid, revoked = WORDS[language]
    page = new_page(language, javascript=javascript)
    signed_in(page, aigul)
    page.goto(f"/{language}/me/")
    page.get_by_role("link", name=title).click()
    expect(page.locator("h1")).to_have_text(title)
    if javascript:
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.locator("[name=shown][value=short]").check()
    page.locator("main form .button--primary").click()

    expect(page.locator("main .badge")).to_have_text(valid)
    address = page.url
    paper = page.request.get(page.locator("main a.button--primary").get_attribute("href"))
    assert paper.body().startswith(b"%PDF-")

    stranger = new_page(language, javascript=javascript)
    stranger.goto(address)
    expect(stranger.locator("main .badge")).to_have_text(valid)
    expect(stranger.locator("main")).to_contain_text("Айгүл Ә.")
    expect(stranger.locator("main")).not_to_contain_text("Әбдіқалықова")
    if javascript:
        accessible(stranger)
        assert stranger.evaluate("document.documentElement.scrollWidth") <= 360

    page.locator("main a[href$='/revoke/']").click()
    page.locator("[name=reason]").fill("x")
    page.locator("main form .button--danger").click()
    stranger.reload()
    expect(stranger.locator("main .badge")).to_have_text(revoked)


@pytest.mark.parametrize(("language", "javascript"), [("kk", True), ("ru", True), ("en", False)])
def test_a_campaign_is_closed_and_the_next_one_begins(new_page, accessible, signed_in, aigul, language, javascript):
    campaign = Campaign.objects.get()
    leader = make.coordinator(campaign.territory)
    page = new_page(language, javascript=javascript)
    signed_in(page, leader.user)

    page.goto(f"/{language}/campaigns/{campaign.slug}/")
    page.locator(f"main a[href$='/campaigns/{campaign.slug}/close/']").click()
    page.locator("[name=typed]").fill(campaign.slug)
    page.locator("main form .button--danger").click()
    expect(page.locator("main code")).to_be_visible()
    if javascript:
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.locator(f"main a[href$='/campaigns/{campaign.slug}/continue/']").click()
    for code, theme in (("kk", "Таза су"), ("ru", "Чистая вода"), ("en", "Clean water")):
        page.locator(f"[name=theme_{code}]").fill(theme)
    page.locator("main form .button--primary").click()
    expect(page.locator("h1")).to_have_text({"kk": "Таза су", "ru": "Чистая вода", "en": "Clean water"}[language])

    page.goto(f"/{language}/campaigns/")
    expect(page.locator("main tbody tr")).to_have_count(2)
    if javascript:
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("main form .button--secondary").first.click()
    expect(page.locator("h1").first).to_be_visible()
