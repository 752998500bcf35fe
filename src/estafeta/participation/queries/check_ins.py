"""What is known at the gate: who is on the list, who is there, and what needs a human's eye."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.formats import time_format

from estafeta.deeds.models import Deed, Shift
from estafeta.participation import rules
from estafeta.participation.models import CheckInEntry, SignUp
from estafeta.participation.queries.headcounts import GateGroup, counted_groups
from estafeta.participation.queries.screens import going_list
from estafeta.participation.queries.words import when
from estafeta.people.models import Person

LAST_DIGITS = 4


def standing_entries(deed: Deed) -> QuerySet[CheckInEntry]:
    """What counts now: taken, and not undone."""
    return CheckInEntry.objects.filter(deed=deed, fate=CheckInEntry.Fate.TAKEN, undone=False).order_by("pk")


def entries_by_uuid(uuids: Sequence[UUID]) -> dict[UUID, CheckInEntry]:
    return {entry.uuid: entry for entry in CheckInEntry.objects.filter(uuid__in=uuids)}


def entries_about(targets: Sequence[UUID]) -> list[CheckInEntry]:
    """What undoes or checks out these entries, in the order of arrival; it may have come before them."""
    return list(
        CheckInEntry.objects.filter(target__in=targets, fate=CheckInEntry.Fate.TAKEN, undone=False).order_by("pk")
    )


def held_deed(key: int) -> Deed:
    """A deed under the lock of its gate; for a service in its transaction."""
    return (
        Deed.objects.select_for_update(of=("self",), no_key=True)
        .select_related("territory", "organisation", "campaign", "type")
        .get(pk=key)
    )


def next_in_conflict(deed: Deed, subject: str) -> CheckInEntry | None:
    """The first other entry about the same person or group, which counts once the one before it is undone."""
    return (
        CheckInEntry.objects.filter(deed=deed, subject=subject, fate=CheckInEntry.Fate.CONFLICT, undone=False)
        .select_related("batch", "sign_up", "person")
        .order_by("pk")
        .first()
    )


@dataclass(frozen=True)
class GateRow:
    """One sign-up at the gate. Names and the last digits of a contact; nothing more goes onto a phone."""

    sign_up: int
    shift: int
    name: str
    digits: str
    seats: int
    team: str
    waiting: bool
    check: str
    entry: str = ""
    came: int = 0
    check_out: str = ""
    left: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class GateEntry:
    """What stands beside the list: a walk-in; or what needs a human's eye."""

    uuid: str
    what: str
    heads: int = 1
    reason: str = ""
    at: datetime | None = None
    check_out: str = ""
    left: str = ""


@dataclass(frozen=True)
class GateShift:
    shift: Shift
    when: str
    rows: list[GateRow] = field(default_factory=list)


@dataclass(frozen=True)
class Gate:
    """The page at the gate."""

    shifts: list[GateShift]
    walk_ins: list[GateEntry]
    groups: list[GateGroup]
    doubts: list[GateEntry]

    @property
    def rows(self) -> list[GateRow]:
        return [row for shift in self.shifts for row in shift.rows]

    @property
    def here(self) -> int:
        unnamed = sum(group.heads for group in self.groups)
        return sum(row.came for row in self.rows) + sum(one.heads for one in self.walk_ins) + unnamed


def check_of(ticket: str) -> str:
    """By which a phone without a network knows a true ticket. A ticket can't be made from it."""
    return hashlib.sha256(ticket.encode()).hexdigest()[:20]


def gate(deed: Deed, viewer: Person | None = None) -> Gate:
    """Everything that the page at the gate shows. As many queries, however many come."""
    here: dict[int, CheckInEntry] = {}
    walk_ins = []
    entries = list(standing_entries(deed).select_related("person"))
    left = {entry.target: entry for entry in entries if entry.kind == CheckInEntry.Kind.CHECK_OUT}
    for entry in entries:
        if entry.kind == CheckInEntry.Kind.WALK_IN or (
            entry.kind == CheckInEntry.Kind.PAPER and entry.sign_up_id is None
        ):
            gone = _left(left.get(entry.uuid), deed)
            walk_ins.append(GateEntry(str(entry.uuid), what_of(entry), check_out=gone["check_out"], left=gone["left"]))
        elif entry.person_id:
            here[entry.person_id] = entry
    shifts = {}
    for shift in Shift.objects.filter(deed=deed).order_by("starts_at", "pk"):
        shift.deed = deed
        shifts[shift.pk] = GateShift(shift, when(shift))
    for sign_up in going_list(deed):
        sign_up.shift.deed = deed
        mine = here.get(sign_up.person_id)
        shifts[sign_up.shift_id].rows.append(_row(sign_up, mine, _left(left.get(mine.uuid) if mine else None, deed)))
    return Gate(list(shifts.values()), walk_ins, counted_groups(deed, viewer), doubts(deed))


def _left(check_out: CheckInEntry | None, deed: Deed) -> dict[str, str]:
    """The check-out of somebody, and its time by the clocks of the place."""
    if check_out is None:
        return {"check_out": "", "left": ""}
    at = check_out.happened_at.astimezone(ZoneInfo(deed.territory.time_zone))
    return {"check_out": str(check_out.uuid), "left": time_format(at, "H:i")}


def doubts(deed: Deed) -> list[GateEntry]:
    """Conflicts and refusals, for the organiser: nothing that arrived is dropped in silence."""
    found = (
        CheckInEntry.objects.filter(deed=deed, undone=False)
        .exclude(fate__in=[CheckInEntry.Fate.TAKEN, CheckInEntry.Fate.BESIDE])
        .select_related("person")
        .order_by("pk")
    )
    return [
        GateEntry(str(entry.uuid), what_of(entry), reason=entry.reason, at=entry.happened_at) for entry in found[:200]
    ]


def deeds_with_conflicts() -> QuerySet[CheckInEntry, Any]:
    """The keys of deeds at whose gate somebody was checked in twice and nobody has settled it."""
    return CheckInEntry.objects.filter(fate=CheckInEntry.Fate.CONFLICT, undone=False).values("deed")


def heads_of(entry: CheckInEntry) -> int:
    """How many came with an entry, as it was said."""
    said = entry.said if isinstance(entry.said, dict) else {}
    number = said.get("heads" if entry.kind == CheckInEntry.Kind.HEADCOUNT else "came", 1)
    return number if isinstance(number, int) else 1


def what_of(entry: CheckInEntry) -> str:
    """Who or what an entry is about, in words."""
    if entry.person is not None:
        return entry.person.name
    said = entry.said if isinstance(entry.said, dict) else {}
    words = [str(said[name]) for name in ("name", "group", "unit", "heads") if said.get(name)]
    return ", ".join([str(entry.get_kind_display()), *words])


def _row(sign_up: SignUp, entry: CheckInEntry | None, left: dict[str, str]) -> GateRow:
    person = sign_up.person
    reached = person if person.phone or person.email or person.guardian is None else person.guardian
    return GateRow(
        sign_up=sign_up.pk,
        shift=sign_up.shift_id,
        name=person.name,
        digits="".join(c for c in reached.phone if c.isdigit())[-LAST_DIGITS:],
        seats=sign_up.seats,
        team=sign_up.team_name,
        waiting=sign_up.status == SignUp.Status.WAITING,
        check=check_of(rules.ticket_text(sign_up)),
        entry=str(entry.uuid) if entry else "",
        came=heads_of(entry) if entry else 0,
        **left,
    )
