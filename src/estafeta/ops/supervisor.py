"""`estafeta up`: the database, the preparations, then web and jobs, watched until somebody says stop.

It imports no Django, so that watching costs little memory. What a killed supervisor leaves behind (a running database,
running children) is found again by the next one: the database by its lock (see embedded), children by a mark in their
environment.
"""

import argparse
import contextlib
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

import psutil

from estafeta.ops import embedded

MARK = "ESTAFETA_CHILD_OF"
GRACE_S = 20
PATIENCE_S = 60
TOO_MANY_DEATHS = 5
WITHIN_S = 60


class Refused(Exception):  # noqa: N818 -- a sentence for the operator, not a traceback
    """It can't start or can't go on; the message is a sentence for the operator."""


class Stopped(BaseException):
    """Somebody said stop."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="estafeta up", description="Start the database, web and jobs.")
    parser.add_argument("--port", default=os.environ.get("PORT", "8000"), help="default: PORT, or 8000")
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"), help="default: HOST, or 127.0.0.1")
    parser.add_argument("--only", choices=["web", "jobs"], help="on a host that has this part alone")
    options = parser.parse_args(arguments)
    if not options.port.isdigit() or not 0 < int(options.port) < 65536:  # noqa: PLR2004 -- the last port there is
        print(f"estafeta: PORT is {options.port!r}; a number from 1 to 65535 is needed.", file=sys.stderr)
        return 2
    os.environ["PORT"] = options.port
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    house = House(_var_folder(), options.host, int(options.port), only=options.only)
    try:
        house.open()
        house.watch()
    except (Refused, embedded.Fault) as fault:
        print(f"estafeta: {fault}", file=sys.stderr)
        return 1
    except Stopped:
        return 0
    finally:
        house.close()


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Stopped


def _var_folder() -> Path:
    return Path(os.environ.get("ESTAFETA_VAR", Path(__file__).resolve().parents[3] / "var")).resolve()


def is_up(var: Path) -> bool:
    """Whether a supervisor watches this installation."""
    try:
        with (var / "up.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


class House:
    """One installation while it is up."""

    def __init__(self, var: Path, host: str, port: int, *, only: str | None = None) -> None:
        self.var, self.host, self.port, self.only = var, host, port, only
        self.server: embedded.Server | None = None
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.deaths: list[float] = []
        self._lock: IO[str] | None = None

    def open(self) -> None:
        self._take_lock()
        _end_left_over(self.var)
        if self.only != "jobs":
            self._insist_on_free_port()
        if not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE")):
            self.server = embedded.Server(self.var / "postgres")
            os.environ["DATABASE_URL"] = self.server.acquire()
        self._prepare()
        for name in self._commands():
            self._start(name)
        if "web" in self.children:
            self._until("the web server answers", self._answers)
        self._start_said()

    def watch(self) -> NoReturn:
        """Restart what dies; give up when it dies again and again."""
        while True:
            time.sleep(0.5)
            if self.server and self.server.pid is None:
                self._count_death("the database")
                self.server.release()
                self.server.acquire()
            for name, child in list(self.children.items()):
                if child.poll() is not None:
                    self._count_death(name)
                    end_group(child.pid)
                    self._start(name)

    def close(self) -> None:
        """Stop everything that was started here. A second Ctrl-C does not hurry it: it takes seconds."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for child in self.children.values():
            with contextlib.suppress(ProcessLookupError):
                child.terminate()
        deadline = time.monotonic() + GRACE_S
        for child in self.children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
            end_group(child.pid)
            child.wait()
        if self.server:
            self.server.release()
        if self._lock:
            self._lock.close()

    # --- inside -------------------------------------------------------------------------------

    def _commands(self) -> dict[str, list[str]]:
        programs = Path(sys.executable).parent
        commands = {
            "web": [
                str(programs / "granian"),
                *("--interface", "wsgi", "--http", "1", "--no-ws"),
                *("--host", self.host, "--port", str(self.port)),
                *("--workers", os.environ.get("WEB_WORKERS", "2")),
                *("--blocking-threads", os.environ.get("WEB_THREADS", "4")),
                *("--backlog", "2048", "--respawn-failed-workers", "--respawn-interval", "0.5"),
                *("--workers-kill-timeout", "10", "--log-level", "warning", "--no-access-log"),
                "estafeta.project.wsgi:application",
            ],
            "jobs": [
                str(programs / "estafeta"),
                *("jobs", "--at-once", os.environ.get("JOBS_AT_ONCE", "4")),
            ],
        }
        return {name: command for name, command in commands.items() if self.only in {None, name}}

    def _take_lock(self) -> None:
        try:
            self.var.mkdir(parents=True, exist_ok=True)
            self._lock = (self.var / "up.lock").open("a+")
        except OSError as fault:
            raise Refused(f"{self.var} can't be written: {fault.strerror}.") from fault
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.seek(0)
            raise Refused(f"it is running here already (process {self._lock.read().strip()}).") from None
        self._lock.truncate(0)
        self._lock.write(str(os.getpid()))
        self._lock.flush()

    def _insist_on_free_port(self) -> None:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as fault:
                raise Refused(
                    f"port {self.port} on {self.host} can't be used ({fault.strerror}). "
                    f"Choose another: PORT={self.port + 1} make run"
                ) from fault

    def _spawn(self, command: list[str]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603 -- our own programs, no shell
            command,
            env={"MALLOC_ARENA_MAX": "2", "PYTHONUNBUFFERED": "1"}
            | os.environ
            | {MARK: str(self.var), "DJANGO_SETTINGS_MODULE": "estafeta.project.settings"},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches us alone; we stop them in order
        )

    def _prepare(self) -> None:
        child = self.children["preparing"] = self._spawn([str(Path(sys.executable).parent / "estafeta"), "prepare"])
        status = child.wait()
        del self.children["preparing"]
        if status:
            raise Refused("it did not start; the reason stands above. Nothing is lost: mend it and start again.")

    def _start(self, name: str) -> None:
        self.children[name] = self._spawn(self._commands()[name])

    def _count_death(self, name: str) -> None:
        now = time.monotonic()
        self.deaths = [moment for moment in self.deaths if now - moment < WITHIN_S] + [now]
        if len(self.deaths) >= TOO_MANY_DEATHS:
            raise Refused(f"{name} died, {TOO_MANY_DEATHS} deaths within {WITHIN_S} s; the log above says more.")
        print(f"estafeta: {name} died and is started again.", file=sys.stderr)
        time.sleep(0.2 * len(self.deaths))

    def _until(self, what: str, come_true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not come_true():
            dead = [name for name, child in self.children.items() if child.poll() is not None]
            if dead:
                raise Refused(f"{dead[0]} died at the start; the log above says more.")
            if time.monotonic() > deadline:
                raise Refused(f"waited {PATIENCE_S} s in vain until {what}.")
            time.sleep(0.05)

    def _answers(self) -> bool:
        where = "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104 -- compared, not bound
        connection = http.client.HTTPConnection(where, self.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": f"127.0.0.1:{self.port}"})
            connection.getresponse().read()
        except OSError:
            return False
        finally:
            connection.close()
        return True

    def _start_said(self) -> None:
        if "web" not in self.children:
            print("Estafeta's jobs are carried out here. Ctrl-C stops them.", flush=True)
            return
        print(f"\nEstafeta is at http://{self.host}:{self.port}/")
        with contextlib.suppress(OSError):
            print((self.var / "sign-ins.txt").read_text().rstrip())
        print("Ctrl-C stops it.", flush=True)


def _end_left_over(var: Path) -> None:
    """End the children of a supervisor that was killed."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(MARK) == str(var):
                process.terminate()
                found.append(process)
    _gone, alive = psutil.wait_procs(found, timeout=5)
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=5)


def end_group(leader: int) -> None:
    """End what a child has left in its session: web workers outlive a killed web server."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
