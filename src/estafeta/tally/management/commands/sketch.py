"""`estafeta sketch key|make|merge`: count people together without sharing lists (docs/sketches.md)."""

import json
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management.base import BaseCommand, CommandError

from estafeta.base.errors import NotPossible
from estafeta.campaigns.queries import shown_campaign
from estafeta.tally.queries.sketches import sketch_of, union_of

BIGGEST = 4_000_000


class Command(BaseCommand):
    help = "Count people together with other campaigns by signed sketches, without sharing lists."

    def add_arguments(self, parser):
        acts = parser.add_subparsers(dest="act", required=True)
        key = acts.add_parser("key", help="make a key to sign with, and show its public half")
        key.add_argument("file", type=Path)
        make = acts.add_parser("make", help="write a campaign's sketch")
        make.add_argument("file", type=Path)
        make.add_argument("--campaign", default="", metavar="SLUG", help="default: the one running")
        make.add_argument("--key", type=Path, required=True, help="the file that `sketch key` wrote")
        make.add_argument("--secret", type=Path, required=True, help="a file with the secret that all share")
        merge = acts.add_parser("merge", help="how many different people several sketches hold together")
        merge.add_argument("files", type=Path, nargs="+")
        merge.add_argument("--secret", type=Path, required=True)
        merge.add_argument("--json", action="store_true")

    def handle(self, *args, act, **options):
        try:
            {"key": self.key, "make": self.make, "merge": self.merge}[act](options)
        except NotPossible as refusal:
            raise CommandError(str(refusal.reason)) from refusal
        except OSError as fault:
            raise CommandError(str(fault)) from fault

    def key(self, options):
        made = Ed25519PrivateKey.generate()
        handle = os.open(options["file"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(made.private_bytes_raw().hex())
        self.stdout.write(f"Public key: {made.public_key().public_bytes_raw().hex()}")

    def make(self, options):
        campaign = shown_campaign(options["campaign"])
        if campaign is None:
            raise CommandError("There is no such campaign.")
        try:
            key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(options["key"].read_text().strip()))
        except ValueError as fault:
            raise CommandError(f"{options['key']} holds no key that `sketch key` wrote.") from fault
        said = sketch_of(campaign, options["secret"].read_bytes().strip(), key)
        options["file"].write_text(json.dumps(said, indent=1))
        self.stdout.write(f"{said['people']:,} people, {said['participations']:,} participations.")

    def merge(self, options):
        sketches = []
        for file in options["files"]:
            if file.stat().st_size > BIGGEST:
                raise CommandError(f"{file} is too big for a sketch.")
            try:
                said = json.loads(file.read_bytes())
            except ValueError:
                said = None
            sketches.append((file.name, said if isinstance(said, dict) else {}))
        union = union_of(sketches, options["secret"].read_bytes().strip())
        if options["json"]:
            self.stdout.write(json.dumps(union.as_dict(), ensure_ascii=False))
        else:
            told = union.as_dict()
            self.stdout.write(
                f"{union.people:,} different people together, between {union.low:,} and {union.high:,}"
                f" (± {told['error_percent']} %, 95 of 100)."
            )
            for name, reason in union.refused:
                self.stderr.write(f"{name} is left out: {reason}")
        if union.refused:
            raise CommandError(f"{len(union.refused)} of {len(sketches)} sketches were left out.")
