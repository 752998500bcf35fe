"""What counts of what was done at the gate: facts written, taken back, measured; under the deed's lock."""

import uuid as uuids
from dataclasses import replace

from django.utils.translation import gettext as _

from estafeta.participation import queries, rules
from estafeta.participation.models import CheckInEntry
from estafeta.participation.services import headcounts
from estafeta.participation.services.arrivals import (
    LONGEST_TEXT,
    Arrival,
    Fate,
    Kind,
    hours_of,
    minutes_between,
    shift_of,
    take_back,
    was_in_hours,
    whole_of,
)
from estafeta.tally.services import Row, row_of

# --- what counts --------------------------------------------------------------------------------------


def count(arrival: Arrival, entry: CheckInEntry) -> None:
    """Let an entry count: its facts are written with the batch."""
    if entry.kind == Kind.HEADCOUNT:
        entry.fate = Fate.BESIDE
        entry.save()
        headcounts.settle(arrival, entry.subject)
        return
    rows = _rows(arrival, entry)
    entry.fate, entry.reason = Fate.TAKEN, ""
    entry.facts = [str(row.uuid) for row in rows]
    entry.save()
    arrival.standing[entry.subject] = entry
    arrival.rows |= {row.uuid: row for row in rows if row.uuid}


def _rows(arrival: Arrival, entry: CheckInEntry) -> list[Row]:
    deed, shift = arrival.deed, shift_of(arrival, entry)
    hours = hours_of(deed, shift)
    in_hours = entry.kind != Kind.PAPER and was_in_hours(deed, hours, entry)  # nobody knows when the box was ticked
    happened_at = entry.happened_at if in_hours else hours.starts_at
    row = Row(
        kind="attendance",
        campaign_id=deed.campaign_id,
        deed_id=deed.pk,
        shift_id=shift.pk if shift else None,
        territory_id=deed.territory_id,
        grade=rules.grade_of(entry.kind, by_other=entry.person_id != entry.batch.by_id, in_hours=in_hours),
        happened_at=happened_at,
        minutes=minutes_between(max(happened_at, hours.starts_at), hours.ends_at),
        person_id=entry.person_id,
        recorded_by_id=entry.batch.by_id,
        uuid=entry.uuid,
    )
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


# --- undoing and leaving ------------------------------------------------------------------------------


def follow(arrival: Arrival, follower: CheckInEntry, target: CheckInEntry | None) -> None:
    """Let what came after a check-in, or before it over another phone, have its effect."""
    if target is None or target.undone or target.kind == Kind.UNDO:
        return
    if headcounts.is_about_one(follower, target):
        headcounts.follow(arrival, follower, target)
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
            take_back(arrival, uuids.UUID(number), "undone")
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
    hours = hours_of(arrival.deed, shift_of(arrival, target))
    decision = rules.may_measure(
        hours, came_at=target.happened_at, left_at=follower.happened_at, named=target.person_id is not None
    )
    if not decision or not was_in_hours(arrival.deed, hours, target):
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
    hours = hours_of(arrival.deed, shift_of(arrival, target))
    since = max(target.happened_at, hours.starts_at)
    minutes, measured = minutes_between(since, max(left, default=hours.ends_at)), bool(left)
    standing = []
    for number in map(uuids.UUID, target.facts):
        row = arrival.rows.get(number) or row_of(number)
        if row is None or (row.minutes, row.measured) == (minutes, measured):
            standing.append(str(number))
            continue
        better = replace(row, minutes=minutes, measured=measured)
        if number not in arrival.rows:
            better = replace(better, uuid=uuids.uuid4())  # it may be measured, and estimated again, any number of times
            take_back(arrival, number, "left" if measured else "stayed")
        arrival.rows[better.uuid or number] = better
        standing.append(str(better.uuid))
    target.facts = standing
    target.save(update_fields=["facts"])
