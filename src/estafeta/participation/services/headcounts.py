"""Headcounts: a group counted by two people, with a photo of that hour, is one fact, however often anybody counts."""

import uuid as uuids
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from estafeta.base.decisions import no
from estafeta.base.errors import NotPossible, insist
from estafeta.base.images import Picture
from estafeta.base.texts import fold
from estafeta.deeds.models import Deed
from estafeta.journal.services import record
from estafeta.participation import queries, rules
from estafeta.participation.models import CheckInBatch, CheckInEntry
from estafeta.participation.queries import counter_of
from estafeta.participation.services.arrivals import (
    LONGEST_TEXT,
    Arrival,
    Fate,
    Kind,
    arrival_of,
    hours_of,
    minutes_between,
    shift_of,
    take_back,
    text_of,
    was_in_hours,
    whole_of,
)
from estafeta.people.models import Person
from estafeta.photos.services import add_photo
from estafeta.tally.services import Row, record_many, row_of

ABOUT = (Kind.PHOTO, Kind.SETTLE)


# --- what is said -------------------------------------------------------------------------------------


def read(arrival: Arrival, entry: CheckInEntry) -> None:
    heads, group, unit = whole_of(entry, "heads", 0), text_of(entry, "group"), text_of(entry, "unit")
    if not 1 <= heads <= rules.MOST_HEADS:
        raise NotPossible(_("Say how many came, from 1 to 100,000."))
    if group and group not in arrival.groups:
        raise NotPossible(_("This group is not known."))
    counter = whole_of(entry, "counter", 0)
    if counter and not queries.people_at_gate(arrival.deed).filter(pk=counter).exists():
        raise NotPossible(_("Who counted has no rights at this gate."))
    shift = shift_of(arrival, entry)
    entry.subject = f"heads:{shift.pk if shift else 0}:{group}:{fold(unit)}"[:LONGEST_TEXT]


def read_settling(arrival: Arrival, entry: CheckInEntry) -> None:
    """What who runs the deed says between counts that do not agree."""
    target = _count_of(arrival.deed, text_of(entry, "entry"))
    if target is None:
        raise NotPossible(_("It is not clear which entry is meant."))
    counts = queries.counts_by_counter(arrival.deed, target.subject)
    insist(rules.may_settle(arrival.batch.by, arrival.deed, list(counts)))
    heads = [whole_of(one, "heads", 0) for one in counts.values()]
    if len(heads) < 2:  # noqa: PLR2004 -- a difference has two sides
        raise NotPossible(_("Only one person has counted this group; there is no difference to settle."))
    if not min(heads) <= whole_of(entry, "heads", 0) <= max(heads):
        raise NotPossible(_("Choose a number between the two counts."))
    if not text_of(entry, "why").strip():
        raise NotPossible(_("Say why this number is the right one."))
    entry.target = target.uuid


def _count_of(deed: Deed, number: str) -> CheckInEntry | None:
    try:
        found = queries.entries_by_uuid([uuids.UUID(number)])
    except ValueError:
        return None
    one = next(iter(found.values()), None)
    return one if one and one.deed_id == deed.pk and one.kind == Kind.HEADCOUNT and one.fate != Fate.REFUSED else None


@transaction.atomic
def add_headcount_photo(
    deed: Deed,
    by: Person,
    number: uuids.UUID,
    *,
    entry: str,
    picture: Picture,
    consent: bool,
    received_at: datetime,
) -> CheckInEntry:
    """Put a photo that was taken on the spot to a counted group. Sent again, it is the one that is there.

    Takes:   number -- made by the phone; entry -- the number of a headcount; picture -- with the date that was in it.
    Returns: the entry that keeps it: taken, or refused with the reason when its date is not of the deed's time.
    Raises:  NotPossible without rights or consent, or while the headcount itself has not arrived.
    Writes:  a CheckInEntry, a Photo that is not public, what the headcount's grade asks for, one journal Entry.
    Locks:   the Deed row, as the gate does.
    """
    deed = queries.held_deed(deed.pk)
    insist(rules.may_check_in(by, deed, received_at))
    if known := queries.entries_by_uuid([number]).get(number):
        if known.deed_id != deed.pk or known.kind != Kind.PHOTO:
            raise NotPossible(_("The number of this entry was used for something else."))
        return known
    target = _count_of(deed, entry)
    if target is None:
        raise NotPossible(_("The headcount of this photo has not arrived yet."))
    photo = add_photo(by, target, picture, consent=consent, is_public=False)
    arrival = arrival_of(CheckInBatch.objects.create(deed=deed, by=by, device="photo", received_at=received_at))
    taken_at = _moment_in_photo(picture.taken_at, deed)
    decision = rules.is_dated_there(hours_of(deed, shift_of(arrival, target)), taken_at)
    if decision and queries.is_photo_of_another_deed(picture.digest, deed):
        decision = no(_("This photo was sent for another deed before, so it proves no headcount."))
    kept = CheckInEntry.objects.create(
        batch=arrival.batch, deed=deed, uuid=number, kind=Kind.PHOTO, target=target.uuid, happened_at=received_at,
        said={"entry": str(target.uuid), "photo": photo.pk, "digest": picture.digest,
              "taken_at": taken_at.isoformat() if taken_at else ""},
        fate=Fate.TAKEN if decision else Fate.REFUSED, reason=str(decision.reason or "")[:LONGEST_TEXT],
    )  # fmt: skip
    if decision and queries.entries_about([number]):  # undone before it came
        kept.undone = True
        kept.save(update_fields=["undone"])
    settle(arrival, target.subject)
    record_many(arrival.rows.values())
    record(by, "headcount_photo", deed, photo=photo.pk, entry=target.pk, is_proof=bool(decision))
    return kept


