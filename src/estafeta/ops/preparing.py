"""What is to do before a start, and what is not."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from estafeta.campaigns.models import Campaign
from estafeta.ops.example import sign_ins
from estafeta.territories.models import Territory

EXAMPLE = "we-are-one-team"  # the slug under which `demo` loads its campaign
PREPARING: Final = 0x45535441  # an advisory lock of PostgreSQL's; any number that nobody else takes
NOT_SERVED = ["*.ts", "CVS", ".*", "*~"]


@contextmanager
def one_host_at_a_time() -> Iterator[None]:
    """Hosts that start together prepare one after the other.

    Locks:   an advisory lock of the database; the session's end frees it, so a killed host blocks nobody.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])


def migrations_pending() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def database_is_empty() -> bool:
    """Whether nobody has begun to work here: neither a campaign nor a deed nor a person."""
    nouns = ("campaigns.Campaign", "deeds.Deed", "people.Person")
    return not any(apps.get_model(noun)._default_manager.exists() for noun in nouns)  # noqa: SLF001 -- Django's own name


def no_territories() -> bool:
    return not Territory.objects.exists()


def refresh_statistics() -> None:
    """Tell the planner how much there is now, without waiting for autovacuum: after much was loaded at once."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def note_sign_ins() -> None:
    """Writes: what `up` prints about signing in, where the example is loaded; nothing otherwise."""
    note = Path(settings.VAR_DIR) / "sign-ins.txt"
    if Campaign.objects.filter(slug=EXAMPLE).exists():
        note.write_text(sign_ins.as_text(sign_ins.make_sign_ins()))
    else:
        note.unlink(missing_ok=True)


def static_files_stale() -> bool:
    try:
        return _stamp().read_text() != _fingerprint()
    except OSError:
        return True


def collect_static_files() -> None:
    """Writes: the static folder, then the stamp that says from what; a kill between leaves no stamp."""
    _stamp().unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True, ignore_patterns=NOT_SERVED)
    _stamp().write_text(_fingerprint())


def _stamp() -> Path:
    return Path(settings.STATIC_ROOT).with_name("static.stamp")


def _fingerprint() -> str:
    """Of the names, sizes and times of all source files; Django's own change only with its version."""
    lines = []
    for finder in get_finders():
        for name, storage in finder.list(NOT_SERVED):
            found = Path(storage.path(name)).stat()
            lines.append(f"{name} {found.st_size} {found.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
