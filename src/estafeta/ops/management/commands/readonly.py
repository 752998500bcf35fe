"""`estafeta readonly`."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from estafeta.base import resting


class Command(BaseCommand):
    help = "Let everybody read and nobody write, and say so on every page; or end it. Each host is told by itself."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["on", "off", "state"])
        parser.add_argument("--until", metavar="ISO", help="when it will be over, e.g. 2026-11-24T18:30")

    def handle(self, *args, **options):
        if options["what"] == "on":
            rest = resting.begin(_moment(options["until"]))
            self.stdout.write(f"Read-only since {timezone.localtime(rest.since):%d.%m.%Y %H:%M}. Letters still leave.")
        elif options["what"] == "off":
            self.stdout.write("Writing works again." if resting.end() else "It was not read-only.")
        else:
            self.stdout.write("read-only" if resting.current() else "reading and writing")


def _moment(told):
    if not told:
        return None
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        raise CommandError(f"--until is {told!r}; a moment such as 2026-11-24T18:30 is needed.") from None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
