import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.tally import queries, services
from estafeta.tally.models import Fact, PeopleChange, Settled, Sum
from tests import make


def attend(deed, person, **more):
    return services.record(
        deed, "attendance", **({"grade": "A", "happened_at": deed.starts_at, "person": person} | more)
    )


def test_an_attendance_counts_one_person_one_participation_and_the_hours_until_the_end():
    deed = make.deed()

    attend(deed, make.person())

    figure = queries.figure(deed.campaign)
    assert (figure.people.value, figure.participations.value, figure.hours.value) == (1, 1, 3)
    assert figure.hours.parts == {"measured_minutes": 0, "estimated_minutes": 180}


def test_the_same_entry_sent_twice_counts_once():
    deed, aigul, key = make.deed(), make.person(), uuid.uuid4()

    first, second = attend(deed, aigul, uuid=key), attend(deed, aigul, uuid=key)

    assert first == second
    assert Fact.objects.count() == 1
    assert queries.figure(deed.campaign).participations.value == 1


def test_spectators_are_never_added():
    deed = make.deed()

    services.record(deed, "spectators", grade="C", heads=500, happened_at=deed.starts_at)

    figure = queries.figure(deed.campaign)
    assert (figure.spectators.value, figure.participations.value, figure.people.high, figure.hours.value) == (
        500,
        0,
        0,
        0,
    )


def test_grades_d_and_e_stand_apart():
    deed = make.deed()
    attend(deed, make.person(), grade="E")
    services.record(deed, "headcount", grade="D", heads=40, happened_at=deed.starts_at)
    attend(deed, make.person(), grade="B")

    figure = queries.figure(deed.campaign)

    assert figure.participations.value == 1
    assert figure.participations.grades == {"A": 0, "B": 1, "C": 0, "D": 40, "E": 1}
    assert figure.people.grades == {"A": 0, "B": 1, "C": 0, "D": 0, "E": 1}
    assert (figure.people.low, figure.people.high) == (1, 1)


def test_who_came_to_two_deeds_is_one_person_and_two_participations_under_the_better_grade():
    deed = make.deed()
    other = make.deed(campaign=deed.campaign)
    aigul = make.person()
    attend(deed, aigul, grade="C")
    attend(other, aigul, grade="A")

    figure = queries.figure(deed.campaign)

    assert (figure.people.value, figure.participations.value) == (1, 2)
    assert figure.people.grades["A"] == 1


def test_a_correction_takes_a_fact_back_from_its_own_moment_on():
    deed = make.deed()
    fact = attend(deed, make.person())
    before = queries.figure(deed.campaign).recorded_until

    services.correct(fact, "was at another deed", by=None)

    assert queries.figure(deed.campaign).participations.value == 0
    assert queries.figure(deed.campaign).people.value == 0
    assert queries.figure(deed.campaign, as_of=before).participations.value == 1
    assert queries.figure(deed.campaign, as_of=before).people.value == 1


def test_a_correction_can_put_the_right_value_in_the_same_breath():
    deed = make.deed()
    fact = services.record(deed, "headcount", grade="C", heads=300, happened_at=deed.starts_at)
    right = services.Row(
        "headcount", deed.campaign_id, deed.pk, "C", deed.starts_at, heads=30, territory_id=deed.territory_id
    )

    services.correct(fact, "one nought too many", by=None, replacement=right)

    assert queries.figure(deed.campaign).participations.value == 30


def test_a_fact_is_taken_back_once_with_a_reason_and_a_correction_never():
    fact = attend(make.deed(), make.person())

    with pytest.raises(NotPossible, match="Say why"):
        services.correct(fact, "  ", by=None)
    correction = services.correct(fact, "a slip", by=None)
    with pytest.raises(NotPossible, match="taken back before"):
        services.correct(fact, "again", by=None)
    with pytest.raises(NotPossible, match="not corrected itself"):
        services.correct(correction, "again", by=None)


