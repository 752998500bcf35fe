import json
import tarfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.own_server, pytest.mark.no_database]

SOMEBODY_WORKS = """
from django.conf import settings
from pathlib import Path
from tests import make
make.territory()
make.person("Әйгерім")
Path(settings.MEDIA_ROOT, "photos").mkdir(parents=True)
Path(settings.MEDIA_ROOT, "photos", "park.jpg").write_bytes(b"a picture")
"""
LOOK = "from estafeta.people.models import Person; print(list(Person.objects.values_list('name', flat=True)))"


def test_a_backup_restored_elsewhere_is_the_same_installation(estafeta, tmp_path: Path):
    backup = tmp_path / "backup.tar"
    assert estafeta("migrate", "--verbosity", "0").returncode == 0
    worked = estafeta("shell", "-v", "0", "-c", SOMEBODY_WORKS)
    assert worked.returncode == 0, worked.stderr

    written = json.loads(estafeta("backup", str(backup), "--json").stdout)
    restored = estafeta("restore", str(backup), "--json", var="elsewhere")
    again = estafeta("restore", str(backup), var="elsewhere")
    seen = estafeta("shell", "-v", "0", "-c", LOOK, var="elsewhere")

    assert restored.returncode == 0, restored.stderr
    assert json.loads(restored.stdout)["rows"] == written["rows"]
    assert written["rows"]["people_person"] == 1
    assert seen.stdout == "['Әйгерім']\n"
    assert (tmp_path / "elsewhere/media/photos/park.jpg").read_bytes() == b"a picture"
    assert (tmp_path / "elsewhere/secret_key").read_text() == (tmp_path / "var/secret_key").read_text()
    assert (backup.stat().st_mode & 0o777, again.returncode) == (0o600, 1)
    assert "a backup is restored into an empty one only" in again.stderr


def test_a_damaged_backup_is_refused_before_anything_is_touched(estafeta, tmp_path: Path):
    assert estafeta("migrate", "--verbosity", "0").returncode == 0
    assert estafeta("backup", str(tmp_path / "backup.tar")).returncode == 0
    with tarfile.open(tmp_path / "backup.tar") as tar:
        tar.extractall(tmp_path / "parts", filter="data")
    (tmp_path / "parts/database.dump").write_bytes((tmp_path / "parts/database.dump").read_bytes()[:-10])
    with tarfile.open(tmp_path / "damaged.tar", "w") as tar:
        for part in (tmp_path / "parts").iterdir():
            tar.add(part, part.name)
    (tmp_path / "letter.txt").write_text("no backup at all")

    refusals = [estafeta("restore", str(tmp_path / name)) for name in ("damaged.tar", "letter.txt", "missing.tar")]

    assert [told.returncode for told in refusals] == [1, 1, 1]
    assert "is damaged: the database in it is not the one that was written" in refusals[0].stderr
    assert "is no backup of Estafeta" in refusals[1].stderr
    assert "There is no file" in refusals[2].stderr


def test_a_backup_overwrites_nothing(estafeta, tmp_path: Path):
    (tmp_path / "there.tar").write_text("precious")

    told = estafeta("backup", str(tmp_path / "there.tar"))

    assert (told.returncode, (tmp_path / "there.tar").read_text()) == (1, "precious")
