"""What is wrong with this installation, in sentences that say what to do."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core import checks
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from estafeta.ops import catalogues, health, preparing

LEAST_FREE_BYTES = 1_000_000_000
LEAST_FREE_SHARE = 0.05
OLDEST_POSTGRESQL = 15
WEAK_KEY_LETTERS = 50
CLOCKS_APART = timedelta(seconds=5)


def faults() -> Iterator[tuple[str, str]]:
    """(what, sentence) for each thing that is wrong; nothing where all is well."""
    for look in WITHOUT_DATABASE:
        yield from ((look.__name__, sentence) for sentence in look())
    if fault := health.database_fault():
        yield "database", fault
        return
    for look in WITH_DATABASE:
        yield from ((look.__name__, sentence) for sentence in look())


# --- without the database -------------------------------------------------------------------------


def debug() -> Iterator[str]:
    if settings.DEBUG:
        yield "DEBUG is on: error pages show the inside to everybody. Take DEBUG out of the environment."


def key() -> Iterator[str]:
    secret = settings.SECRET_KEY
    if len(secret) < WEAK_KEY_LETTERS or len(set(secret)) < 10:  # noqa: PLR2004 -- Django's own measure
        yield f"SECRET_KEY is weak; use at least {WEAK_KEY_LETTERS} letters drawn by chance, or leave it out."
    kept = Path(settings.VAR_DIR) / "secret_key"
    if kept.exists() and kept.stat().st_mode & 0o077:
        yield f"{kept} can be read by others; chmod 600 {kept}"


def addresses() -> Iterator[str]:
    local = {"127.0.0.1", "localhost", "[::1]"}
    outside = [host for host in settings.ALLOWED_HOSTS if host not in local]
    if "*" in outside:
        yield "ALLOWED_HOSTS is *: anybody's name leads here and would stand in letters. Name yours."
    if outside and not settings.BEHIND_TLS:
        yield f"SITE_URL is {settings.SITE_URL}: people reach it from outside without TLS. Set SITE_URL=https://..."


def letters() -> Iterator[str]:
    if not settings.EMAIL_URL:
        yield "No e-mail provider is set: letters stay in var/letters. Set EMAIL_URL=smtp://user:word@host:587"


def disk() -> Iterator[str]:
    seen = set()
    for folder in (Path(settings.VAR_DIR), Path(settings.MEDIA_ROOT)):
        place = next(path for path in (folder, *folder.parents) if path.exists())
        usage = shutil.disk_usage(place)
        if usage.free < LEAST_FREE_BYTES or usage.free / usage.total < LEAST_FREE_SHARE:
            seen.add(f"Only {usage.free / 1e9:.1f} GB are free on the disk of {place}.")
        if not os.access(place, os.W_OK | os.X_OK):
            seen.add(f"{place} can't be written; uploads will fail.")
    yield from sorted(seen)


def time_zones() -> Iterator[str]:
    try:
        almaty = ZoneInfo("Asia/Almaty").utcoffset(datetime(2024, 7, 1))  # noqa: DTZ001 -- local time is what is asked about
    except ZoneInfoNotFoundError:
        yield "There are no time zone data; install the system's tzdata."
        return
    if almaty != timedelta(hours=5):
        yield "The time zone data are old: Almaty is at UTC+5 since March 2024. Upgrade the system's tzdata."


def translations() -> Iterator[str]:
    stale = [
        path
        for path in catalogues.PACKAGES.glob("*/locale/*/LC_MESSAGES/*.po")
        if not (made := path.with_suffix(".mo")).exists() or made.stat().st_mtime < path.stat().st_mtime
    ]
    if stale:
        yield f"{len(stale)} catalogues of translations are not compiled; estafeta messages --compile"


def browser_parts() -> Iterator[str]:
    if not settings.STATICFILES_DIRS:
        yield "The browser parts are not built; run make setup."
    elif preparing.static_files_stale():
        yield "The static files are not those of this version; estafeta up prepares them."


def systems_own() -> Iterator[str]:
    yield from (f"{found.id}: {found.msg}" for found in checks.run_checks() if found.level >= checks.WARNING)


# --- with the database ----------------------------------------------------------------------------


def postgresql() -> Iterator[str]:
    version = connection.cursor().connection.info.server_version // 10_000
    if version < OLDEST_POSTGRESQL:
        yield f"The server is PostgreSQL {version}; {OLDEST_POSTGRESQL} or newer is needed."


def clock() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there = (cursor.fetchone() or (timezone.now(),))[0]
    apart = abs(datetime.now(UTC) - there)
    if apart > CLOCKS_APART:
        yield f"The clocks of this machine and of the database are {round(apart.total_seconds())} seconds apart."


def migrations() -> Iterator[str]:
    if preparing.migrations_pending():
        yield "Migrations are pending; estafeta up applies them (make a backup first)."


def jobs() -> Iterator[str]:
    if fault := health.jobs_fault():
        yield fault
        return
    yesterday = timezone.now() - timedelta(days=1)
    failed = ProcrastinateJob.objects.filter(
        status="failed", procrastinateevent__type="failed", procrastinateevent__at__gte=yesterday
    ).count()
    if failed:
        yield f"{failed} jobs failed since yesterday; estafeta procrastinate shell, then list_jobs status=failed"


WITHOUT_DATABASE: list[Callable[[], Iterator[str]]] = [
    debug,
    key,
    addresses,
    letters,
    disk,
    time_zones,
    translations,
    browser_parts,
    systems_own,
]
WITH_DATABASE: list[Callable[[], Iterator[str]]] = [postgresql, clock, migrations, jobs]
