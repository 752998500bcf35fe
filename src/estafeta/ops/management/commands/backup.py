"""`estafeta backup FILE`."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from estafeta.base.errors import NotPossible
from estafeta.ops import backup


class Command(BaseCommand):
    help = "Write database, uploaded files and signing key into one file, while everything runs."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args, file, **options):
        try:
            with Console(stderr=True, quiet=options["json"]).status("Writing the backup ..."):
                manifest = backup.write(file)
        except NotPossible as refusal:
            raise CommandError(str(refusal.reason)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps({"file": str(file), "bytes": file.stat().st_size, **asdict(manifest)}))
            return
        self.stdout.write(
            f"{file}: {file.stat().st_size / 1e6:.1f} MB, {sum(manifest.rows.values())} rows in {len(manifest.rows)} "
            f"tables, {manifest.files} files. It holds personal data and the signing key: keep it where only you read."
        )
