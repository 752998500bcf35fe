"""The organiser's page of a deed, its acts, and who may walk in."""

from datetime import timedelta

import pytest

from estafeta.deeds import services
from estafeta.deeds.models import Deed, Shift
from estafeta.deeds.tests.test_announcing import drafted
from estafeta.organisations.models import Membership
from tests import make

DAY = (make.tomorrow() + timedelta(days=9)).date().isoformat()
PAGES = ("manage", "edit/what", "edit/where", "edit/when", "edit/places", "cancel", "copy", "repeat", "report")
ACTS = ("hand-in", "announce", "refuse", "verify")


@pytest.fixture
def owner():
    return make.user("Aigul")


@pytest.fixture
def announced(owner):
    return services.submit(drafted(owner.person, about="We plant sixty elms"), owner.person)


@pytest.fixture
def browser(client, owner):
    client.force_login(owner)
    return client


def path(deed, page, language="en"):
    return f"/{language}/deeds/{deed.slug}/{page}/"


def status(deed):
    return Deed.objects.get(pk=deed.pk).status


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_of_an_organiser_opens_in_every_language_with_and_without_htmx(browser, announced, language):
    for page in (*PAGES, "mine"):
        here = f"/{language}/deeds/mine/" if page == "mine" else path(announced, page, language)
        answers = [browser.get(here), browser.get(here, headers={"HX-Request": "true"})]
        assert [answer.status_code for answer in answers] == [200, 200], here


def test_each_role_gets_its_answer_on_each_route(client, announced):
    stranger, checker, colleague = make.user("Stranger"), make.user("Checker"), make.user("Colleague")
    Membership.objects.create(organisation=announced.organisation, person=checker.person, role="checker")
    Membership.objects.create(organisation=announced.organisation, person=colleague.person, role="organiser")
    coordinator = make.coordinator(announced.territory.parent).user
    elsewhere = make.coordinator(make.region("Pavlodar region"), "Elsewhere").user
    answers = {}
    for name, user in (("visitor", None), ("stranger", stranger), ("checker", checker), ("elsewhere", elsewhere),
                       ("colleague", colleague), ("coordinator", coordinator)):  # fmt: skip
        client.logout()
        if user:
            client.force_login(user)
        answers[name] = {client.get(path(announced, page)).status_code for page in PAGES}
        answers[name] |= {client.post(path(announced, act)).status_code for act in ACTS if name in {
            "visitor", "stranger", "checker", "elsewhere"}}  # fmt: skip

    assert answers == {
        "visitor": {302}, "stranger": {404}, "checker": {404}, "elsewhere": {404}, "colleague": {200},
        "coordinator": {200},
    }  # fmt: skip


def test_acts_are_not_done_by_looking(browser, announced):
    assert {browser.get(path(announced, act)).status_code for act in ACTS} == {405}


def test_handing_in_from_the_page(browser, owner):
    deed = drafted(owner.person)

    browser.post(path(deed, "hand-in"))

    assert status(deed) == "announced"


def test_a_coordinator_announces_or_gives_back_from_the_page(client, owner):
    organisation = make.organisation(verified=False, owner=owner.person)
    deeds = [services.submit(drafted(owner.person, organisation, title=name), owner.person) for name in "ab"]
    client.force_login(make.coordinator(organisation.territory).user)

    client.post(path(deeds[0], "announce"))
    faulty = client.post(path(deeds[1], "refuse"), {"reason": ""})
    client.post(path(deeds[1], "refuse"), {"reason": "Say which school"})

    assert (faulty.status_code, status(deeds[0]), status(deeds[1])) == (422, "announced", "draft")
    client.force_login(owner)
    assert "Say which school" in client.get(path(deeds[1], "manage")).content.decode()


def test_an_organiser_does_not_announce_in_a_coordinators_stead(browser, owner):
    organisation = make.organisation(verified=False, owner=owner.person)
    deed = services.submit(drafted(owner.person, organisation), owner.person)

    answer = browser.post(path(deed, "announce"), follow=True)

    assert (status(deed), "You do not coordinate" in answer.content.decode()) == ("review", True)


def test_calling_off_asks_why(browser, announced):
    assert browser.post(path(announced, "cancel"), {"reason": ""}).status_code == 422

    browser.post(path(announced, "cancel"), {"reason": "Storm"})

    assert Deed.objects.get(pk=announced.pk).cancel_reason == "Storm"