def _moment_in_photo(taken_at: datetime | None, deed: Deed) -> datetime | None:
    """A camera's clock shows the time of the place, unless the photo says of which zone it is."""
    return taken_at.replace(tzinfo=taken_at.tzinfo or ZoneInfo(deed.territory.time_zone)) if taken_at else None


# --- what stands --------------------------------------------------------------------------------------


def is_about_one(follower: CheckInEntry, target: CheckInEntry) -> bool:
    """Whether a headcount is undone or settled, or a photo or a decision of one is undone."""
    if follower.kind == Kind.UNDO:
        return target.kind in {Kind.HEADCOUNT, *ABOUT}
    return follower.kind in ABOUT and target.kind == Kind.HEADCOUNT


def follow(arrival: Arrival, follower: CheckInEntry, target: CheckInEntry) -> None:
    if follower.kind == Kind.UNDO:
        target.undone = True
        target.save(update_fields=["undone"])
    elif follower.kind == Kind.SETTLE:
        why, heads = text_of(follower, "why"), whole_of(follower, "heads", 0)
        record(arrival.batch.by, "headcount_settled", arrival.deed, entry=target.pk, heads=heads, why=why)
    about = target if target.kind == Kind.HEADCOUNT else _count_of(arrival.deed, str(target.target))
    if about is not None and about.subject:
        settle(arrival, about.subject)


def settle(arrival: Arrival, subject: str) -> None:
    """Let everything that was said of one group stand as one fact: of the first count, with the number that is settled.

    Writes: the fates of its counts; into `arrival.rows` a fact, and a correction of the fact that stood before.
    Why:    computed anew from all that stands, so that no order of counts, photos, repeats and undoings matters.
    """
    said = queries.counts_of(arrival.deed, subject)
    counts = queries.by_counter(said)
    before = [number for one in said for number in one.facts]
    for one in said:
        one.facts = []
    if not counts:
        for number in before:
            take_back(arrival, uuids.UUID(number), "undone")
        arrival.standing.pop(subject, None)
    else:
        _let_stand(arrival, said, counts, before)
    first = next(iter(counts.values()), None)
    for one in sorted(said, key=lambda one: one is first):  # the one that is taken last: the database knows one only
        one.save(update_fields=["fate", "reason", "facts"])


def _let_stand(arrival: Arrival, said: list[CheckInEntry], counts: dict[int, CheckInEntry], before: list[str]) -> None:
    first = next(iter(counts.values()))
    about = queries.entries_about([one.uuid for one in said if not one.undone])
    decided = [whole_of(one, "heads", 0) for one in about if one.kind == Kind.SETTLE]
    settled = rules.settle([whole_of(one, "heads", 0) for one in counts.values()], decided[-1] if decided else None)
    has_photo = any(one.kind == Kind.PHOTO for one in about)
    for one in said:
        if one.undone:
            continue
        one.fate, one.reason = Fate.BESIDE, ""
        if counts[counter_of(one)] is not one:
            one.fate, one.reason = (
                Fate.CONFLICT,
                _("Whoever counted this has counted the group before; undo one of both."),
            )
        elif settled.differ:
            one.fate, one.reason = (
                Fate.CONFLICT,
                _("Two counts differ too much: a third one, or who runs the deed, settles it."),
            )
    first.fate, first.reason = Fate.TAKEN, ""
    arrival.standing[first.subject] = first
    wanted = _row(arrival, first, settled.heads, rules.grade_of_headcount(agreed=settled.agreed, photo=has_photo))
    first.facts = [str(_write(arrival, wanted, [uuids.UUID(number) for number in before], bool(decided)))]


def _write(arrival: Arrival, wanted: Row, before: list[uuids.UUID], was_decided: bool) -> uuids.UUID:
    """Returns: the number of the fact that stands: the one that stood, when it says the same."""
    for number in before:
        now = arrival.rows.get(number) or row_of(number)
        if now is None:
            continue
        if replace(wanted, uuid=now.uuid, recorded_by_id=now.recorded_by_id) == now:
            return number
        take_back(arrival, number, _why(now, wanted, was_decided=was_decided))
    own = wanted.uuid or uuids.uuid4()
    number = uuids.uuid4() if own in arrival.rows or row_of(own) else own
    arrival.rows[number] = replace(wanted, uuid=number)
    return number


def _why(now: Row, wanted: Row, *, was_decided: bool) -> str:
    if now.heads != wanted.heads:
        return "settled" if was_decided else "recounted"
    if now.grade != wanted.grade:
        return "proved" if wanted.grade < now.grade else "unproved"
    return "recounted"


def _row(arrival: Arrival, entry: CheckInEntry, heads: int, grade: str) -> Row:
    deed, shift = arrival.deed, shift_of(arrival, entry)
    hours = hours_of(deed, shift)
    happened_at = entry.happened_at if was_in_hours(deed, hours, entry) else hours.starts_at
    group = arrival.groups.get(text_of(entry, "group"))
    return Row(
        kind="headcount",
        campaign_id=deed.campaign_id,
        deed_id=deed.pk,
        shift_id=shift.pk if shift else None,
        territory_id=deed.territory_id,
        grade=grade,
        happened_at=happened_at,
        minutes=minutes_between(max(happened_at, hours.starts_at), hours.ends_at),
        heads=heads,
        group_id=group.pk if group else None,
        unit=text_of(entry, "unit"),
        recorded_by_id=entry.batch.by_id,
        uuid=entry.uuid,
    )
