import json
import tarfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.own_server, pytest.mark.no_database]

SOMEBODY_WORKS = """
from django.conf import settings
from django.core.management import call_command
from pathlib import Path
from tests import make
call_command("migrate", verbosity=0)
make.territory()
make.person("Әйгерім")
Path(settings.MEDIA_ROOT, "photos").mkdir(parents=True)
Path(settings.MEDIA_ROOT, "photos", "park.jpg").write_bytes(b"a picture")
"""
LOOK = "from estafeta.people.models import Person; print(list(Person.objects.values_list('name', flat=True)))"


def test_a_backup_restored_elsewhere_is_the_same_installation_and_a_damaged_one_is_refused(estafeta, tmp_path: Path):
    backup = tmp_path / "backup.tar"
    worked = estafeta("shell", "-v", "0", "-c", SOMEBODY_WORKS)
    assert worked.returncode == 0, worked.stderr

    written = json.loads(estafeta("backup", str(backup), "--json").stdout)
    damaged = estafeta("restore", str(damage(backup)), var="elsewhere")
    restored = estafeta("restore", str(backup), "--json", var="elsewhere")
    again = estafeta("restore", str(backup), var="elsewhere")
    seen = estafeta("shell", "-v", "0", "-c", LOOK, var="elsewhere")

    assert damaged.returncode == 1
    assert "is damaged: the database in it is not the one that was written" in damaged.stderr
    assert restored.returncode == 0, restored.stderr
    assert json.loads(restored.stdout)["rows"] == written["rows"]
    assert written["rows"]["people_person"] == 1
    assert seen.stdout == "['Әйгерім']\n"
    assert (tmp_path / "elsewhere/media/photos/park.jpg").read_bytes() == b"a picture"
    assert (tmp_path / "elsewhere/secret_key").read_text() == (tmp_path / "var/secret_key").read_text()
    assert (backup.stat().st_mode & 0o777, again.returncode) == (0o600, 1)
    assert "a backup is restored into an empty one only" in again.stderr


def damage(backup: Path) -> Path:
    """The same backup with a letter of its dump changed."""
    parts, damaged = backup.with_name("parts"), backup.with_name("damaged.tar")
    with tarfile.open(backup) as tar:
        tar.extractall(parts, filter="data")
    dump = bytearray((parts / "database.dump").read_bytes())
    dump[len(dump) // 2] ^= 1
    (parts / "database.dump").write_bytes(dump)
    with tarfile.open(damaged, "w") as tar:
        for part in parts.iterdir():
            tar.add(part, part.name)
    return damaged


@pytest.mark.parametrize(
    ("name", "sentence"), [("letter.txt", "is no backup of Estafeta"), ("missing.tar", "There is no file")]
)
def test_what_is_no_backup_is_refused(estafeta, tmp_path: Path, name, sentence):
    (tmp_path / "letter.txt").write_text("no backup at all")

    told = estafeta("restore", str(tmp_path / name))

    assert told.returncode == 1
    assert sentence in told.stderr
    assert "Traceback" not in told.stderr


def test_a_backup_overwrites_nothing(estafeta, tmp_path: Path):
    (tmp_path / "there.tar").write_text("precious")

    told = estafeta("backup", str(tmp_path / "there.tar"))

    assert (told.returncode, (tmp_path / "there.tar").read_text()) == (1, "precious")
