"""What every test gets: the database, inside a transaction that is rolled back (docs/testing.md)."""

import os
from collections.abc import Iterator

import hypothesis
import pytest
from django.core.cache import cache
from django.utils import translation

# In CI every run tries the same examples, so that a change fails by its own fault; at home each run tries others.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
hypothesis.settings.register_profile("home", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "home")


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
