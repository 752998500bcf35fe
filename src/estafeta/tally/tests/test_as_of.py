"""The same question has the same answer for ever, also while somebody writes (docs/decisions/0006-as-of.md)."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.deeds.models import StateChange
from estafeta.tally import queries, services
from tests import make


def test_a_moment_to_come_is_refused():
    with pytest.raises(NotPossible, match="future"):
        queries.figure(make.campaign(), as_of=timezone.now() + timedelta(hours=1))


def test_a_figure_is_as_of_now_in_the_clock_of_the_campaign():
    figure = queries.figure(make.campaign())

    assert timezone.now() - figure.as_of < timedelta(seconds=5)
    assert figure.as_of.utcoffset() == timedelta(hours=5)


def test_deeds_are_counted_in_the_state_they_were_in():
    deed = make.deed()
    announced = queries.figure(deed.campaign)
    StateChange.objects.create(deed=deed, status="done", at=timezone.now())
    done = queries.figure(deed.campaign)
    StateChange.objects.create(deed=deed, status="reported", at=timezone.now())

    assert states(announced) == {"held": 0, "reported": 0, "announced": 1, "cancelled": 0}
    again = queries.figure(deed.campaign, as_of=done.recorded_until)
    assert states(again) == {"held": 1, "reported": 0, "announced": 0, "cancelled": 0}
    assert queries.figure(deed.campaign).completeness.parts == {"reported": 1, "held": 1}
    assert queries.figure(deed.campaign, as_of=announced.recorded_until).deeds == announced.deeds


def states(figure):
    return figure.deeds.parts


def test_a_state_written_with_an_earlier_date_is_recorded_now():
    deed = make.deed()
    before = queries.figure(deed.campaign)

    StateChange.objects.create(deed=deed, status="done", at=timezone.now() - timedelta(days=30))

    assert queries.figure(deed.campaign, as_of=before.recorded_until).deeds == before.deeds
    assert queries.figure(deed.campaign).deeds.value == 1


def test_a_replayed_state_of_an_example_keeps_its_own_moment():
    deed = make.deed(campaign=make.campaign(is_example=True))
    long_ago = timezone.now() - timedelta(days=30)

    StateChange.objects.create(deed=deed, status="done", at=long_ago)

    assert queries.figure(deed.campaign, as_of=long_ago).deeds.value == 1


@contextmanager
def somebody_writing(write):
    """Another connection writes and holds its transaction open for the length of the block; then it commits."""
    written, go_on = threading.Event(), threading.Event()

    def run():
        try:
            with transaction.atomic():
                write()
                written.set()
                go_on.wait(10)
        finally:
            written.set()
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert written.wait(10)
    try:
        yield
    finally:
        go_on.set()
        thread.join()


def attend(deed, person):
    services.record(deed, "attendance", grade="A", happened_at=deed.starts_at, person=person)


def asked_while_written(deed, write):
    """The answer given while somebody writes, and the answers to the same closed and open question afterwards."""
    with somebody_writing(write):
        asked_at = database_clock()
        during = queries.figure(deed.campaign, as_of=asked_at)
    return during, queries.figure(deed.campaign, as_of=during.recorded_until), queries.figure(deed.campaign)


def database_clock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_fact_committed_late_does_not_appear_in_an_answer_already_given():
    deed, aigul = make.deed(), make.person()

    during, after, now = asked_while_written(deed, lambda: attend(deed, aigul))

    assert during.recorded_until < during.as_of
    assert during.participations == after.participations
    assert (during.participations.value, now.participations.value) == (0, 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_state_committed_late_does_not_appear_either():
    deed = make.deed()

    def hold():
        StateChange.objects.create(deed=deed, status="done", at=timezone.now())

    during, after, now = asked_while_written(deed, hold)

    assert during.deeds == after.deeds
    assert (during.deeds.value, now.deeds.value) == (0, 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_the_announcement_the_same_question_gets_two_answers():
    deed, aigul = make.deed(), make.person()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tally_fact DISABLE TRIGGER fact_is_announced")
    try:
        during, after, _now = asked_while_written(deed, lambda: attend(deed, aigul))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE tally_fact ENABLE TRIGGER fact_is_announced")

    assert (during.participations.value, after.participations.value) == (0, 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_people_settled_while_somebody_writes_miss_nobody():
    deed, aigul, bolat = make.deed(), make.person(), make.person("Bolat")
    attend(deed, bolat)

    with somebody_writing(lambda: attend(deed, aigul)):
        services.settle_people(deed.campaign)

    assert queries.figure(deed.campaign).people.value == 2
    services.settle_people(deed.campaign)
    assert services.verify() == []
    assert queries.figure(deed.campaign).people.value == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_writers_do_not_wait_for_each_other_nor_readers_for_them():
    deed, aigul, bolat = make.deed(), make.person(), make.person("Bolat")

    with somebody_writing(lambda: attend(deed, aigul)):
        attend(deed, bolat)
        queries.figure(deed.campaign)

    assert queries.figure(deed.campaign).participations.value == 2
