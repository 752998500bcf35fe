from datetime import timedelta

import pytest

from estafeta.base.errors import NotPossible
from estafeta.journal.queries import story_of
from estafeta.notifications.models import Letter
from estafeta.participation.services import cancel, change_seats, sign_up, tell_cancelled, tell_changed, will_come
from tests import make


def taken(shift):
    shift.refresh_from_db()
    return shift.places_taken


def test_cancelling_frees_the_place():
    shift = make.shift(capacity=2)
    made = sign_up(make.person(), shift, seats=2)

    gone = cancel(made)

    assert (gone.status, taken(shift)) == ("cancelled", 0)
    assert [entry.act for entry in story_of(made)] == ["signed_up", "cancelled"]


def test_cancelling_twice_frees_once():
    shift = make.shift(capacity=5)
    made = sign_up(make.person(), shift, seats=2)
    sign_up(make.person("Bolat"), shift, seats=3)

    cancel(made)
    cancel(made)

    assert taken(shift) == 3
    assert Letter.objects.filter(kind="cancelled_by_person").count() == 1


def test_who_cancelled_may_sign_up_again():
    shift, aigul = make.shift(capacity=1), make.person()
    first = sign_up(aigul, shift)
    cancel(first)

    again = sign_up(aigul, shift)

    assert (again.status, again.pk == first.pk) == ("going", False)


def test_once_the_shift_has_begun_nothing_is_cancelled():
    shift = make.shift()
    made = sign_up(make.person(), shift)

    with pytest.raises(NotPossible, match="already started"):
        cancel(made, now=shift.starts_at)


@pytest.mark.parametrize(("seats", "left"), [(1, 4), (2, 3), (5, 0)])
def test_a_team_grows_and_shrinks(seats, left):
    shift = make.shift(capacity=5)
    made = sign_up(make.person(), shift, seats=3, names=["Bolat"])

    change_seats(made, seats, names=["Vera"] if seats > 1 else [])
    shift.refresh_from_db()

    assert shift.places_left == left
    assert [member.name for member in made.members.all()] == (["Vera"] if seats > 1 else [])


def test_a_team_does_not_grow_past_the_last_place():
    shift = make.shift(capacity=5)
    made = sign_up(make.person(), shift, seats=3)
    sign_up(make.person("Bolat"), shift)

    with pytest.raises(NotPossible, match="Only 1 more place is left"):
        change_seats(made, 5)

    assert taken(shift) == 4


@pytest.mark.parametrize("seats", [-1, 0, 201, 10**9])
def test_a_team_of_an_impossible_size_is_refused(seats):
    made = sign_up(make.person(), make.shift(capacity=None))

    with pytest.raises(NotPossible, match="from 1 to 200"):
        change_seats(made, seats)


def test_what_is_cancelled_is_not_changed():
    made = cancel(sign_up(make.person(), make.shift()))

    with pytest.raises(NotPossible, match="no longer active"):
        change_seats(made, 2)


def test_on_the_eve_one_says_once_more_that_one_comes():
    made = sign_up(make.person(), make.shift())

    first = will_come(made).will_come_at

    assert first is not None
    assert will_come(made).will_come_at == first
    assert [entry.act for entry in story_of(made)] == ["signed_up", "will_come"]


def test_who_has_no_place_does_not_say_that_they_come():
    made = cancel(sign_up(make.person(), make.shift()))

    with pytest.raises(NotPossible):
        will_come(made)


def test_when_a_deed_is_called_off_everybody_is_told_once():
    deed = make.deed()
    one, other = make.shift(of=deed, capacity=1), make.shift(of=deed, starts_at=deed.starts_at + timedelta(hours=6))
    aigul, bolat = make.person(), make.person("Bolat")
    for person, shift in ((aigul, one), (bolat, one), (bolat, other)):
        sign_up(person, shift)
    deed.status, deed.cancelled_at, deed.cancel_reason = "cancelled", deed.starts_at, "A storm is coming."
    deed.save()

    assert (tell_cancelled(deed.pk), tell_cancelled(deed.pk)) == (3, 0)

    told = Letter.objects.filter(kind="deed_cancelled").order_by("pk")
    assert [(letter.person, letter.details["reason"]) for letter in told] == [
        (person, "A storm is coming.") for person in (aigul, bolat, bolat)
    ]
    assert (taken(one), taken(other)) == (0, 0)


def test_nobody_is_told_that_a_deed_is_called_off_while_it_is_not():
    shift = make.shift()
    sign_up(make.person(), shift)

    assert tell_cancelled(shift.deed_id) == 0
    assert taken(shift) == 1


def test_when_a_deed_changes_everybody_who_goes_or_waits_is_told_once():
    shift = make.shift(capacity=1)
    sign_up(make.person(), shift)
    sign_up(make.person("Bolat"), shift)
    cancel(sign_up(make.person("Vera"), shift))

    assert (tell_changed(shift.deed_id), tell_changed(shift.deed_id)) == (2, 2)
    assert Letter.objects.filter(kind="deed_changed").count() == 2
