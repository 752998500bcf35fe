"""One human registering in two windows at once, and the twin without the lock."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection

from estafeta.people import queries, services
from estafeta.people.models import Person
from estafeta.people.services import people

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def slow_look(monkeypatch):
    """Holds both between looking for a known person and writing a new one, for `patience_s` at most."""
    look, both_there, held = queries.known_person, threading.Barrier(2), {"patience_s": 1}

    def look_slowly(*args, **named):
        found = look(*args, **named)
        with suppress(threading.BrokenBarrierError):
            both_there.wait(timeout=held["patience_s"])
        return found

    monkeypatch.setattr(queries, "known_person", look_slowly)
    return held


def two_windows() -> int:
    def register(phone):
        try:
            return services.register("Aigul", phone=phone).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as windows:
        list(windows.map(register, ["+77011234567", "8 701 123 45 67"]))
    return Person.objects.count()


def test_two_windows_register_one_person(slow_look):
    assert two_windows() == 1


def test_without_the_lock_they_register_two(slow_look, monkeypatch):
    monkeypatch.setattr(people, "_lock_contacts", lambda *_contacts: None)
    slow_look["patience_s"] = 20  # both do come, however busy the machine

    assert two_windows() == 2
