from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from estafeta.participation import queries, rules
from estafeta.participation.services import ask_to_sign_up, cancel, sign_up, sign_up_child
from tests import make


def panels_of(deed, person=None, **options):
    return queries.panels(deed, person, **options)


def test_a_visitor_sees_places_and_who_waits():
    shift = make.shift(capacity=1)
    sign_up(make.person("Bolat"), shift)
    sign_up(make.person("Vera"), shift)

    [panel] = panels_of(shift.deed)

    assert (panel.places_left, panel.is_full, panel.waiting, panel.sign_up) == (0, True, 1, None)
    assert (bool(panel.decision), panel.one_tap) == (True, False)


def test_one_sees_ones_own_word_and_position():
    shift, aigul = make.shift(capacity=1), make.person()
    sign_up(make.person("Bolat"), shift)
    sign_up(make.person("Vera"), shift)
    made = sign_up(aigul, shift)

    [panel] = panels_of(shift.deed, aigul)

    assert (panel.sign_up, panel.position, panel.offer) == (made, 2, None)


def test_one_sees_an_offer_and_until_when():
    shift, aigul = make.shift(of=make.deed(starts_at=timezone.now() + timedelta(days=5)), capacity=1), make.person()
    going = sign_up(make.person("Bolat"), shift)
    made = sign_up(aigul, shift)
    cancel(going)

    [panel] = panels_of(shift.deed, aigul)

    assert panel.offer == made.offers.get()
    assert panel.offered_until == queries.moment(panel.offer.lapses_at, shift)


def test_a_browser_that_keeps_a_link_sees_that_sign_up_and_no_other():
    shift = make.shift()
    made = ask_to_sign_up("Aigul", shift, email="aigul@example.org")
    ask_to_sign_up("Bolat", shift, email="bolat@example.org")

    [with_link] = panels_of(shift.deed, tokens=[made.token])
    [without] = panels_of(shift.deed)

    assert (with_link.sign_up, without.sign_up) == (made, None)


def test_an_unconfirmed_word_of_somebody_else_is_not_shown_to_whom_it_names():
    shift, aigul = make.shift(), make.person("Aigul", email="aigul@example.org")
    ask_to_sign_up("Aigul", shift, email="aigul@example.org")

    [panel] = panels_of(shift.deed, aigul)

    assert panel.sign_up is None


def test_a_guardian_sees_the_children_apart():
    shift, guardian = make.shift(), make.person("Gulnara")
    today = timezone.localdate()
    made = sign_up_child(guardian, "Dana", today.replace(year=today.year - 9, day=1), shift)

    [panel] = panels_of(shift.deed, guardian)

    assert (panel.sign_up, panel.wards) == (None, (made,))


def test_a_clash_is_shown_before_one_presses():
    shift, aigul = make.shift(), make.person()
    other = sign_up(aigul, make.shift(of=make.deed("Reading aloud"), starts_at=shift.starts_at + timedelta(hours=1)))

    [panel] = panels_of(shift.deed, aigul)

    assert (panel.clashes, panel.one_tap) == ((other,), False)


@pytest.mark.parametrize(("born_on", "one_tap"), [(None, False), (date(1990, 5, 1), True)])
def test_one_tap_is_enough_where_nothing_has_to_be_asked(born_on, one_tap):
    shift = make.shift(of=make.deed(min_age=18))

    [panel] = panels_of(shift.deed, make.person(born_on=born_on))

    assert panel.one_tap is one_tap


def test_a_closed_deed_says_why():
    shift = make.shift(of=make.deed(status="cancelled"))

    [panel] = panels_of(shift.deed, make.person())

    assert (bool(panel.decision), str(panel.decision.reason)) == (False, "This deed was cancelled.")


def costs(act) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


@pytest.mark.parametrize("shifts", [1, 3])
def test_panels_cost_the_same_whatever_the_number_of_shifts(shifts):
    deed, aigul = make.deed(), make.person()
    for number in range(shifts):
        shift = make.shift(of=deed, starts_at=deed.starts_at + number * timedelta(hours=4), capacity=1)
        sign_up(make.person("Bolat"), shift)
        sign_up(aigul, shift)

    def look(person):
        for panel in panels_of(deed, person):
            assert panel.when
            assert panel.waiting == 1
            assert panel.position == (1 if person else None)
            assert panel.offer is None

    assert (costs(lambda: look(None)), costs(lambda: look(aigul))) == (1, 3)


@pytest.mark.parametrize("sign_ups", [1, 4])
def test_ones_own_places_cost_the_same_whatever_their_number(sign_ups):
    aigul = make.person()
    for number in range(sign_ups):
        day = make.tomorrow() + timedelta(days=number)
        sign_up(aigul, make.shift(of=make.deed(starts_at=day)))

    assert costs(lambda: queries.my_places(aigul)) == 3
    assert len(queries.my_places(aigul).coming) == sign_ups


def test_ones_own_places_are_ahead_waiting_or_past():
    aigul, now = make.person(), timezone.now()
    full = make.shift(of=make.deed(starts_at=make.tomorrow() + timedelta(days=2)), capacity=1)
    sign_up(make.person("Bolat"), full)
    ahead, waiting = sign_up(aigul, make.shift()), sign_up(aigul, full)
    past = sign_up(aigul, make.shift(of=make.deed(starts_at=now + timedelta(hours=1))))
    cancel(sign_up(aigul, make.shift(of=make.deed(starts_at=now + timedelta(days=9)))))

    places = queries.my_places(aigul, at=now + timedelta(hours=5))

    assert (places.waiting, places.past) == ([waiting], [past])
    assert places.coming in ([ahead], [])  # the makers' shift may begin within these five hours


# --- tickets --------------------------------------------------------------------------------------


def test_a_ticket_holds_for_its_deed_alone():
    one, other = make.shift(), make.shift()
    made = sign_up(make.person(), one)
    text = rules.ticket_text(made)

    assert rules.sign_up_of_ticket(one.deed, text) == made.pk
    assert rules.sign_up_of_ticket(other.deed, text) is None


@pytest.mark.parametrize("text", ["", "1", "1.x", "x" * 100_000, "\ud800", "\x00", "1:2:3"])
def test_a_forged_ticket_is_nobodys(text):
    assert rules.sign_up_of_ticket(make.deed(), text) is None
