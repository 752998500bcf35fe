"""The published rule of docs/decisions/0004-waiting-list.md, sentence by sentence."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.notifications.models import Letter
from estafeta.participation import queries
from estafeta.participation.models import Offer
from estafeta.participation.services import answer_offer, cancel, change_seats, offer_freed_places, settle, sign_up
from tests import make

DAY = timedelta(days=1)


def far_shift(capacity=1, days=5):
    return make.shift(of=make.deed(starts_at=timezone.now() + days * DAY), capacity=capacity)


def line(shift, *seats):
    """One who goes with all places, then who waits, with that many seats each."""
    going = sign_up(make.person("First"), shift, seats=shift.capacity)
    return going, [sign_up(make.person(f"Waiting {n}"), shift, seats=n_seats) for n, n_seats in enumerate(seats)]


def widen(shift, capacity):
    shift.capacity = capacity
    shift.save(update_fields=["capacity"])


def state(shift):
    """Everybody's status in the order of signing up, and what is taken."""
    shift.refresh_from_db()
    marks = [
        "offered" if sign_up.offers.filter(answer="open").exists() else sign_up.status
        for sign_up in shift.sign_ups.order_by("pk")
    ]
    return marks, shift.places_taken


def test_a_freed_place_is_offered_to_the_first_who_waits_and_held_meanwhile():
    shift = far_shift()
    going, _waiting = line(shift, 1, 1)

    cancel(going)

    assert state(shift) == (["cancelled", "offered", "waiting"], 1)
    assert Letter.objects.filter(kind="offer").count() == 1


def test_nobody_slips_in_while_an_offer_is_open():
    shift = far_shift()
    going, _waiting = line(shift, 1)
    cancel(going)

    assert sign_up(make.person("Late"), shift).status == "waiting"


def test_who_takes_the_offer_goes():
    shift = far_shift()
    going, [first] = line(shift, 1)
    cancel(going)

    taken = answer_offer(first, take=True)

    assert (taken.status, state(shift)) == ("going", (["cancelled", "going"], 1))
    assert answer_offer(first, take=True).status == "going"
    assert Letter.objects.filter(kind="sign_up_going", person=first.person).count() == 1


def test_who_declines_leaves_the_list_and_the_next_is_asked():
    shift = far_shift()
    going, [first, _second] = line(shift, 1, 1)
    cancel(going)

    answer_offer(first, take=False)
    answer_offer(first, take=False)

    assert state(shift) == (["cancelled", "cancelled", "offered"], 1)


def test_an_offer_that_lapses_goes_on_to_the_next():
    shift, now = far_shift(), timezone.now()
    going, [first, _second] = line(shift, 1, 1)
    cancel(going)

    assert settle(now=now + timedelta(hours=23)) == 0
    assert settle(now=now + timedelta(hours=24, minutes=1)) == 1

    assert state(shift) == (["cancelled", "cancelled", "offered"], 1)
    assert list(Letter.objects.filter(kind="offer_lapsed").values_list("person", flat=True)) == [first.person_id]


def test_who_answers_too_late_is_told_so_and_the_place_goes_on():
    shift, now = far_shift(), timezone.now()
    going, [first, _second] = line(shift, 1, 1)
    cancel(going)

    with pytest.raises(NotPossible, match="lapsed"):
        answer_offer(first, take=True, now=now + timedelta(hours=25))

    assert state(shift) == (["cancelled", "cancelled", "offered"], 1)


def test_who_was_offered_nothing_takes_nothing():
    shift = far_shift()
    _going, [first] = line(shift, 1)

    with pytest.raises(NotPossible, match="no open offer"):
        answer_offer(first, take=True)


def test_a_group_that_does_not_fit_is_passed_over_and_keeps_its_position():
    shift = far_shift(capacity=3)
    goers = [sign_up(make.person(f"Going {n}"), shift) for n in range(3)]
    group = sign_up(make.person("Group"), shift, seats=2)
    alone = sign_up(make.person("Alone"), shift)

    cancel(goers[0])
    answer_offer(alone, take=True)
    cancel(goers[1])
    first_after_one_place = queries.position_of(group)
    cancel(goers[2])

    assert first_after_one_place == 1
    assert state(shift) == (["cancelled", "cancelled", "cancelled", "offered", "going"], 3)


