import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from estafeta.ops import doctor


@pytest.fixture
def well(settings, tmp_path: Path, monkeypatch):
    """An installation with nothing wrong that these tests could not break."""
    settings.VAR_DIR = settings.MEDIA_ROOT = tmp_path
    settings.SECRET_KEY = "a key that nobody guesses, 0123456789, drawn by chance enough"
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.EMAIL_URL = "smtp://mail.example.org"
    monkeypatch.setattr(doctor, "LEAST_FREE_SHARE", 0)
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 0)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    return settings


def told() -> list[str]:
    """What it says, less what depends on how far this checkout is built."""
    return [what for what, _sentence in doctor.faults() if what not in {"translations", "browser_parts", "systems_own"}]


def test_nothing_is_wrong(well):
    assert told() == []


def test_debug_a_weak_key_and_a_missing_provider_are_wrong(well):
    well.DEBUG = True
    well.SECRET_KEY = "short"
    well.EMAIL_URL = ""

    assert told() == ["debug", "key", "letters"]


def test_a_key_that_others_can_read_is_wrong(well):
    (well.VAR_DIR / "secret_key").write_text("x")
    (well.VAR_DIR / "secret_key").chmod(0o644)

    assert told() == ["key"]


def test_addresses_from_outside_need_tls_and_names(well):
    well.ALLOWED_HOSTS = ["*"]
    well.BEHIND_TLS = False

    assert told() == ["addresses", "addresses"]


def test_a_full_disk_is_wrong(well, monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 10**18)

    assert told() == ["disk"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_wrong(well, tmp_path):
    well.MEDIA_ROOT = tmp_path / "closed"
    well.MEDIA_ROOT.mkdir(mode=0o500)

    assert told() == ["disk"]


def test_a_silent_worker_is_wrong(well):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = %s", [timezone.now() - timedelta(hours=1)])

    assert list(doctor.jobs()) == ["The worker for jobs was last seen 3600 seconds ago."]


def test_failed_jobs_are_wrong(well):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'x', 'doing');"
            "UPDATE procrastinate_jobs SET status = 'failed'"
        )

    assert told() == ["jobs"]
