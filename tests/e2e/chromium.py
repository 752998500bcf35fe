"""Finds a Chromium, or brings one."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ELSEWHERE = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
WHAT_TO_DO = (
    "The browser tests need Chromium or Chrome and could not find or install one. "
    "Install it (on Debian and Ubuntu: sudo apt install chromium), or name it: CHROMIUM=/path/to/chrome make test"
)


class NoChromium(Exception):  # noqa: N818 -- the message says what to do
    pass


def find(playwright: Playwright) -> str:
    """The path of a browser: the one CHROMIUM names, an installed one, Playwright's, or one that is installed now.

    Raises: NoChromium with a sentence that says what to do.
    """
    if named := os.environ.get("CHROMIUM"):
        if not shutil.which(named):
            raise NoChromium(f"CHROMIUM names {named}, which is no program.")
        return named
    with _one_at_a_time():
        return _found_or_brought(playwright.chromium.executable_path)


def _found_or_brought(own: str) -> str:
    if found := _installed():
        return found
    if Path(own).exists():
        return own
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium ...", file=sys.stderr)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _try("apt-get", "update", "-q", env=quiet)
        _try("apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium", env=quiet)
        if found := _installed():
            return found
    _try(sys.executable, "-m", "playwright", "install", "chromium", env=dict(os.environ))
    if Path(own).exists():
        return own
    raise NoChromium(WHAT_TO_DO)


def _installed() -> str | None:
    paths = [*map(shutil.which, NAMES), *(str(path) for path in ELSEWHERE if path.exists())]
    return next((path for path in paths if path), None)


def _try(*command: str, env: dict[str, str]) -> None:
    with suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=False, timeout=600)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """The tests run in several processes; only one of them installs."""
    with (Path(tempfile.gettempdir()) / f"estafeta-chromium-{os.geteuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
