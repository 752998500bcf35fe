from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.base import resting

pytestmark = pytest.mark.no_database


@pytest.fixture(autouse=True)
def _own_var(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def test_nothing_rests_until_somebody_says_so():
    assert resting.current() is None
    assert resting.end() is False


def test_a_rest_is_known_with_its_end_and_ends_once():
    until = timezone.now() + timedelta(minutes=10)

    begun = resting.begin(until)

    assert resting.current() == begun
    assert 590 <= begun.retry_after_s <= 600
    assert [resting.end(), resting.end(), resting.current()] == [True, False, None]


def test_a_second_word_moves_the_end_and_keeps_the_beginning():
    first = resting.begin()
    later = resting.begin(timezone.now() + timedelta(hours=9))

    assert later.since == first.since
    assert (first.retry_after_s, later.retry_after_s) == (60, 3600)


def test_a_file_that_cannot_be_read_is_a_rest_all_the_same(tmp_path):
    (tmp_path / "read_only.json").write_text("{")

    rest = resting.current()

    assert rest is not None
    assert rest.until is None