def test_copying_repeating_and_their_bad_input(browser, announced):
    for typed in ({"day": "1582-10-15", "hour": "10:00"}, {"day": "", "hour": ""}, {"day": DAY, "hour": "25:00"}):
        assert browser.post(path(announced, "copy"), typed).status_code == 422
    for typed in ({"every_days": "7", "times": "-1"}, {"every_days": "3", "times": "1"}, {"times": "9" * 400}):
        assert browser.post(path(announced, "repeat"), typed).status_code == 422

    copied = browser.post(path(announced, "copy"), {"day": DAY, "hour": "09:30"})
    browser.post(path(announced, "repeat"), {"every_days": "7", "times": "2"})

    assert copied.url.endswith("/manage/")
    assert sorted(Deed.objects.values_list("status", flat=True)) == ["announced", "announced", "announced", "draft"]


def test_the_report_asks_for_something_and_is_shown(browser, announced):
    services.mark_done(announced, now=make.tomorrow() + timedelta(days=1))
    assert "The report is due" in browser.get(path(announced, "manage")).content.decode()

    for typed in ({}, {"amount": "-1"}, {"amount": "9" * 20}, {"story": "x" * 10_001}):
        assert browser.post(path(announced, "report"), typed).status_code == 422
    browser.post(path(announced, "report"), {"amount": "60", "story": "Sixty elms stand"})

    assert "Sixty elms stand" in browser.get(path(announced, "manage")).content.decode()


def test_changing_words_place_time_and_places(browser, announced):
    shift = announced.shifts.get()
    town = make.town("Abai", parent=announced.territory.parent)
    browser.post(path(announced, "edit/what"), {"title": "Seventy elms", "language": "ru"})
    browser.post(path(announced, "edit/where"), {"territory": town.code, "territory_q": "", "meeting_point": "Gate"})
    browser.post(path(announced, "edit/when"), {
        "rows": "2", "shift_0": shift.pk, "day_0": DAY, "from_0": "10:00", "to_0": "12:00",
        "day_1": DAY, "from_1": "14:00", "to_1": "15:00",
    })  # fmt: skip
    browser.post(path(announced, "edit/places"), {"places_0": "7", "places_1": ""})

    deed = Deed.objects.get()
    assert (deed.title, deed.language, deed.meeting_point, deed.territory) == ("Seventy elms", "ru", "Gate", town)
    assert [(one.pk == shift.pk, one.capacity) for one in deed.shifts.all()] == [(True, 7), (False, None)]


def test_fewer_places_than_taken_are_refused_on_the_page_and_the_typed_number_is_kept(browser, announced):
    Shift.objects.filter(deed=announced).update(places_taken=4)

    answer = browser.post(path(announced, "edit/places"), {"places_0": "3"})

    assert answer.status_code == 422
    assert "4 places of this shift are already taken" in answer.content.decode()
    assert 'value="3"' in answer.content.decode()
    assert announced.shifts.get().capacity == 10


def test_what_has_begun_is_not_edited(browser, announced):
    services.mark_under_way(announced, now=make.tomorrow())

    answer = browser.get(path(announced, "edit/what"), follow=True)

    assert "already begun" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_organisers_pages_cost_the_same_whatever_they_hold(browser, owner, announced, rows,
                                                              django_assert_num_queries):  # fmt: skip
    for number in range(1, rows):
        begins = make.tomorrow() + timedelta(days=number)
        make.shift(of=announced, starts_at=begins)
        drafted(owner.person, announced.organisation, title=f"Deed {number}")

    with django_assert_num_queries(15):
        browser.get(path(announced, "manage"))
    with django_assert_num_queries(8):
        browser.get("/en/deeds/mine/")


def test_a_long_list_comes_in_pages_and_nonsense_shows_the_nearest_one(browser, owner):
    organisation, campaign = make.organisation(owner=owner.person), make.campaign()
    for number in range(30):
        make.deed(f"Deed {number}", organisation=organisation, campaign=campaign)

    shown = [
        browser.get(f"/en/deeds/mine/?page={page}").content.decode().count("card__title")
        for page in ("1", "2", "99", "-1", "x")
    ]

    assert shown == [24, 6, 6, 6, 24]
