import json

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from estafeta.base.errors import NotPossible
from estafeta.ops import preparing
from estafeta.ops.example.report import publish_example_report
from estafeta.ops.example.services import load_example
from estafeta.ops.example.stories import publish_example_stories


class Command(BaseCommand):
    help = "Load the example: the relay of 2010 replayed, its sixtieth day being yesterday."

    def add_arguments(self, parser):
        parser.add_argument("--scale", type=int, default=1, help="10 is ten times the deeds and people")
        parser.add_argument("--seed", type=int, default=2010, help="another seed, another invented detail")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *, scale: int, seed: int, **options):
        if not 1 <= scale <= 100:  # noqa: PLR2004 -- a hundred times the nation is enough for one disk
            raise CommandError("--scale takes a whole number from 1 to 100.")
        console = Console(stderr=True, quiet=options["json"])
        try:
            with console.status("The example: planning ...") as status:
                loaded = load_example(
                    seed=seed, scale=scale, say=lambda step: status.update(f"The example: {step} ...")
                )
        except NotPossible as refusal:
            raise CommandError(str(refusal.reason)) from refusal
        if not loaded.was_there:
            preparing.refresh_statistics()
            with console.status("The example: its report ..."):
                publish_example_report(loaded.campaign)
            with console.status("The example: its news ..."):
                publish_example_stories(loaded.campaign)
        answer = {
            "campaign": loaded.campaign.slug,
            "deeds": loaded.deeds,
            "people": loaded.people,
            "sign_ups": loaded.sign_ups,
            "facts": loaded.facts,
            "was_there": loaded.was_there,
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer))
        elif loaded.was_there:
            self.stdout.write("The example is there already; nothing was written.")
        else:
            self.stdout.write(
                f"The example is loaded: {loaded.deeds} deeds, {loaded.people} people, "
                f"{loaded.sign_ups} sign-ups, {loaded.facts} facts. All details are invented."
            )
