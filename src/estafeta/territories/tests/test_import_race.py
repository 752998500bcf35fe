"""Two imports at once. The twin shows that without the lock the second one would fail on the first one's rows."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psycopg
import pytest
from django.db import connection

from estafeta.territories.models import Territory
from estafeta.territories.services import builtin, writing

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

PATIENCE_S = 0.5


@pytest.fixture
def slow_reading(monkeypatch):
    """Both wait for each other after reading the tree; where only one can stand there, the barrier breaks."""
    barrier = threading.Barrier(2)
    read = writing.tree

    def held():
        known = read()
        with suppress(threading.BrokenBarrierError):
            barrier.wait(PATIENCE_S)
        return known

    monkeypatch.setattr(writing, "tree", held)


def both():
    def load(_number):
        try:
            written = builtin.load_builtin()
        except psycopg.IntegrityError:  # COPY tells it in the driver's own words
            return "failed"
        else:
            return "created" if written.created else "unchanged"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(load, range(2)))


def test_of_two_imports_at_once_the_second_finds_nothing_to_do(slow_reading):
    assert both() == ["created", "unchanged"]
    assert Territory.objects.filter(code="KZ-35").count() == 1


def test_without_the_lock_the_second_import_fails(slow_reading, monkeypatch):
    monkeypatch.setattr(writing, "LOCK_STATEMENT", "SELECT %s")

    assert both() == ["created", "failed"]
