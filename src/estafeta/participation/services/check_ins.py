"""Check-in on the spot: what phones at the gate send, once each, whatever is re-sent, reordered or late."""

import json
import uuid as uuids
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from estafeta.base import jobs
from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean
from estafeta.deeds.models import Deed
from estafeta.journal.services import record
from estafeta.participation import queries, rules
from estafeta.participation.models import CheckInBatch, CheckInEntry, SignUp
from estafeta.participation.services import headcounts
from estafeta.participation.services.arrivals import (
    LONGEST_TEXT,
    Arrival,
    Fate,
    Kind,
    arrival_of,
    text_of,
    whole_of,
)
from estafeta.participation.services.gate import count, follow
from estafeta.people.models import Person
from estafeta.people.services import register
from estafeta.tally.services import record_many, recorded

LONGEST_ENTRY = 4_000  # characters of JSON
LONGEST_KIND = 20
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200  # a phone without a battery begins in 1970 or 1980


@dataclass(frozen=True)
class Answer:
    """What became of one entry: taken, known (taken before), conflict or refused, and why."""

    uuid: str
    fate: str
    reason: str = ""


@transaction.atomic
def check_in_batch(
    deed: Deed,
    by: Person,
    entries: Sequence[Mapping[str, Any]],
    *,
    received_at: datetime,
    sent_at: datetime | None = None,
    device: str = "",
) -> list[Answer]:
    """Take in what one phone at the gate has to say.

    Takes:   entries -- as they came: `uuid` made by the phone, `kind`, `at` by the phone's clock, and what the kind
             needs (docs/checkin.md); sent_at -- the phone's clock while it was sending.
    Returns: one Answer an entry, in their order. Sent again, an entry is known and changes nothing.
    Raises:  NotPossible when `by` does not check in for this deed, it has not begun, or there are too many entries.
    Writes:  one CheckInBatch, its CheckInEntries, their Facts and corrections, one journal Entry; all or none.
    Locks:   the Deed row, so that a person whom two phones check in is counted once.
    Why:     docs/decisions/0008-clocks-at-the-gate.md
    """
    deed = queries.held_deed(deed.pk)
    insist(rules.may_check_in(by, deed, received_at))
    if len(entries) > rules.MOST_ENTRIES:
        raise NotPossible(_("Send at most %(most)s entries at once.") % {"most": rules.MOST_ENTRIES})
    asked = [(_number_of(said, deed), said) for said in entries]
    known = queries.entries_by_uuid([number for number, _said in asked])
    fresh: dict[uuids.UUID, Mapping[str, Any]] = {}
    for number, said in asked:
        if number not in known:
            fresh.setdefault(number, said)
    if fresh:
        arrival = arrival_of(_batch(deed, by, received_at, _believable(sent_at), device))
        used = recorded(fresh)
        for number, said in fresh.items():
            _take(arrival, number, said, used=number in used)
        record_many(arrival.rows.values())
        record(by, "checked_in", deed, entries=len(fresh))
        if deed.status in Deed.HELD:  # a phone that found the network late
            jobs.defer("relay.hand_out", deed_id=deed.pk)
        known |= queries.entries_by_uuid(list(fresh))
    return [_answer(number, known[number], deed, is_new=number in fresh) for number, _said in asked]


def _batch(deed: Deed, by: Person, received_at: datetime, sent_at: datetime | None, device: str) -> CheckInBatch:
    return CheckInBatch.objects.create(
        deed=deed, by=by, device=clean(device, most=LONGEST_TEXT), sent_at=sent_at, received_at=received_at
    )


def _answer(number: uuids.UUID, entry: CheckInEntry, deed: Deed, *, is_new: bool) -> Answer:
    if entry.deed_id != deed.pk:
        return Answer(str(number), Fate.REFUSED, _("This entry was sent for another deed."))
    fate = Fate.TAKEN if entry.fate == Fate.BESIDE else entry.fate
    fate = "known" if fate == Fate.TAKEN and not is_new else fate
    return Answer(str(number), fate, entry.reason)


def _number_of(said: Mapping[str, Any], deed: Deed) -> uuids.UUID:
    """The entry's own number; of one that brings none, a number made of what it says, so that it is kept too."""
    try:
        return uuids.UUID(str(said["uuid"]))
    except (KeyError, TypeError, ValueError):
        return uuids.uuid5(uuids.NAMESPACE_OID, f"{deed.pk}:{json.dumps(said, sort_keys=True, default=str)}")


# --- one entry ----------------------------------------------------------------------------------------


def _take(arrival: Arrival, number: uuids.UUID, said: Mapping[str, Any], *, used: bool) -> None:
    """Read an entry, decide its fate, and keep it."""
    done_at = _moment(said, "at")
    entry = CheckInEntry(
        batch=arrival.batch,
        deed=arrival.deed,
        uuid=number,
        kind=Kind.UNDO,
        said=_kept(said),
        done_at=done_at,
        happened_at=rules.moment_of(done_at, arrival.batch.sent_at, arrival.batch.received_at),
        fate=Fate.TAKEN,
    )
    try:
        entry.kind = _kind(entry.said, used=used)
        READERS[entry.kind](arrival, entry)
    except NotPossible as refusal:
        entry.fate, entry.reason = Fate.REFUSED, str(refusal.reason)[:LONGEST_TEXT]
        entry.save()
        return
    if entry.kind in {Kind.UNDO, Kind.CHECK_OUT, Kind.SETTLE}:
        entry.undone = entry.kind != Kind.UNDO and bool(queries.entries_about([entry.uuid]))  # undone before it came
        entry.save()
        if not entry.undone:
            follow(arrival, entry, _entry(arrival, entry.target))
        return
    if entry.kind != Kind.HEADCOUNT and entry.subject in arrival.standing:
        entry.fate, entry.reason = Fate.CONFLICT, _("Somebody has checked this in already; it counts once.")
        entry.save()
    else:
        count(arrival, entry)
    for follower in queries.entries_about([entry.uuid]):
        follow(arrival, follower, entry)


