from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from estafeta.base import jobs
from estafeta.base.errors import NotPossible, insist
from estafeta.deeds import rules
from estafeta.deeds.models import Deed, Shift
from estafeta.deeds.services.states import held
from estafeta.journal.services import record
from estafeta.people.models import Person


@dataclass(frozen=True)
class Slot:
    """A shift as it shall be. `shift` names the one that is changed; None makes a new one."""

    starts_at: datetime
    ends_at: datetime
    capacity: int | None = None
    shift: int | None = None


@transaction.atomic
def set_shifts(deed: Deed, by: Person, slots: Sequence[Slot], *, now: datetime | None = None) -> list[Shift]:
    """Make the deed's shifts be exactly `slots`. Everybody who signed up is told when a time changes.

    Returns: the shifts, by time; calling it again with them changes nothing.
    Raises:  NotPossible when `by` may not, a slot is impossible, a capacity would fall below the places taken,
             or a shift with people in it would go.
    Writes:  the Shifts, the deed's first and last moment, one journal Entry, jobs that tell people and offer
             new places to those who wait; all or none.
    Locks:   the Deed row, then its Shift rows, so that no place is taken while a capacity shrinks.
    """
    deed = held(deed)
    insist(rules.may_edit(by, deed))
    at = now or timezone.now()
    there = {shift.pk: shift for shift in deed.shifts.select_for_update().order_by("pk")}
    _insist_on_slots(slots, there, at)
    kept = {slot.shift for slot in slots if slot.shift}
    gone = [shift for key, shift in there.items() if key not in kept]
    for shift in gone:
        _take_away(shift)
    grown = [slot.shift for slot in slots if slot.shift and _grows(there[slot.shift], slot)]
    moved = any(slot.shift and _moves(there[slot.shift], slot) for slot in slots)
    changed = [_put(deed, slot, there) for slot in slots]
    if gone or any(changed):
        _span(deed)
        record(by, "set_shifts", deed, shifts=len(slots))
    if deed.status == Deed.Status.ANNOUNCED:
        if moved:
            jobs.defer("participation.tell_changed", deed_id=deed.pk)
        for key in grown:
            jobs.defer("participation.offer_freed_places", shift_id=key)
    return list(deed.shifts.order_by("starts_at", "pk"))


def _insist_on_slots(slots: Sequence[Slot], there: dict[int, Shift], at: datetime) -> None:
    if not slots:
        raise NotPossible(_("A deed has at least one shift."))
    if len(slots) > rules.MOST_SHIFTS:
        raise NotPossible(_("A deed has at most 60 shifts. Repeat it for more."))
    for slot in slots:
        old = there.get(slot.shift) if slot.shift else None
        if slot.shift and old is None:
            raise NotPossible(_("One of the shifts is not there any more. Look again."))
        if old is None or (old.starts_at, old.ends_at) != (slot.starts_at, slot.ends_at):
            insist(rules.may_take_place(slot.starts_at, slot.ends_at, at))
        if slot.capacity is None:
            continue
        if not 1 <= slot.capacity <= rules.MOST_PLACES:
            raise NotPossible(_("The number of places lies between 1 and 1,000,000."))
        if old and slot.capacity < old.places_taken:
            raise NotPossible(
                ngettext(
                    "%(count)d place of this shift is already taken; there can't be fewer.",
                    "%(count)d places of this shift are already taken; there can't be fewer.",
                    old.places_taken,
                )
                % {"count": old.places_taken}
            )


def _moves(shift: Shift, slot: Slot) -> bool:
    return (shift.starts_at, shift.ends_at) != (slot.starts_at, slot.ends_at)


def _grows(shift: Shift, slot: Slot) -> bool:
    """Whether there are more places than before, so that who waits in line can be offered one."""
    return shift.capacity is not None and (slot.capacity is None or slot.capacity > shift.capacity)


def _take_away(shift: Shift) -> None:
    try:
        with transaction.atomic():
            if shift.places_taken:
                raise NotPossible(_("People have signed up for this shift. Call the deed off instead."))
            shift.delete()
    except ProtectedError as fault:
        raise NotPossible(_("People have signed up for this shift. Call the deed off instead.")) from fault


def _put(deed: Deed, slot: Slot, there: dict[int, Shift]) -> bool:
    """Write one slot. Returns: whether anything changed."""
    wanted = {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "capacity": slot.capacity}
    if not slot.shift:
        Shift.objects.create(deed=deed, **wanted)
        return True
    shift = there[slot.shift]
    if all(getattr(shift, name) == value for name, value in wanted.items()):
        return False
    for name, value in wanted.items():
        setattr(shift, name, value)
    shift.save(update_fields=list(wanted))
    return True


def _span(deed: Deed) -> None:
    moments = list(deed.shifts.values_list("starts_at", "ends_at"))
    deed.starts_at = min(start for start, _end in moments)
    deed.ends_at = max(end for _start, end in moments)
    deed.save(update_fields=["starts_at", "ends_at"])
