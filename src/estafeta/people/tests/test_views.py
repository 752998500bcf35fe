import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from estafeta.people.models import Consent, Person, Role
from tests import make

LANGUAGES = ["kk", "ru", "en"]


@pytest.fixture
def aigul():
    return make.user("Aigul").person


@pytest.fixture
def signed_in(client, aigul):
    client.force_login(aigul.user)
    return client


def tell(client, **told):
    usual = {"name": "Aigul", "language": "ru", "born_on": "", "territory": "", "territory_q": ""}
    return client.post("/en/people/me/", usual | told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["me/", "me/contact/", "roles/"])
def test_pages_open_in_three_languages(signed_in, language, page):
    assert signed_in.get(f"/{language}/people/{page}").status_code == 200


@pytest.mark.parametrize("page", ["me/", "me/contact/", "me/contact/code/", "roles/", "roles/new/", "welcome/"])
def test_nobody_sees_them_without_signing_in(client, page):
    assert client.get(f"/en/people/{page}").headers["Location"].startswith("/en/sign-in/?next=")


def test_a_person_says_what_is_known_of_them(signed_in, aigul):
    town = make.town()

    tell(signed_in, name="Айгүл", born_on="1990-05-01", territory=town.code, consents=["photographs"])

    aigul.refresh_from_db()
    assert (aigul.name, aigul.language, str(aigul.born_on), aigul.territory) == ("Айгүл", "ru", "1990-05-01", town)
    assert aigul.folded_name == "aigul"
    assert list(Consent.objects.values_list("purpose", "ended_at")) == [("photographs", None)]


def test_a_consent_that_is_taken_back_stays_on_record(signed_in):
    tell(signed_in, consents=["photographs"])
    tell(signed_in)
    tell(signed_in, consents=["photographs"])

    assert [consent.ended_at is None for consent in Consent.objects.order_by("pk")] == [False, True]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "n" * 100_000),
        ("language", "de"),
        ("born_on", "1582-10-10"),
        ("born_on", "2999-01-01"),
        ("born_on", "31.02.2000"),
        ("territory", "no-such-code"),
        ("consents", "everything"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_lost(signed_in, aigul, field, value):
    page = tell(signed_in, **{"name": "Typed", field: value})

    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    if field != "name":
        assert "Typed" in page.content.decode()
    assert Person.objects.get(pk=aigul.pk).name == "Aigul"


def test_a_new_contact_signs_in_once_its_code_came_back(signed_in, aigul):
    signed_in.post("/en/people/me/contact/", {"contact": "New@Example.org"})
    code = re.search(r"\d{6}", mail.outbox[-1].subject)[0]
    wrong = "111111" if code != "111111" else "222222"
    signed_in.post("/en/people/me/contact/code/", {"code": wrong})
    aigul.user.refresh_from_db()
    assert aigul.user.email != "new@example.org"

    signed_in.post("/en/people/me/contact/code/", {"code": f"{code[:3]} {code[3:]}"})

    before = aigul.email
    aigul.refresh_from_db()
    assert (aigul.email, aigul.user.email) == ("new@example.org", "new@example.org")
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (
        [before],
        "This contact no longer signs in to your Estafeta",
    )


def test_a_contact_that_signs_in_elsewhere_is_refused_only_after_its_code(signed_in, aigul):
    other = make.user("Bolat")
    page = signed_in.post("/en/people/me/contact/", {"contact": other.email}, follow=True)
    assert page.redirect_chain[-1][0] == "/en/people/me/contact/code/"
    code = re.search(r"\d{6}", mail.outbox[-1].subject)[0]

    page = signed_in.post("/en/people/me/contact/code/", {"code": code}, follow=True)

    assert "already signs in elsewhere" in page.content.decode()
    aigul.refresh_from_db()
    assert aigul.email != other.email


def test_three_wrong_codes_void_a_contact(signed_in):
    signed_in.post("/en/people/me/contact/", {"contact": "new@example.org"})
    code = re.search(r"\d{6}", mail.outbox[-1].subject)[0]
    for _ in range(3):
        signed_in.post("/en/people/me/contact/code/", {"code": "x"})

    page = signed_in.post("/en/people/me/contact/code/", {"code": code})

    assert page.headers["Location"] == "/en/people/me/contact/"


def test_a_coordinator_gives_a_role_by_contact_and_ends_it(client):
    region = make.region()
    town = make.town(parent=region)
    regional = make.coordinator(region)
    client.force_login(regional.user)
    given = {
        "name": "Vera",
        "contact": "vera@example.org",
        "kind": "coordinator",
        "territory": town.code,
        "campaign": "",
    }

    client.post("/en/people/roles/new/", given)
    role = Role.objects.get(territory=town)
    assert (role.person.name, role.person.email, role.given_by) == ("Vera", "vera@example.org", regional)
    client.post(f"/en/people/roles/{role.pk}/end/")

    role.refresh_from_db()
    assert role.ended_by == regional


def test_a_coordinator_gives_no_role_elsewhere_and_registers_nobody(client):
    regional, elsewhere = make.coordinator(make.region()), make.region("Almaty region")
    client.force_login(regional.user)
    before = Person.objects.count()

    page = client.post(
        "/en/people/roles/new/",
        {"name": "Vera", "contact": "vera@example.org", "kind": "coordinator", "territory": elsewhere.code},
    )

    assert "You do not coordinate this territory." in page.content.decode()
    assert Person.objects.count() == before


def test_a_role_elsewhere_does_not_exist_for_a_coordinator(client):
    regional = make.coordinator(make.region())
    hidden = make.coordinator(make.region("Almaty region")).roles.get()
    client.force_login(regional.user)

    assert client.post(f"/en/people/roles/{hidden.pk}/end/").status_code == 404
    hidden.refresh_from_db()
    assert hidden.ended_at is None


def test_those_without_a_role_give_none(signed_in):
    assert signed_in.get("/en/people/roles/new/").headers["Location"] == "/en/people/roles/"


def test_the_page_of_roles_costs_the_same_whatever_their_number(client, django_assert_num_queries):
    region = make.region()
    client.force_login(make.coordinator(region).user)
    make.coordinator(make.town(parent=region), "Local")
    client.get("/en/people/roles/")
    with CaptureQueriesContext(connection) as of_one:
        client.get("/en/people/roles/")
    for number in range(3):
        make.coordinator(make.town(parent=region), f"Local {number}")

    with django_assert_num_queries(len(of_one)):
        client.get("/en/people/roles/")
