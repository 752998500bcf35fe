"""What has to be done between installing and starting; does nothing where nothing is to do."""

import os
from io import StringIO

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from estafeta.ops import preparing


class Command(BaseCommand):
    help = "Bring database and static files up to date, load the example where the database is empty (used by `up`)."

    def handle(self, *args, **options):
        with preparing.one_host_at_a_time():
            self._prepare()

    def _prepare(self):
        if preparing.migrations_pending():
            self.stdout.write("Setting up the database ...")
            call_command("migrate", verbosity=0, interactive=False)
        if preparing.no_territories():
            call_command("load_territories", verbosity=0, stdout=StringIO())
        if "load_types" in get_commands():
            call_command("load_types", verbosity=0, stdout=StringIO())
        if preparing.static_files_stale():
            self.stdout.write("Preparing the static files ...")
            preparing.collect_static_files()
        wanted = os.environ.get("DEMO", "1").strip().lower() not in {"0", "no", "false", "off"}
        if wanted and "demo" in get_commands() and preparing.database_is_empty():
            self.stdout.write("Loading the example campaign ...")
            call_command("demo")
        preparing.note_sign_ins()
