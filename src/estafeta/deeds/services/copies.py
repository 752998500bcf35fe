from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.deeds import rules
from estafeta.deeds.models import Deed
from estafeta.deeds.services.announcing import draft, submit
from estafeta.deeds.services.shifts import Slot, set_shifts
from estafeta.deeds.services.states import held
from estafeta.journal.services import record
from estafeta.people.models import Person


@transaction.atomic
def copy(deed: Deed, by: Person, starts_at: datetime, *, now: datetime | None = None) -> Deed:
    """Draft the same deed at another time, with all its shifts moved alike.

    Returns: the draft; a copy of the same deed at the same time that is already there is returned instead.
    Raises:  NotPossible when `by` may not, the deed has no time yet, or the new one lies in the past.
    Writes:  one Deed with Shifts and what `draft` and `set_shifts` write; all or none.
    Locks:   the first Deed's row, so that two presses copy once.
    """
    deed = held(deed)
    insist(rules.may_organise(by, deed))
    zone = ZoneInfo(deed.territory.time_zone)
    if deed.starts_at is None:
        raise NotPossible(_("Say first when the deed takes place."))
    return _copied(deed, by, _wall(starts_at, zone) - _wall(deed.starts_at, zone), now or timezone.now())


@transaction.atomic
def repeat(deed: Deed, by: Person, *, every_days: int = 7, times: int, now: datetime | None = None) -> list[Deed]:
    """Copy a deed `times` times, `every_days` days apart, at the same hour of the clock; hand each in if it was.

    Returns: the new deeds, by time; repeating again adds only those that are missing.
    Raises:  NotPossible as in `copy` and `submit`, or when there are too many.
    Writes:  as `copy` and `submit`; all or none.
    Locks:   the first Deed's row.
    """
    deed = held(deed)
    insist(rules.may_organise(by, deed))
    if not (1 <= times <= rules.MOST_REPEATS and 1 <= every_days <= rules.LONGEST_GAP_DAYS):
        raise NotPossible(_("A deed can be repeated up to 52 times, at most a year apart."))
    at = now or timezone.now()
    made = [_copied(deed, by, timedelta(days=every_days * turn), at) for turn in range(1, times + 1)]
    if deed.status == Deed.Status.DRAFT:
        return made
    return [submit(one, by, now=at) if one.status == Deed.Status.DRAFT else one for one in made]


def _copied(deed: Deed, by: Person, later: timedelta, at: datetime) -> Deed:
    zone = ZoneInfo(deed.territory.time_zone)
    shifts = list(deed.shifts.order_by("starts_at", "pk"))
    if not shifts:
        raise NotPossible(_("Say first when the deed takes place."))
    slots = [
        Slot(_later(shift.starts_at, later, zone), _later(shift.ends_at, later, zone), shift.capacity)
        for shift in shifts
    ]
    first = min(slot.starts_at for slot in slots)
    already = deed.copies.filter(starts_at=first).exclude(status=Deed.Status.CANCELLED).first()
    if already:
        return already
    made = draft(
        by,
        campaign=deed.campaign,
        type=deed.type,
        organisation=deed.organisation,
        territory=deed.territory,
        title=deed.title,
        language=deed.language,
        suits=deed.suits.all(),
        copied_from=deed,
        about=deed.about,
        meeting_point=deed.meeting_point,
        lon=deed.lon,
        lat=deed.lat,
        bring=deed.bring,
        min_age=deed.min_age,
        max_age=deed.max_age,
        with_frail_people=deed.with_frail_people,
    )
    set_shifts(made, by, slots, now=at)
    record(by, "copied", deed, to=made.pk)
    made.refresh_from_db()
    return made


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """What a clock on the wall there shows: ten o'clock stays ten o'clock when summer time begins."""
    return moment.astimezone(zone).replace(tzinfo=None)


def _later(moment: datetime, later: timedelta, zone: ZoneInfo) -> datetime:
    return (_wall(moment, zone) + later).replace(tzinfo=zone)
