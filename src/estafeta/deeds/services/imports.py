"""Deeds out of a table that somebody else kept: every row's fate is told, a bad row never spoils a good one."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.tables import Fate, Table
from estafeta.base.texts import fold, slug_with_key
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, DeedType, Shift, StateChange
from estafeta.deeds.services.imported_rows import Defaults, Slot, read_row
from estafeta.deeds.services.states import held
from estafeta.journal.services import record
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person

BATCH = 500


@dataclass
class Report:
    """What an import did, or would do when it was a trial: the fate of each row, and the key to undo it by."""

    batch: str
    trial: bool
    fates: list[Fate] = field(default_factory=list)
    deeds: int = 0
    shifts: int = 0
    organisations: int = 0


@dataclass
class _Found:
    """One deed of the table: its first slot's words, and all its slots."""

    words: Slot
    slots: list[Slot]


@transaction.atomic
def import_deeds(
    table: Table,
    mapping: dict[str, str],
    defaults: Defaults,
    *,
    campaign: Campaign,
    source: str,
    by: Person | None = None,
    trial: bool = False,
) -> Report:
    """Write the deeds of `table` into `campaign`; rows with one key are shifts of one deed.

    Takes:   mapping -- {field: column}; defaults -- what a row leaves out; source -- the table's name, which with a
             row's key tells a deed again; trial -- say everything, write nothing.
    Returns: a Report. The same table twice writes nothing the second time.
    Writes:  Organisations not known by name, Deeds, Shifts, StateChanges, one journal Entry; all good rows or none.
    Why:     an imported deed is announced, or done when it is past; attendance never comes with it.
    """
    report = Report(batch=secrets.token_hex(4), trial=trial)
    found = _found(table, mapping, defaults, report)
    there = set(
        Deed.objects.filter(campaign=campaign, source_key__in=[_key(source, key) for key in found]).values_list(
            "source_key", flat=True
        )
    )
    new = {key: deed for key, deed in found.items() if _key(source, key) not in there}
    for key, deed in found.items():
        notes = () if key in new else (_("This deed is there already; nothing was changed."),)
        report.fates += [Fate(s.row, "new" if key in new else "same", (*s.notes, *notes)) for s in deed.slots]
    report.fates.sort(key=lambda fate: fate.row)
    _write(new, defaults, campaign=campaign, source=source, by=by, report=report)
    if trial:
        transaction.set_rollback(True)
    return report


def _key(source: str, key: str) -> str:
    return f"{source[:60]}:{key[:90]}"


def _found(table: Table, mapping: dict[str, str], defaults: Defaults, report: Report) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    seen: dict[tuple[str, str, object], int] = {}
    for row in table.rows:
        try:
            slot = read_row(row, mapping, defaults)
        except ValueError as fault:
            report.fates.append(Fate(row.number, "refused", (str(fault),)))
            continue
        likeness = (fold(slot.title), fold(slot.organisation), slot.starts_at)
        if not slot.shift and (first := seen.setdefault(likeness, row.number)) != row.number:
            slot.notes.append(_("Same title, organisation and day as row %(row)s.") % {"row": first})
        key = slot.key or hashlib.sha256(repr((*likeness, slot.about)).encode()).hexdigest()[:20]
        found.setdefault(key, _Found(slot, [])).slots.append(slot)
    return found


