"""The gate: two phones without a network, wrong clocks, a lost answer; then everything is there once. And no script."""

import io
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import ExifTags, Image
from playwright.sync_api import Page, expect

from estafeta.participation import rules
from estafeta.participation.models import CheckInEntry
from estafeta.participation.services import sign_up
from estafeta.tally import queries as tally
from estafeta.tally.models import Fact
from estafeta.tally.services import verify
from tests import make
from tests.e2e.network import Network

pytestmark = pytest.mark.django_db(transaction=True)
ON_THE_LIST = 500


@pytest.fixture
def helper():
    return make.user("Vera")


@pytest.fixture
def deed(helper):
    began = timezone.now() - timedelta(hours=1)
    made = make.deed("Теміртауда саябақ егеміз", starts_at=began, status="under_way")
    made.organisation.memberships.create(person=helper.person, role="checker")
    return made


@pytest.fixture
def new_network(live_server):
    opened = []

    def plug_in() -> Network:
        opened.append(Network(live_server.thread.host, live_server.thread.port))
        return opened[-1]

    yield plug_in
    for network in opened:
        network.close()


@pytest.fixture
def let_in(client, live_server, helper):
    def enter(page: Page, over: str = "") -> None:
        client.force_login(helper)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        address = over or live_server.url
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])

    return enter


def coming(shift, number, **options):
    name = f"Person {number:03}"
    return sign_up(make.person(name, phone=f"+7701{number:07}"), shift, now=shift.starts_at - timedelta(1), **options)


def opened(page: Page, deed, language="en") -> None:
    page.goto(f"/{language}/checkin/{deed.slug}/")
    expect(page.locator("#gate")).to_have_attribute("data-ready", "true")


def tick(page: Page, made) -> None:
    page.locator(f'[data-sign-up="{made.pk}"] button:not([name=check_out])').click()


def to_send(page: Page, number: int) -> None:
    expect(page.locator("#gate-state")).to_have_attribute("data-waiting", str(number))


PRESS = """async (numbers) => {
  const state = document.getElementById("gate-state");
  for (const number of numbers) {
    const before = state.dataset.waiting;
    document.querySelector(`[data-sign-up="${number}"] button:not([name=check_out])`).click();
    while (state.dataset.waiting === before) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}"""


def press(page: Page, these) -> None:
    """One after another, each when the one before is written down."""
    page.evaluate(PRESS, [made.pk for made in these])


