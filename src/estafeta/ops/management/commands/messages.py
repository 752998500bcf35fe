from pathlib import Path

import polib
from django.core.management.base import BaseCommand

PACKAGES = Path(__file__).resolve().parents[3]


class Command(BaseCommand):
    help = "Collect and compile the translations."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--compile", action="store_true", help="only compile")
        parser.add_argument("--check", action="store_true", help="change nothing, complain")

    def handle(self, *args, **options):
        for path in sorted(PACKAGES.glob("*/locale/*/LC_MESSAGES/*.po")):
            polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
