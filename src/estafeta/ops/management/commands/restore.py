"""`estafeta restore FILE`."""

import json
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from estafeta.base.errors import NotPossible
from estafeta.ops import backup, supervisor


class Command(BaseCommand):
    help = "Bring a backup into an empty installation, and verify that everything is there."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args, file, **options):
        if supervisor.is_up(Path(settings.VAR_DIR)):
            raise CommandError("Estafeta is running here; stop it first, then restore.")
        try:
            with Console(stderr=True, quiet=options["json"]).status("Restoring ..."):
                manifest = backup.restore(file)
        except NotPossible as refusal:
            raise CommandError(str(refusal.reason)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(asdict(manifest)))
            return
        self.stdout.write(
            f"Restored the backup of {manifest.made_at}: {sum(manifest.rows.values())} rows in {len(manifest.rows)} "
            f"tables and {manifest.files} files, all counted and equal. `estafeta up` starts it."
        )