@pytest.mark.parametrize("statement", ["UPDATE tally_fact SET heads = 9", "DELETE FROM tally_fact"])
def test_the_database_refuses_to_change_or_delete_a_fact(statement):
    attend(make.deed(), make.person())

    with (
        pytest.raises(DatabaseError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_refuses_a_fact_recorded_at_another_moment():
    deed = make.deed()
    fact = attend(deed, make.person())
    fact.pk, fact.uuid, fact.recorded_at = None, uuid.uuid4(), timezone.now() - timedelta(days=1)

    with pytest.raises(DatabaseError, match="recorded at the moment when it arrives"), transaction.atomic():
        fact.save(force_insert=True)


@pytest.mark.parametrize(
    "numbers", [{"heads": 0}, {"heads": -5}, {"heads": 10**7}, {"minutes": -1}, {"minutes": 10**6}]
)
def test_impossible_numbers_are_refused(numbers):
    deed = make.deed()

    with pytest.raises(NotPossible):
        services.record(deed, "headcount", grade="C", happened_at=deed.starts_at, **numbers)


def row(deed, **more):
    usual = {"kind": "attendance", "campaign_id": deed.campaign_id, "deed_id": deed.pk, "grade": "B",
             "happened_at": deed.starts_at, "territory_id": deed.territory_id, "minutes": 60}  # fmt: skip
    return services.Row(**(usual | more))


def test_many_at_once_count_like_one_by_one_and_twice_does_no_harm():
    deed = make.deed()
    rows = [row(deed, person_id=make.person(n).pk, uuid=uuid.uuid4()) for n in ("Aigul", "Bolat", "Vera")]

    assert (services.record_many(rows), services.record_many(rows)) == (3, 0)

    figure = queries.figure(deed.campaign)
    assert (figure.people.value, figure.participations.value, figure.hours.value) == (3, 3, 3)
    assert Sum.objects.count() == 1
    assert services.verify() == []


def test_an_example_is_replayed_with_its_own_clock_once_and_only_an_example():
    deed = make.deed(campaign=make.campaign(is_example=True))
    monday, tuesday = timezone.now() - timedelta(days=9), timezone.now() - timedelta(days=8)
    key = uuid.uuid4()
    rows = [
        row(deed, person_id=make.person().pk, uuid=key, recorded_at=monday),
        row(deed, kind="correction", person_id=None, corrects=key, reason="twice", recorded_at=tuesday),
    ]

    assert services.record_many(rows, replay=deed.campaign) == 2

    assert queries.figure(deed.campaign, as_of=monday).participations.value == 1
    assert queries.figure(deed.campaign, as_of=tuesday).participations.value == 0
    with pytest.raises(NotPossible, match="already"):
        services.record_many(rows, replay=deed.campaign)
    with pytest.raises(NotPossible, match="Only an example"):
        services.record_many(rows, replay=make.campaign())
    with pytest.raises(DatabaseError, match="when it arrives"), transaction.atomic():
        Fact.objects.create(
            kind="headcount", campaign=deed.campaign, deed=deed, grade="C", happened_at=monday, recorded_at=monday
        )


def test_verify_finds_a_tampered_sum_and_rebuild_mends_it():
    deed = make.deed()
    attend(deed, make.person())
    Sum.objects.update(heads=7)

    (difference,) = services.verify()
    assert (difference.facts_say, difference.sums_say) == ((1, 1, 180), (1, 7, 180))
    assert services.verify(make.campaign()) == []

    services.rebuild()
    assert services.verify() == []


@pytest.mark.parametrize("harm", ["lost", "doubled", "invented"])
def test_verify_finds_sums_lost_doubled_and_invented(harm):
    deed = make.deed()
    attend(deed, make.person())
    kept = Sum.objects.get()
    if harm == "lost":
        kept.delete()
    else:
        kept.pk = None
        kept.grade = "A" if harm == "doubled" else "B"
        kept.save(force_insert=True)

    assert len(services.verify()) == 1


def test_people_settled_behind_the_facts_count_the_same_and_what_came_later_is_added():
    deed = make.deed()
    aigul, bolat = make.person(), make.person("Bolat")
    first = attend(deed, aigul, grade="C")
    before = queries.figure(deed.campaign)
    services.settle_people(deed.campaign)
    attend(deed, aigul, grade="A")
    attend(deed, bolat, grade="D")
    services.correct(first, "not on the list", by=None)

    unsettled = queries.figure(deed.campaign).people
    assert services.settle_people(deed.campaign) == 3 * 3  # the campaign, the region, the town
    assert services.settle_people(deed.campaign) == 0

    assert queries.figure(deed.campaign).people == unsettled
    assert unsettled.grades == {"A": 1, "B": 0, "C": 0, "D": 1, "E": 0}
    assert queries.figure(deed.campaign, as_of=before.recorded_until).people == before.people
    assert services.verify() == []


def test_verify_finds_a_tampered_number_of_people_and_rebuild_mends_it():
    deed = make.deed()
    attend(deed, make.person())
    services.settle_people(deed.campaign)
    PeopleChange.objects.update(people=5)

    differences = services.verify()
    assert [(one.facts_say, one.sums_say) for one in differences] == [((0, 1, 0), (0, 5, 0))] * 3
    services.rebuild()
    assert services.verify() == []


def test_nothing_is_settled_of_a_campaign_without_facts():
    assert services.settle_people(make.campaign()) == 0
    assert not Settled.objects.exists()