def test_several_who_fit_are_asked_at_once():
    shift = far_shift(capacity=3)
    going, _waiting = line(shift, 1, 3, 2)

    cancel(going)

    assert state(shift) == (["cancelled", "offered", "waiting", "offered"], 3)


@pytest.mark.parametrize(
    ("hours_before", "lasts"),
    [
        (100, timedelta(hours=24)),
        (26, timedelta(hours=24)),
        (10, timedelta(hours=8)),
        (2.1, timedelta(minutes=15)),
    ],
)
def test_an_offer_lasts_a_day_or_until_two_hours_before_the_start_but_a_quarter_of_an_hour_at_least(
    hours_before, lasts
):
    shift = far_shift()
    going, _waiting = line(shift, 1)
    now = shift.starts_at - timedelta(hours=hours_before)

    cancel(going, now=now)

    offer = Offer.objects.get()
    assert (offer.made_at, offer.lapses_at) == (now, now + lasts)


def test_in_the_last_two_hours_the_place_is_given_without_asking():
    shift = far_shift()
    going, _waiting = line(shift, 1, 1)

    cancel(going, now=shift.starts_at - timedelta(hours=2))

    assert state(shift) == (["cancelled", "going", "waiting"], 1)
    assert Letter.objects.get(kind="sign_up_going", person__name="Waiting 0").details["moved_up"] is True


def test_once_the_shift_has_begun_nothing_is_offered():
    shift = far_shift()
    line(shift, 1)
    widen(shift, 2)

    assert settle(now=shift.starts_at) == 0
    assert state(shift) == (["going", "waiting"], 1)


def test_a_larger_capacity_is_offered_on_by_the_round_of_the_minute():
    shift = far_shift()
    line(shift, 1, 1)
    widen(shift, 2)

    assert settle() == 1
    assert settle() == 0
    assert state(shift) == (["going", "offered", "waiting"], 2)


def test_a_capacity_without_end_takes_everybody_who_waits():
    shift = far_shift()
    line(shift, 1, 1)
    widen(shift, None)

    offer_freed_places(shift.pk)

    assert state(shift) == (["going", "going", "going"], 3)


def test_the_page_tells_ones_position():
    shift = far_shift()
    going, waiting = line(shift, 1, 1, 1)

    assert [queries.position_of(sign_up) for sign_up in waiting] == [1, 2, 3]
    assert queries.position_of(going) is None


def test_who_waits_and_cancels_lets_the_others_move_up():
    shift = far_shift()
    _going, [first, second] = line(shift, 1, 1)

    cancel(first)

    assert queries.position_of(second) == 1


def test_who_is_offered_a_place_and_cancels_frees_it():
    shift = far_shift()
    going, [first, _second] = line(shift, 1, 1)
    cancel(going)

    cancel(first)

    assert state(shift) == (["cancelled", "cancelled", "offered"], 1)
    assert Offer.objects.get(sign_up=first).answer == "declined"


def test_who_waits_and_asks_for_more_goes_to_the_end():
    shift = far_shift(capacity=3)
    _going, [first, second] = line(shift, 1, 1)

    change_seats(first, 2)

    assert [queries.position_of(sign_up) for sign_up in (second, first)] == [1, 2]


def test_who_waits_and_asks_for_less_stays_and_may_fit_now():
    shift = far_shift(capacity=3)
    goers = [sign_up(make.person(f"Going {n}"), shift) for n in range(3)]
    group = sign_up(make.person("Group"), shift, seats=3)
    cancel(goers[0])

    change_seats(group, 1)

    assert state(shift) == (["cancelled", "going", "going", "offered"], 3)


def test_who_is_offered_places_may_take_fewer():
    shift = far_shift(capacity=2)
    going, [group, _alone] = line(shift, 2, 1)
    cancel(going)

    change_seats(group, 1)

    assert state(shift) == (["cancelled", "offered", "offered"], 2)


def test_who_is_offered_places_asks_for_more_only_afterwards():
    shift = far_shift(capacity=2)
    going, [first] = line(shift, 1)
    cancel(going)

    with pytest.raises(NotPossible, match="Answer the offer first"):
        change_seats(first, 2)
