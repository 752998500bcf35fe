"""Two last owners leave at the same moment; the twin shows that the lock is what keeps one of them."""

import threading
from contextlib import suppress

import pytest
from django.db import connection

from estafeta.base.errors import NotPossible
from estafeta.organisations import services
from estafeta.organisations.models import Membership, Organisation
from tests import make

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def both_leave(monkeypatch) -> int:
    """Owners left after both of two owners pressed at once; each counts before either writes, if the lock lets them."""
    one, other = make.person("Aigul"), make.person("Bolat")
    organisation = make.organisation(owner=one)
    Membership.objects.create(organisation=organisation, person=other, role="owner")
    meeting = threading.Barrier(2)
    save = Membership.save

    def save_late(self, *args, **kwargs):
        with suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=1)
        save(self, *args, **kwargs)

    monkeypatch.setattr(Membership, "save", save_late)

    def leave(person):
        with suppress(NotPossible):
            services.leave(person, organisation)
        connection.close()

    threads = [threading.Thread(target=leave, args=(person,)) for person in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Organisation.objects.get(pk=organisation.pk).memberships.filter(left_at=None).count()


def test_one_owner_always_stays(monkeypatch):
    assert both_leave(monkeypatch) == 1


def test_without_the_lock_both_would_leave(monkeypatch):
    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda self, *_a, **_k: self.all())

    assert both_leave(monkeypatch) == 0
