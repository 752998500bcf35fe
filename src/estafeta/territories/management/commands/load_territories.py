"""`estafeta load_territories`: the built-in country. Safe to run twice."""

from django.core.management.base import BaseCommand

from estafeta.territories.services import load_builtin


class Command(BaseCommand):
    help = "Load Kazakhstan's regions, districts and cities, which are built in. Safe to run twice."

    def handle(self, *_arguments, **_options):
        written = load_builtin()
        self.stdout.write(
            f"Territories: {len(written.created)} created, {len(written.changed)} changed, "
            f"{len(written.unchanged)} unchanged."
        )
