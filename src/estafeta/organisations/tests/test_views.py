"""The pages of an organisation for its members and coordinators, and who may walk in."""

import re
from datetime import UTC, datetime

import pytest

from estafeta.organisations import services
from estafeta.organisations.models import Invitation, Membership, Organisation
from tests import make


@pytest.fixture
def owner():
    return make.user("Aigul")


@pytest.fixture
def organisation(owner):
    return make.organisation("Our alliance", owner=owner.person, registration_number="100540012345")


@pytest.fixture
def browser(client, owner):
    client.force_login(owner)
    return client


def here(organisation, page, language="en"):
    return f"/{language}/organisations/{organisation.slug}/{page}/"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_opens_in_every_language_with_and_without_htmx(browser, owner, organisation, language):
    invitation = services.invite(organisation, owner.person, role="checker")
    for page in (
        f"/{language}/organisations/new/",
        f"/{language}/organisations/mine/",
        f"/{language}/organisations/review/",
        f"/{language}/organisations/join/{invitation.token}/",
        here(organisation, "manage", language),
        here(organisation, "edit", language),
    ):
        answers = [browser.get(page), browser.get(page, headers={"HX-Request": "true"})]
        assert [answer.status_code for answer in answers] == [200, 200], page


def test_each_role_gets_its_answer_on_each_route(client, organisation):
    people = {"visitor": None, "stranger": make.user("Stranger")}
    for role in ("organiser", "checker"):
        people[role] = make.user(role)
        Membership.objects.create(organisation=organisation, person=people[role].person, role=role)
    people["coordinator"] = make.coordinator(organisation.territory).user
    answers = {}
    for name, user in people.items():
        client.logout()
        if user:
            client.force_login(user)
        answers[name] = [
            client.get(here(organisation, "manage")).status_code,
            client.get(here(organisation, "edit")).status_code,
            client.post(here(organisation, "invite"), {"role": "owner"}).status_code,
            client.post(here(organisation, "members/1/remove")).status_code,
        ]

    assert answers == {
        "visitor": [302, 302, 302, 302],
        "stranger": [404, 404, 404, 404],
        "organiser": [200, 404, 404, 404],
        "checker": [200, 404, 404, 404],
        "coordinator": [200, 404, 404, 404],
    }
    assert Invitation.objects.count() == 0


def test_who_does_not_own_it_sees_no_names_of_the_others(client, organisation):
    helper = make.user("Helper")
    Membership.objects.create(organisation=organisation, person=helper.person, role="checker")
    client.force_login(helper)

    page = client.get(here(organisation, "manage")).content.decode()

    assert ("Helper" in page, "Aigul" in page) == (True, False)


def test_registering_from_the_page_leads_to_the_organisation(browser):
    home = make.town()

    answer = browser.post("/en/organisations/new/", {
        "kind": "school", "name": "School 5", "territory": home.code, "registration_number": "100540012346",
    })  # fmt: skip

    made = Organisation.objects.get()
    assert (answer.url, made.name, made.territory) == (here(made, "manage"), "School 5", home)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": ""}, "Choose what kind"),
        ({"kind": "party"}, "valid choice"),
        ({"name": "x" * 100_000}, "at most 200"),
        ({"name": "\x01"}, "required"),
        ({"registration_number": ""}, "Write the registration number"),
        ({"registration_number": "9" * 30}, "at most 20"),
        ({"territory": "NOWHERE"}, "Choose one of the places"),
        ({"website": "javascript:alert(1)"}, "valid URL"),
    ],
)
def test_bad_input_is_named_and_nothing_typed_is_lost(browser, changes, said):
    usual = {
        "kind": "ngo", "name": "Kind people", "territory": make.town().code, "registration_number": "1", "about": "Us",
    }  # fmt: skip

    answer = browser.post("/en/organisations/new/", usual | changes)

    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert "Us</textarea>" in answer.content.decode()
    assert Organisation.objects.count() == 0


