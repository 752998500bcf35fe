"""Two rows of one human count once, from the moment somebody said so; the past keeps its answers."""

from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from estafeta.people.models import Pair, Verdict
from estafeta.people.services import note_pairs, say_of_pair
from estafeta.tally import queries, services
from estafeta.tally.queries.moments import question
from estafeta.tally.queries.people import greatest_at_once
from tests import make


def attend(deed, person, grade="A", **more):
    return services.record(deed, "attendance", grade=grade, happened_at=deed.starts_at, person=person, **more)


def pair_of(one, other) -> Pair:
    note_pairs([(one.pk, other.pk, "contact")])
    return Pair.objects.get(one_id=min(one.pk, other.pk), other_id=max(one.pk, other.pk))


@pytest.fixture
def judge():
    return make.person("Judge")


def test_two_rows_said_to_be_the_same_count_once_and_apart_again_when_undone(judge):
    deed, one, other = make.deed(), make.person(), make.person("Bolat")
    attend(deed, one, "C")
    attend(deed, other, "A")
    pair = pair_of(one, other)
    before = queries.figure(deed.campaign)

    say_of_pair(pair, "same", by=judge)
    merged = queries.figure(deed.campaign)
    say_of_pair(pair, "waiting", by=judge)
    undone = queries.figure(deed.campaign)

    assert [figure.people.value for figure in (before, merged, undone)] == [2, 1, 2]
    assert merged.people.grades == {"A": 1, "B": 0, "C": 0, "D": 0, "E": 0}
    assert [figure.people.parts["unresolved"] for figure in (before, merged, undone)] == [1, 0, 1]
    assert queries.figure(deed.campaign, as_of=before.recorded_until).people == before.people
    assert queries.figure(deed.campaign, as_of=merged.recorded_until).people == merged.people
    assert merged.participations.value == 2


def test_the_derived_changes_stay_right_beside_a_merge(judge):
    deed, one, other = make.deed(), make.person(), make.person("Bolat")
    attend(deed, one)
    services.settle_people(deed.campaign)
    say_of_pair(pair_of(one, other), "same", by=judge)
    attend(deed, other, "B")
    services.settle_people(deed.campaign)

    assert queries.figure(deed.campaign).people.value == 1
    assert services.verify() == []


def test_who_is_somebody_by_way_of_a_third_row_is_one_too_and_the_pair_left_over_is_resolved(judge):
    deed, people = make.deed(), [make.person(name) for name in ("A", "B", "C")]
    for one in people:
        attend(deed, one)
    pair_of(people[0], people[2])
    say_of_pair(pair_of(people[0], people[1]), "same", by=judge)
    say_of_pair(pair_of(people[1], people[2]), "same", by=judge)

    figure = queries.figure(deed.campaign).people

    assert (figure.value, figure.parts["unresolved"]) == (1, 0)


def test_a_pair_of_whom_one_was_not_counted_is_not_unresolved():
    deed, one, other = make.deed(), make.person(), make.person("Bolat")
    attend(deed, one)
    pair_of(one, other)

    assert queries.figure(deed.campaign).people.parts["unresolved"] == 0


def test_nobody_is_in_two_places_at_once_under_two_rows_either(judge):
    deed, one, other = make.deed(), make.person(), make.person("Bolat")
    attend(deed, one)
    attend(deed, other)
    say_of_pair(pair_of(one, other), "same", by=judge)

    assert greatest_at_once(question(deed.campaign)) == 1


def test_a_territory_counts_the_merge_too(judge):
    deed, one, other = make.deed(), make.person(), make.person("Bolat")
    attend(deed, one)
    attend(deed, other)
    say_of_pair(pair_of(one, other), "same", by=judge)

    assert queries.figure(deed.campaign, territory=deed.territory).people.value == 1
    assert queries.figure(deed.campaign, organisation=deed.organisation).people.value == 1


def test_the_database_refuses_to_change_or_delete_a_verdict(judge):
    pair = pair_of(make.person(), make.person("Bolat"))
    for act in (lambda: Verdict.objects.update(state="same"), lambda: Verdict.objects.filter(pair=pair).delete()):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            act()


def test_a_verdict_is_stamped_when_it_arrives(judge):
    pair = pair_of(make.person(), make.person("Bolat"))
    long_ago = timezone.now() - timedelta(days=30)

    made = Verdict.objects.create(pair=pair, state="same", by=judge, recorded_at=long_ago)

    made.refresh_from_db()
    assert timezone.now() - made.recorded_at < timedelta(seconds=5)


def clock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


class Plain:
    """The same, said the slow and plain way: everything that happened, in order, counted from scratch."""

    def __init__(self) -> None:
        self.events = []

    def people(self, until):
        facts, words = {}, {}
        for at, what, *said in self.events:
            if at > until:
                break
            if what == "fact":
                facts[said[0]] = (said[1], said[2])
            elif what == "correct":
                facts.pop(said[0], None)
            else:
                words[said[0], said[1]] = said[2]
        stands = {}

        def root(key):
            while stands.get(key, key) != key:
                key = stands[key]
            return key

        for (one, other), state in words.items():
            if state == "same":
                a, b = sorted((root(one), root(other)))
                stands[b] = a
        best = defaultdict(lambda: "Z")
        by_row = defaultdict(lambda: "Z")
        for person, grade in facts.values():
            best[root(person)] = min(best[root(person)], grade)
            by_row[person] = min(by_row[person], grade)
        left = {
            tuple(sorted((root(one), root(other))))
            for (one, other), state in words.items()
            if state == "waiting" and root(one) != root(other) and by_row[one] <= "C" and by_row[other] <= "C"
        }
        return Counter(best.values()), len(left)


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("fact"), st.integers(0, 4), st.sampled_from("ABCDE")),
        st.tuples(st.just("correct"), st.integers(0, 30)),
        st.tuples(
            st.just("say"), st.integers(0, 4), st.integers(0, 4), st.sampled_from(["same", "different", "waiting"])
        ),
        st.tuples(st.just("settle")),
    ),
    max_size=14,
)


class TestAnyOrder(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(acts=ACTS)
    def test_any_order_of_merges_undos_and_facts_gives_what_counting_from_scratch_gives_then_and_later(self, acts):
        deed, judge = make.deed(), make.person("Judge")
        people = [make.person(f"P{number}") for number in range(5)]
        plain, facts, asked = Plain(), [], []
        for act, *said in acts:
            if act == "fact":
                fact = attend(deed, people[said[0]], said[1])
                facts.append(fact)
                plain.events.append((fact.recorded_at, "fact", fact.pk, people[said[0]].pk, said[1]))
            elif act == "correct" and facts:
                fact = facts.pop(said[0] % len(facts))
                plain.events.append((services.correct(fact, "wrong", by=judge).recorded_at, "correct", fact.pk))
            elif act == "say" and said[0] != said[1]:
                pair = pair_of(people[said[0]], people[said[1]])
                say_of_pair(pair, said[2], by=judge)
                for word in Verdict.objects.filter(pair=pair):
                    event = (word.recorded_at, "say", pair.one_id, pair.other_id, word.state)
                    if event not in plain.events:
                        plain.events.append(event)
            elif act == "settle":
                services.settle_people(deed.campaign)
            asked.append(clock())
        plain.events.sort(key=lambda event: event[0])
        for moment in asked:
            people_now = queries.figure(deed.campaign, as_of=moment).people
            grades, unresolved = plain.people(moment)
            assert {grade: n for grade, n in people_now.grades.items() if n} == grades
            assert people_now.parts["unresolved"] == unresolved
        assert services.verify() == []
