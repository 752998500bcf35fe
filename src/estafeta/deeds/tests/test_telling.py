"""Announcing a deed step by step, as a browser without JavaScript does it."""

from datetime import date, timedelta

import pytest

from estafeta.deeds import services
from estafeta.deeds.models import Deed
from estafeta.organisations.models import Organisation
from tests import make

DAY = (make.tomorrow() + timedelta(days=1)).date().isoformat()
HTMX = {"HX-Request": "true"}


@pytest.fixture
def home():
    make.campaign()
    return make.town("Temirtau")


@pytest.fixture
def user():
    return make.user("Aigul")


@pytest.fixture
def browser(client, user):
    services.load_types()
    client.force_login(user)
    return client


def steps(home, **changes):
    """What is typed in each step."""
    usual = {
        "type": {"type": "park"},
        "what": {"title": "Sixty elms", "about": "We plant", "language": "en", "suits": ["miners", "youth"]},
        "where": {"territory": home.code, "territory_q": "Temirtau", "meeting_point": "School 5"},
        "when": {"rows": "1", "day_0": DAY, "from_0": "10:00", "to_0": "13:00"},
        "places": {"places_0": "12"},
        "who": {"organisation": "new", "group_name": "Neighbours"},
    }
    return {name: usual[name] | changes.get(name, {}) for name in usual}


def walk(browser, answers, *, language="en", until=""):
    """Fill in the steps in order; returns where each one led."""
    led = []
    for name, typed in answers.items():
        answer = browser.post(f"/{language}/deeds/new/{name}/", typed)
        assert answer.status_code == 302, answer.content.decode()
        led.append(answer.url.removeprefix(f"/{language}/deeds/new/"))
        if name == until:
            break
    return led


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_seven_steps_announce_a_deed_of_a_new_group(browser, user, home, language):
    led = walk(browser, steps(home), language=language)
    page = browser.get(f"/{language}/deeds/new/preview/")
    done = browser.post(f"/{language}/deeds/new/preview/")

    assert led == ["what/", "where/", "when/", "places/", "who/", "preview/"]
    assert "Sixty elms" in page.content.decode()
    deed = Deed.objects.get()
    assert done.url == f"/{language}/deeds/{deed.slug}/manage/"
    assert (deed.title, deed.status, deed.organisation.name, deed.territory) == (
        "Sixty elms", "review", "Neighbours", home,
    )  # fmt: skip
    assert [(shift.starts_at.isoformat(), shift.capacity) for shift in deed.shifts.all()] == [
        (f"{DAY}T05:00:00+00:00", 12)
    ]
    assert [group.slug for group in deed.suits.all()] == ["miners", "youth"]
    assert browser.get(done.url).status_code == 200
    assert "new_deed" not in browser.session


def test_a_verified_organisation_announces_at_once_and_two_presses_announce_once(browser, user, home):
    organisation = make.organisation(owner=user.person, territory=home)
    walk(browser, steps(home, who={"organisation": organisation.slug}))
    kept = dict(browser.session["new_deed"])

    browser.post("/en/deeds/new/preview/")
    session = browser.session
    session["new_deed"] = kept
    session.save()
    browser.post("/en/deeds/new/preview/")

    assert list(Deed.objects.values_list("status", "organisation")) == [("announced", organisation.pk)]


def test_a_draft_is_kept_on_asking(browser, home):
    walk(browser, steps(home))

    browser.post("/en/deeds/new/preview/", {"draft": "1"})

    assert Deed.objects.get().status == "draft"


def test_a_deed_with_frail_people_of_a_new_group_stays_on_the_preview_with_the_reason(browser, home):
    walk(browser, steps(home, type={"type": "veterans"}, what={"with_frail_people": "on"}))

    answer = browser.post("/en/deeds/new/preview/", follow=True)

    assert "needs an organisation that a coordinator has verified" in answer.content.decode()
    assert (Deed.objects.count(), Organisation.objects.count()) == (0, 0)
    assert "new_deed" in browser.session