def _kept(said: Mapping[str, Any]) -> Any:
    """What was said, as JSON that a database takes, of bounded length."""
    text = json.dumps(said, default=str)
    if len(text) > LONGEST_ENTRY:
        return {"kind": clean(str(said.get("kind", "")), most=LONGEST_KIND), "cut": text[:LONGEST_ENTRY]}
    return _storable(json.loads(text, parse_constant=str))


def _storable(value: Any) -> Any:
    """Why: the database refuses NUL and lone surrogates."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, dict):
        return {clean(name): _storable(one) for name, one in value.items()}
    return value


def _kind(said: Any, *, used: bool) -> str:
    if used:
        raise NotPossible(_("The number of this entry was used for something else."))
    kind = said.get("kind") if isinstance(said, dict) else None
    if kind not in READERS:
        raise NotPossible(_("It is not clear what was done here."))
    return str(kind)


def _moment(said: Mapping[str, Any], name: str) -> datetime | None:
    try:
        moment = parse_datetime(str(said.get(name) or ""))
    except ValueError:
        return None
    return _believable(moment)


def _believable(moment: datetime | None) -> datetime | None:
    """A moment of a phone's clock, however wrong; None for what no clock shows and no database gives back."""
    if moment is None or not is_aware(moment) or not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        return None
    return moment


def _entry(arrival: Arrival, number: uuids.UUID | None) -> CheckInEntry | None:
    if number is None:
        return None
    found = CheckInEntry.objects.select_related("batch", "sign_up", "person").filter(uuid=number).first()
    return found if found and found.deed_id == arrival.deed.pk else None


# --- what each kind needs -----------------------------------------------------------------------------


def _read_ticket(arrival: Arrival, entry: CheckInEntry) -> None:
    key = rules.sign_up_of_ticket(arrival.deed, text_of(entry, "ticket"))
    if key is None:
        raise NotPossible(_("This ticket is not of this deed."))
    _come(arrival, entry, key)


def _read_paper(arrival: Arrival, entry: CheckInEntry) -> None:
    """A row of a printed list: of a sign-up, or a blank one with a name written by hand."""
    row = rules.row_of_paper(arrival.deed, text_of(entry, "paper"))
    if row is None:
        raise NotPossible(_("This row is not of a list of this deed."))
    if row[0] == "p":
        _come(arrival, entry, row[1])
    else:
        _read_walk_in(arrival, entry)


def _read_person(arrival: Arrival, entry: CheckInEntry) -> None:
    _come(arrival, entry, whole_of(entry, "sign_up", 0))


def _come(arrival: Arrival, entry: CheckInEntry, key: int) -> None:
    """A sign-up of this deed, and how many came of it: one, unless more are said."""
    found = SignUp.objects.filter(pk=key, shift__deed=arrival.deed).select_related("person").first()
    if found is None or found.confirmed_at is None:
        raise NotPossible(_("This person is not on the list of this deed. Add them as a walk-in."))
    came = whole_of(entry, "came", 1)
    if not 1 <= came <= found.seats:
        raise NotPossible(
            ngettext(
                "This sign-up has %(seats)s place. Add the others as walk-ins.",
                "This sign-up has %(seats)s places. Add the others as walk-ins.",
                found.seats,
            )
            % {"seats": found.seats}
        )
    entry.sign_up, entry.person, entry.subject = found, found.person, f"person:{found.person_id}"


def _read_walk_in(_arrival: Arrival, entry: CheckInEntry) -> None:
    """Why: name and contact move to the person, so that who asks to be forgotten is forgotten here too."""
    name, contact = " ".join(text_of(entry, "name").split()), text_of(entry, "contact")
    if not name:
        raise NotPossible(_("Write the name of who came."))
    entry.person, is_readable = _met(name, contact)
    entry.subject = f"person:{entry.person.pk}"
    entry.said = {what: said for what, said in entry.said.items() if what != "name"}
    if is_readable:
        entry.said.pop("contact", None)


def _met(name: str, contact: str) -> tuple[Person, bool]:
    """The walk-in, and whether the contact could be read; one that can't stays in the entry and keeps nobody out."""
    if contact:
        is_email = "@" in contact
        try:
            return register(name, email=contact if is_email else "", phone="" if is_email else contact), True
        except NotPossible:
            return register(name), False
    return register(name), True


def _read_follower(_arrival: Arrival, entry: CheckInEntry) -> None:
    try:
        entry.target = uuids.UUID(text_of(entry, "entry"))
    except ValueError as fault:
        raise NotPossible(_("It is not clear which entry is meant.")) from fault


READERS: dict[str, Callable[[Arrival, CheckInEntry], None]] = {
    Kind.TICKET: _read_ticket,
    Kind.PERSON: _read_person,
    Kind.PARTY: _read_person,
    Kind.WALK_IN: _read_walk_in,
    Kind.PAPER: _read_paper,
    Kind.HEADCOUNT: headcounts.read,
    Kind.SETTLE: headcounts.read_settling,
    Kind.UNDO: _read_follower,
    Kind.CHECK_OUT: _read_follower,
}
