"""What people are told: every kind of letter in three languages, to mail and to a phone."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from estafeta.journal.services import record
from estafeta.notifications.models import Letter
from estafeta.notifications.services import text_of
from estafeta.participation.services import (
    ask_to_sign_up,
    cancel,
    remind_in_the_morning,
    settle,
    sign_up,
    sign_up_child,
    tell_cancelled,
    tell_changed,
    write_on_the_eve,
)
from tests import make

KINDS = {
    "cancelled_by_person",
    "deed_cancelled",
    "deed_changed",
    "eve",
    "offer",
    "offer_lapsed",
    "reminder",
    "sign_up_code",
    "sign_up_going",
    "sign_up_waiting",
}
LINKS = {
    "cancelled_by_person": "/sign-up/",
    "deed_changed": "/places/",
    "eve": "/places/",
    "offer": "/places/",
    "offer_lapsed": "/sign-up/",
    "reminder": "/ticket/",
    "sign_up_going": "/places/",
    "sign_up_waiting": "/places/",
}


def write_all_kinds(contact, language):
    """Live through everything that a letter is written about."""
    now = timezone.now()
    deed = make.deed("Сауықтыру жорығы", starts_at=make.tomorrow() + timedelta(days=4), bring="Перчатки")
    shift = make.shift(of=deed, capacity=1)

    def person(name):
        return make.person(name, language=language, **{"email": "", "phone": ""} | contact)

    ask_to_sign_up("Айгүл", shift, **contact, language=language)
    going = sign_up(person("Болат"), shift, now=now - timedelta(days=3))
    sign_up(person("Вера"), shift, now=now - timedelta(days=2))
    record(None, "changed", deed)
    tell_changed(deed.pk)
    cancel(going)
    settle(now=now + timedelta(hours=25))
    late = sign_up(person("Ғани"), shift)
    sign_up(person("Дана"), shift)
    write_on_the_eve(now=shift.starts_at - timedelta(hours=12))
    remind_in_the_morning(now=shift.starts_at - timedelta(hours=1))
    cancel(late, now=shift.starts_at - timedelta(hours=1))
    deed.status, deed.cancelled_at, deed.cancel_reason = "cancelled", now, "Боран"
    deed.save()
    tell_cancelled(deed.pk)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("contact", [{"email": "somebody@example.org"}, {"phone": "+77011234567"}], ids=["mail", "sms"])
def test_every_letter_can_be_read(contact, language):
    write_all_kinds(contact, language)

    texts = {letter.kind: text_of(letter) for letter in Letter.objects.all()}

    assert set(texts) == KINDS
    for kind, (subject, body) in texts.items():
        assert subject, kind
        assert body, kind
        assert "\n\n\n\n" not in body, kind
        assert not {"{%", "{{", "None", "%("} & set(body.split()), kind
        if kind in LINKS:
            assert f"/{language}/" in body, kind
            assert LINKS[kind] in body, kind


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_letter_is_translated(language):
    write_all_kinds({"email": "somebody@example.org"}, "en")
    english = {letter.kind: text_of(letter) for letter in Letter.objects.all()}
    Letter.objects.update(language=language)
    for letter in Letter.objects.select_related("person"):
        letter.person.language = language
        subject, body = text_of(letter)
        assert subject != english[letter.kind][0]
        assert not set(body.splitlines()) & {
            line for line in english[letter.kind][1].splitlines() if line[:5] == "You a"
        }


def test_what_is_written_about_a_child_names_it_to_the_guardian():
    shift, guardian = make.shift(), make.person("Gulnara")
    today = timezone.localdate()

    sign_up_child(guardian, "Dana", today.replace(year=today.year - 9, day=1), shift)

    subject, body = text_of(Letter.objects.get())
    assert "Dana has a place" in body
    assert "You are signed up" in subject


def test_a_place_given_without_asking_says_why():
    shift = make.shift(capacity=1)
    going = sign_up(make.person("Bolat"), shift)
    sign_up(make.person(), shift)

    cancel(going, now=shift.starts_at - timedelta(hours=1))

    subject, body = text_of(Letter.objects.filter(kind="sign_up_going").last())
    assert subject.startswith("A place is yours")
    assert "without asking" in body


def test_hours_are_those_of_the_place():
    shift = make.shift(of=make.deed(territory=make.town("New York", time_zone="America/New_York"), language="en"))
    sign_up(make.person(), shift)

    local = shift.starts_at.astimezone(ZoneInfo("America/New_York"))
    assert f"{local:%H:%M}–" in text_of(Letter.objects.get())[1]
