"""Two take one baton, or pass the last of a bundle, at once; each race with its twin without the lock."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.db.models.query import QuerySet
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.relay import rules, services
from estafeta.relay.models import Baton, Bundle, Handover
from estafeta.relay.services import Recipient
from tests import make

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PATIENCE_S = 0.3


def hold(monkeypatch, name):
    """Both have read the row before either writes; with the lock only one can read at a time."""
    barrier = threading.Barrier(2)
    decide = getattr(rules, name)

    def held(*args):
        decision = decide(*args)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(PATIENCE_S)
        return decision

    monkeypatch.setattr(rules, name, held)


@pytest.fixture
def no_lock(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *_args, **_options: self.all())


@pytest.fixture
def bundle():
    deed = make.deed(status="done", starts_at=timezone.now() - timedelta(days=1))
    return Bundle.objects.create(deed=deed, person=make.person("Aigul"), size=1, handed_at=deed.ends_at)


def together(*acts):
    """What each of the acts done at once came to, sorted."""

    def run(act):
        try:
            act()
        except (NotPossible, IntegrityError) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as phones:
        return sorted(phones.map(run, acts))


def taken_by_two(bundle):
    baton = services.pass_on(bundle, bundle.person, Recipient(), client_key="k")
    takers = [make.person("Bolat"), make.person("Vera")]
    fates = together(*(lambda taker=taker: services.accept(baton, taker) for taker in takers))
    return fates, Handover.objects.filter(baton=baton, status="accepted").count()


def passed_twice(bundle):
    fates = together(
        *(lambda key=key: services.pass_on(bundle, bundle.person, Recipient(), client_key=key) for key in "ab")
    )
    return fates, Baton.objects.count()


def test_a_baton_is_taken_by_one_of_two(bundle, monkeypatch):
    hold(monkeypatch, "may_answer")

    assert taken_by_two(bundle) == (["NotPossible", "done"], 1)


def test_without_the_lock_both_are_told_that_it_is_theirs(bundle, monkeypatch, no_lock):
    hold(monkeypatch, "may_answer")

    assert taken_by_two(bundle) == (["done", "done"], 2)


def test_the_last_baton_is_passed_once(bundle, monkeypatch):
    hold(monkeypatch, "may_give")

    assert passed_twice(bundle) == (["NotPossible", "done"], 1)


def test_without_the_lock_the_last_baton_is_passed_twice(bundle, monkeypatch, no_lock):
    hold(monkeypatch, "may_give")

    assert passed_twice(bundle) == (["done", "done"], 2)
    bundle.refresh_from_db()
    assert bundle.passed == 1
