"""`estafeta doctor`."""

import json
import sys

from django.core.management.base import BaseCommand

from estafeta.ops import doctor


class Command(BaseCommand):
    help = "Say what is wrong with this installation; exit 0 only if nothing is."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args, **options):
        found = list(doctor.faults())
        if options["json"]:
            answer = {"well": not found, "faults": [{"what": what, "sentence": sentence} for what, sentence in found]}
            self.stdout.write(json.dumps(answer))
        else:
            for _what, sentence in found:
                self.stdout.write(f"- {sentence}")
            self.stdout.write("" if found else "Nothing is wrong with this installation.")
        if found:
            sys.exit(1)
