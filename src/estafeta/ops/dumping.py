"""PostgreSQL's own programs for dump and restore, pointed at the database of the settings."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from django.db import connection

from estafeta.base.errors import NotPossible
from estafeta.ops import embedded


def run(program: str, arguments: Sequence[str]) -> None:
    """Run pg_dump or pg_restore; the password travels in the environment, never on the command line.

    Raises: NotPossible with what the program complained about.
    """
    command = [str(_find(program)), *arguments]
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False)  # noqa: S603 -- no shell
    if done.returncode:
        told = done.stderr.strip().splitlines()[:5]
        raise NotPossible(f"{program} failed: {' '.join(told)}")


def _find(program: str) -> Path:
    """The oldest of the installed programs that is not older than the server: it speaks the server's dialect."""
    candidates = [embedded.binaries() / program]
    if on_path := shutil.which(program):
        candidates.append(Path(on_path))
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int((cursor.fetchone() or ("0",))[0]) // 10_000
    fit = sorted((version, path) for path in candidates if (version := _version(path)) >= server)
    if not fit:
        raise NotPossible(f"The server is PostgreSQL {server} and no {program} of that version is installed.")
    return fit[0][1]


def _version(path: Path) -> int:
    told = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 -- no shell
    found = re.search(r"\) (\d+)", told)
    return int(found[1]) if found else 0


def _environment() -> dict[str, str]:
    settings = connection.settings_dict
    named = {
        "PGDATABASE": settings["NAME"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
    }
    for option, value in settings["OPTIONS"].items():
        if isinstance(value, str):
            named[f"PG{option.upper().replace('_', '')}"] = value
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {name: str(value) for name, value in named.items() if value}
