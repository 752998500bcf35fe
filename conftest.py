"""What every test gets: the database, inside a transaction that is rolled back (docs/testing.md)."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import translation


@pytest.fixture(autouse=True)
def _database(request: pytest.FixtureRequest) -> None:
    """The database for every test that does not say `no_database`; real commits where a test is marked so."""
    if request.node.get_closest_marker("no_database") is None:
        request.getfixturevalue("db")


@pytest.fixture(autouse=True)
def _nothing_left_over() -> Iterator[None]:
    """English and an empty cache at the start of every test."""
    cache.clear()
    with translation.override("en"):
        yield
