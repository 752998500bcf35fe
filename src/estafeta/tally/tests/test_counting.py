"""What has to hold in every world: small random campaigns against a recount by hand."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estafeta.tally import queries, rules, services
from tests import make

worlds = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MORNING = datetime(2026, 5, 9, 4, tzinfo=UTC)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Stage:
    """A campaign with three deeds in two regions and one that nobody can place, five people and two groups."""

    def __init__(self):
        self.campaign = make.campaign()
        self.regions = [make.region("Karaganda region"), make.region("Akmola region")]
        self.towns = [make.town("Temirtau", parent=self.regions[0]), make.town("Shakhtinsk", parent=self.regions[0]),
                      make.town("Kokshetau", parent=self.regions[1])]  # fmt: skip
        types = ["park", "concert", "park"]
        self.deeds = [
            make.deed(campaign=self.campaign, territory=town, type=make.deed_type(kind), starts_at=MORNING)
            for town, kind in zip(self.towns, types, strict=True)
        ]
        self.people = [make.person(f"Person {n}") for n in range(5)]
        self.groups = [None, make.group("miners"), make.group("pupils")]


facts = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["attendance", "headcount", "spectators"]),
        "deed": st.integers(0, 2),
        "person": st.integers(0, 4),
        "heads": st.integers(1, 400),
        "group": st.integers(0, 2),
        "grade": st.sampled_from("ABCDE"),
        "minutes": st.integers(0, 500),
        "measured": st.booleans(),
        "hour": st.integers(-40, 40),
        "placed": st.booleans(),
        "corrected": st.booleans(),
        "settled": st.booleans(),
    }
)


def record(stage, said):
    named = said["kind"] == "attendance"
    return services.record(
        stage.deeds[said["deed"]],
        said["kind"],
        grade=said["grade"],
        happened_at=MORNING + timedelta(hours=said["hour"]),
        person=stage.people[said["person"]] if named else None,
        heads=1 if named else said["heads"],
        group=stage.groups[said["group"]],
        minutes=said["minutes"],
        measured=said["measured"],
        placed=said["placed"],
    )


def recount(standing):
    """The additive figures and the named people, the slow and simple way."""
    heads = [(said, 1 if said["kind"] == "attendance" else said["heads"]) for said in standing]
    taking_part = [(said, number) for said, number in heads if said["kind"] != "spectators"]
    headline = [(said, number) for said, number in taking_part if said["grade"] in "ABC"]
    return {
        "participations": sum(number for _said, number in headline),
        "grades": {g: sum(n for said, n in taking_part if said["grade"] == g) for g in rules.GRADES},
        "spectators": sum(n for said, n in heads if said["kind"] == "spectators" and said["grade"] in "ABC"),
        "minutes": sum(number * said["minutes"] for said, number in headline),
        "named": len({said["person"] for said, _n in headline if said["kind"] == "attendance"}),
        "unnamed": sum(n for said, n in headline if said["kind"] == "headcount"),
    }


def counted(figure):
    return {
        "participations": figure.participations.value,
        "grades": figure.participations.grades,
        "spectators": figure.spectators.value,
        "minutes": figure.hours.parts["measured_minutes"] + figure.hours.parts["estimated_minutes"],
        "named": figure.people.parts["named"],
        "unnamed": figure.people.parts["unnamed"],
    }


@worlds
@given(st.lists(facts, max_size=12))
def test_figures_equal_a_recount_and_stay_what_they_were_as_of_each_moment(told):
    with undone():
        stage = Stage()
        answers, standing = [], []

        def ask():
            cache.clear()
            figure = queries.figure(stage.campaign)
            assert counted(figure) == recount(standing)
            answers.append(figure)

        ask()
        for said in told:
            fact = record(stage, said)
            standing.append(said)
            ask()
            if said["corrected"]:
                services.correct(fact, "a slip of the pen", by=None)
                standing.pop()
                ask()
            if said["settled"]:
                services.settle_people(stage.campaign)
                ask()
        cache.clear()
        for answer in answers:
            again = queries.figure(stage.campaign, as_of=answer.recorded_until)
            assert again.answer() == answer.answer() | {"as_of": again.as_of.isoformat()}
        assert services.verify() == []


@worlds
@given(st.lists(facts, max_size=12))
def test_parts_add_up_to_the_whole_whichever_way_it_is_cut(told):
    with undone():
        stage = Stage()
        for said in told:
            record(stage, said)
        for territory in (None, stage.campaign.territory, *stage.regions, *stage.towns):
            whole = queries.figure(stage.campaign, territory=territory)
            for way in rules.WAYS:
                parts = queries.by(stage.campaign, way, territory=territory, as_of=whole.recorded_until)
                assert added(parts, "participations") == whole.participations.value
                assert {g: sum(p.grades[g] for p in parts) for g in rules.GRADES} == whole.participations.grades
                assert added(parts, "measured_minutes") == whole.hours.parts["measured_minutes"]
                assert added(parts, "estimated_minutes") == whole.hours.parts["estimated_minutes"]
                assert added(parts, "spectators") == whole.spectators.value
        regions = [queries.figure(stage.campaign, territory=region).participations.value for region in stage.regions]
        unplaced = sum(
            1 if said["kind"] == "attendance" else said["heads"]
            for said in told
            if not said["placed"] and said["kind"] != "spectators" and said["grade"] in "ABC"
        )
        assert sum(regions) + unplaced == queries.figure(stage.campaign).participations.value


def added(parts, what):
    return sum(getattr(part, what) for part in parts)


# Who is where in which hour: a person is in one place at a time. What is not named is counted as heads.
visits = st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 3)), st.tuples(st.integers(0, 2), st.booleans()))


@worlds
@given(visits, st.booleans())
def test_the_range_of_people_holds_the_truth(visits, counted_twice):
    with undone():
        stage = Stage()
        heads = {}
        for (person, hour), (deed, named) in visits.items():
            at = MORNING + timedelta(hours=hour)
            if named:
                services.record(stage.deeds[deed], "attendance", grade="A", happened_at=at, minutes=60,
                                person=stage.people[person])  # fmt: skip
            else:
                heads[deed, at] = heads.get((deed, at), 0) + 1
        for (deed, at), number in heads.items():
            for _time in range(2 if counted_twice else 1):
                services.record(stage.deeds[deed], "headcount", grade="C", happened_at=at, minutes=60, heads=number)

        people = queries.figure(stage.campaign).people

        truth = len({person for person, _hour in visits})
        assert people.low <= truth <= people.high
        if not heads:
            assert people.value == truth


def headcount(deed, heads, *, hour=0, minutes=60, **more):
    at = MORNING + timedelta(hours=hour)
    return services.record(deed, "headcount", grade="C", happened_at=at, minutes=minutes, heads=heads, **more)


def range_of(stage):
    people = queries.figure(stage.campaign).people
    return people.low, people.high


def test_heads_at_deeds_at_one_moment_are_different_people_and_later_ones_may_be_the_same():
    stage = Stage()
    headcount(stage.deeds[0], 100)
    headcount(stage.deeds[1], 50)
    headcount(stage.deeds[2], 80, hour=5)

    assert range_of(stage) == (150, 230)


def test_who_leaves_at_noon_may_be_the_one_who_comes_at_noon():
    stage = Stage()
    headcount(stage.deeds[0], 100, hour=0, minutes=60)
    headcount(stage.deeds[1], 100, hour=1, minutes=60)

    assert range_of(stage) == (100, 200)


def test_two_counts_of_the_same_heads_are_the_greater_of_them_at_one_moment():
    stage = Stage()
    headcount(stage.deeds[0], 100)
    headcount(stage.deeds[0], 90, hour=0)
    headcount(stage.deeds[0], 40, group=stage.groups[1])
    headcount(stage.deeds[0], 70, group=stage.groups[2])

    assert range_of(stage) == (110, 300)


def test_named_and_unnamed_at_one_moment_add_up_and_a_person_at_two_places_is_one():
    stage = Stage()
    for deed in stage.deeds[:2]:
        services.record(deed, "attendance", grade="A", happened_at=MORNING, minutes=60, person=stage.people[0])
    headcount(stage.deeds[1], 10)

    assert range_of(stage) == (11, 11)


@pytest.mark.parametrize("shifts", [0, 1])
def test_heads_of_parallel_shifts_are_different_people(shifts):
    stage = Stage()
    deed = stage.deeds[0]
    one, two = (make.shift(of=deed, starts_at=MORNING) if shifts else None for _ in range(2))
    headcount(deed, 20, shift=one)
    headcount(deed, 30, shift=two)

    assert range_of(stage) == ((50, 50) if shifts else (30, 50))
