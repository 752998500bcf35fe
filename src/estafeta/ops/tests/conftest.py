"""The program `estafeta` as an operator runs it: in its own process, on an installation of its own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
PROGRAM = Path(sys.executable).parent / "estafeta"


def environment(var: Path) -> dict[str, str]:
    foreign = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "PORT"}
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    return kept | {"ESTAFETA_VAR": str(var), "DEMO": "0", "PYTHONPATH": str(ROOT)}


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder whose way other accounts may walk, unlike pytest's own: as root the database runs as one of those."""
    with tempfile.TemporaryDirectory(prefix="estafeta-test-") as name:
        yield Path(name)


@pytest.fixture
def estafeta(tmp_path: Path) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """estafeta("doctor", "--json", var="other"): runs to its end, whatever its exit status."""

    def run(*words: str, var: str = "var", **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(PROGRAM), *words],
            env=environment(tmp_path / var) | more,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run
