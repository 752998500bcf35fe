"""Announce pressed twice at the same moment; the twin shows that the lock is what makes it one deed."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection

from estafeta.deeds import services
from estafeta.deeds.models import Deed
from estafeta.deeds.services import preparing
from tests import make

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def two_presses(monkeypatch) -> int:
    """Deeds made by two presses; each looks for the other's deed before either writes, if the lock lets them."""
    person, begins = make.person("Aigul"), make.tomorrow()
    organisation, campaign, kind = make.organisation(owner=person), make.campaign(), make.deed_type()
    meeting = threading.Barrier(2)
    write = preparing.draft

    def draft_late(*args, **words):
        with suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=1)
        return write(*args, **words)

    monkeypatch.setattr(preparing, "draft", draft_late)

    def press():
        services.prepare(
            person, campaign=campaign, type=kind, territory=organisation.territory, organisation=organisation,
            title="Park", language="en", slots=[services.Slot(begins, begins + timedelta(hours=1), 5)],
        )  # fmt: skip
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Deed.objects.count()


def test_two_presses_announce_once(monkeypatch):
    assert two_presses(monkeypatch) == 1


def test_without_the_lock_two_presses_announce_twice(monkeypatch):
    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda self, *_a, **_k: self.all())

    assert two_presses(monkeypatch) == 2
