import json

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from estafeta.ops.bench.cases import CASES as HOUSE
from estafeta.ops.bench.summing_up import report
from estafeta.ops.bench.thanks import certificates

CASES = HOUSE | {"certificates": certificates, "report": report}


class Command(BaseCommand):
    help = "Measure the figures to reach, each beside its limit in the same run. In a database of its own."

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(CASES)}; default: all")
        parser.add_argument("--facts", type=int, default=300_000, help="participations of the tally that is measured")
        parser.add_argument("--keep", action="store_true", help="keep the tally's database, and go on where it stopped")
        parser.add_argument("--seeds", type=int, default=200, help="how many nations are made up and counted")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *, names: list[str], **options):
        if unknown := [name for name in names if name not in CASES]:
            raise CommandError(f"There is no {unknown[0]}. There are: {', '.join(CASES)}.")
        sizes = {"tally": {"facts": options["facts"], "keep": options["keep"]}, "nation": {"seeds": options["seeds"]}}
        rows = [row for name in names or CASES for row in CASES[name](**sizes.get(name, {}))]
        if options["json"]:
            self.stdout.write(json.dumps([row.as_dict() for row in rows], indent=1))
        else:
            Console().print(_table(rows))
        if broken := [f"{row.name}: {name}" for row in rows for name, held in row.promises.items() if not held]:
            raise CommandError("Not kept: " + "; ".join(broken))


def _table(rows) -> Table:
    table = Table("what", "a second", "limit", "ratio", "p50 ms", "p99 ms", "web MB")
    for row in rows:
        table.add_row(
            row.name,
            f"{row.reached:,.0f}",
            f"{row.limit:,.0f} ({row.limit_name})",
            f"{row.ratio:.3f}",
            f"{row.p50_ms:.1f}",
            f"{row.p99_ms:.1f}",
            f"{row.memory_mb:.0f}",
        )
    return table
