"""What PostgreSQL itself can do with the same rows: pgbench on the same server, in the same run."""

import re
import subprocess
import tempfile
import time
from pathlib import Path

from django.db import connection

from estafeta.ops import embedded

TABLES = """
DROP TABLE IF EXISTS bench_place, bench_sign_up;
CREATE TABLE bench_place (id int PRIMARY KEY, taken int NOT NULL DEFAULT 0);
CREATE TABLE bench_sign_up (id bigserial PRIMARY KEY, place int NOT NULL, person int NOT NULL);
INSERT INTO bench_place SELECT generate_series(1, {places});
"""
TAKE = """\\set place random(1, {places})
BEGIN;
UPDATE bench_place SET taken = taken + 1 WHERE id = :place;
INSERT INTO bench_sign_up (place, person) VALUES (:place, 1);
COMMIT;
"""


def takings_a_second(*, places: int, clients: int, seconds: int = 3) -> float:
    """Transactions a second that lock one of `places` rows, count it up and write one row: the least a sign-up is.

    Takes:   places -- 1 is the hot shift; clients -- connections of pgbench.
    Returns: pgbench's rate without the time to connect.
    """
    with connection.cursor() as cursor:
        cursor.execute(TABLES.format(places=places))
    settings = connection.settings_dict
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "take.sql"
        script.write_text(TAKE.format(places=places))
        command = [
            str(_pgbench()), "-n", "-M", "prepared", "-f", str(script), "-c", str(clients), "-j", "2",
            "-T", str(seconds), "-h", settings["HOST"] or "127.0.0.1", "-p", str(settings["PORT"] or 5432),
            "-U", settings["USER"], settings["NAME"],
        ]  # fmt: skip
        told = subprocess.run(  # noqa: S603 -- our own program, no shell
            command, check=True, capture_output=True, text=True, env={"PGPASSWORD": settings["PASSWORD"] or ""}
        ).stdout
    found = re.search(r"tps = ([\d.]+)", told)
    return float(found[1]) if found else 0.0


def looks_ms(statement: str, *, times: int = 300) -> list[float]:
    """How long one statement takes on this very connection, each time, in milliseconds."""
    took = []
    with connection.cursor() as cursor:
        for _time in range(times):
            begun = time.perf_counter()
            cursor.execute(statement)
            cursor.fetchall()
            took.append((time.perf_counter() - begun) * 1000)
    return took


def _pgbench() -> Path:
    return embedded.binaries() / "pgbench"
