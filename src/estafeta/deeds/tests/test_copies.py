"""Copying and repeating a deed."""

from datetime import UTC, datetime, timedelta

import pytest

from estafeta.base.errors import NotPossible
from estafeta.deeds import services
from estafeta.deeds.models import Deed
from estafeta.deeds.services import Slot
from estafeta.deeds.tests.test_announcing import acts, drafted
from tests import make


@pytest.fixture
def aigul():
    return make.person("Aigul")


def test_a_copy_is_a_draft_with_all_words_groups_and_shifts_moved_alike(aigul):
    deed = drafted(aigul, about="Sixty elms", suits=[make.group("miners")], min_age=12)
    second = make.tomorrow() + timedelta(days=1)
    shift = deed.shifts.get()
    services.set_shifts(deed, aigul, [
        Slot(shift.starts_at, shift.ends_at, 10, shift.pk), Slot(second, second + timedelta(hours=1), None),
    ])  # fmt: skip
    deed = services.submit(deed, aigul)
    week = timedelta(days=7)

    made = services.copy(deed, aigul, make.tomorrow() + week)

    assert (made.status, made.title, made.about, made.min_age) == ("draft", deed.title, "Sixty elms", 12)
    assert [group.slug for group in made.suits.all()] == ["miners"]
    assert [(one.starts_at, one.capacity) for one in made.shifts.all()] == [
        (make.tomorrow() + week, 10),
        (second + week, None),
    ]
    assert made.copied_from == deed
    assert made.slug != deed.slug
    assert acts(deed)[-1] == "copied"


def test_copying_twice_to_one_moment_copies_once(aigul):
    deed, later = drafted(aigul), make.tomorrow() + timedelta(days=7)

    assert services.copy(deed, aigul, later) == services.copy(deed, aigul, later)


def test_repeating_keeps_the_hour_of_the_wall_clock_when_summer_time_begins(aigul):
    home = make.town("Berlin", time_zone="Europe/Berlin")
    organisation = make.organisation(owner=aigul, territory=home)
    march = datetime(2027, 3, 24, 9, 0, tzinfo=UTC)  # ten o'clock in Berlin, four days before summer time
    deed = drafted(aigul, organisation, at=march)

    [made] = services.repeat(deed, aigul, times=1)

    assert made.starts_at == datetime(2027, 3, 31, 8, 0, tzinfo=UTC)


def test_an_announced_deed_is_repeated_announced_and_twice_adds_nothing(aigul):
    deed = services.submit(drafted(aigul), aigul)

    first = services.repeat(deed, aigul, times=3)
    again = services.repeat(deed, aigul, times=4)

    assert [one.status for one in first] == ["announced"] * 3
    assert again[:3] == first
    assert Deed.objects.count() == 5


def test_a_draft_is_repeated_as_drafts(aigul):
    assert [one.status for one in services.repeat(drafted(aigul), aigul, times=2)] == ["draft", "draft"]


@pytest.mark.parametrize(("times", "every_days"), [(0, 7), (53, 7), (1, 0), (1, 367)])
def test_nobody_repeats_for_ever(aigul, times, every_days):
    with pytest.raises(NotPossible, match="52 times"):
        services.repeat(drafted(aigul), aigul, times=times, every_days=every_days)


def test_a_copy_into_the_past_or_by_a_stranger_is_refused_and_leaves_nothing(aigul):
    deed = drafted(aigul)

    with pytest.raises(NotPossible, match="past"):
        services.copy(deed, aigul, datetime(1582, 10, 15, tzinfo=UTC))
    with pytest.raises(NotPossible, match="Only organisers"):
        services.copy(deed, make.person("Stranger"), make.tomorrow() + timedelta(days=7))

    assert Deed.objects.count() == 1
