"""`estafeta tally`: the campaign's figures; `estafeta tally verify`: the derived sums against the facts."""

import json

from django.core.management.base import BaseCommand, CommandError

from estafeta.base.errors import NotPossible
from estafeta.campaigns.queries import shown_campaign
from estafeta.tally import queries, rules, services
from estafeta.tally.templatetags.tally import note_of, shown_value, what


class Command(BaseCommand):
    help = "Show the campaign's figures, or (verify, rebuild) compare or remake the derived sums from the facts."

    def add_arguments(self, parser):
        parser.add_argument("act", nargs="?", choices=["verify", "rebuild"], help="default: show the figures")
        parser.add_argument("--campaign", default="", metavar="SLUG", help="default: the one running")
        parser.add_argument("--territory", default="", metavar="CODE")
        parser.add_argument("--organisation", default="", metavar="SLUG")
        parser.add_argument("--as-of", default="", metavar="ISO", help="a day or a moment that has passed")
        parser.add_argument("--by", choices=rules.WAYS)
        parser.add_argument("--json", action="store_true", help="for programs; the object of GET tally")

    def handle(self, *args, act, **options):
        try:
            {None: self.show, "verify": self.verify, "rebuild": self.rebuild}[act](options)
        except NotPossible as refusal:
            raise CommandError(str(refusal.reason)) from refusal

    def show(self, options):
        names = ("campaign", "territory", "organisation", "as_of")
        asked = queries.asked(**{name: options[name] for name in names})
        figure = queries.figure(asked.campaign, **asked.named)
        parts = None
        if options["by"]:
            parts = queries.by(asked.campaign, options["by"], **asked.named | {"as_of": figure.recorded_until})
            parts = queries.with_told(parts, figure)
        if options["json"]:
            answer = figure.as_dict() | ({} if parts is None else {"parts": [part.as_dict() for part in parts]})
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{asked.campaign.theme}, as of {figure.recorded_until.isoformat(timespec='seconds')}")
        for metric in figure.metrics:
            note = note_of(metric)
            self.stdout.write(f"{shown_value(metric):>24} {what(metric)}{f' ({note})' if note else ''}")
        for part in parts or ():
            self.stdout.write(f"{part.participations:>12,} {part.label or part.key}")

    def verify(self, options):
        campaign = shown_campaign(options["campaign"]) if options["campaign"] else None
        if options["campaign"] and campaign is None:
            raise CommandError(f"There is no campaign called {options['campaign']!r}.")
        differences = [*services.verify(campaign), *services.broken_seals(campaign)]
        if options["json"]:
            self.stdout.write(json.dumps({"differences": [str(one) for one in differences]}, ensure_ascii=False))
        for difference in () if options["json"] else differences:
            self.stdout.write(str(difference))
        if differences:
            raise CommandError(
                f"Differences: {len(differences)}. Sums are added up again by `estafeta tally rebuild`; a broken seal"
                " means that sealed facts were changed."
            )
        if not options["json"]:
            self.stdout.write("The sums agree with the facts, and the seals hold.")

    def rebuild(self, _options):
        self.stdout.write(f"{services.rebuild():,} sums added up again from the facts.")
