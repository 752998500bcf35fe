import os
import signal
import time
from pathlib import Path

import psutil
import pytest

from estafeta.ops import embedded
from estafeta.ops.embedded import Server

pytestmark = [pytest.mark.own_server, pytest.mark.no_database]


@pytest.fixture
def server(tmp_path: Path):
    server = Server(tmp_path / "postgres", throwaway=True)
    yield server
    server.release()


def test_the_last_to_leave_stops_the_server(server):
    other = Server(server.folder, throwaway=True)
    server.acquire()
    other.acquire()

    server.release()
    still_runs = other.pid is not None
    other.release()

    assert (still_runs, other.pid) == (True, None)


def test_it_starts_again_after_it_was_killed_and_has_lost_nothing(server):
    server.throwaway = False
    server.acquire()
    server.psql("CREATE TABLE kept AS SELECT 1")
    os.kill(server.pid, signal.SIGKILL)
    while server.pid:
        time.sleep(0.01)
    server.release()

    server.acquire()

    assert server.psql("SELECT count(*) FROM kept") == "1"


def test_a_left_over_file_that_names_another_process_does_not_stop_it(server):
    server.acquire()
    server.release()
    (server.folder / "postmaster.pid").write_text(f"{os.getpid()}\n{server.folder}\n0\n5432\n\n\n\nready\n")

    server.acquire()

    assert psutil.Process(server.pid).name() == "postgres"


def test_a_path_too_long_for_a_socket_gets_a_private_folder_elsewhere(tmp_path):
    server = Server(tmp_path / ("long" * 25) / "postgres", throwaway=True)

    address = server.acquire()
    sockets = Path(address.partition("host=")[2].partition("&")[0])
    mode = sockets.stat().st_mode & 0o777
    server.release()

    assert (mode, sockets == server.folder) == (0o700, False)


def test_data_of_another_version_are_left_alone(tmp_path):
    folder = tmp_path / "postgres"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("12\n")

    with pytest.raises(embedded.Fault, match="are of PostgreSQL 12, this is 18: restore a backup"):
        Server(folder).acquire()
