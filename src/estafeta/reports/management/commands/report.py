"""`estafeta report`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from estafeta.base.errors import NotPossible
from estafeta.base.fields import LANGUAGES
from estafeta.reports import services
from estafeta.tally import queries as tally


class Command(BaseCommand):
    help = "Write the final report: PDF, HTML, XLSX, open data and pictures. The same --as-of gives the same bytes."

    def add_arguments(self, parser):
        parser.add_argument("--campaign", default="", metavar="SLUG", help="default: the one that is shown")
        parser.add_argument("--territory", default="", metavar="CODE")
        parser.add_argument("--organisation", default="", metavar="SLUG")
        parser.add_argument("--as-of", default="", metavar="ISO", help="default: now")
        parser.add_argument("--lang", choices=LANGUAGES, help="default: all three")
        parser.add_argument("--out", default="report", metavar="DIR", type=Path)
        parser.add_argument("--signed", default="", help="whose word it is")
        parser.add_argument("--word", metavar="FILE", type=Path, help="the leader's word, in the language of --lang")

    def handle(self, *args, **options):
        words = {}
        if options["word"]:
            if not options["lang"]:
                raise CommandError("--word needs --lang: say in which language it is.")
            words = {options["lang"]: _read(options["word"])}
        try:
            asked = tally.asked(**{name: options[name] for name in ("campaign", "territory", "organisation", "as_of")})
            report = services.publish(asked.campaign, by=None, words=words, signed=options["signed"], **asked.named)
        except NotPossible as refusal:
            raise CommandError(str(refusal.reason)) from None
        options["out"].mkdir(parents=True, exist_ok=True)
        for language in [options["lang"]] if options["lang"] else LANGUAGES:
            for name, data in services.documents(report, language):
                (options["out"] / name).write_bytes(data)
                self.stdout.write(f"{options['out'] / name}  {len(data) / 1024:,.0f} KB")
        self.stdout.write(f"Report {report.key}, as of {report.as_of.isoformat()}, digest {report.digest}")


def _read(path):
    try:
        return path.read_text()
    except OSError as fault:
        raise CommandError(f"{path} can't be read: {fault.strerror}.") from None
