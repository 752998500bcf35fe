from datetime import date, timedelta

import pytest
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.notifications.models import Letter
from estafeta.participation.models import Code, SignUp
from estafeta.participation.services import (
    Clash,
    ask_to_sign_up,
    cancel,
    confirm,
    forget_unconfirmed,
    resend_code,
    sign_up,
)
from estafeta.people.models import Consent, Person
from tests import make


def code_of(made: SignUp) -> str:
    """The code in the last letter."""
    return Letter.objects.filter(kind="sign_up_code", key__startswith=f"sign_up_code:{made.pk}").last().details["code"]


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06d}"


def taken(shift):
    shift.refresh_from_db()
    return shift.places_taken


def test_asking_holds_no_place_and_sends_a_code():
    shift = make.shift(capacity=1)

    made = ask_to_sign_up("Aigul", shift, phone="8 701 123 45 67", language="kk")

    assert (made.status, taken(shift)) == ("unconfirmed", 0)
    assert (made.person.phone, made.person.language) == ("+77011234567", "kk")
    assert list(Letter.objects.values_list("kind", "channel", "is_urgent")) == [("sign_up_code", "sms", True)]


def test_the_code_is_kept_as_a_keyed_hash():
    made = ask_to_sign_up("Aigul", make.shift(), email="aigul@example.org")

    assert code_of(made) not in made.code.digest
    assert len(made.code.digest) == 64


def test_the_right_code_gives_the_place():
    shift = make.shift(capacity=1)
    made = ask_to_sign_up("Aigul", shift, email="aigul@example.org", seats=1)

    done = confirm(made, f" {code_of(made)[:3]} {code_of(made)[3:]} ")

    assert (done.pk, done.status, done.token, taken(shift)) == (made.pk, "going", made.token, 1)
    assert not Code.objects.exists()


def test_confirming_twice_is_confirming_once():
    made = ask_to_sign_up("Aigul", make.shift(), email="aigul@example.org")
    digits = code_of(made)

    first = confirm(made, digits)

    assert confirm(first, digits) == first
    made.refresh_from_db()
    assert confirm(made, "000000").status == "going"
    assert Letter.objects.filter(kind="sign_up_going").count() == 1


def test_who_confirms_after_the_last_place_is_gone_waits():
    shift = make.shift(capacity=1)
    made = ask_to_sign_up("Aigul", shift, email="aigul@example.org")
    sign_up(make.person("Bolat"), shift)

    assert confirm(made, code_of(made)).status == "waiting"


def test_five_wrong_codes_spend_the_right_one():
    made = ask_to_sign_up("Aigul", make.shift(), email="aigul@example.org")
    right = code_of(made)

    for _ in range(5):
        with pytest.raises(NotPossible, match="not the code"):
            confirm(made, wrong(right))
    with pytest.raises(NotPossible, match="no longer counts"):
        confirm(made, right)


@pytest.mark.parametrize("digits", ["", "abc", "1" * 100_000, "\ud800", "٣٤٥٦٧٨"])
def test_nonsense_for_a_code_is_a_wrong_code(digits):
    made = ask_to_sign_up("Aigul", make.shift(), email="aigul@example.org")

    with pytest.raises(NotPossible, match="not the code"):
        confirm(made, digits)


def test_a_code_lives_a_quarter_of_an_hour():
    made = ask_to_sign_up("Aigul", make.shift(), email="aigul@example.org")

    with pytest.raises(NotPossible, match="no longer counts"):
        confirm(made, code_of(made), now=timezone.now() + timedelta(minutes=15))


def test_a_code_of_another_sign_up_is_wrong():
    shift = make.shift()
    one, other = (ask_to_sign_up(name, shift, email=f"{name}@example.org") for name in ("aigul", "bolat"))
    if code_of(one) == code_of(other):  # one in a million
        return

    with pytest.raises(NotPossible):
        confirm(one, code_of(other))


def test_a_new_code_can_be_asked_for_after_a_minute_and_ends_the_old_one():
    made = ask_to_sign_up("Aigul", make.shift(), email="aigul@example.org")
    old = code_of(made)
    later = timezone.now() + timedelta(minutes=2)
    with pytest.raises(NotPossible, match="on its way"):
        resend_code(made)

    resend_code(made, now=later)

    assert Letter.objects.filter(kind="sign_up_code").count() == 2
    if old != code_of(made):
        with pytest.raises(NotPossible, match="not the code"):
            confirm(made, old, now=later)
    assert confirm(made, code_of(made), now=later).status == "going"


def test_one_contact_gets_five_codes_an_hour_under_whatever_names():
    shift = make.shift()
    for number in range(5):
        ask_to_sign_up(f"Name {number}", shift, email="aigul@example.org")

    with pytest.raises(NotPossible, match="in an hour"):
        ask_to_sign_up("Another", shift, email=" AIGUL@example.org")

    assert ask_to_sign_up("Another", shift, email="bolat@example.org").status == "unconfirmed"


def test_a_known_contact_and_an_unknown_one_get_the_same_answer():
    shift, known = make.shift(), make.person("Aigul", email="aigul@example.org")
    sign_up(known, shift)

    made = ask_to_sign_up("Aigul", shift, email="aigul@example.org")

    assert made.status == "unconfirmed"
    assert made.token != known.sign_ups.get(status="going").token


