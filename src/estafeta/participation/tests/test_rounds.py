"""Almaty is five hours ahead of UTC: the makers' shift at 05:00 UTC begins at ten in the morning."""

from datetime import timedelta

import pytest

from estafeta.notifications.models import Letter
from estafeta.participation.services import cancel, remind_in_the_morning, sign_up, write_on_the_eve
from tests import make


@pytest.fixture
def shift():
    return make.shift(capacity=1)


@pytest.fixture
def going(shift):
    return sign_up(make.person(), shift, now=shift.starts_at - timedelta(days=5))


def before(shift, hours):
    return shift.starts_at - timedelta(hours=hours)


def test_on_the_eve_at_six_everybody_who_goes_is_asked_once(shift, going):
    sign_up(make.person("Waits"), shift, now=before(shift, 100))

    told = [write_on_the_eve(now=before(shift, hours)) for hours in (16.1, 16, 15.9, 10)]

    assert told == [0, 1, 0, 0]
    assert list(Letter.objects.filter(kind="eve").values_list("person", flat=True)) == [going.person_id]


def test_on_the_day_itself_it_is_too_late_for_the_letter_of_the_eve(shift, going):
    assert write_on_the_eve(now=before(shift, 9)) == 0


def test_who_signs_up_on_the_eve_is_not_asked_at_once(shift):
    sign_up(make.person(), shift, now=before(shift, 15))

    assert write_on_the_eve(now=before(shift, 14)) == 0


def test_who_has_cancelled_is_not_asked(shift, going):
    cancel(going, now=before(shift, 20))

    assert write_on_the_eve(now=before(shift, 15)) == 0


def test_in_the_morning_at_eight_everybody_who_goes_is_reminded_once(shift, going):
    told = [remind_in_the_morning(now=before(shift, hours)) for hours in (2.1, 2, 1, 0)]

    assert told == [0, 1, 0, 0]


def test_who_signed_up_that_day_needs_no_reminder(shift):
    sign_up(make.person(), shift, now=before(shift, 3))

    assert remind_in_the_morning(now=before(shift, 1)) == 0


def test_nobody_is_reminded_of_a_deed_that_was_called_off(shift, going):
    deed = shift.deed
    deed.status, deed.cancelled_at = "cancelled", before(shift, 20)
    deed.save()

    assert (write_on_the_eve(now=before(shift, 15)), remind_in_the_morning(now=before(shift, 1))) == (0, 0)


def test_the_eve_is_that_of_the_place():
    """At midnight in New York, where it is the day itself in Almaty."""
    there = make.town("New York", time_zone="America/New_York")
    shift = make.shift(of=make.deed(territory=there))
    sign_up(make.person(), shift, now=before(shift, 100))

    assert [write_on_the_eve(now=before(shift, hours)) for hours in (10, 5)] == [0, 1]
