"""What every test gets: the database, inside a transaction that is rolled back (docs/testing.md)."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import translation


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The database for every test that does not say `no_database`; a test's own `django_db(...)` mark stands."""
    for item in items:
        if not any(item.iter_markers("no_database")) and not any(item.iter_markers("django_db")):
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(autouse=True)
def _nothing_left_over() -> Iterator[None]:
    """English and an empty cache at the start of every test."""
    cache.clear()
    with translation.override("en"):
        yield
