import re
import smtplib

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.mail.backends.smtp import EmailBackend

from estafeta.accounts.models import User
from estafeta.base import mailbox
from estafeta.people.models import Person
from estafeta.people.services import register
from tests import make

PROFILE = "/{}/people/me/"
LANGUAGES = ["kk", "ru", "en"]


@pytest.fixture(autouse=True)
def empty_mailbox(tmp_path, settings):
    settings.MAILBOX_DIR = tmp_path
    settings.LOGIN_REDIRECT_URL = "/en/people/me/"


def ask(client, contact, language="en"):
    address = f"/{language}/sign-in/?next={PROFILE.format(language)}"
    return client.post(address, {"contact": contact, "next": PROFILE.format(language)}, follow=True)


def give(client, code, language="en"):
    address = f"/{language}/sign-in/code/"
    return client.post(address, {"code": code, "next": PROFILE.format(language)}, follow=True)


def code_by_email() -> str:
    return re.search(r"\b\d{6}\b", mail.outbox[-1].subject)[0]


def code_by_sms() -> str:
    return re.search(r"\b\d{6}\b", mailbox.kept()[0].body)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_newcomer_signs_in_with_a_code_by_e_mail_and_says_a_name_once(client, language):
    ask(client, " Aigul@Example.org ", language)
    page = give(client, code_by_email(), language)
    assert page.redirect_chain[-1][0] == f"/{language}/people/welcome/?next=%2F{language}%2Fpeople%2Fme%2F"

    page = client.post(page.redirect_chain[-1][0], {"name": "Айгүл Серікқызы"}, follow=True)

    assert page.redirect_chain[-1][0] == PROFILE.format(language)
    person = Person.objects.get()
    assert (person.name, person.email, person.language) == ("Айгүл Серікқызы", "aigul@example.org", language)
    assert (person.user.email, person.user.has_usable_password()) == ("aigul@example.org", False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_newcomer_signs_in_with_a_code_by_phone(client, language):
    ask(client, "8 701 123 45 67", language)
    give(client, code_by_sms(), language)

    login = User.objects.get()
    assert (login.phone, login.email, login.person.phone) == ("+77011234567", None, "+77011234567")
    assert login.phone_verified_at is not None
    assert mail.outbox == []


def test_a_text_message_ends_with_the_line_from_which_phones_fill_the_code_in(client):
    ask(client, "+77011234567")

    assert mailbox.kept()[0].body.splitlines()[-1] == f"@127.0.0.1:8000 #{code_by_sms()}"


def test_no_login_is_made_before_the_code_is_given_back(client):
    ask(client, "aigul@example.org")
    give(client, "000000" if code_by_email() != "000000" else "000001")

    assert User.objects.count() == Person.objects.count() == 0


def test_a_known_contact_signs_in_to_the_same_login(client):
    aigul = make.user("Aigul")

    ask(client, aigul.email.upper())
    page = give(client, code_by_email())

    assert page.redirect_chain[-1][0] == PROFILE.format("en")
    assert page.context["user"] == aigul
    assert User.objects.count() == 1


@pytest.mark.parametrize("known", ["email", "phone"])
def test_known_and_unknown_contacts_get_the_same_answer(client, known):
    contacts = {"email": ("a@example.org", "b@example.org"), "phone": ("+77011234567", "+77011234568")}[known]
    User.objects.create_user(**{"email": None, known: contacts[0]})

    answers = []
    for contact in contacts:
        client.logout()
        page = ask(client, contact)
        text = page.content.decode().replace(contact, "CONTACT")
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
        cookies = {name: cookie["max-age"] for name, cookie in page.cookies.items()}
        answers.append((page.status_code, page.redirect_chain, text, cookies))

    assert answers[0] == answers[1]
    sent = [re.sub(r"\d{6}", "CODE", letter.subject + letter.body) for letter in mail.outbox] or [
        re.sub(r"\d{6}", "CODE", kept.body) for kept in mailbox.kept()
    ]
    assert len(sent) == 2
    assert sent[0] == sent[1]


def test_the_code_asked_for_in_one_browser_is_no_good_in_another(client):
    ask(client, "aigul@example.org")
    other = type(client)()

    page = give(other, code_by_email())

    assert isinstance(page.context["user"], AnonymousUser)


def test_three_wrong_codes_end_the_attempt(client):
    ask(client, "aigul@example.org")
    code = code_by_email()
    wrong = "111111" if code != "111111" else "222222"
    for _ in range(3):
        page = give(client, wrong)

    assert page.redirect_chain[-1][0] == "/en/sign-in/"
    assert give(client, code).context["user"].is_anonymous


def test_a_new_code_can_be_asked_for_and_the_old_one_is_void(client):
    ask(client, "aigul@example.org")
    old = code_by_email()
    client.post("/en/sign-in/code/", {"action": "resend"})
    new = code_by_email()

    assert len(mail.outbox) == 2
    if old != new:
        assert give(client, old).context["user"].is_anonymous
    assert give(client, new).context["user"].is_authenticated


def test_new_codes_count_against_the_same_limit(client):
    ask(client, "aigul@example.org")
    for _ in range(5):
        client.post("/en/sign-in/code/", {"action": "resend"})
        ask(client, "aigul@example.org")

    assert len(mail.outbox) == 3


def test_a_code_runs_out_after_ten_minutes(client):
    ask(client, "aigul@example.org")
    session = client.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] -= 601
    session.save()

    page = give(client, code_by_email())

    assert page.redirect_chain[-1][0] == "/en/sign-in/"
    assert "The code has run out" in page.content.decode()


