"""What the clock does, and the report."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command

from estafeta.base.errors import NotPossible
from estafeta.deeds import services, tasks
from estafeta.deeds.models import Deed, DeedType, SocialGroup
from estafeta.deeds.tests.test_announcing import acts, drafted, states
from tests import make


@pytest.fixture
def aigul():
    return make.person("Aigul")


def test_the_clock_moves_what_has_begun_and_what_is_over_and_nothing_else(aigul):
    begun = services.submit(drafted(aigul), aigul)
    over = services.submit(drafted(aigul, at=make.tomorrow() - timedelta(hours=3)), aigul)
    ahead = services.submit(drafted(aigul, at=make.tomorrow() + timedelta(hours=1)), aigul)
    draft = drafted(aigul)

    moved = services.move_by_the_clock(make.tomorrow())
    again = services.move_by_the_clock(make.tomorrow())

    assert (moved, again) == (2, 0)
    assert [states(deed)[1:] for deed in (begun, over, ahead, draft)] == [
        ["announced", "under_way"],
        ["announced", "under_way", "done"],
        ["announced"],
        [],
    ]
    assert acts(over)[-2:] == ["under_way", "done"]


def test_the_clock_ends_what_it_began(aigul):
    deed = services.submit(drafted(aigul), aigul)

    services.move_by_the_clock(make.tomorrow())
    services.move_by_the_clock(make.tomorrow() + timedelta(hours=3))

    assert states(deed) == ["draft", "announced", "under_way", "done"]


def test_a_report_is_given_once_and_verified_by_a_coordinator_once(aigul):
    deed = over(aigul)
    coordinator = make.coordinator(deed.territory)

    first = services.report(deed, aigul, amount=Decimal(60), story="Sixty elms stand.")
    second = services.report(deed, aigul, amount=Decimal(99), story="Another")
    for _ in range(2):
        services.verify(deed, coordinator)

    assert (second.pk, second.amount, second.story) == (first.pk, Decimal(60), "Sixty elms stand.")
    assert states(deed)[-3:] == ["done", "reported", "verified"]


def test_a_report_says_something_true_of_a_deed_that_is_over(aigul):
    with pytest.raises(NotPossible, match="when it is over"):
        services.report(services.submit(drafted(aigul), aigul), aigul, amount=None, story="Soon")
    deed = over(aigul)
    with pytest.raises(NotPossible, match="what came of it"):
        services.report(deed, aigul, amount=None, story=" ")
    with pytest.raises(NotPossible, match="from 0"):
        services.report(deed, aigul, amount=Decimal(-1), story="Less")
    with pytest.raises(NotPossible, match="Only organisers"):
        services.report(deed, make.person("Stranger"), amount=None, story="I was not there")
    with pytest.raises(NotPossible, match="no report"):
        services.verify(deed, make.coordinator(deed.territory))


def test_the_built_in_types_and_groups_load_twice_without_harm_and_an_operators_own_stay():
    make.deed_type("kite-flying")

    assert services.load_types() == services.load_types() == (23, 15)

    assert DeedType.objects.count() == 24
    assert SocialGroup.objects.count() == 15
    assert list(DeedType.objects.values_list("slug", flat=True)[:11]) == [
        "veterans", "children-home", "monument", "park", "playground", "concert", "contest", "exhibition", "festival",
        "sport", "auto-rally",
    ]  # fmt: skip
    assert not DeedType.objects.exclude(slug="kite-flying").filter(name_kk="").exists()
    assert set(DeedType.objects.filter(fits_minors=False).values_list("slug", flat=True)) == {
        "auto-rally", "blood", "repair",
    }  # fmt: skip


def over(by) -> Deed:
    return services.mark_done(services.submit(drafted(by), by), now=make.tomorrow() + timedelta(days=1))


def test_the_clocks_job_and_the_command_do_what_they_say(aigul, capsys):
    deed = services.submit(drafted(aigul), aigul)
    Deed.objects.filter(pk=deed.pk).update(starts_at=make.tomorrow() - timedelta(days=2))

    tasks.move_by_the_clock(timestamp=0)
    call_command("load_types")

    assert states(deed)[-1] == "under_way"
    assert "23 types of deed and 15 groups" in capsys.readouterr().out
