import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, hotp_value
from django.core import mail

from estafeta.accounts.services import appoint_operator
from estafeta.accounts.tests.test_sign_in import ask, code_by_email, give
from tests import make

ADMIN = "/admin/"
SECRET = "JBSWY3DPEHPK3PXP"


def code_of_app() -> str:
    return f"{hotp_value(SECRET, int(time.time()) // 30):06}"


@pytest.fixture
def operator():
    login = appoint_operator("operator@example.org")
    make.person("Operator", user=login, email=login.email)
    return login


def test_without_signing_in_the_admin_asks_to_sign_in(client):
    assert client.get(ADMIN).headers["Location"].endswith("/sign-in/?next=/admin/")
    assert client.get("/admin/login/").headers["Location"].endswith("/sign-in/?next=/admin/login/")


def test_to_those_who_are_not_staff_there_is_no_admin(client):
    client.force_login(make.user("Aigul"))

    assert client.get(ADMIN).status_code == 404


def test_an_operator_without_a_second_factor_is_sent_to_set_one_up(client, operator):
    ask(client, operator.email)
    give(client, code_by_email())

    page = client.get(ADMIN, follow=True)

    assert page.redirect_chain[-1][0] == "/en/sign-in/mine/"
    assert "second factor" in page.content.decode()


def test_a_second_factor_that_was_not_given_in_this_session_is_asked_for(client, operator):
    TOTP.activate(operator, SECRET)
    client.force_login(operator)

    page = client.get(ADMIN, follow=True)
    assert page.redirect_chain[-1][0] == "/en/sign-in/second-factor/again/?next=%2Fadmin%2F"
    page = client.post(page.redirect_chain[-1][0], {"code": code_of_app(), "next": ADMIN}, follow=True)

    assert page.redirect_chain[-1][0] == ADMIN
    assert page.status_code == 200


def test_an_operator_signs_in_with_both_and_comes_in(client, operator):
    TOTP.activate(operator, SECRET)
    ask(client, operator.email)
    page = give(client, code_by_email())
    assert page.redirect_chain[-1][0].endswith("/sign-in/second-factor/")
    assert client.get(ADMIN).status_code == 302

    client.post("/en/sign-in/second-factor/", {"code": code_of_app()})

    assert client.get(ADMIN).status_code == 200


def test_a_wrong_second_factor_does_not_open(client, operator):
    TOTP.activate(operator, SECRET)
    ask(client, operator.email)
    give(client, code_by_email())

    page = client.post("/en/sign-in/second-factor/", {"code": "000000" if code_of_app() != "000000" else "1"})

    assert "This is not the code" in page.content.decode()
    assert client.get(ADMIN).status_code == 302


def test_an_app_is_added_by_its_code_and_brings_spare_codes(client, operator):
    ask(client, operator.email)
    give(client, code_by_email())
    client.get("/en/sign-in/app/activate/")
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()

    page = client.post("/en/sign-in/app/activate/", {"code": code_of_app()}, follow=True)

    assert len(page.context["unused_codes"]) == 10
    kinds = set(Authenticator.objects.filter(user=operator).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}


def test_the_pages_of_the_second_factor_open_in_three_languages(client, operator):
    client.force_login(operator)
    for language in ("kk", "ru", "en"):
        for page in ("mine/", "app/activate/", "passkeys/", "passkeys/add/", "spare-codes/generate/", "out/"):
            assert client.get(f"/{language}/sign-in/{page}").status_code == 200, page


def test_only_the_admin_may_evaluate_scripts(client, operator):
    TOTP.activate(operator, SECRET)
    ask(client, operator.email)
    give(client, code_by_email())
    client.post("/en/sign-in/second-factor/", {"code": code_of_app()})

    policies = [client.get(address).headers["Content-Security-Policy"] for address in (ADMIN, "/en/sign-in/mine/")]

    assert ["unsafe" in policy for policy in policies] == [True, False]
    assert mail.outbox


def test_who_has_just_added_an_app_has_given_a_second_factor(client, operator):
    ask(client, operator.email)
    give(client, code_by_email())
    client.get("/en/sign-in/app/activate/")
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    client.post("/en/sign-in/app/activate/", {"code": code_of_app()})

    assert client.get(ADMIN).status_code == 200


def test_an_operator_gives_no_role_without_a_second_factor(client, operator):
    town = make.town()
    ask(client, operator.email)
    give(client, code_by_email())
    given = {"name": "Vera", "contact": "vera@example.org", "kind": "coordinator", "territory": town.code}

    page = client.post("/en/people/roles/new/", given)

    assert page.headers["Location"] == "/en/sign-in/mine/"
    assert not town.roles.exists()


def test_a_contact_is_changed_only_with_the_second_factor_of_those_who_have_one(client, operator):
    TOTP.activate(operator, SECRET)
    client.force_login(operator)

    page = client.post("/en/people/me/contact/", {"contact": "new@example.org"})

    assert page.headers["Location"].startswith("/en/sign-in/second-factor/again/")
    assert mail.outbox == []
