"""The last seat of a quota is given once, however many invite at once; and the twin that shows the test could fail."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import IntegrityError, close_old_connections, connection
from django.db.models.query import QuerySet

from estafeta.base.errors import NotPossible
from estafeta.forum import services
from estafeta.forum.models import Quota
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
WAIT = 1.0


@pytest.fixture
def slow_count(monkeypatch):
    """Holds both between reading what is left and taking it, as long as both get there."""
    barrier, used = Barrier(2), services._use

    def slowly(quota, seats):
        with suppress(BrokenBarrierError):
            barrier.wait(WAIT)
        used(quota, seats)

    monkeypatch.setattr(services, "_use", slowly)


def all_at_once(quota, chief):
    said = []

    def invite(name):
        try:
            services.invite(quota, chief, name=name, contact=("email", f"{name}@example.org"))
            said.append("invited")
        except NotPossible:
            said.append("refused")
        except IntegrityError:
            said.append("broken")
        finally:
            close_old_connections()
            connection.close()

    threads = [Thread(target=invite, args=(name,)) for name in ("aigul", "bolat")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def world():
    forum = make.forum()
    return make.quota(forum, seats=1), make.coordinator(forum.deed.campaign.territory)


def test_the_last_seat_of_a_quota_is_given_once(slow_count):
    quota, chief = world()

    assert all_at_once(quota, chief) == ["invited", "refused"]
    assert Quota.objects.get().used == 1


def test_without_the_lock_the_database_has_to_refuse(slow_count, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *a, **k: self)
    quota, chief = world()

    assert all_at_once(quota, chief) == ["broken", "invited"]
