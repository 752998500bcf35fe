"""Every door, without a script, in three languages; what a stranger may not see; what scanners may not do."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from estafeta.notifications.models import Letter
from estafeta.participation.models import SignUp
from estafeta.participation.services import ask_to_sign_up, cancel, sign_up, sign_up_child
from estafeta.people.models import Person
from tests import make

LANGUAGES = ["kk", "ru", "en"]


def to(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"participation:{name}", args=args)


def code_of(made):
    return Letter.objects.filter(kind="sign_up_code", key__startswith=f"sign_up_code:{made.pk}").last().details["code"]


@pytest.fixture
def shift():
    return make.shift(capacity=2)


@pytest.fixture
def aigul(client):
    user = make.user("Aigul")
    client.force_login(user)
    return user.person


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_visitor_signs_up_with_a_name_a_contact_and_a_code(client, shift, language):
    form = client.get(to("sign_up", shift.pk, language=language))
    said = {"name": "Айгүл", "contact": "8 701 123 45 67", "seats": "2", "names": "Болат"}

    asked = client.post(form.request["PATH_INFO"], said, follow=True)
    made = SignUp.objects.get()
    done = client.post(asked.request["PATH_INFO"], {"digits": code_of(made)}, follow=True)

    assert [answer.status_code for answer in (form, asked, done)] == [200, 200, 200]
    assert asked.request["PATH_INFO"] == to("confirm", made.token, language=language)
    assert done.request["PATH_INFO"] == to("place", made.token, language=language)
    made.refresh_from_db()
    assert (made.status, made.seats, made.language, made.person.phone) == ("going", 2, language, "+77011234567")
    assert [member.name for member in made.members.all()] == ["Болат"]


def test_an_impatient_finger_sends_one_code(client, shift):
    once = client.get(to("sign_up", shift.pk)).context["form"]["once"].value()
    said = {"name": "Aigul", "contact": "aigul@example.org", "once": once}

    answers = {client.post(to("sign_up", shift.pk), said)["Location"] for _ in range(3)}

    assert len(once) >= 32
    assert len(answers) == 1
    assert Letter.objects.filter(kind="sign_up_code").count() == 1


def test_who_is_signed_in_signs_up_with_one_tap(client, shift, aigul):
    answer = client.post(to("sign_up", shift.pk))

    made = SignUp.objects.get()
    assert (made.person, made.status, made.seats) == (aigul, "going", 1)
    assert answer["Location"] == to("place", made.token)


def test_with_htmx_the_answer_is_the_panel(client, shift, aigul):
    answer = client.post(to("sign_up", shift.pk), headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith(f'<section id="sign-up-{shift.pk}"')
    assert "You are signed up" in answer.content.decode()


def test_with_htmx_a_refusal_is_said_in_the_panel(client, aigul):
    shift = make.shift()
    shift.starts_at, shift.ends_at = timezone.now() - timedelta(hours=2), timezone.now()
    shift.save(update_fields=["starts_at", "ends_at"])

    answer = client.post(to("sign_up", shift.pk), headers={"HX-Request": "true"})

    assert "already started" in answer.content.decode()


def test_who_signs_up_twice_comes_to_the_same_place(client, shift, aigul):
    first, second = client.post(to("sign_up", shift.pk)), client.post(to("sign_up", shift.pk))

    assert first["Location"] == second["Location"]


def test_a_clash_is_shown_and_passes_with_a_tick(client, shift, aigul):
    sign_up(aigul, make.shift(of=make.deed("Reading aloud"), starts_at=shift.starts_at))

    refused = client.post(to("sign_up", shift.pk))
    assert "Reading aloud" in refused.content.decode()
    assert 'name="clash_known"' in refused.content.decode()
    client.post(to("sign_up", shift.pk), {"clash_known": "on"})

    assert aigul.sign_ups.count() == 2


def test_after_the_code_a_clash_is_shown_and_passes_with_a_tick(client, shift):
    known = make.person("Bolat", email="bolat@example.org")
    sign_up(known, make.shift(of=make.deed("Reading aloud"), starts_at=shift.starts_at))
    made = ask_to_sign_up("Bolat", shift, email="bolat@example.org")

    refused = client.post(to("confirm", made.token), {"digits": code_of(made)})
    client.post(to("confirm", made.token), {"digits": code_of(made), "clash_known": "on"})

    assert "Reading aloud" in refused.content.decode()
    made.refresh_from_db()
    assert made.status == "going"


def test_a_guardian_signs_up_a_child(client, shift):
    year = timezone.localdate().year - 9
    said = {"name": "Gulnara", "contact": "gulnara@example.org", "child_name": "Dana", "child_born_in": year}

    client.post(to("sign_up", shift.pk), said)
    made = SignUp.objects.get()
    client.post(to("confirm", made.token), {"digits": code_of(made)})

    made.refresh_from_db()
    assert (made.status, made.person.name, made.person.guardian.name) == ("going", "Dana", "Gulnara")


def test_who_is_signed_in_signs_up_their_child(client, shift, aigul):
    year = timezone.localdate().year - 9

    client.post(to("sign_up", shift.pk), {"child_name": "Dana", "child_born_in": year})

    made = SignUp.objects.get()
    assert (made.status, made.person.guardian) == ("going", aigul)


def test_the_birth_date_is_asked_only_where_the_deed_needs_it(client, shift):
    limited = make.shift(of=make.deed(min_age=18))

    asked = [b'name="born_on"' in client.get(to("sign_up", which.pk)).content for which in (shift, limited)]

    assert asked == [False, True]


BAD = [
    {},
    {"name": "", "contact": ""},
    {"name": "Aigul", "contact": "nobody"},
    {"name": "Aigul", "contact": "+7 (000) 12"},
    {"name": "x" * 100_000, "contact": "aigul@example.org"},
    {"name": "\x01\x02", "contact": "aigul@example.org"},
    {"name": "Ai\x00gul", "contact": "aigul\x00@example.org"},
    {"name": "Aigul", "contact": "aigul@example.org", "seats": "-1"},
    {"name": "Aigul", "contact": "aigul@example.org", "seats": str(10**9)},
    {"name": "Aigul", "contact": "aigul@example.org", "seats": "9" * 5_000},
    {"name": "Aigul", "contact": "aigul@example.org", "seats": "two"},
    {"name": "Aigul", "contact": "aigul@example.org", "seats": "2", "names": "a\nb\nc"},
    {"name": "Aigul", "contact": "aigul@example.org", "seats": "2", "names": "a" * 100_000},
    {"name": "Aigul", "contact": "aigul@example.org", "team_name": "a" * 100_000},
    {"name": "Aigul", "contact": "aigul@example.org", "child_name": "Dana"},
    {"name": "Aigul", "contact": "aigul@example.org", "child_name": "Dana", "child_born_in": "1582"},
    {"name": "Aigul", "contact": "aigul@example.org", "child_name": "Dana", "child_born_in": "-5"},
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("said", BAD, ids=[str(number) for number in range(len(BAD))])
def test_bad_input_gets_the_form_back_with_what_was_typed(client, shift, said, language):
    typed = urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in said.items()})

    answer = client.post(
        to("sign_up", shift.pk, language=language), typed, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not SignUp.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.parametrize("born_on", ["1582-10-04", "3000-01-01", "yesterday", "", "2010-01-01"])
def test_a_birth_date_that_cannot_be_or_does_not_suit_is_refused(client, born_on):
    shift = make.shift(of=make.deed(min_age=18))

    answer = client.post(to("sign_up", shift.pk), {"name": "Aigul", "contact": "aigul@example.org", "born_on": born_on})

    assert answer.status_code == 200
    assert not SignUp.objects.exists()


def test_a_wrong_code_is_named_beside_its_field(client, shift):
    made = ask_to_sign_up("Aigul", shift, email="aigul@example.org")

    for digits in ("", "abc", "1" * 500, "\x00", "000000" if code_of(made) != "000000" else "111111"):
        answer = client.post(to("confirm", made.token), {"digits": digits})
        assert answer.status_code == 200
        assert "id_digits_fault" in answer.content.decode()


def test_another_code_can_be_asked_for(client, shift):
    made = ask_to_sign_up("Aigul", shift, email="aigul@example.org", now=timezone.now() - timedelta(minutes=2))

    answer = client.post(to("resend", made.token), follow=True)
    again = client.post(to("resend", made.token), follow=True)

    assert "A new code is on its way" in answer.content.decode()
    assert "in a minute" in again.content.decode()
    assert Letter.objects.filter(kind="sign_up_code").count() == 2


@pytest.mark.parametrize("act", ["place", "confirm", "change", "cancel", "will_come", "answer", "ticket", "resend"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_a_private_link_changes_nothing(client, shift, act, method):
    """A mail scanner opens every link."""
    made = sign_up(make.person(), shift)
    before = SignUp.objects.values().get()

    getattr(client, method)(to(act, made.token))

    assert SignUp.objects.values().get() == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_private_page_shows_the_place_and_its_ticket(client, shift, language):
    made = sign_up(make.person(), shift, seats=2, names=["Bolat"])

    answer = client.get(to("place", made.token, language=language))
    printed = client.get(to("ticket", made.token, language=language))

    assert (answer.status_code, printed.status_code) == (200, 200)
    assert answer.content.decode().count('<path d="M') > 0
    assert "Bolat" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_by_the_private_link_one_changes_and_cancels(client, shift):
    made = sign_up(make.person(), shift)

    client.post(to("change", made.token), {"seats": "2", "names": "Bolat", "team_name": "Miners"})
    made.refresh_from_db()
    assert (made.seats, made.team_name) == (2, "Miners")
    client.post(to("cancel", made.token))
    client.post(to("cancel", made.token))

    made.refresh_from_db()
    assert made.status == "cancelled"


@pytest.mark.parametrize("seats", ["-1", "0", "3", str(10**9), "many"])
def test_a_change_that_cannot_be_is_said_beside_its_field(client, shift, seats):
    made = sign_up(make.person(), shift)

    answer = client.post(to("change", made.token), {"seats": seats})

    assert answer.status_code == 200
    assert "id_seats_fault" in answer.content.decode()


def test_an_offer_is_taken_by_the_private_link(client):
    shift = make.shift(of=make.deed(starts_at=timezone.now() + timedelta(days=5)), capacity=1)
    going = sign_up(make.person("Bolat"), shift)
    made = sign_up(make.person(), shift)
    cancel(going)

    page = client.get(to("place", made.token)).content.decode()
    client.post(to("answer", made.token), {"take": "yes"})

    assert "A place is free for you" in page
    made.refresh_from_db()
    assert made.status == "going"


def test_on_the_eve_the_page_asks_and_one_tap_answers(client):
    shift = make.shift(of=make.deed(starts_at=timezone.now() + timedelta(hours=3)))
    made = sign_up(make.person(), shift)

    asked = client.get(to("place", made.token)).content.decode()
    client.post(to("will_come", made.token))
    answered = client.get(to("place", made.token)).content.decode()

    assert "Do you still come?" in asked
    assert "You have said that you come" in answered


@pytest.mark.parametrize("act", ["place", "confirm", "change", "cancel", "will_come", "answer", "ticket", "resend"])
def test_a_link_that_nobody_was_given_is_not_found(client, act):
    answers = {client.get(to(act, "x" * 43)).status_code, client.post(to(act, "x" * 43)).status_code}

    assert answers <= {404, 405}


@pytest.mark.parametrize("shift_id", [0, 10**30])
def test_a_shift_that_is_not_there_is_not_found(client, shift_id):
    assert client.get(to("sign_up", shift_id)).status_code == 404


@pytest.mark.parametrize("status", ["draft", "review"])
def test_a_shift_that_is_not_public_is_not_found(client, status):
    shift = make.shift(of=make.deed(status=status))

    assert client.get(to("sign_up", shift.pk)).status_code == 404


def test_a_visitor_who_was_known_sees_nothing_of_the_known_person(client, shift):
    known = make.person("Aigul", email="aigul@example.org", phone="+77019998877")
    sign_up(known, make.shift(of=make.deed("Secret of Aigul"), starts_at=shift.starts_at))

    page = client.post(to("sign_up", shift.pk), {"name": "aigul", "contact": "aigul@example.org"}, follow=True)

    assert "+77019998877" not in page.content.decode()
    assert "Secret of Aigul" not in page.content.decode()


@pytest.mark.parametrize("sign_ups", [1, 3])
def test_the_one_tap_costs_the_same_however_many_are_there(client, aigul, sign_ups, django_assert_num_queries):
    shift = make.shift(capacity=10)
    for number in range(sign_ups):
        sign_up(make.person(f"Person {number}"), shift)

    # Session, login with its person; then the act: see test_signing_up_costs_seven_statements.
    with django_assert_num_queries(2 + 9):
        client.post(to("sign_up", shift.pk))


# --- the organiser's list -------------------------------------------------------------------------


def test_a_child_is_named_to_the_guardian_and_the_organiser_and_nobody_else(client, shift):
    guardian = make.user("Gulnara")
    year = timezone.localdate().year
    made = sign_up_child(guardian.person, "Dana Childova", timezone.localdate().replace(year=year - 9, day=1), shift)
    page = shift.deed.get_absolute_url()

    def names_the_child(user=None):
        client.logout()
        if user:
            client.force_login(user)
        return "Dana Childova" in client.get(page).content.decode()

    assert (names_the_child(), names_the_child(make.user("Stranger")), names_the_child(guardian)) == (
        False,
        False,
        True,
    )
    assert "Dana Childova" in client.get(to("place", made.token)).content.decode()
