"""Two postmen at one letter, and the twin that shows what the lock is for."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import ClassVar

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.db.models.query import QuerySet

from estafeta.notifications.services import deliver, queue_letter
from tests import make

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


class SlowMailServer(BaseEmailBackend):
    """Waits for the other postman before it takes a letter, `patience_s` at most."""

    patience_s: ClassVar[int]
    both_there: ClassVar[threading.Barrier]
    taken: ClassVar[list[str]]

    def send_messages(self, messages):
        with suppress(threading.BrokenBarrierError):
            type(self).both_there.wait(timeout=type(self).patience_s)
        type(self).taken.extend(message.subject for message in messages)
        return len(messages)


@pytest.fixture
def letter(tmp_path, settings):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "welcome.txt").write_text("Hello\n\nWelcome.\n")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(tmp_path)]}]
    settings.EMAIL_BACKEND = f"{__name__}.SlowMailServer"
    SlowMailServer.both_there, SlowMailServer.taken, SlowMailServer.patience_s = threading.Barrier(2), [], 1
    return queue_letter(make.person(), "welcome", key="welcome:1")


def two_postmen(letter) -> list[bool]:
    def carry(_number):
        try:
            return deliver(letter.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as postmen:
        return sorted(postmen.map(carry, range(2)))


def test_two_postmen_carry_a_letter_once(letter):
    assert two_postmen(letter) == [False, True]
    assert SlowMailServer.taken == ["Hello"]


def test_without_the_lock_a_letter_is_carried_twice(letter, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *_args, **_options: self.all())
    SlowMailServer.patience_s = 20  # both do come, however busy the machine

    assert two_postmen(letter) == [True, True]
    assert SlowMailServer.taken == ["Hello", "Hello"]
