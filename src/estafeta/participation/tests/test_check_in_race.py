"""Two phones upload at once. With the deed's lock they go one after the other; the twin shows what happens without."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.db.models.query import QuerySet
from django.utils import timezone

from estafeta.participation.models import CheckInEntry
from estafeta.participation.services import check_in_batch, check_ins, sign_up
from estafeta.tally.models import Fact
from tests import make

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
NOW = timezone.now()
PATIENCE_S = 0.3


@pytest.fixture
def slow_look(monkeypatch):
    """Both phones have looked at who is there before either writes; with the lock only one can look at a time."""
    barrier = threading.Barrier(2)
    look = check_ins.arrival_of

    def held(*args):
        seen = look(*args)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(PATIENCE_S)
        return seen

    monkeypatch.setattr(check_ins, "arrival_of", held)


@pytest.fixture
def no_lock(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *_args, **_options: self.all())


@pytest.fixture
def gate():
    deed = make.deed(starts_at=NOW - timedelta(hours=1))
    helper = make.user("Vera").person
    deed.organisation.memberships.create(person=helper, role="checker")
    shift = make.shift(of=deed)
    return deed, helper, [sign_up(make.person(name), shift, now=NOW - timedelta(days=1)) for name in ("Aigul", "Bolat")]


def ticks(coming):
    return [{"uuid": str(uuid.uuid4()), "kind": "person", "sign_up": made.pk, "at": NOW.isoformat()} for made in coming]


def uploaded(deed, helper, *batches):
    """The fates that each phone was told, sorted."""

    def upload(batch):
        try:
            return sorted(answer.fate for answer in check_in_batch(deed, helper, batch, received_at=NOW))
        except IntegrityError:
            return ["IntegrityError"]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(batches)) as phones:
        return sorted(phones.map(upload, batches))


def test_the_same_batch_of_two_phones_counts_once(gate, slow_look):
    deed, helper, coming = gate
    batch = ticks(coming)

    assert uploaded(deed, helper, batch, batch) == [["known", "known"], ["taken", "taken"]]
    assert Fact.objects.count() == 2


def test_the_same_people_on_two_phones_count_once(gate, slow_look):
    deed, helper, coming = gate

    assert uploaded(deed, helper, ticks(coming), ticks(coming)) == [["conflict", "conflict"], ["taken", "taken"]]
    assert Fact.objects.count() == 2
    assert CheckInEntry.objects.count() == 4


def test_without_the_lock_the_database_refuses_the_second_phone(gate, slow_look, no_lock):
    deed, helper, coming = gate

    assert uploaded(deed, helper, ticks(coming), ticks(coming)) == [["IntegrityError"], ["taken", "taken"]]
    assert Fact.objects.count() == 2