def test_codes_cannot_be_asked_for_without_end(client):
    for _ in range(3):
        ask(client, "aigul@example.org")

    page = ask(client, "aigul@example.org")

    assert len(mail.outbox) == 3
    assert "Too many codes" in page.content.decode()


@pytest.mark.parametrize("contact", ["", "12", "nobody", "a@b", "\x00", "@" * 300, "٠١٢"])
def test_what_is_no_contact_is_refused_beside_the_field_and_kept(client, contact):
    page = ask(client, contact)

    assert page.status_code == 200
    assert page.context["form"].errors["contact"]
    assert mail.outbox == []


def test_a_mail_server_that_fails_gives_a_sentence(client, settings, monkeypatch):
    def refuse(_self):
        raise smtplib.SMTPServerDisconnected

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr(EmailBackend, "open", refuse)

    page = ask(client, "aigul@example.org")

    assert "could not be sent" in page.content.decode()


def test_somebody_registered_before_is_met_again_on_signing_in(client):
    aigul = register("Aigul", phone="+77011234567")

    ask(client, "8 (701) 123-45-67")
    page = give(client, code_by_sms())

    assert page.context["user"].person == aigul
    assert page.redirect_chain[-1][0] == PROFILE.format("en")


def test_a_child_on_the_phone_is_not_taken_for_its_owner(client):
    mother = make.person("Vera", phone="")
    register("Bolat", phone="+77011234567", guardian=mother)

    ask(client, "+77011234567")
    page = give(client, code_by_sms())

    assert page.context["user"].person.name == ""


def test_of_two_on_one_phone_the_one_who_signs_in_says_who_they_are(client):
    aigul, bolat = register("Aigul", phone="+77011234567"), register("Bolat", phone="+77011234567")

    ask(client, "+77011234567")
    page = give(client, code_by_sms())
    assert list(page.context["known"]) == [aigul, bolat]
    client.post("/en/people/welcome/", {"person": bolat.pk})

    assert set(Person.objects.values_list("name", "user__phone")) == {("Aigul", None), ("Bolat", "+77011234567")}


def test_nobody_becomes_a_person_of_another_contact(client):
    stranger = register("Stranger", phone="+77015555555")
    ask(client, "+77011234567")
    give(client, code_by_sms())

    answer = client.post("/en/people/welcome/", {"person": stranger.pk})

    stranger.refresh_from_db()
    assert (answer.status_code, stranger.user) == (404, None)


def test_a_closed_login_stays_out(client):
    aigul = make.user("Aigul", is_active=False)

    ask(client, aigul.email)
    page = give(client, code_by_email())

    assert page.redirect_chain[-1][0] == "/en/sign-in/closed/"
    assert page.context["user"].is_anonymous


def test_the_next_address_may_not_lead_away(client):
    client.post("/en/sign-in/", {"contact": "a@example.org", "next": "https://evil.example/"})
    page = client.post("/en/sign-in/code/", {"code": code_by_email(), "next": "https://evil.example/"})

    assert "evil" not in page.headers["Location"]


def test_signing_out_takes_a_press_of_a_button(client):
    client.force_login(make.user("Aigul"))
    client.get("/en/sign-in/out/")
    assert client.get("/en/sign-in/mine/").status_code == 200

    client.post("/en/sign-in/out/", {"next": "/en/sign-in/"})

    assert client.get("/en/sign-in/mine/").status_code == 302
