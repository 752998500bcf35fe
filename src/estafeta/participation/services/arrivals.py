"""A batch on its way in, under the deed's lock: what it says, and the facts that are to be written or taken back."""

import uuid as uuids
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from estafeta.base.texts import clean
from estafeta.deeds.models import Deed, Shift, SocialGroup
from estafeta.participation import queries, rules
from estafeta.participation.models import CheckInBatch, CheckInEntry
from estafeta.tally.services import Row, row_of, taking_back

LONGEST_TEXT = 200
Kind, Fate = CheckInEntry.Kind, CheckInEntry.Fate


@dataclass
class Arrival:
    """A batch on its way in, under the deed's lock: what counts now, and the facts that are to be written."""

    deed: Deed
    batch: CheckInBatch
    shifts: dict[int, Shift]
    groups: dict[str, SocialGroup]
    standing: dict[str, CheckInEntry]
    rows: dict[uuids.UUID, Row] = field(default_factory=dict)


def arrival_of(batch: CheckInBatch) -> Arrival:
    return Arrival(
        deed=batch.deed,
        batch=batch,
        shifts={shift.pk: shift for shift in batch.deed.shifts.order_by("starts_at", "pk")},
        groups={group.slug: group for group in SocialGroup.objects.all()},
        standing={entry.subject: entry for entry in queries.standing_entries(batch.deed).exclude(subject="")},
    )


def text_of(entry: CheckInEntry, name: str) -> str:
    value = entry.said.get(name)
    return clean(str(value), most=LONGEST_TEXT) if isinstance(value, str | int) else ""


def whole_of(entry: CheckInEntry, name: str, usual: int) -> int:
    value = entry.said.get(name, usual)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:  # noqa: PLR2004 -- fits a bigint
        value = int(value)
    return value if type(value) is int and abs(value) < 2**63 else -1


def was_in_hours(deed: Deed, hours: rules.Hours, entry: CheckInEntry) -> bool:
    last = (deed.ends_at or hours.ends_at) + rules.LATEST_ARRIVAL
    return hours.hold(entry.happened_at) and entry.batch.received_at <= last


def minutes_between(since: datetime, until: datetime) -> int:
    stay = min(until - since, rules.LONGEST_STAY)
    return max(0, int(stay.total_seconds() // 60))


def shift_of(arrival: Arrival, entry: CheckInEntry) -> Shift | None:
    """The sign-up's shift, the one that was said, or the nearest in time."""
    shifts = arrival.shifts
    said = entry.sign_up.shift_id if entry.sign_up else whole_of(entry, "shift", 0)
    if said in shifts or not shifts:
        return shifts.get(said)
    at = entry.happened_at
    return min(shifts.values(), key=lambda shift: max(shift.starts_at - at, at - shift.ends_at))


def hours_of(deed: Deed, shift: Shift | None) -> rules.Hours:
    if shift is not None:
        return rules.Hours(shift.starts_at, shift.ends_at)
    starts_at = deed.starts_at or deed.made_at
    return rules.Hours(starts_at, deed.ends_at or starts_at)


def take_back(arrival: Arrival, number: uuids.UUID, why: str) -> None:
    """Out of the batch before it counts; once it counted, by a correction with a reason."""
    if arrival.rows.pop(number, None):
        return
    if row := row_of(number):
        correction = taking_back(row, _reason(arrival.deed, why), by_id=arrival.batch.by_id)
        arrival.rows[correction.uuid or number] = correction


def _reason(deed: Deed, why: str) -> str:
    """In the deed's own language: the log of corrections is public, and no helper's free words go there."""
    with override(deed.language):
        return {
            "undone": _("Undone by those who checked in."),
            "left": _("The time was measured when the person left."),
            "stayed": _("The check-out was a slip; the time is estimated again."),
            "proved": _("Counted by two people, with a photo of that hour."),
            "unproved": _("Two counts that agree and a photo of that hour do not stand any more."),
            "recounted": _("Counted again; the lower of two counts stands."),
            "settled": _("The difference between two counts was settled by who runs the deed."),
        }[why]