def test_who_is_not_signed_in_signs_in_and_comes_back_to_the_step(client, home):
    answer = client.get("/en/deeds/new/")

    assert (answer.status_code, answer.url) == (302, "/en/sign-in/?next=/en/deeds/new/")


def test_nobody_jumps_over_a_step_and_a_step_is_shown_as_it_was_left(browser, home):
    assert browser.get("/en/deeds/new/when/").url == "/en/deeds/new/type/"
    assert browser.get("/en/deeds/new/preview/").url == "/en/deeds/new/type/"
    walk(browser, steps(home), until="what")

    assert 'value="Sixty elms"' in browser.get("/en/deeds/new/what/").content.decode()
    assert "Go on where you stopped" in browser.get("/en/deeds/new/").content.decode()
    browser.post("/en/deeds/new/start-anew/")
    assert browser.get("/en/deeds/new/what/").url == "/en/deeds/new/type/"


def test_going_back_keeps_what_comes_after(browser, home):
    walk(browser, steps(home))

    assert walk(browser, {"what": steps(home)["what"] | {"title": "Seventy elms"}}) == ["preview/"]


def test_one_more_shift_keeps_what_was_typed_and_faults_nothing_yet(browser, home):
    walk(browser, steps(home), until="where")

    page = browser.post("/en/deeds/new/when/", {"rows": "1", "day_0": DAY, "from_0": "", "to_0": "", "add": "1"})
    part = browser.post("/en/deeds/new/when/", {"rows": "1", "day_0": DAY, "add": "1"}, headers=HTMX)

    for answer in (page, part):
        text = answer.content.decode()
        assert (answer.status_code, "day_1" in text, DAY in text) == (200, True, True)
        assert 'name="rows" value="2"' in text
        assert "field__fault" not in text
    assert "<html" in page.content.decode()
    assert "<html" not in part.content.decode()


def test_places_are_looked_for_by_name_without_a_script(browser, home):
    walk(browser, steps(home), until="what")

    answer = browser.post("/en/deeds/new/where/", {"territory_q": "Temirt", "search": "territory"})

    assert (answer.status_code, f'value="{home.code}"' in answer.content.decode()) == (200, True)


def test_two_shifts_have_two_capacities_and_an_empty_one_has_no_limit(browser, home):
    second = {"rows": "2", "day_1": DAY, "from_1": "14:00", "to_1": "16:00"}
    walk(browser, steps(home, when=second, places={"places_0": "", "places_1": "5"}))

    browser.post("/en/deeds/new/preview/")

    assert [shift.capacity for shift in Deed.objects.get().shifts.all()] == [None, 5]


@pytest.mark.parametrize(
    ("step", "typed", "said"),
    [
        ("type", {"type": "no-such-type"}, "valid choice"),
        ("type", {}, "Choose the kind"),
        ("what", {"title": "x" * 100_000}, "at most 120"),
        ("what", {"title": ""}, "Write what the deed is called"),
        ("what", {"title": "\x01\x02"}, "Write what the deed is called"),
        ("what", {"about": "x" * 10_001}, "at most 10000"),
        ("what", {"min_age": "200"}, "less than or equal to 120"),
        ("what", {"min_age": "-1"}, "greater than or equal to 0"),
        ("what", {"min_age": "18", "max_age": "7"}, "below the lowest"),
        ("what", {"suits": "no-such-group"}, "valid choice"),
        ("what", {"language": "xx"}, "valid choice"),
        ("where", {"territory": "", "territory_q": ""}, "Say where"),
        ("where", {"territory": "NOWHERE"}, "Choose one of the places"),
        ("when", {"day_0": "1582-10-15"}, "in the past"),
        ("when", {"day_0": "0001-01-01"}, "in the past"),
        ("when", {"day_0": "9999-12-31"}, "two years"),
        ("when", {"day_0": "31.02.2030"}, "valid date"),
        ("when", {"from_0": "13:00", "to_0": "10:00"}, "ends before it starts"),
        ("when", {"from_0": "", "to_0": ""}, "required"),
        ("when", {"rows": "99999999999999999999"}, "less than or equal to 60"),
        ("when", {"rows": "-3"}, "greater than or equal to 1"),
        ("places", {"places_0": "-1"}, "greater than or equal to 1"),
        ("places", {"places_0": "0"}, "greater than or equal to 1"),
        ("places", {"places_0": "1e9"}, "whole number"),
        ("places", {"places_0": "9" * 5000}, "whole number"),
        ("who", {"organisation": "somebody-elses"}, "valid choice"),
        ("who", {"group_name": ""}, "Write a name"),
        ("who", {"group_name": "x" * 100_000}, "at most 200"),
    ],
)
def test_bad_input_is_named_next_to_its_field_and_nothing_is_lost(browser, home, step, typed, said):
    answers = steps(home)
    before = list(answers)[: list(answers).index(step)]
    walk(browser, {name: answers[name] for name in before})
    sent = {} if typed == {} else answers[step] | typed

    answer = browser.post(f"/en/deeds/new/{step}/", sent)

    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert set(browser.session.get("new_deed", {})) == set(before)