def test_two_phones_turned_off_without_a_network_lose_nobody_and_count_nobody_twice(
    turn_on, new_network, client, helper, deed
):
    shift = make.shift(of=deed, capacity=None)
    people = [coming(shift, number) for number in range(ON_THE_LIST)]
    mine = people[:300], people[200:]
    networks = new_network(), new_network()
    client.force_login(helper)
    known = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    tomorrow = (timezone.now() + timedelta(days=1)).timestamp()
    phones = []
    for number, network in enumerate(networks):
        phone = turn_on(f"phone{number}", network.url)
        phone.add_cookies([{**known, "url": network.url, "expires": tomorrow}])
        opened(phone.pages[0], deed)
        network.cut()
        phone.set_offline(True)
        phones.append(phone)

    phones[1].pages[0].clock.set_system_time("2010-08-08T08:08:08")  # its battery was empty, and its time went with it
    for number, network in enumerate(networks):
        press(phones[number].pages[0], mine[number][:150])
        phones[number].close()
        phones[number] = turn_on(f"phone{number}", network.url)
        page = phones[number].pages[0]
        if number == 1:
            page.clock.set_system_time("2010-08-08T08:38:08")
        page.goto(f"/en/checkin/{deed.slug}/")  # out of the phone's own store
        to_send(page, 150)
        press(page, mine[number][150:])
        to_send(page, 300)
    pages = [phone.pages[0] for phone in phones]
    tick(pages[0], people[0])  # a slip, undone
    pages[0].locator('[data-kind="walk_in"]').locator("xpath=..").locator("summary").click()
    pages[0].fill("#gate-name", "Дана")
    pages[0].press("#gate-name", "Enter")
    to_send(pages[0], 302)
    assert Fact.objects.count() == 0

    networks[0].lose_an_answer()
    for phone, network in zip(phones, networks, strict=True):
        network.mend()
        phone.set_offline(False)
    for page in pages:
        expect(page.locator("#gate-state")).to_have_attribute("data-waiting", "0", timeout=60_000)

    assert networks[0].lost == 1
    standing = Fact.objects.filter(kind="attendance", corrected_by=None).order_by("person__name")
    assert [fact.person.name for fact in standing] == [made.person.name for made in people[1:]] + ["Дана"]
    assert {fact.grade for fact in standing if fact.person.name != "Дана"} == {"A"}
    assert tally.figure(deed.campaign).as_dict()["metrics"][1]["value"] == ON_THE_LIST
    assert CheckInEntry.objects.count() == 300 + 300 + 2
    assert CheckInEntry.objects.filter(fate="conflict").count() == 100
    assert verify() == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_gate_on_a_small_phone(new_page, accessible, let_in, deed, language):
    shift = make.shift(of=deed)
    one, team = coming(shift, 1), coming(shift, 2, seats=10, team_name="Домна № 4")
    page = new_page(language)
    let_in(page)
    opened(page, deed, language)
    accessible(page)

    page.fill("#gate-q", "0002")
    expect(page.locator(f'[data-sign-up="{one.pk}"]')).to_be_hidden()
    page.fill(f"#came_{team.pk}", "8")
    tick(page, team)
    expect(page.locator(f'[data-sign-up="{team.pk}"]')).to_have_class(re.compile("gate__row--here"))
    to_send(page, 0)

    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert sorted(Fact.objects.values_list("heads", "grade")) == [(1, "A"), (7, "B")]


def test_without_a_script_the_list_has_buttons(new_page, let_in, deed):
    shift = make.shift(of=deed)
    one, team = coming(shift, 1), coming(shift, 2, seats=10)
    page = new_page("ru", javascript=False)
    let_in(page)
    page.goto(f"/ru/checkin/{deed.slug}/")

    tick(page, one)
    page.fill(f"#came_{team.pk}", "8")
    tick(page, team)
    expect(page.locator(".gate__row--here")).to_have_count(2)
    tick(page, one)

    expect(page.locator(".gate__row--here")).to_have_count(1)
    standing = Fact.objects.filter(corrected_by=None).exclude(kind="correction")
    assert sorted(standing.values_list("heads", "grade")) == [(1, "A"), (7, "B")]


def photo_of_now() -> dict:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = timezone.now().strftime("%Y:%m:%d %H:%M:%S")
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = "+00:00"
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(out, "JPEG", exif=exif)
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def count_a_group(page: Page, heads: int, photo: dict | None = None) -> None:
    page.locator("#gate-heads").locator("xpath=ancestor::details").locator("summary").click()
    page.fill("#gate-heads", str(heads))
    page.select_option("#gate-group", "pupils")
    if photo:
        page.set_input_files("#gate-photo", photo)
        page.check("#gate-consent")
    page.press("#gate-heads", "Enter")


