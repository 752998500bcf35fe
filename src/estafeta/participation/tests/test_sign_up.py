from datetime import date, timedelta

import pytest
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.journal.queries import story_of
from estafeta.notifications.models import Letter
from estafeta.participation.models import SignUp
from estafeta.participation.services import Clash, cancel, sign_up, sign_up_child
from estafeta.people.models import Consent
from tests import make


def taken(shift):
    shift.refresh_from_db()
    return shift.places_taken


def test_a_place_is_given_while_there_is_one():
    shift, aigul = make.shift(capacity=2), make.person()

    made = sign_up(aigul, shift)

    assert (made.status, made.seats, taken(shift)) == ("going", 1, 1)


def test_the_act_leaves_one_entry_and_one_letter():
    shift, aigul = make.shift(), make.person()

    made = sign_up(aigul, shift)

    assert [(entry.act, entry.actor, entry.detail) for entry in story_of(made)] == [
        ("signed_up", aigul, {"status": "going", "seats": 1})
    ]
    assert list(Letter.objects.values_list("person", "kind", "key")) == [
        (aigul.pk, "sign_up_going", f"sign_up_going:{made.pk}")
    ]


def test_signing_up_twice_is_signing_up_once():
    shift, aigul = make.shift(capacity=5), make.person()

    first, second = sign_up(aigul, shift, seats=2), sign_up(aigul, shift, seats=3)

    assert (first.pk, second.seats, taken(shift)) == (second.pk, 2, 2)
    assert Letter.objects.count() == 1


def test_who_finds_no_place_waits():
    shift = make.shift(capacity=1)
    sign_up(make.person("Bolat"), shift)

    made = sign_up(make.person("Aigul"), shift)

    assert (made.status, taken(shift)) == ("waiting", 1)
    assert Letter.objects.filter(kind="sign_up_waiting").count() == 1


def test_a_team_waits_as_a_unit_and_leaves_the_rest_to_whom_it_fits():
    shift = make.shift(capacity=3)
    sign_up(make.person("Bolat"), shift, seats=2)

    team, alone = sign_up(make.person("Aigul"), shift, seats=2), sign_up(make.person("Vera"), shift)

    assert (team.status, alone.status, taken(shift)) == ("waiting", "going", 3)


def test_where_everybody_finds_a_place_nobody_waits():
    shift = make.shift(capacity=None)

    made = sign_up(make.person(), shift, seats=200)

    assert (made.status, taken(shift)) == ("going", 200)


def test_a_team_may_be_named_in_part():
    made = sign_up(make.person(), make.shift(), seats=4, names=["  Bolat \n", "", "Vera\x00"], team_name=" Miners ")

    assert [member.name for member in made.members.order_by("pk")] == ["Bolat", "Vera"]
    assert made.team_name == "Miners"


@pytest.mark.parametrize("seats", [-1, 0, 201, 10**9])
def test_an_impossible_number_of_places_is_refused(seats):
    with pytest.raises(NotPossible, match="from 1 to 200"):
        sign_up(make.person(), make.shift(capacity=None), seats=seats)


def test_a_team_larger_than_the_shift_does_not_wait_in_vain():
    with pytest.raises(NotPossible, match="only 3 places in all"):
        sign_up(make.person(), make.shift(capacity=3), seats=4)


def test_more_names_than_places_are_refused():
    with pytest.raises(NotPossible, match="more names than places"):
        sign_up(make.person(), make.shift(), seats=2, names=["Bolat", "Vera"])


def test_endless_names_are_cut_and_surrogates_dropped():
    made = sign_up(make.person(), make.shift(), seats=3, names=["x" * 100_000, "Bo\ud800lat"], team_name="y" * 100_000)

    assert sorted(len(member.name) for member in made.members.all()) == [5, 200]
    assert len(made.team_name) == 200


@pytest.mark.parametrize("status", ["draft", "review", "done", "reported", "verified", "cancelled"])
def test_a_deed_that_is_not_open_takes_nobody(status):
    shift = make.shift(of=make.deed(status=status))

    with pytest.raises(NotPossible):
        sign_up(make.person(), shift)

    assert not SignUp.objects.exists()