def _write(
    new: dict[str, _Found], defaults: Defaults, *, campaign: Campaign, source: str, by: Person | None, report: Report
) -> None:
    if not new:
        return
    now = timezone.now()
    bodies = _organisations({deed.words.organisation for deed in new.values()}, defaults, report)
    other = DeedType.objects.get(slug="other")
    deeds = [
        _deed(found, _key(source, key), bodies[fold(found.words.organisation)], found.words.type or other, now)
        for key, found in new.items()
    ]
    for deed in deeds:
        deed.campaign, deed.import_batch, deed.made_by = campaign, report.batch, by
    Deed.objects.bulk_create(deeds, batch_size=BATCH)
    shifts = [
        Shift(deed=deed, starts_at=s.starts_at, ends_at=s.ends_at, capacity=s.capacity, source_key=s.shift[:80])
        for deed, found in zip(deeds, new.values(), strict=True)
        for s in found.slots
    ]
    Shift.objects.bulk_create(shifts, batch_size=BATCH * 4)
    StateChange.objects.bulk_create(
        [StateChange(deed=deed, status=status, at=now, by=by) for deed in deeds for status in _states(deed)],
        batch_size=BATCH * 4,
    )
    report.deeds, report.shifts = len(deeds), len(shifts)
    record(by, "deeds_imported", campaign, batch=report.batch, source=source, deeds=len(deeds), shifts=len(shifts))


def _deed(found: _Found, key: str, body: Organisation, kind: DeedType, now: datetime) -> Deed:
    words = found.words
    starts_at = min(slot.starts_at for slot in found.slots)
    ends_at = max(slot.ends_at for slot in found.slots)
    return Deed(
        type=kind,
        organisation=body,
        territory=words.territory,
        slug=slug_with_key(words.title),
        title=words.title,
        about=words.about,
        language=words.language,
        meeting_point=words.meeting_point,
        lon=words.lon,
        lat=words.lat,
        status=Deed.Status.DONE if ends_at <= now else Deed.Status.ANNOUNCED,
        starts_at=starts_at,
        ends_at=ends_at,
        folded=fold(f"{words.title} {words.about}"),
        announced_at=now,
        source_key=key,
    )


def _states(deed: Deed) -> Iterable[str]:
    """The states an imported deed passed through, as far as the table tells."""
    return (Deed.Status.ANNOUNCED, deed.status) if deed.status == Deed.Status.DONE else (Deed.Status.ANNOUNCED,)


def _organisations(names: set[str], defaults: Defaults, report: Report) -> dict[str, Organisation]:
    """Organisations by folded name; those not known yet are written, unverified, at home in the default territory."""
    wanted = {fold(name): name for name in sorted(names)}
    there = {
        body.folded_name: body
        for body in Organisation.objects.filter(folded_name__in=wanted, territory__path__startswith=defaults.root.path)
    }
    new = [
        Organisation(
            kind=Organisation.Kind.NGO,
            name=name[:200],
            folded_name=folded[:200],
            slug=slug_with_key(name),
            territory=defaults.territory,
        )
        for folded, name in wanted.items()
        if folded not in there
    ]
    Organisation.objects.bulk_create(new, batch_size=BATCH)
    report.organisations = len(new)
    return there | {body.folded_name: body for body in new}


@transaction.atomic
def undo_import(batch: str, *, by: Person | None = None) -> tuple[int, Sequence[Deed]]:
    """Take the deeds of one import out of sight again.

    Returns: how many were taken out, and those that stay because people have signed up for them.
    Writes:  the deeds are called off and no longer announced; their history stays, so that no past figure changes.
    """
    kept, taken = [], 0
    for deed in Deed.objects.filter(import_batch=batch).prefetch_related("shifts").order_by("pk"):
        if any(shift.places_taken for shift in deed.shifts.all()):
            kept.append(deed)
        elif deed.status != Deed.Status.CANCELLED:
            _take_out(deed, by)
            taken += 1
    return taken, kept


def _take_out(deed: Deed, by: Person | None) -> None:
    locked, now = held(deed), timezone.now()
    locked.status, locked.cancelled_at, locked.announced_at = Deed.Status.CANCELLED, now, None
    locked.cancel_reason, locked.source_key = _("The import was undone."), ""
    locked.save(update_fields=["status", "cancelled_at", "announced_at", "cancel_reason", "source_key"])
    StateChange.objects.create(deed=locked, status=locked.status, at=now, by=by)
    record(by, "import_undone", locked, batch=deed.import_batch)