def test_who_is_signed_up_already_is_led_to_it_by_the_code():
    shift, known = make.shift(), make.person("Aigul", email="aigul@example.org")
    first = sign_up(known, shift)
    again = ask_to_sign_up("Aigul", shift, email="aigul@example.org", seats=3)

    assert confirm(again, code_of(again)) == first
    assert taken(shift) == 1


def test_a_clash_is_told_to_nobody_before_the_code_is_entered():
    shift, known = make.shift(), make.person("Aigul", email="aigul@example.org")
    sign_up(known, make.shift(of=make.deed("Secret of Aigul")))
    made = ask_to_sign_up("Aigul", shift, email="aigul@example.org")

    with pytest.raises(Clash):
        confirm(made, code_of(made))

    assert confirm(made, code_of(made), clash_known=True).status == "going"


def test_a_guardian_signs_a_child_up_by_code():
    shift, year = make.shift(), timezone.localdate().year

    made = ask_to_sign_up(
        "Gulnara", shift, email="gulnara@example.org", child_name="Dana", born_on=date(year - 12, 12, 31)
    )
    assert not Consent.objects.exists()
    done = confirm(made, code_of(made))

    assert (done.person.name, done.person.guardian.name, done.person.email) == ("Dana", "Gulnara", "")
    assert list(Consent.objects.values_list("given_by__name", "purpose")) == [("Gulnara", "take_part")]


def test_a_child_needs_a_year_of_birth():
    with pytest.raises(NotPossible, match="year"):
        ask_to_sign_up("Gulnara", make.shift(), email="gulnara@example.org", child_name="Dana")


def test_a_birth_date_is_believed_once_the_code_is_entered():
    shift = make.shift(of=make.deed(min_age=18))
    made = ask_to_sign_up("Aigul", shift, email="aigul@example.org", born_on=date(1990, 5, 1))
    assert Person.objects.get().born_on is None

    confirm(made, code_of(made))

    assert Person.objects.get().born_on == date(1990, 5, 1)


def test_a_birth_date_already_known_is_not_overwritten_by_a_visitor():
    shift = make.shift(of=make.deed(min_age=18))
    year = timezone.localdate().year
    make.person("Aigul", email="aigul@example.org", born_on=date(year - 17, 1, 1))
    made = ask_to_sign_up("Aigul", shift, email="aigul@example.org", born_on=date(1990, 5, 1))

    with pytest.raises(NotPossible, match="18 and older"):
        confirm(made, code_of(made))


def test_what_was_cancelled_before_it_was_confirmed_stays_cancelled():
    made = ask_to_sign_up("Aigul", make.shift(), email="aigul@example.org")
    digits = code_of(made)
    cancel(made)

    with pytest.raises(NotPossible):
        confirm(made, digits)


@pytest.mark.parametrize(
    ("name", "contact"),
    [
        ("", {"email": "aigul@example.org"}),
        ("\ud800", {"email": "aigul@example.org"}),
        ("x" * 100_000, {"email": "aigul@example.org"}),
        ("Aigul", {}),
        ("Aigul", {"email": "nobody"}),
        ("Aigul", {"phone": "123"}),
        ("Aigul", {"phone": "+7 (000) xx"}),
        ("Aigul", {"phone": "\x00"}),
    ],
)
def test_bad_input_is_refused_and_leaves_nothing(name, contact):
    with pytest.raises(NotPossible):
        ask_to_sign_up(name, make.shift(), **contact)

    assert not Person.objects.exists()
    assert not SignUp.objects.exists()


def test_what_nobody_confirms_is_forgotten_after_a_day():
    shift, now = make.shift(), timezone.now()
    old = ask_to_sign_up("Aigul", shift, email="aigul@example.org", now=now - timedelta(hours=25))
    new = ask_to_sign_up("Bolat", shift, email="bolat@example.org", now=now)
    kept = sign_up(make.person("Vera"), shift, now=now - timedelta(hours=25))

    assert forget_unconfirmed(now=now) == 1
    assert forget_unconfirmed(now=now) == 0
    assert set(SignUp.objects.all()) == {new, kept}
    assert old not in SignUp.objects.all()


def test_the_same_form_sent_twice_is_one_sign_up_and_one_code():
    shift = make.shift()

    first, second = (ask_to_sign_up("Aigul", shift, email="aigul@example.org", once="word") for _ in range(2))

    assert first == second
    assert Letter.objects.filter(kind="sign_up_code").count() == 1


def test_a_form_sent_again_after_it_was_cancelled_is_a_new_one():
    shift = make.shift()
    first = ask_to_sign_up("Aigul", shift, email="aigul@example.org", once="word")
    cancel(first)

    again = ask_to_sign_up("Aigul", shift, email="aigul@example.org", once="word")

    assert (again.status, again.token == first.token) == ("unconfirmed", False)


def test_the_word_of_a_form_opens_nothing_for_somebody_else():
    shift = make.shift()

    links = {ask_to_sign_up(name, shift, email=f"{name}@example.org", once="word").token for name in ("aigul", "bolat")}

    assert len(links) == 2
    assert all(len(token) == 43 for token in links)
