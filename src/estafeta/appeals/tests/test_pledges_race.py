"""Two promise the last of something at once; the twin shows that the test could fail."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection
from django.db.models.query import QuerySet

from estafeta.appeals import queries, services
from estafeta.appeals.services import pledges
from estafeta.base.errors import NotPossible
from tests import make

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PATIENCE_S = 0.3


@pytest.fixture
def slow_count(monkeypatch):
    """Both wait for each other between counting what is missing and promising it."""
    barrier, count = threading.Barrier(2), pledges.remaining

    def held(need):
        answer = count(need)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(PATIENCE_S)
        return answer

    monkeypatch.setattr(pledges, "remaining", held)


def promise_both(need, people):
    def promise(person):
        try:
            return services.pledge(need, person, quantity=6, client_key="k").status
        except NotPossible:
            return "NotPossible"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(promise, people))


def test_two_who_promise_the_last_at_once_do_not_both_bring_it(slow_count):
    need = make.need(quantity=10)

    assert promise_both(need, [make.person("Bolat"), make.person("Vera")]) == ["NotPossible", "promised"]
    assert queries.need_states(need.appeal)[0].pledged == 6


def test_without_the_lock_both_bring_it(slow_count, monkeypatch):
    need = make.need(quantity=10)
    people = [make.person("Bolat"), make.person("Vera")]
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *_args, **_options: self.all())

    assert promise_both(need, people) == ["promised", "promised"]
    assert queries.need_states(need.appeal)[0].over == 2
