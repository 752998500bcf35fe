"""Heroes as people meet them: a nominator, an investigator, jury members with and without a conflict, a reader."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from estafeta.heroes import services
from estafeta.heroes.models import Hero, Nomination, Score
from estafeta.notifications.models import Letter
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town():
    make.campaign(territory=make.country())
    return make.town("Теміртау")


@pytest.mark.parametrize(("language", "javascript"), [("kk", True), ("ru", False), ("en", True)])
def test_a_visitor_nominates_looks_once_more_and_confirms(new_page, accessible, town, language, javascript):
    page = new_page(language, javascript=javascript)

    page.goto(f"/{language}/heroes/")
    page.click("main a.button >> nth=0")
    page.fill("#id_hero_name", "Марат Өтегенов")
    page.fill("#id_title", "Мұздан екі баланы құтқарды")
    page.fill("#id_story", "Мұз ойылды, ол ойланбастан суға түсті.")
    page.fill("#id_happened_on", (timezone.localdate() - timedelta(days=8)).isoformat())
    page.fill("[name=territory_q]", "Теміртау")
    page.check("[name=duty_as_told][value=none]")
    page.fill("#id_name", "Айгүл")
    page.fill("#id_contact", "8 701 123 45 67")
    if javascript:
        accessible(page)
    page.click("button[name=preview]")
    expect(page.locator("main")).to_contain_text("Мұздан екі баланы құтқарды")
    if javascript:
        accessible(page)
    page.click("button[name=send]")
    page.wait_for_url("**/heroes/nominations/**")
    if javascript:
        accessible(page)
    page.fill("#id_digits", Letter.objects.filter(kind="nomination_code").latest("pk").details["code"])
    page.press("#id_digits", "Enter")

    expect(page.locator(".notice").first).to_be_visible()
    made = Nomination.objects.get()
    assert (made.status, made.nominator.phone, made.language) == ("sent", "+77011234567", language)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_family_answers_by_its_link(new_page, accessible, town, language):
    nomination = make.nomination(
        status="checking", territory=town, consent="asked", asked=make.person("Family"), is_posthumous=True,
        asked_kind="family", hero_name="Марат Өтегенов",
    )  # fmt: skip
    page = new_page(language, javascript=language != "ru")

    page.goto(f"/{language}/heroes/consent/{nomination.consent_token}/")
    if language != "ru":
        accessible(page)
    page.fill("#id_shown_name", "Марат Өтегенұлы")
    page.click("button[name=yes]")

    expect(page.locator("button[name=no]")).to_be_visible()
    nomination.refresh_from_db()
    assert (nomination.consent, nomination.shown_name) == ("given", "Марат Өтегенұлы")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_an_investigator_verifies_with_an_official_word(new_page, signed_in, accessible, town, language):
    checker, chief = make.investigator(town), make.coordinator(town)
    nomination = make.nomination(territory=town, consent="given", asked=make.person("Hero"))
    services.assign(nomination, checker, by=chief)
    page = new_page(language)
    signed_in(page, checker.user)
    main = page.locator("main")

    page.goto(f"/{language}/heroes/check/")
    accessible(page)
    page.click("main .card a")
    expect(main.locator("#id_evidence_source")).to_be_attached()
    accessible(page)
    main.locator("details:has(#id_evidence_source) > summary").click()
    page.check("#id_evidence_kind input[value=document]")
    page.fill("#id_evidence_source", "Төтенше жағдайлар департаменті")
    main.locator("details:has(#id_evidence_source) button").click()
    main.locator("details:has([name=side]) > summary").click()
    page.select_option("[name=side]", "official")
    main.locator("form[action$='/confirm/'] button").click()
    page.fill("#id_sheet_sheet", "Біреу мұздан екі баланы құтқарды.")
    page.check("#id_sheet_duty input[value=none]")
    main.locator("form[action$='/sheet/'] button").click()
    main.locator("form[action$='/verify/'] button").click()

    expect(main.locator("form[action$='/verify/']")).to_have_count(0)
    accessible(page)
    nomination.refresh_from_db()
    assert nomination.status == "verified"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_juror_marks_one_sheet_and_declares_a_conflict_on_another(new_page, signed_in, accessible, town, language):
    nominations = [make.nomination(status="verified", territory=town) for _number in range(2)]
    juror = make.juror(town, "Juror Different")
    own = make.nomination(status="verified", territory=town, nominator=juror)
    page = new_page(language)
    signed_in(page, juror.user)

    page.goto(f"/{language}/heroes/jury/")
    accessible(page)
    expect(page.locator("main .card")).to_have_count(2)
    page.click("main .card a >> nth=0")
    accessible(page)
    for name, mark in (("risk", 9), ("effort", 8), ("effect", 9), ("example", 7)):
        page.check(f"#id_{name} input[value='{mark}']")
    page.click("button[name=mark]")
    expect(page.locator("button[name=mark]")).to_have_count(0)
    accessible(page)
    page.goto(f"/{language}/heroes/jury/")
    page.locator("main .card a").first.click()
    page.click("main details summary")
    page.fill("#id_conflict_words", "Көршім")
    page.click("button[name=conflict]")
    page.wait_for_url("**/heroes/jury/")
    page.goto(f"/{language}/heroes/jury/{own.sheet_key}/")

    expect(page.locator("button[name=mark]")).to_have_count(0)
    accessible(page)
    said = Score.objects.filter(nomination__in=nominations)
    assert sorted((score.conflict, score.risk) for score in said) == [("", 9), ("declared", None)]


def test_a_reader_meets_a_hero_in_three_languages(new_page, accessible, town):
    hero = make.hero("Марат Өтегенов", nomination=make.nomination(status="honoured", territory=town),
                     title_kk="Мұздан екі баланы құтқарды", title_ru="Спас двух детей из-подо льда")  # fmt: skip

    for language, title in (("kk", hero.title_kk), ("ru", hero.title_ru), ("en", hero.title_en)):
        page = new_page(language, screen="desk")
        page.goto(f"/{language}/")
        page.click("header a[href$='/heroes/']")
        accessible(page)
        page.click("main .card a")
        expect(page.locator("main")).to_contain_text(title)
        accessible(page)
    assert Hero.objects.count() == 1