def test_a_shift_that_has_begun_takes_nobody():
    shift = make.shift()

    with pytest.raises(NotPossible, match="already started"):
        sign_up(make.person(), shift, now=shift.starts_at)


def test_a_clash_is_shown_and_needs_a_second_word():
    aigul, shift = make.person(), make.shift()
    other = make.shift(of=make.deed("Reading to children"), starts_at=shift.starts_at + timedelta(hours=2))
    first = sign_up(aigul, other)

    with pytest.raises(Clash) as refused:
        sign_up(aigul, shift)

    assert refused.value.clashes == [first]
    assert sign_up(aigul, shift, clash_known=True).status == "going"


def test_shifts_that_only_touch_do_not_clash():
    aigul, shift = make.person(), make.shift()
    sign_up(aigul, make.shift(of=make.deed(), starts_at=shift.ends_at))

    assert sign_up(aigul, shift).status == "going"


def test_what_was_cancelled_does_not_clash():
    aigul, shift = make.person(), make.shift()
    cancel(sign_up(aigul, make.shift(of=make.deed(), starts_at=shift.starts_at)))

    assert sign_up(aigul, shift).status == "going"


def birthday(years: int) -> date:
    return date(timezone.localdate().year - years, 1, 1)


@pytest.mark.parametrize(("age", "reason"), [(17, "18 and older"), (71, "70 and younger"), (None, "date of birth")])
def test_age_limits_hold(age, reason):
    shift = make.shift(of=make.deed(min_age=18, max_age=70))
    person = make.person(born_on=birthday(age) if age else None)

    with pytest.raises(NotPossible, match=reason):
        sign_up(person, shift)


def test_who_is_of_the_right_age_comes():
    shift = make.shift(of=make.deed(min_age=18, max_age=70))

    assert sign_up(make.person(born_on=birthday(30)), shift).status == "going"


def test_a_minor_does_not_come_alone():
    with pytest.raises(NotPossible, match="guardian"):
        sign_up(make.person(born_on=birthday(12)), make.shift())


def test_a_guardian_signs_a_child_up_with_consent():
    guardian, shift = make.person("Gulnara"), make.shift()

    made = sign_up_child(guardian, "Dana", birthday(12), shift)

    assert (made.status, made.person.guardian, made.person.name) == ("going", guardian, "Dana")
    assert list(Consent.objects.values_list("person", "given_by", "purpose")) == [
        (made.person.pk, guardian.pk, "take_part")
    ]
    assert list(Letter.objects.values_list("person", flat=True)) == [guardian.pk]


def test_signing_the_same_child_up_twice_makes_one_child():
    guardian, shift = make.person("Gulnara"), make.shift()

    first, second = (sign_up_child(guardian, name, birthday(12), shift) for name in ("Dana", "дана"))

    assert first == second


def test_work_forbidden_to_minors_stays_forbidden_with_a_guardian():
    shift = make.shift(of=make.deed(type=make.deed_type("monument", fits_minors=False)))

    with pytest.raises(NotPossible, match="law does not allow"):
        sign_up_child(make.person("Gulnara"), "Dana", birthday(12), shift)


@pytest.mark.parametrize("born_on", [date(1582, 10, 4), date(3000, 1, 1)])
def test_a_child_is_born_in_a_believable_year(born_on):
    with pytest.raises(NotPossible, match="cannot be right"):
        sign_up_child(make.person("Gulnara"), "Dana", born_on, make.shift())


def test_a_minor_answers_for_nobody():
    with pytest.raises(NotPossible, match="grown up"):
        sign_up_child(make.person(born_on=birthday(12)), "Dana", birthday(10), make.shift())


def test_signing_up_costs_seven_statements(django_assert_num_queries):
    """Lock, look, take, sign-up, entry, letter, job; and the transaction that holds them, here a savepoint's two."""
    shift, aigul = make.shift(capacity=2), make.person()

    with django_assert_num_queries(7 + 2):
        sign_up(aigul, shift)
