"""Setting the shifts of a deed."""

from datetime import UTC, datetime, timedelta

import pytest

from estafeta.base.errors import NotPossible
from estafeta.deeds import services
from estafeta.deeds.models import Shift
from estafeta.deeds.services import Slot
from estafeta.deeds.tests.test_announcing import drafted, jobs_of
from tests import make

HOUR = timedelta(hours=1)


@pytest.fixture
def aigul():
    return make.person("Aigul")


def times(deed):
    deed.refresh_from_db()
    return deed.starts_at, deed.ends_at


def slot_of(shift, **changes):
    return Slot(**({
        "starts_at": shift.starts_at, "ends_at": shift.ends_at, "capacity": shift.capacity, "shift": shift.pk
    } | changes))  # fmt: skip


def test_the_deed_spans_its_shifts_and_a_second_call_changes_nothing(aigul):
    deed, first = drafted(aigul), make.tomorrow()
    kept = slot_of(deed.shifts.get())
    later = first + timedelta(days=2)

    made = services.set_shifts(deed, aigul, [Slot(later, later + HOUR, None), kept])
    again = services.set_shifts(deed, aigul, [slot_of(shift) for shift in made])

    assert [(shift.starts_at, shift.capacity) for shift in made] == [(first, 10), (later, None)]
    assert made == again
    assert times(deed) == (first, later + HOUR)


def test_only_a_new_time_of_an_announced_deed_is_told(aigul):
    deed = services.submit(drafted(aigul), aigul)
    shift = deed.shifts.get()

    services.set_shifts(deed, aigul, [slot_of(shift)])
    services.set_shifts(deed, aigul, [slot_of(shift, capacity=11)])
    assert jobs_of(deed) == []
    services.set_shifts(deed, aigul, [slot_of(shift, ends_at=shift.ends_at + HOUR)])

    assert jobs_of(deed) == ["participation.tell_changed"]


def test_a_capacity_never_falls_below_the_places_taken(aigul):
    deed = drafted(aigul)
    shift = deed.shifts.get()
    Shift.objects.filter(pk=shift.pk).update(places_taken=4)

    with pytest.raises(NotPossible, match="4 places of this shift"):
        services.set_shifts(deed, aigul, [slot_of(shift, capacity=3)])

    assert services.set_shifts(deed, aigul, [slot_of(shift, capacity=4)])[0].capacity == 4


def test_a_shift_with_people_in_it_stays(aigul):
    deed = drafted(aigul)
    Shift.objects.filter(deed=deed).update(places_taken=1)
    other = make.tomorrow() + timedelta(days=3)

    with pytest.raises(NotPossible, match="Call the deed off"):
        services.set_shifts(deed, aigul, [Slot(other, other + HOUR, 5)])


def test_an_empty_shift_may_go(aigul):
    deed, other = drafted(aigul), make.tomorrow() + timedelta(days=3)

    services.set_shifts(deed, aigul, [Slot(other, other + HOUR, 5)])

    assert times(deed) == (other, other + HOUR)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "capacity", "said"),
    [
        (make.tomorrow(9), make.tomorrow(8), 5, "ends before it starts"),
        (make.tomorrow(9), make.tomorrow(9), 5, "ends before it starts"),
        (datetime(1582, 10, 15, tzinfo=UTC), datetime(1582, 10, 16, tzinfo=UTC), 5, "past"),
        (datetime(1, 1, 1, tzinfo=UTC), datetime(1, 1, 2, tzinfo=UTC), 5, "past"),
        (datetime(9999, 12, 30, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC), 5, "two years"),
        (make.tomorrow(), make.tomorrow() + timedelta(days=40), 5, "a month"),
        (make.tomorrow(8), make.tomorrow(9), -1, "between 1 and"),
        (make.tomorrow(8), make.tomorrow(9), 0, "between 1 and"),
        (make.tomorrow(8), make.tomorrow(9), 10**9, "between 1 and"),
    ],
)
def test_impossible_shifts_are_refused_with_a_sentence(aigul, starts_at, ends_at, capacity, said):
    deed = drafted(aigul)

    with pytest.raises(NotPossible, match=said):
        services.set_shifts(deed, aigul, [Slot(starts_at, ends_at, capacity)])

    assert times(deed)[0] == make.tomorrow()


def test_there_is_at_least_one_shift_and_at_most_sixty(aigul):
    deed, begins = drafted(aigul), make.tomorrow()
    many = [Slot(begins + timedelta(days=day), begins + timedelta(days=day, hours=1)) for day in range(61)]

    with pytest.raises(NotPossible, match="at least one"):
        services.set_shifts(deed, aigul, [])
    with pytest.raises(NotPossible, match="at most 60"):
        services.set_shifts(deed, aigul, many)


def test_a_shift_of_another_deed_is_not_there(aigul):
    foreign = drafted(aigul).shifts.get()

    with pytest.raises(NotPossible, match="not there any more"):
        services.set_shifts(drafted(aigul), aigul, [slot_of(foreign)])


def test_a_stranger_sets_no_shifts(aigul):
    with pytest.raises(NotPossible, match="Only organisers"):
        services.set_shifts(drafted(aigul), make.person("Stranger"), [])


def test_more_places_are_offered_to_those_who_wait(aigul):
    from procrastinate.contrib.django.models import ProcrastinateJob

    deed = services.submit(drafted(aigul), aigul)
    shift = deed.shifts.get()

    for capacity in (8, 12, None, 20):
        [shift] = services.set_shifts(deed, aigul, [slot_of(shift, capacity=capacity)])

    offers = ProcrastinateJob.objects.filter(task_name="participation.offer_freed_places")
    assert list(offers.values_list("args", flat=True)) == [{"shift_id": shift.pk}] * 2
