"""What is written down behind the facts says the same as the facts, for every place and moment."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from estafeta.deeds.models import Deed, DeedOrganiser
from estafeta.tally import queries, services
from estafeta.tally.models import RunningSum, Settled
from estafeta.tally.tests.test_counting import Stage, undone, worlds
from tests import make

BEGIN = datetime(2026, 3, 9, 4, tzinfo=UTC)
told = st.lists(
    st.tuples(
        st.sampled_from(["attendance", "headcount", "spectators"]),
        st.integers(0, 2),  # deed
        st.integers(0, 4),  # person
        st.sampled_from("ABCDE"),
        st.integers(1, 300),  # heads
        st.integers(0, 60),  # recorded: tens of minutes since the beginning
        st.one_of(st.none(), st.integers(1, 60)),  # taken back so much later
    ),
    max_size=25,
)


def replayed(stage, told):
    """The rows of an example campaign, corrections with them."""
    rows = []
    for kind, deed, person, grade, heads, step, back in told:
        made = services.Row(
            kind, stage.campaign.pk, stage.deeds[deed].pk, grade, BEGIN,
            person_id=stage.people[person].pk if kind == "attendance" else None,
            heads=1 if kind == "attendance" else heads,
            territory_id=stage.deeds[deed].territory_id, minutes=30, uuid=uuid4(),
            recorded_at=BEGIN + timedelta(minutes=10 * step),
        )  # fmt: skip
        rows.append(made)
        if back:
            later = made.recorded_at + timedelta(minutes=7 * back)
            rows.append(
                services.Row(
                    "correction", made.campaign_id, made.deed_id, grade, BEGIN, person_id=made.person_id,
                    heads=made.heads, territory_id=made.territory_id, minutes=30, recorded_at=later,
                    corrects=made.uuid, reason="a slip of the pen",
                )
            )  # fmt: skip
    return rows


@worlds
@given(told, st.lists(st.integers(-10, 1100), min_size=1, max_size=4))
def test_every_place_at_every_moment_counts_what_the_facts_say(told, minutes):
    with undone():
        stage = Stage()
        stage.campaign.is_example = True
        stage.campaign.save()
        services.record_many(replayed(stage, told), replay=stage.campaign)
        moments = [BEGIN + timedelta(minutes=minute, microseconds=minute % 2) for minute in minutes]
        places = [None, *stage.regions, *stage.towns]

        def asked():
            cache.clear()
            return [
                queries.figure(stage.campaign, territory=place, as_of=moment).metrics
                for place in places
                for moment in moments
            ]

        assert services.verify() == []
        written_down = asked()
        assert not told or Settled.objects.exists()
        Settled.objects.all().delete()
        assert asked() == written_down


def test_a_figure_of_a_place_is_looked_up_and_not_counted(django_assert_num_queries):
    stage = Stage()
    stage.campaign.is_example = True
    stage.campaign.save()
    row = ("attendance", 0, 0, "A", 1, 3, None)
    services.record_many(replayed(stage, [row]), replay=stage.campaign)

    assert {one.heads for one in RunningSum.objects.all()} == {1}
    assert queries.figure(stage.campaign, territory=stage.regions[0], as_of=BEGIN).people.value == 0
    assert queries.figure(stage.campaign, territory=stage.regions[0]).people.value == 1
    assert queries.figure(stage.campaign, territory=stage.regions[1]).people.value == 0


def test_a_place_that_has_become_another_is_counted_from_the_facts():
    stage = Stage()
    services.record(stage.deeds[0], "attendance", grade="A", happened_at=BEGIN, minutes=30, person=stage.people[0])
    services.settle_people(stage.campaign)
    moved = stage.towns[0]
    moved.parent = stage.regions[1]
    moved.path = f"{stage.regions[1].path}{moved.code}/"
    moved.save()
    cache.clear()

    assert [queries.figure(stage.campaign, territory=one).people.value for one in stage.regions] == [0, 1]


def test_a_deed_counts_for_its_organisers_and_kind_as_they_stood_at_the_moment():
    deed = make.deed(status="done")
    first, second, third = deed.organisation, make.organisation("Youth"), make.organisation("School")
    services.record(deed, "attendance", grade="A", happened_at=deed.starts_at, person=make.person())
    before = queries.figure(deed.campaign, organisation=first)
    by_type = queries.by(deed.campaign, "type", as_of=before.recorded_until)
    Deed.objects.filter(pk=deed.pk).update(organisation=second, type=make.deed_type("concert"))
    DeedOrganiser.objects.create(deed=deed, organisation=third)

    def participations(body, **more):
        return queries.figure(deed.campaign, organisation=body, **more).participations.value

    assert [participations(body) for body in (first, second, third)] == [0, 1, 1]
    moment = {"as_of": before.recorded_until}
    assert [participations(body, **moment) for body in (first, second, third)] == [1, 0, 0]
    assert queries.figure(deed.campaign, organisation=first, **moment).metrics == before.metrics
    assert queries.by(deed.campaign, "type", **moment) == by_type
    assert [part.key for part in queries.by(deed.campaign, "type")] == ["concert"]


def test_a_deed_moved_to_another_place_stays_where_it_was_in_the_past():
    deed = make.deed(status="done")
    home, other = deed.territory, make.town("Shakhtinsk")
    before = queries.figure(deed.campaign, territory=home)
    Deed.objects.filter(pk=deed.pk).update(territory=other, starts_at=deed.starts_at + timedelta(days=3))

    assert queries.figure(deed.campaign, territory=home).deeds.value == 0
    assert queries.figure(deed.campaign, territory=other).deeds.value == 1
    again = queries.figure(deed.campaign, territory=home, as_of=before.recorded_until)
    assert again.deeds == before.deeds
    assert before.deeds.value == 1
