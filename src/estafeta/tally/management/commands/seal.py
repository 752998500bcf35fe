"""`estafeta seal`: seal the days that are over; `witness` and `cosign` let outsiders sign."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError

from estafeta.base.errors import NotPossible
from estafeta.campaigns.queries import shown_campaign
from estafeta.tally import services
from estafeta.tally.queries import seals_of


class Command(BaseCommand):
    help = "Seal the days that are over; register witnesses, take in their signatures."

    def add_arguments(self, parser):
        acts = parser.add_subparsers(dest="act", title="acts", description="without one: seal what is to be sealed")
        witness = acts.add_parser("witness", help="let somebody outside sign seals")
        witness.add_argument("name")
        witness.add_argument("key", help="their Ed25519 public key, 64 hexadecimal digits")
        cosign = acts.add_parser("cosign", help="take in a signature under a day's statement")
        cosign.add_argument("day", type=date.fromisoformat)
        cosign.add_argument("key")
        cosign.add_argument("signature", help="128 hexadecimal digits")
        cosign.add_argument("--campaign", default="", metavar="SLUG", help="default: the one running")

    def handle(self, *args, act, **options):
        try:
            {None: self.seal, "witness": self.witness, "cosign": self.cosign}[act](options)
        except NotPossible as refusal:
            raise CommandError(str(refusal.reason)) from refusal

    def seal(self, _options):
        self.stdout.write(f"{services.seal_all():,} days sealed.")

    def witness(self, options):
        self.stdout.write(f"{services.register_witness(options['name'], options['key'])} may sign seals.")

    def cosign(self, options):
        campaign = shown_campaign(options["campaign"])
        seal = seals_of(campaign).filter(day=options["day"]).first() if campaign else None
        if seal is None:
            raise CommandError("This day is not sealed.")
        kept = services.cosign(seal, options["key"], options["signature"])
        self.stdout.write(f"{kept.witness} signed {seal.day}.")
