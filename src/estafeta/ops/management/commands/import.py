# ruff: noqa: N999 -- the command is called so, and no module imports it
"""`estafeta import NOUN FILE …`: other people's tables, with every row's fate. One small function per noun."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from estafeta.base.errors import NotPossible
from estafeta.base.tables import open_table, parse_mapping
from estafeta.campaigns.queries import shown_campaign
from estafeta.deeds.services.imported_rows import FIELDS, Defaults
from estafeta.deeds.services.imports import import_deeds, undo_import
from estafeta.exchange.queries import import_of
from estafeta.exchange.services import Order, bring, meaning
from estafeta.exchange.services import undo as undo_tables
from estafeta.territories.models import Territory
from estafeta.territories.services.whole_country import CountryFiles, import_country

FATES_SHOWN = 40  # of each file, without --all


def for_every_noun(parser: CommandParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV or Excel")
    parser.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", help="what a column means")
    parser.add_argument("--dry-run", action="store_true", help="tell every row's fate and write nothing")
    parser.add_argument("--json", action="store_true", help="tell it to a program")
    parser.add_argument("--all", action="store_true", help="show every row that has a note, not the first forty")


def territories_arguments(parser: CommandParser) -> None:
    parser.add_argument("--boundaries", action="append", default=[], type=Path, metavar="GEOJSON")
    parser.add_argument("--population", action="append", default=[], type=Path, metavar="CSV")
    parser.add_argument("--places", action="append", default=[], type=Path, metavar="CSV")
    parser.add_argument("--country", default="", metavar="CODE", help="where rows without a parent hang")
    parser.add_argument("--prefix", default="", metavar="XX-", help="put before every code of these files")
    parser.add_argument("--kind", action="append", default=[], metavar="WORD=KIND", help="what a word for a kind means")
    parser.add_argument("--key", default="", metavar="PROPERTY", help="of the GeoJSON, holding the code")
    parser.add_argument("--credit", default="", metavar="WORDS", help="to stand on maps that show the borders")
    parser.add_argument("--source", default="", metavar="WORDS", help="whose numbers of people these are")
    parser.add_argument("--year", type=int, help="of the numbers, where the table does not say")


def territories(options):
    files = CountryFiles(
        tree=options["file"],
        boundaries=options["boundaries"],
        populations=options["population"],
        points=options["places"],
        pairs=options["map"],
        kinds=options["kind"],
        country=options["country"],
        prefix=options["prefix"],
        key=options["key"],
        credit=options["credit"],
        source=options["source"],
        year=options["year"],
    )
    report = import_country(files, trial=options["dry_run"])
    every = options["all"]
    return report.as_dict(every=every), territories_lines(report, every=every), report.refused() == report.rows()


def territories_lines(report, *, every):
    """The report for people: a line of figures for each file, then its notes, then rows that have something to say."""
    for part in report.parts:
        counts = ", ".join(f"{number} {verdict}" for verdict, number in part.counts().items() if number)
        yield f"{part.name} from {part.source}: {counts}."
        yield from (f"  {note}" for note in part.notes)
        told = [fate for fate in part.fates if fate.notes]
        shown = told if every else told[:FATES_SHOWN]
        yield from (f"  row {fate.row}: {fate.verdict}. {' '.join(fate.notes)}" for fate in shown)
        if len(told) > len(shown):
            yield f"  … and {len(told) - len(shown)} more rows (--all shows them)."
    if report.trial:
        yield "A trial: nothing was written."
    elif not report.changed_anything():
        yield "Nothing has changed."


def deeds_arguments(parser: CommandParser) -> None:
    parser.add_argument("--campaign", default="", metavar="SLUG", help="default: the one that runs")
    parser.add_argument("--territory", default="", metavar="CODE", help="where deeds lie whose row does not say")
    parser.add_argument("--organisation", default="", metavar="NAME", help="whose deeds they are, if no row says")
    parser.add_argument("--language", default="kk", choices=["kk", "ru", "en"], help="in which they are written")
    parser.add_argument("--type", action="append", default=[], metavar="WORD=SLUG", help="what a word for a type means")
    parser.add_argument("--month-first", action="store_true", help="6/1/2010 is the first of June")
    parser.add_argument("--region", default="", metavar="XX", help="country of the phone numbers in the texts")
    parser.add_argument("--source", default="", metavar="NAME", help="tells these rows again; default: the file's name")


def where(options):
    """The campaign and the territory in which rows lie that do not say where."""
    campaign = shown_campaign(options["campaign"])
    if campaign is None:
        raise NotPossible(f"There is no campaign {options['campaign']}.")
    place = Territory.objects.filter(code=options["territory"]).first() if options["territory"] else campaign.territory
    if place is None:
        raise NotPossible(f"There is no territory {options['territory']}.")
    return campaign, place


def deeds(options):
    campaign, place = where(options)
    table = open_table(options["file"])
    report = import_deeds(
        table,
        parse_mapping(options["map"], table.columns, FIELDS),
        Defaults(
            territory=place,
            root=campaign.territory,
            organisation=options["organisation"],
            language=options["language"],
            day_first=not options["month_first"],
            region=options["region"],
            type_words=tuple(options["type"]),
        ),
        campaign=campaign,
        source=options["source"] or options["file"].stem,
        trial=options["dry_run"],
    )
    refused = sum(fate.verdict == "refused" for fate in report.fates)
    return asdict(report), deeds_lines(report, every=options["all"]), refused == len(report.fates)


def fate_lines(report, *, every):
    counts = Counter(fate.verdict for fate in report.fates)
    yield f"Rows: {', '.join(f'{number} {verdict}' for verdict, number in counts.items()) or 'none'}."
    told = [fate for fate in report.fates if fate.notes]
    shown = told if every else told[:FATES_SHOWN]
    yield from (f"  row {fate.row}: {fate.verdict}. {' '.join(fate.notes)}" for fate in shown)
    if len(told) > len(shown):
        yield f"  … and {len(told) - len(shown)} more rows (--all shows them)."


def deeds_lines(report, *, every):
    yield from fate_lines(report, every=every)
    yield f"{report.deeds} deeds, {report.shifts} shifts, {report.organisations} organisations not known before."
    if report.trial:
        yield "A trial: nothing was written."
    elif report.deeds:
        yield f"To take it back: estafeta import undo {report.batch}"


def table_arguments(parser: CommandParser) -> None:
    parser.add_argument("--campaign", default="", metavar="SLUG", help="default: the one that runs")
    parser.add_argument("--territory", default="", metavar="CODE", help="where rows lie that do not say")
    parser.add_argument("--language", default="kk", choices=["kk", "ru", "en"], help="in which they are written")
    parser.add_argument("--month-first", action="store_true", help="6/1/2010 is the first of June")
    parser.add_argument("--region", default="", metavar="XX", help="country of the phone numbers in the texts")
    parser.add_argument("--source", default="", metavar="NAME", help="tells these rows again; default: the file's name")


def appeals_arguments(parser: CommandParser) -> None:
    table_arguments(parser)
    parser.add_argument("--asker", default="", metavar="NAME", help="who asks where a row does not say")


def table_of(noun):
    """What `estafeta import NOUN` does for a noun whose table `exchange` brings in."""

    def act(options):
        campaign, place = where(options)
        table = open_table(options["file"])
        report = bring(
            Order(
                noun=noun,
                table=table,
                mapping=meaning(noun, table.columns, options["map"]),
                defaults=Defaults(
                    territory=place,
                    root=campaign.territory,
                    language=options["language"],
                    day_first=not options["month_first"],
                    region=options["region"],
                ),
                campaign=campaign,
                source=options["source"] or options["file"].stem,
                asker=options.get("asker", ""),
                trial=options["dry_run"],
            )
        )
        refused = sum(fate.verdict == "refused" for fate in report.fates)
        return asdict(report), table_lines(report, every=options["all"]), refused == len(report.fates)

    return act


def table_lines(report, *, every):
    yield from fate_lines(report, every=every)
    yield f"New: {', '.join(f'{number:,} {name}' for name, number in report.made.items())}."
    if report.trial:
        yield "A trial: nothing was written."
    elif report.made.total():
        yield f"To take it back: estafeta import undo {report.batch}"


def undo_arguments(_parser: CommandParser) -> None:
    """The batch stands where other nouns have their file."""


def undo(options):
    batch = str(options["file"])
    if import_of(batch):
        number, names = undo_tables(batch)
        told = [f"{number} of this import were taken back."]
        told += [f"  kept, because people have built on it: {name}" for name in names]
        return {"batch": batch, "taken": number, "kept": names}, told, not (number or names)
    taken, kept = undo_import(batch)
    lines = [f"{taken} deeds were taken out of sight; their history stays."]
    lines += [f"  kept, because people have signed up: {deed.title} ({deed.slug})" for deed in kept]
    return {"batch": batch, "taken": taken, "kept": [deed.slug for deed in kept]}, lines, not (taken or kept)


# noun -> (its help, its own arguments, what it does: options -> (object for a program, lines for people, failed?))
NOUNS: dict[str, tuple[str, Callable, Callable]] = {
    "territories": ("a country's tree, borders, population and places", territories_arguments, territories),
    "deeds": ("deeds and their shifts", deeds_arguments, deeds),
    "appeals": ("requests for help", appeals_arguments, table_of("appeals")),
    "organisations": ("organisations, unverified", table_arguments, table_of("organisations")),
    "people": ("people, folded by name and contact", table_arguments, table_of("people")),
    "attendance": ("who was at deeds that are here, or how many", table_arguments, table_of("attendance")),
    "undo": ("take what one import brought back, by the key that it told", undo_arguments, undo),
}


class Command(BaseCommand):
    help = "Load territories, deeds, … from CSV or Excel: every row's fate is told, a bad row never spoils a good one."

    def add_arguments(self, parser):
        nouns = parser.add_subparsers(dest="noun", required=True, metavar="NOUN")
        for noun, (words, arguments, _act) in NOUNS.items():
            of_noun = nouns.add_parser(noun, help=words, description=words)
            for_every_noun(of_noun)
            arguments(of_noun)

    def handle(self, *_arguments, **options):
        try:
            for_program, lines, failed = NOUNS[options["noun"]][2](options)
        except (NotPossible, ValueError) as fault:
            raise CommandError(str(fault)) from fault
        if options["json"]:
            self.stdout.write(json.dumps(for_program, ensure_ascii=False, indent=1))
        else:
            for line in lines:
                self.stdout.write(line)
        if failed:
            raise CommandError("No row could be taken.")
