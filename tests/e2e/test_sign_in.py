"""Signing in as a newcomer does: on a phone, in three languages, with and without scripts, by code and by passkey."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import make

LANGUAGES = ["kk", "ru", "en"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kept_letters(settings, tmp_path):
    """Letters lie in the mailbox, as on a machine without a mail server."""
    settings.EMAIL_BACKEND = "estafeta.base.mailbox.Backend"
    settings.MAILBOX_DIR = tmp_path
    settings.MAILBOX_OPEN = True


def code_from_mailbox(page: Page, language: str) -> str:
    mailbox = page.context.new_page()
    mailbox.goto(f"/{language}/people/mailbox/")
    code = re.search(r"\b\d{6}\b", mailbox.inner_text("main"))[0]
    mailbox.close()
    return code


def sign_in(page: Page, contact: str, language: str = "en") -> None:
    page.goto(f"/{language}/sign-in/?next=/{language}/people/me/")
    page.fill("#id_contact", contact)
    page.press("#id_contact", "Enter")
    page.wait_for_url("**/sign-in/code/**")
    page.fill("#id_code", code_from_mailbox(page, language))
    page.press("#id_code", "Enter")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_newcomer_is_in_with_a_contact_a_code_and_a_name(new_page, accessible, language):
    page = new_page(language)
    page.goto(f"/{language}/sign-in/")
    accessible(page)

    sign_in(page, "8 701 123 45 67", language)
    page.wait_for_url("**/people/welcome/**")
    accessible(page)
    page.fill("#id_name", "Айгүл Серікқызы")
    page.press("#id_name", "Enter")

    page.wait_for_url(f"**/{language}/people/me/")
    expect(page.locator("#id_name")).to_have_value("Айгүл Серікқызы")
    expect(page.get_by_text("+77011234567")).to_be_visible()
    accessible(page)


def test_it_goes_without_scripts(new_page):
    page = new_page("ru", javascript=False)
    aigul = make.user("Aigul")
    page.goto("/ru/sign-in/")
    expect(page.locator("#passkey_login")).to_be_hidden()

    sign_in(page, aigul.email, "ru")

    page.wait_for_url("**/ru/people/me/")


def test_a_passkey_signs_in_without_a_code(new_page, accessible):
    page = new_page()
    aigul = make.user("Aigul")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    finger = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": finger})
    sign_in(page, aigul.email)
    page.wait_for_url("**/people/me/")

    page.goto("/en/sign-in/passkeys/add/")
    accessible(page)
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/spare-codes/")
    page.goto("/en/sign-in/out/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/en/sign-in/?next=/en/sign-in/mine/")
    page.click("#passkey_login")

    page.wait_for_url("**/sign-in/mine/")
    expect(page.get_by_text("You have 1 passkey.")).to_be_visible()
    accessible(page)
