"""A forum as people meet it: the guest in three languages, with and without scripts; whoever runs it; the door."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from estafeta.forum import services
from estafeta.forum.models import Guest
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def forum():
    made = make.forum(
        rows=2, row_seats=4, title_kk="Патриоттар форумы", title_ru="Форум патриотов",
        travel_ru="Автобус от вокзала в 8:00.",
    )  # fmt: skip
    chief = make.coordinator(made.deed.campaign.territory, "Chief")
    services.add_session(
        made, chief, room_words={"name_en": "Great hall", "name_kk": "Үлкен зал"}, starts_at=made.deed.starts_at,
        ends_at=made.deed.starts_at + timedelta(hours=1),
        words={"title_kk": "Ашылуы", "title_ru": "Открытие", "title_en": "Opening", "speakers_en": "The leader"},
    )  # fmt: skip
    made.chief, made.quota = chief, make.quota(made)
    return made


def invited(forum, name="Aigul", companions=2):
    contact = ("email", f"{name.lower()}@example.org")
    return services.invite(forum.quota, forum.chief, name=name, contact=contact, companions=companions)


@pytest.mark.parametrize(("language", "javascript"), [("kk", True), ("ru", False), ("en", True)])
def test_a_guest_comes_with_companions_and_changes_their_mind(new_page, accessible, forum, language, javascript):
    guest = invited(forum)
    page = new_page(language, javascript=javascript)
    address = f"/{language}/forum/guests/{guest.token}/"

    page.goto(address)
    if javascript:
        accessible(page)
    page.check("#id_seats input[value='2']")
    page.fill("#id_companions", "Болат")
    page.fill("#id_arrives", "43")
    page.click("button[name=come]")
    expect(page.locator("main")).to_contain_text("Болат")
    expect(page.locator("a[href*='/ticket/']")).to_be_visible()
    if javascript:
        accessible(page)
    guest.refresh_from_db()
    assert (guest.answer, guest.sign_up.status, guest.sign_up.seats) == ("coming", "going", 2)
    page.click("button[name=decline]")
    expect(page.locator("a[href*='/ticket/']")).to_have_count(0)

    guest.refresh_from_db()
    assert (guest.answer, guest.sign_up.status) == ("declined", "cancelled")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_visitor_reads_the_programme_and_cannot_sign_up(new_page, accessible, forum, language):
    page = new_page(language)

    page.goto(f"/{language}/forum/")
    accessible(page)
    page.click("main .card a")
    expect(page.locator("main table")).to_be_visible()
    accessible(page)
    page.goto(f"/{language}/deeds/{forum.deed.slug}/")

    expect(page.locator(".panel a.button, .panel button")).to_have_count(0)
    accessible(page)


def test_whoever_runs_it_invites_seats_and_prints(new_page, signed_in, accessible, forum):
    page = new_page("ru", screen="desk")
    signed_in(page, forum.chief.user)

    page.goto(f"/ru/forum/{forum.slug}/manage/")
    page.fill("#id_invite_name", "Марат")
    page.fill("#id_invite_contact", "marat@example.org")
    page.fill("#id_invite_companions", "1")
    page.locator("form[action$='/invite/'] button").click()
    expect(page.locator("main table").last).to_contain_text("Марат")
    services.come(Guest.objects.get(), seats=2)
    page.locator("form[action$='/seat/'] button").click()
    accessible(page)
    with page.expect_download() as badges:
        page.click("a[href$='/badges.pdf']")
    assert badges.value.suggested_filename.startswith("badges-")
    page.click("a[href$='/seating/']")

    expect(page.locator("main")).to_contain_text("Марат")
    accessible(page)
