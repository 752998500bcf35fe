"""One door for every table: read, tried, written, taken back."""

import secrets
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.base.tables import guess_mapping, parse_mapping
from estafeta.exchange import rules
from estafeta.exchange.models import Import
from estafeta.exchange.services.appeals import take_appeals, untake_appeals
from estafeta.exchange.services.attendance import take_attendance, untake_attendance
from estafeta.exchange.services.organisations import take_organisations, untake_organisations
from estafeta.exchange.services.people import take_people, untake_people
from estafeta.exchange.services.reports import Order, Report, Taken
from estafeta.journal.services import record
from estafeta.people.models import Person

TAKERS: dict[str, Callable[[Taken], None]] = {
    "organisations": take_organisations,
    "appeals": take_appeals,
    "people": take_people,
    "attendance": take_attendance,
}


def meaning(noun: str, columns: tuple[str, ...], pairs: list[str]) -> dict[str, str]:
    """What the columns of a table mean, as {field: column}: guessed by their heads, and as `pairs` say.

    Raises: NotPossible naming the column or field that is not there.
    """
    guessed = guess_mapping(columns, rules.FIELDS[noun])
    said = {field: column for field, column in parse_mapping(pairs, columns, rules.FIELDS[noun]).items()
            if any(pair.endswith(f"={field}") for pair in pairs)}  # fmt: skip
    return {field: column for field, column in guessed.items() if column not in said.values()} | said


@transaction.atomic
def bring(order: Order) -> Report:
    """Write a table, or say what would become of it.

    Returns: every row's fate. The same table of the same source twice writes nothing the second time.
    Raises:  NotPossible where the person may not bring tables into that place.
    Writes:  the good rows, all or none when the machine fails; one Import, one journal Entry; nothing in a trial.
    """
    insist(rules.may_import(order.by, order.defaults.root))
    with transaction.atomic():
        made = Import.objects.create(
            key=secrets.token_hex(4),
            noun=order.noun,
            campaign=order.campaign,
            territory=order.defaults.root,
            by=order.by,
            source=order.source[:200],
            mapping=order.mapping,
        )
        report = Report(made.key, order.trial)
        TAKERS[order.noun](Taken(order, made, report))
        report.fates.sort(key=lambda fate: fate.row)
        if order.trial:
            transaction.set_rollback(True)
            return report
        keep_report(made, report)
        if report.made.total():
            record(order.by, f"{order.noun}_imported", made, batch=made.key, source=order.source, **report.made)
    return report


def keep_report(made: Import, report: Report) -> None:
    """Keep what became of the rows beside the import; those with something to say first, to a limit."""
    told = sorted(report.fates, key=lambda fate: (not fate.notes, fate.row))[: rules.MOST_FATES_KEPT]
    made.fates = [[fate.row, fate.verdict, list(fate.notes)] for fate in sorted(told, key=lambda fate: fate.row)]
    made.counts = report.counts | {f"made_{name}": number for name, number in report.made.items()}
    made.save()


@transaction.atomic
def undo(key: str, *, by: Person | None = None) -> tuple[int, list[str]]:
    """Take one import back as a batch, except what people have built on.

    Returns: how many things were taken back, and the names of those that stay.
    Raises:  NotPossible when there is none of this key, or it is not written.
    Writes:  the things of the import, one journal Entry.
    Locks:   the Import row.
    """
    made = Import.objects.select_for_update().filter(key=key).first()
    if made is None:
        raise NotPossible(_("There is no import %(key)s.") % {"key": key})
    insist(rules.may_import(by, made.territory))
    insist(rules.may_be_undone(made))
    taken, kept = _untake(made, by)
    if not kept:
        made.undone_at = timezone.now()
        made.save(update_fields=["undone_at"])
    record(by, "import_undone", made, taken=taken, kept=len(kept))
    return taken, kept


def _untake(made: Import, by: Person | None) -> tuple[int, list[str]]:
    if made.noun == "attendance":
        return untake_attendance(made, by), []
    rows = list(made.things.filter(undone_at=None))
    if made.noun == "appeals":
        taken, kept = untake_appeals(rows, by)
    else:
        taken, kept = (untake_people if made.noun == "people" else untake_organisations)(rows)
    made.things.filter(number__in=taken, undone_at=None).update(undone_at=timezone.now())
    return len(taken), kept
