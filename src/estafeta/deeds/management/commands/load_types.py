from django.core.management.base import BaseCommand

from estafeta.deeds import services


class Command(BaseCommand):
    help = "Bring the built-in types of deed and groups of people in. Safe to run again."

    def handle(self, **_options):
        types, groups = services.load_types()
        self.stdout.write(f"{types} types of deed and {groups} groups of people are there.")
