"""The whole installation in one file, and back: database, uploaded files, the key that signs links."""

import hashlib
import json
import os
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.ops import dumping
from estafeta.ops.preparing import database_is_empty, refresh_statistics

FORMAT = 1
MANIFEST, DUMP, KEY, MEDIA = "manifest.json", "database.dump", "secret_key", "media"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds, so that a restore can prove that it is all there."""

    format: int
    estafeta: str
    made_at: str
    rows: dict[str, int]
    files: int
    dump_sha256: str
    migrations: list[str]


def write(path: Path) -> Manifest:
    """Write a backup while everything runs: rows are counted and dumped as of one moment.

    Raises: NotPossible, with a sentence; nothing is left behind then.
    Writes: the file, readable by its owner only, in one step when it is whole.
    """
    if path.exists():
        raise NotPossible(f"{path} exists already; a backup overwrites nothing.")
    if not path.parent.is_dir():
        raise NotPossible(f"There is no folder {path.parent}.")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder:
            dump, whole = Path(folder) / DUMP, Path(folder) / "whole.tar"
            manifest = _dump(dump)
            os.close(os.open(whole, os.O_WRONLY | os.O_CREAT, 0o600))
            with tarfile.open(whole, "w") as tar:
                (Path(folder) / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
                tar.add(Path(folder) / MANIFEST, MANIFEST)
                tar.add(dump, DUMP)
                if _key_file().exists():
                    tar.add(_key_file(), KEY)
                if Path(settings.MEDIA_ROOT).is_dir():
                    tar.add(settings.MEDIA_ROOT, MEDIA)
            whole.rename(path)
    except OSError as fault:
        raise NotPossible(f"{path} can't be written: {fault.strerror or fault}.") from fault
    return manifest


def restore(path: Path) -> Manifest:
    """Bring a backup into an installation in which nobody has worked yet, and compare every count.

    Raises: NotPossible, with a sentence. The database is restored wholly or not at all.
    Writes: all tables, the media folder, the signing key.
    """
    media = Path(settings.MEDIA_ROOT)
    if not path.is_file():
        raise NotPossible(f"There is no file {path}.")
    if _tables() and not database_is_empty():
        raise NotPossible("This installation is not empty; a backup is restored into an empty one only.")
    if media.is_dir() and any(media.iterdir()):
        raise NotPossible(f"{media} is not empty; a backup is restored into an empty installation only.")
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=media.parent) as name:
        folder = Path(name)
        manifest = _unpack(path, folder)
        _insist_on_known_migrations(manifest)
        _empty_database()
        dumping.run(
            "pg_restore",
            ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "-d", "", str(folder / DUMP)],
        )
        _insist_on_counts(manifest, folder / MEDIA)
        if (folder / MEDIA).is_dir():
            if media.is_dir():
                media.rmdir()
            (folder / MEDIA).rename(media)
        if (folder / KEY).exists():
            (folder / KEY).replace(_key_file())
            _key_file().chmod(0o600)
    refresh_statistics()
    return manifest


# --- inside ---------------------------------------------------------------------------------------


def _key_file() -> Path:
    return Path(settings.VAR_DIR) / "secret_key"


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        return [name for (name,) in cursor.fetchall()]


def _rows() -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- quoted, from the catalogue
            counts[table] = (cursor.fetchone() or (0,))[0]
    return counts


def _dump(target: Path) -> Manifest:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = (cursor.fetchone() or ("",))[0]
        dumping.run("pg_dump", ["--format=custom", f"--snapshot={snapshot}", f"--file={target}"])
        return Manifest(
            format=FORMAT,
            estafeta=version("estafeta"),
            made_at=timezone.now().isoformat(timespec="seconds"),
            rows=_rows(),
            files=_number_of_files(Path(settings.MEDIA_ROOT)),
            dump_sha256=_sha256(target),
            migrations=sorted(".".join(name) for name in MigrationLoader(connection).applied_migrations),
        )


def _unpack(path: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(path) as tar:
            tar.extractall(folder, filter="data")  # refuses paths that lead elsewhere, devices, links out
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        manifest = Manifest(**told)
    except (tarfile.TarError, OSError, ValueError, TypeError) as fault:
        raise NotPossible(f"{path} is no backup of Estafeta, or it is damaged: {str(fault).splitlines()[0]}") from fault
    if manifest.format != FORMAT:
        raise NotPossible(f"{path} has the format {manifest.format}; this version reads {FORMAT}.")
    if _sha256(folder / DUMP) != manifest.dump_sha256:
        raise NotPossible(f"{path} is damaged: the database in it is not the one that was written.")
    return manifest


def _insist_on_known_migrations(manifest: Manifest) -> None:
    known = {".".join(name) for name in MigrationLoader(None).disk_migrations}
    ours = {app.label for app in apps.get_app_configs()}
    unknown = [name for name in manifest.migrations if name.split(".")[0] in ours and name not in known]
    if unknown:
        raise NotPossible(
            f"The backup is of Estafeta {manifest.estafeta}, newer than this one ({version('estafeta')}): "
            f"it has {unknown[0]}. Upgrade first."
        )


def _empty_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _insist_on_counts(manifest: Manifest, media: Path) -> None:
    found = _rows()
    wrong = [
        f"{table}: {found.get(table, 0)} of {rows} rows"
        for table, rows in manifest.rows.items()
        if found.get(table) != rows
    ]
    files = _number_of_files(media)
    if files != manifest.files:
        wrong.append(f"media: {files} of {manifest.files} files")
    if wrong:
        raise NotPossible(f"The restored installation is not what was backed up: {'; '.join(wrong)}.")


def _number_of_files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*")) if folder.is_dir() else 0


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
