"""A database of its own for measuring, thrown away afterwards, and a web server of its own before it."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
from django.core.management import call_command
from django.db import connection

from estafeta.ops.supervisor import end_group

PATIENCE_S = 30
GRACE_S = 20


@contextlib.contextmanager
def scratch_database(name: str = "estafeta_bench", *, keep: bool = False) -> Iterator[str]:
    """Make, migrate and point this process at a fresh database on the same server; drop it at the end.

    Takes:   keep -- go on with what is there, and leave it there.
    Returns: its DATABASE_URL.
    """
    settings, home = connection.settings_dict, connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        if not keep:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone()[0]:
            cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    settings["NAME"] = name
    try:
        call_command("migrate", verbosity=0)
        yield _url(settings)
    finally:
        connection.close()
        settings["NAME"] = home
        if not keep:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _url(settings: dict[str, str]) -> str:
    login = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    return f"postgresql://{login}@/{settings['NAME']}?host={quote(settings['HOST'])}&port={settings['PORT']}"


@dataclass(frozen=True)
class Web:
    """A running web server: its port, and how much memory its processes hold (PSS, MB)."""

    port: int
    process: subprocess.Popen[bytes]

    def memory_mb(self) -> float:
        root = psutil.Process(self.process.pid)
        return sum(p.memory_full_info().pss for p in [root, *root.children(recursive=True)]) / 1_000_000


@contextlib.contextmanager
def web_server(database_url: str, *, workers: int = 2, threads: int = 4, **settings: str) -> Iterator[Web]:
    """The product's own web server on a free port of this machine, over `database_url`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--http", "1", "--no-ws",
        "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers), "--blocking-threads", str(threads),
        "--backlog", "2048", "--log-level", "error", "--no-access-log", "estafeta.project.wsgi:application",
    ]  # fmt: skip
    environment = (
        os.environ | {"DATABASE_URL": database_url, "ALLOWED_HOSTS": "127.0.0.1", "MALLOC_ARENA_MAX": "2"} | settings
    )
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 -- our own program
    try:
        _wait_until_it_answers(port)
        yield Web(port, process)
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_S)
        end_group(process.pid)
        process.wait()


def _wait_until_it_answers(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", "/healthz")
            asked.getresponse().read()
            return
        time.sleep(0.1)
    raise TimeoutError("the web server did not answer within 30 s")
