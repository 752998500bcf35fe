import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from estafeta.ops import supervisor
from estafeta.ops.tests.conftest import PROGRAM, environment

pytestmark = [pytest.mark.own_server, pytest.mark.no_database]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    def __init__(self, var: Path) -> None:
        self.var, self.port, self.process = var, free_port(), None

    def up(self) -> None:
        """Start it, and wait until it says where it is (web workers of a killed one may still answer) and is ready."""
        starts = self.said().count("Ctrl-C stops it.")
        with (self.var.parent / "said.txt").open("a") as said:
            self.process = subprocess.Popen(
                [str(PROGRAM), "up", "--port", str(self.port)], env=environment(self.var), stdout=said, stderr=said
            )
        self.wait(lambda: self.process.poll() is not None or self.said().count("Ctrl-C stops it.") > starts)
        self.wait(lambda: self.process.poll() is not None or self.answers("/readyz"))

    def answers(self, path: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def wait(self, come_true) -> None:
        deadline = time.monotonic() + 90
        while not come_true():
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def said(self) -> str:
        path = self.var.parent / "said.txt"
        return path.read_text() if path.exists() else ""

    def left(self) -> list[psutil.Process]:
        """What runs from this installation's folder."""
        found = []
        for process in psutil.process_iter():
            try:
                mine = str(self.var) in " ".join(process.cmdline()) or process.environ().get("ESTAFETA_VAR") == str(
                    self.var
                )
                if mine and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def stop(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(60)


@pytest.fixture
def house(tmp_path: Path):
    house = House(tmp_path / "var")
    yield house
    if house.process and house.process.poll() is None:
        house.stop(signal.SIGTERM)
    left = house.left()
    for process in left:
        process.kill()
    assert left == []


def test_one_installation_from_its_first_start_to_its_last_stop(house):
    """One walk: each step needs the one before, and a start costs seconds."""
    house.up()
    assert f"Estafeta is at http://127.0.0.1:{house.port}/" in house.said()

    again = subprocess.run(
        [str(PROGRAM), "up", "--port", str(free_port())],
        env=environment(house.var),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (again.returncode, again.stderr) == (
        1,
        f"estafeta: it is running here already (process {house.process.pid}).\n",
    )

    (web,) = [child for child in psutil.Process(house.process.pid).children() if "granian" in " ".join(child.cmdline())]
    web.kill()
    house.wait(lambda: "web died and is started again." in house.said() and house.answers("/healthz"))

    database = int((house.var / "postgres/postmaster.pid").read_text().split("\n")[0])
    os.kill(database, signal.SIGKILL)
    house.wait(lambda: "the database died and is started again." in house.said() and house.answers("/readyz"))

    house.stop(signal.SIGKILL)
    assert house.left()
    house.up()
    assert house.answers("/readyz")

    assert house.stop(signal.SIGINT) == 0, house.said()
    assert house.left() == []


def test_a_port_in_use_is_a_sentence(house):
    with socket.socket() as other:
        other.bind(("127.0.0.1", house.port))
        other.listen()

        house.up()

    assert house.process.returncode == 1
    assert f"port {house.port} on 127.0.0.1 can't be used (Address already in use)" in house.said()
    assert "Traceback" not in house.said()


def test_a_nonsense_port_is_a_sentence(estafeta):
    told = estafeta("up", PORT="abc")

    assert (told.returncode, told.stderr) == (2, "estafeta: PORT is 'abc'; a number from 1 to 65535 is needed.\n")


@pytest.mark.parametrize(("only", "parts"), [(None, ["web", "jobs"]), ("web", ["web"]), ("jobs", ["jobs"])])
def test_a_host_can_have_one_part_alone(tmp_path, only, parts):
    house = supervisor.House(tmp_path, "127.0.0.1", 8000, only=only)

    assert list(house._commands()) == parts