def test_looking_for_a_place_without_a_script_faults_nothing_yet(browser):
    home = make.town("Temirtau")

    answer = browser.post("/en/organisations/new/", {"territory_q": "Temirt", "search": "territory"})

    assert (answer.status_code, f'value="{home.code}"' in answer.content.decode()) == (200, True)
    assert "field__fault" not in answer.content.decode()


def test_an_owner_invites_by_a_link_that_is_shown_once_and_somebody_joins_by_it(client, browser, organisation):
    page = browser.post(here(organisation, "invite"), {"role": "organiser"}).content.decode()
    token = Invitation.objects.get().token
    assert (token in page, token in browser.get(here(organisation, "manage")).content.decode()) == (True, False)

    client.force_login(make.user("Bolat"))
    looked = client.get(f"/en/organisations/join/{token}/")
    client.post(f"/en/organisations/join/{token}/")

    assert "Our alliance" in looked.content.decode()
    assert client.get(here(organisation, "manage")).status_code == 200
    client.force_login(make.user("Vera"))
    assert "already taken" in client.post(f"/en/organisations/join/{token}/", follow=True).content.decode()


def test_a_link_that_never_was_is_answered_with_a_sentence(browser):
    answer = browser.get("/en/organisations/join/nothing/")

    assert (answer.status_code, "lapsed" in answer.content.decode()) == (404, True)


def test_the_last_owner_is_told_why_not(browser, organisation):
    answer = browser.post(here(organisation, "leave"), follow=True)

    assert "last owner" in answer.content.decode()


def test_a_coordinator_verifies_from_the_queue_and_nobody_else_does(client, browser, owner, organisation):
    waiting = make.organisation("Waiting", verified=False, territory=organisation.territory)
    browser.post(here(waiting, "verify"), {"note": "I say so"})
    assert not Organisation.objects.get(pk=waiting.pk).is_verified

    client.force_login(make.coordinator(waiting.territory).user)
    assert "Waiting" in client.get("/en/organisations/review/").content.decode()
    client.post(here(waiting, "verify"), {"note": "x" * 300})
    client.post(here(waiting, "verify"), {"note": "Called the director"})

    assert Organisation.objects.get(pk=waiting.pk).verified_note == "Called the director"


def test_changing_the_words_and_a_number_that_is_taken(browser, organisation):
    make.organisation("Other", registration_number="77")
    words = {"name": "New name", "registration_number": "77"}

    refused = browser.post(here(organisation, "edit"), words)
    browser.post(here(organisation, "edit"), words | {"registration_number": "78", "website": "https://example.org"})

    assert (refused.status_code, "already here" in refused.content.decode()) == (422, True)
    after = Organisation.objects.get(pk=organisation.pk)
    assert (after.name, after.registration_number, after.website) == ("New name", "78", "https://example.org")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_cost_the_same_whatever_they_hold(browser, owner, organisation, rows, django_assert_num_queries):
    for number in range(1, rows):
        member = make.person(f"Member {number}")
        Membership.objects.create(organisation=organisation, person=member, role="checker")
        make.organisation(f"Another {number}", owner=owner.person)

    with django_assert_num_queries(9):
        browser.get(here(organisation, "manage"))
    with django_assert_num_queries(3):
        browser.get("/en/organisations/mine/")


def test_what_was_checked_when_and_by_whom_is_read_by_coordinators_alone(client, owner):
    organisation = make.organisation("Fresh", owner=owner.person, verified=False)
    boss = make.coordinator(organisation.territory, "Serik")
    services.verify(organisation, boss, note="Called the director", now=datetime(2026, 5, 9, 6, tzinfo=UTC))

    def read(human, address):
        client.force_login(human)
        said = client.get(address).content.decode()
        return "Called the director" in said, "Serik" in said

    manage, public = f"/en/organisations/{organisation.slug}/manage/", f"/en/organisations/{organisation.slug}/"
    assert read(boss.user, manage) == (True, True)
    assert re.search(r"Verified on [^<]*2026", client.get(manage).content.decode())
    assert read(owner, manage) == (False, False)
    assert [read(human, public) for human in (boss.user, owner, make.user())] == [(False, False)] * 3
    assert re.search(r"verified[^,]{,80}2026", client.get(public).content.decode(), re.DOTALL)