def test_a_lone_surrogate_from_a_broken_browser_is_harmless(browser, home):
    walk(browser, steps(home), until="type")

    answer = browser.post(
        "/en/deeds/new/what/", b"title=Park%ED%A0%80&language=en", content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 302


def test_blood_is_not_given_by_children(browser, home):
    walk(browser, steps(home, type={"type": "blood"}), until="type")

    assert 'value="16"' in browser.get("/en/deeds/new/what/").content.decode()
    answer = browser.post("/en/deeds/new/what/", steps(home)["what"] | {"min_age": "12"})
    assert "not for children" in answer.content.decode()


def test_without_an_open_campaign_a_sentence_says_so(client, user):
    client.force_login(user)
    assert "No campaign is open yet" in client.get("/en/deeds/new/").content.decode()

    make.campaign(closed_at=make.tomorrow())
    assert "This campaign is closed" in client.get("/en/deeds/new/").content.decode()


def test_a_session_that_nobody_understands_begins_anew(browser, home):
    for nonsense in ("text", ["list"], {"type": {"type": []}}, {"type": {}, "what": {"title": ["x"]}}):
        session = browser.session
        session["new_deed"] = nonsense
        session.save()

        assert browser.get("/en/deeds/new/what/").url == "/en/deeds/new/type/"


def test_the_hours_are_those_of_the_place(browser, user):
    make.campaign()
    berlin = make.town("Berlin", time_zone="Europe/Berlin")
    walk(browser, steps(berlin, when={"day_0": date(2027, 1, 15).isoformat()}))

    browser.post("/en/deeds/new/preview/")

    assert Deed.objects.get().starts_at.isoformat() == "2027-01-15T09:00:00+00:00"


@pytest.mark.parametrize("typed", ["50.06, 72.96", "72.96,50.06", " 50.06  72.96 "])
def test_the_point_is_understood_in_either_order(browser, typed):
    make.campaign()
    walk(browser, steps(make.town("Temirtau", lon=72.95, lat=50.05), where={"point": typed}))

    browser.post("/en/deeds/new/preview/")

    assert list(Deed.objects.values_list("lon", "lat")) == [(72.96, 50.06)]


@pytest.mark.parametrize("typed", ["here", "50.06", "1 2 3", "50.06, 12.5", "999, 999", "50,06; 72,96", "x" * 100_000])
def test_a_point_that_is_none_or_far_away_is_refused(browser, typed):
    make.campaign()
    home = make.town("Temirtau", lon=72.95, lat=50.05)
    walk(browser, steps(home), until="what")

    assert browser.post("/en/deeds/new/where/", steps(home)["where"] | {"point": typed}).status_code == 422


def test_the_place_is_at_first_where_ones_organisation_is_at_home(browser, user, home):
    make.organisation(owner=user.person, territory=home)
    walk(browser, steps(home), until="what")

    assert f'value="{home.code}"' in browser.get("/en/deeds/new/where/").content.decode()
