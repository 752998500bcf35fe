"""Many press at once. Real connections, real commits; each race has a twin that shows that the test could fail.

`slow_count` holds everybody at a barrier between reading how many places are left and taking one. With the lock only
one can stand there at a time, so the barrier breaks by its short patience and nobody is hurt; without it both arrive,
and both have read the same number.
"""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.participation.models import Offer, SignUp
from estafeta.participation.services import answer_offer, cancel, change_seats, offer_freed_places, places, sign_up
from tests import make

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

PATIENCE_S = 0.3


@pytest.fixture
def slow_count(monkeypatch):
    """Everybody waits for everybody between counting and taking."""
    barrier = threading.Barrier(2)
    count = places.fits

    def held(shift, seats):
        answer = count(shift, seats)
        if threading.current_thread() is threading.main_thread():  # what a test prepares hurries
            return answer
        with suppress(threading.BrokenBarrierError):
            barrier.wait(PATIENCE_S)
        return answer

    monkeypatch.setattr(places, "fits", held)


@pytest.fixture
def no_lock(monkeypatch):
    monkeypatch.setattr(places, "HELD", "")


@contextmanager
def without_the_constraint():
    """The database's own guard laid down for a moment, and taken up again when the overbooking is swept away."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE deeds_shift DROP CONSTRAINT shift_never_overbooked")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE deeds_shift SET places_taken = 0")
            cursor.execute(
                "ALTER TABLE deeds_shift ADD CONSTRAINT shift_never_overbooked "
                "CHECK (capacity IS NULL OR places_taken <= capacity)"
            )


def all_at_once(*acts):
    """Run the acts in threads of their own; what each answered, or the name of what it raised, sorted."""

    def run(act):
        try:
            return act()
        except (IntegrityError, NotPossible) as fault:
            return type(fault).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as crowd:
        return sorted(crowd.map(run, acts))


def signing_up(shift, people, **options):
    return [lambda person=person: sign_up(person, shift, **options).status for person in people]


def as_counted(shift):
    """Seats of those who go and of open offers, counted afresh, beside what is kept."""
    shift.refresh_from_db()
    going = sum(shift.sign_ups.filter(status="going").values_list("seats", flat=True))
    held = sum(Offer.objects.filter(sign_up__shift=shift, answer="open").values_list("sign_up__seats", flat=True))
    return going + held, shift.places_taken


def far_shift(capacity):
    return make.shift(of=make.deed(starts_at=timezone.now() + timedelta(days=5)), capacity=capacity)


def pair():
    return [make.person("Aigul"), make.person("Bolat")]


def test_the_last_place_is_given_once(slow_count):
    shift, people = make.shift(capacity=1), pair()

    assert all_at_once(*signing_up(shift, people)) == ["going", "waiting"]
    assert as_counted(shift) == (1, 1)


def test_without_the_lock_the_database_refuses_the_second(slow_count, no_lock):
    shift, people = make.shift(capacity=1), pair()

    assert all_at_once(*signing_up(shift, people)) == ["IntegrityError", "going"]
    assert as_counted(shift) == (1, 1)


def test_without_the_lock_and_the_constraint_the_last_place_is_given_twice(slow_count, no_lock):
    shift, people = make.shift(capacity=1), pair()

    with without_the_constraint():
        assert all_at_once(*signing_up(shift, people)) == ["going", "going"]
        assert as_counted(shift) == (2, 2)


def test_a_crowd_fills_a_shift_to_the_last_place_and_not_beyond():
    shift = make.shift(capacity=7)
    crowd = [make.person(f"Person {number}") for number in range(24)]

    answers = all_at_once(*signing_up(shift, crowd))

    assert Counter(answers) == {"going": 7, "waiting": 17}
    assert as_counted(shift) == (7, 7)


def test_one_person_pressing_many_times_has_one_place():
    shift, aigul = make.shift(capacity=7), make.person()

    assert all_at_once(*signing_up(shift, [aigul] * 8)) == ["going"] * 8
    assert SignUp.objects.count() == 1
    assert as_counted(shift) == (1, 1)


def test_without_the_lock_the_database_keeps_one_place_a_person(slow_count, no_lock):
    shift, aigul = make.shift(capacity=7), make.person()

    assert all_at_once(*signing_up(shift, [aigul] * 2)) == ["IntegrityError", "going"]
    assert as_counted(shift) == (1, 1)


def test_two_teams_that_grow_at_once_share_what_is_left(slow_count):
    shift, people = make.shift(capacity=4), pair()
    one, other = (sign_up(person, shift) for person in people)

    answers = all_at_once(
        lambda: str(change_seats(one, 3).seats),
        lambda: str(change_seats(other, 3).seats),
    )

    assert answers == ["3", "NotPossible"]
    assert as_counted(shift) == (4, 4)


def test_without_the_lock_the_database_refuses_the_second_team(slow_count, no_lock):
    shift, people = make.shift(capacity=4), pair()
    one, other = (sign_up(person, shift) for person in people)

    answers = all_at_once(
        lambda: str(change_seats(one, 3).seats),
        lambda: str(change_seats(other, 3).seats),
    )

    assert answers == ["3", "IntegrityError"]
    assert as_counted(shift) == (4, 4)


def test_two_who_cancel_at_once_free_two_places_for_two():
    shift = make.shift(capacity=2)
    going = [sign_up(person, shift) for person in pair()]
    waiting = [sign_up(make.person(name), shift) for name in ("Vera", "Gani", "Dana")]

    all_at_once(*(lambda made=made: cancel(made).status for made in going))

    assert [made.offers.count() for made in waiting] == [1, 1, 0]
    assert as_counted(shift) == (2, 2)


def test_cancelling_at_once_in_two_windows_frees_the_place_once():
    shift = make.shift(capacity=3)
    made = sign_up(make.person(), shift, seats=2)
    sign_up(make.person("Bolat"), shift)

    assert all_at_once(*(lambda: cancel(made).status,) * 2) == ["cancelled", "cancelled"]
    assert as_counted(shift) == (1, 1)


def test_an_offer_is_taken_and_lapses_but_not_both():
    shift = far_shift(capacity=1)
    going = sign_up(make.person(), shift)
    first, second = (sign_up(make.person(name), shift) for name in ("Vera", "Gani"))
    cancel(going)
    lapse = Offer.objects.get().lapses_at
    before = lapse - timedelta(seconds=1)

    all_at_once(
        lambda: answer_offer(first, take=True, now=before).status,
        lambda: str(offer_freed_places(shift.pk, now=lapse)),
    )

    first.refresh_from_db()
    assert (first.status, second.offers.count()) in {("going", 0), ("cancelled", 1)}
    assert as_counted(shift) == (1, 1)


def test_two_rounds_at_once_ask_the_next_once():
    shift = far_shift(capacity=1)
    going = sign_up(make.person(), shift)
    waiting = [sign_up(make.person(name), shift) for name in ("Vera", "Gani")]
    cancel(going)
    lapse = Offer.objects.get().lapses_at

    all_at_once(*(lambda: str(offer_freed_places(shift.pk, now=lapse)),) * 3)

    assert [made.offers.count() for made in waiting] == [1, 1]
    assert as_counted(shift) == (1, 1)