def test_two_phones_without_a_network_count_a_class_with_a_photo_and_it_is_one_c(
    turn_on, new_network, accessible, helper, deed
):
    make.group("pupils")
    make.shift(of=deed, capacity=None)
    other = make.user("Timur")
    deed.organisation.memberships.create(person=other.person, role="checker")
    networks = new_network(), new_network()
    tomorrow = (timezone.now() + timedelta(days=1)).timestamp()
    phones = []
    for number, (network, user) in enumerate(zip(networks, (helper, other), strict=True)):
        known = Client()
        known.force_login(user)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": known.cookies[settings.SESSION_COOKIE_NAME].value}
        phone = turn_on(f"counter{number}", network.url)
        phone.add_cookies([{**cookie, "url": network.url, "expires": tomorrow}])
        opened(phone.pages[0], deed)
        network.cut()
        phone.set_offline(True)
        phones.append(phone)

    count_a_group(phones[0].pages[0], 29, photo_of_now())
    to_send(phones[0].pages[0], 2)
    phones[0].close()
    phones[0] = turn_on("counter0", networks[0].url)
    phones[0].pages[0].goto(f"/en/checkin/{deed.slug}/")  # the photo outlived the restart
    to_send(phones[0].pages[0], 2)
    count_a_group(phones[1].pages[0], 28)
    to_send(phones[1].pages[0], 1)
    assert Fact.objects.count() == 0

    networks[0].lose_an_answer()
    for phone, network in zip(phones, networks, strict=True):
        network.mend()
        phone.set_offline(False)
    for phone in phones:  # an answer was lost: it is sent again after ten seconds
        expect(phone.pages[0].locator("#gate-state")).to_have_attribute("data-waiting", "0", timeout=60_000)

    standing = Fact.objects.filter(corrected_by=None).exclude(kind="correction")
    assert list(standing.values_list("kind", "heads", "group__slug", "grade")) == [("headcount", 28, "pupils", "C")]
    assert CheckInEntry.objects.filter(kind="photo").count() == 1
    phones[0].pages[0].reload()
    expect(phones[0].pages[0].locator("#gate-groups")).to_contain_text("there is a photo of that hour: 28 stand")
    accessible(phones[0].pages[0])
    assert verify() == []


def test_without_a_script_a_group_is_counted_with_its_photo(new_page, let_in, deed):
    make.group("pupils")
    make.shift(of=deed)
    page = new_page("ru", javascript=False)
    let_in(page)
    page.goto(f"/ru/checkin/{deed.slug}/")

    count_a_group(page, 28, photo_of_now())

    expect(page.locator("#gate-groups")).to_contain_text("28")
    assert CheckInEntry.objects.filter(kind="photo", fate="taken").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_who_leaves_is_checked_out_by_a_tap_or_by_the_ticket_shown_again(new_page, new_network, let_in, deed):
    shift = make.shift(of=deed, starts_at=deed.starts_at)
    aigul, bolat = coming(shift, 1), coming(shift, 2)
    network = new_network()
    phone = new_page(over=network.url)
    let_in(phone, network.url)
    opened(phone, deed)
    network.cut()
    phone.context.set_offline(True)
    tick(phone, aigul)
    tick(phone, bolat)
    phone.wait_for_timeout(5)

    phone.locator(f'[data-sign-up="{aigul.pk}"] [name=check_out]').click()
    expect(phone.locator(f'[data-sign-up="{aigul.pk}"] .gate__left')).to_contain_text("left")
    phone.fill("#gate-q", rules.ticket_text(bolat))
    phone.press("#gate-q", "Enter")
    expect(phone.locator("#gate-choice")).to_contain_text("Person 002: is here already")
    phone.click("#gate-choice [name=stays]")
    to_send(phone, 3)
    phone.fill("#gate-q", rules.ticket_text(bolat))
    phone.press("#gate-q", "Enter")
    phone.click("#gate-choice [name=leaves]")
    to_send(phone, 4)
    tick(phone, bolat)  # the check-out was a slip
    to_send(phone, 5)
    expect(phone.locator(f'[data-sign-up="{bolat.pk}"] .gate__left')).to_have_count(0)
    network.mend()
    phone.context.set_offline(False)
    to_send(phone, 0)

    standing = Fact.objects.filter(kind="attendance", corrected_by=None)
    assert sorted(standing.values_list("person__name", "minutes_measured")) == [
        ("Person 001", True), ("Person 002", False),
    ]  # fmt: skip
    expect(phone.locator(f'[data-sign-up="{aigul.pk}"] .gate__left')).to_contain_text("left")
    assert verify() == []
