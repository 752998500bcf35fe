"""What counts of what was done at the gate: facts written, taken back, measured; under the deed's lock."""

import uuid as uuids
from dataclasses import dataclass, field, replace
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


def text_of(entry: CheckInEntry, name: str) -> str:
    value = entry.said.get(name)
    return clean(str(value), most=LONGEST_TEXT) if isinstance(value, str | int) else ""


def whole_of(entry: CheckInEntry, name: str, usual: int) -> int:
    value = entry.said.get(name, usual)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:  # noqa: PLR2004 -- fits a bigint
        value = int(value)
    return value if type(value) is int and abs(value) < 2**63 else -1


# --- what counts --------------------------------------------------------------------------------------


def count(arrival: Arrival, entry: CheckInEntry) -> None:
    """Let an entry count: its facts are written with the batch."""
    rows = _rows(arrival, entry)
    entry.fate, entry.reason = Fate.TAKEN, ""
    entry.facts = [str(row.uuid) for row in rows]
    entry.save()
    arrival.standing[entry.subject] = entry
    arrival.rows |= {row.uuid: row for row in rows if row.uuid}


def _rows(arrival: Arrival, entry: CheckInEntry) -> list[Row]:
    deed, shift = arrival.deed, shift_of(arrival, entry)
    hours = _hours(deed, shift)
    in_hours = entry.kind != Kind.PAPER and _in_hours(deed, hours, entry)  # nobody knows when the box was ticked
    happened_at = entry.happened_at if in_hours else hours.starts_at
    row = Row(
        kind="attendance",
        campaign_id=deed.campaign_id,
        deed_id=deed.pk,
        shift_id=shift.pk if shift else None,
        territory_id=deed.territory_id,
        grade=rules.grade_of(entry.kind, by_other=entry.person_id != entry.batch.by_id, in_hours=in_hours),
        happened_at=happened_at,
        minutes=_minutes(max(happened_at, hours.starts_at), hours.ends_at),
        person_id=entry.person_id,
        recorded_by_id=entry.batch.by_id,
        uuid=entry.uuid,
    )
    if entry.kind == Kind.HEADCOUNT:
        group = arrival.groups.get(text_of(entry, "group"))
        heads, unit = whole_of(entry, "heads", 0), text_of(entry, "unit")
        return [replace(row, kind="headcount", heads=heads, group_id=group.pk if group else None, unit=unit)]
    others = whole_of(entry, "came", 1) - 1 if entry.sign_up else 0
    if others < 1 or entry.sign_up is None:
        return [row]
    rest = replace(
        row,
        kind="headcount",
        person_id=None,
        heads=others,
        unit=entry.sign_up.team_name,
        grade=rules.grade_of_the_others(in_hours=in_hours),
        uuid=uuids.uuid5(entry.uuid, "others"),
    )
    return [row, rest]


def _in_hours(deed: Deed, hours: rules.Hours, entry: CheckInEntry) -> bool:
    last = (deed.ends_at or hours.ends_at) + rules.LATEST_ARRIVAL
    return hours.hold(entry.happened_at) and entry.batch.received_at <= last


def _minutes(since: datetime, until: datetime) -> int:
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


def _hours(deed: Deed, shift: Shift | None) -> rules.Hours:
    if shift is not None:
        return rules.Hours(shift.starts_at, shift.ends_at)
    starts_at = deed.starts_at or deed.made_at
    return rules.Hours(starts_at, deed.ends_at or starts_at)


# --- undoing and leaving ------------------------------------------------------------------------------


def follow(arrival: Arrival, follower: CheckInEntry, target: CheckInEntry | None) -> None:
    """Let what came after a check-in, or before it over another phone, have its effect."""
    if target is None or target.undone or target.kind == Kind.UNDO:
        return
    if follower.kind == Kind.UNDO:
        if target.kind == Kind.CHECK_OUT:
            _stay(arrival, target)
        else:
            _undo(arrival, target)
    elif target.fate == Fate.TAKEN and target.kind != Kind.CHECK_OUT:
        _leave(arrival, follower, target)


def _undo(arrival: Arrival, target: CheckInEntry) -> None:
    """Take an entry back. Whoever else said the same counts from now on."""
    counted = target.fate == Fate.TAKEN
    target.undone = True
    if counted:
        for number in target.facts:
            _take_back(arrival, uuids.UUID(number), "undone")
        target.facts = []
    target.save(update_fields=["undone", "facts"])
    if not counted:
        return
    del arrival.standing[target.subject]
    if following := queries.next_in_conflict(arrival.deed, target.subject):
        count(arrival, following)
        for other in queries.entries_about([following.uuid]):
            follow(arrival, other, following)


def _stay(arrival: Arrival, check_out: CheckInEntry) -> None:
    """Take a check-out back: another one of the same person counts, or the time is estimated again."""
    check_out.undone = True
    check_out.save(update_fields=["undone"])
    target = queries.entries_by_uuid([check_out.target]).get(check_out.target) if check_out.target else None
    if target is not None and target.fate == Fate.TAKEN and not target.undone:
        _measure(arrival, target)


def _leave(arrival: Arrival, follower: CheckInEntry, target: CheckInEntry) -> None:
    """Measure the time of who leaves; without it the time is estimated to the end of the shift."""
    hours = _hours(arrival.deed, shift_of(arrival, target))
    decision = rules.may_measure(
        hours, came_at=target.happened_at, left_at=follower.happened_at, named=target.person_id is not None
    )
    if not decision or not _in_hours(arrival.deed, hours, target):
        follower.fate = Fate.REFUSED
        follower.reason = str(decision.reason or _("Who was typed in later has an estimated time."))[:LONGEST_TEXT]
        follower.save(update_fields=["fate", "reason"])
        return
    _measure(arrival, target)


def _measure(arrival: Arrival, target: CheckInEntry) -> None:
    """Let the latest check-out that stands say how long somebody was there; none: to the end of the shift.

    Why: of two helpers the one who saw somebody last is right, in whatever order their phones send.
    """
    left = [one.happened_at for one in queries.entries_about([target.uuid]) if one.kind == Kind.CHECK_OUT]
    hours = _hours(arrival.deed, shift_of(arrival, target))
    since = max(target.happened_at, hours.starts_at)
    minutes, measured = _minutes(since, max(left, default=hours.ends_at)), bool(left)
    standing = []
    for number in map(uuids.UUID, target.facts):
        row = arrival.rows.get(number) or row_of(number)
        if row is None or (row.minutes, row.measured) == (minutes, measured):
            standing.append(str(number))
            continue
        better = replace(row, minutes=minutes, measured=measured)
        if number not in arrival.rows:
            better = replace(better, uuid=uuids.uuid4())  # it may be measured, and estimated again, any number of times
            _take_back(arrival, number, "left" if measured else "stayed")
        arrival.rows[better.uuid or number] = better
        standing.append(str(better.uuid))
    target.facts = standing
    target.save(update_fields=["facts"])


def _take_back(arrival: Arrival, number: uuids.UUID, why: str) -> None:
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
        }[why]
