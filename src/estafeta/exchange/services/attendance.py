"""Who was there, or how many, out of somebody's list: facts of grade C at best, for nobody confirmed them."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.tables import Row, read_date
from estafeta.base.texts import fold
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, Shift, SocialGroup
from estafeta.deeds.services.imported_rows import number_of
from estafeta.exchange.models import Import
from estafeta.exchange.services.known import key_of
from estafeta.exchange.services.people import Crowd, Human, read_human
from estafeta.exchange.services.reports import Order, Taken
from estafeta.people.models import Person
from estafeta.tally.queries import moment_of_entry, standing_attendances
from estafeta.tally.services import Row as FactRow
from estafeta.tally.services import record_many, recorded, take_back_batch

NAMESPACE = uuid.UUID("6ac3ff60-6f6e-4f0f-9a3c-4d8f5d0c2010")
GRADES = ("C", "D", "E")
MOST_HEADS = 100_000
MOST_MINUTES = 60 * 24 * 60
AT_ONCE = 50_000


@dataclass
class Programme:
    """The deeds of a campaign that can be meant, by address, by the key of an import and by title."""

    campaign: Campaign
    by_word: dict[str, list[Deed]] = field(default_factory=dict)
    shifts: dict[int, list[Shift]] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, campaign: Campaign, root_path: str) -> "Programme":
        found = cls(campaign)
        deeds = Deed.objects.filter(campaign=campaign, announced_at__isnull=False, cancelled_at=None)
        for deed in deeds.filter(territory__path__startswith=root_path).select_related("territory").order_by("pk"):
            for word in {deed.slug, deed.source_key.partition(":")[2], fold(deed.title)} - {""}:
                found.by_word.setdefault(word, []).append(deed)
        for shift in Shift.objects.filter(deed__campaign=campaign).order_by("starts_at", "pk"):
            found.shifts.setdefault(shift.deed_id, []).append(shift)
        for group in SocialGroup.objects.all():
            for word in (group.slug, group.name_kk, group.name_ru, group.name_en):
                found.groups[fold(word)] = group.pk
        return found


@dataclass
class Came:
    """One row, read: at which deed, who or how many. `shift` and `group_id` as far as the row says."""

    row: int
    key: str
    deed: Deed
    shift: Shift | None
    happened_at: datetime
    human: Human | None
    heads: int
    minutes: int
    group_id: int | None
    unit: str
    grade: str
    notes: list[str]
    number: uuid.UUID = NAMESPACE

    @property
    def subject(self) -> tuple[int, int | None, int]:
        """Whom this counts at what: nobody is counted twice at one shift."""
        return self.deed.pk, self.shift.pk if self.shift else None, self.human.pk if self.human else 0


def take_attendance(taken: Taken) -> None:
    """Record the attendances and headcounts of a table at deeds that are here.

    Writes: People not met before, Facts of grade C at best; a row that came before is passed over.
    """
    report, order, crowd = taken.report, taken.order, Crowd()
    rows = _read(taken, crowd)
    times = Import.objects.filter(noun="attendance", source=order.source[:200], undone_at__isnull=False).count()
    for came in rows:
        came.number = uuid.uuid5(NAMESPACE, f"{order.campaign.pk}:{times}:{came.key}")
    before: set[uuid.UUID] = set()
    for start in range(0, len(rows), AT_ONCE):
        before |= recorded([came.number for came in rows[start : start + AT_ONCE]])
    fresh = [came for came in rows if came.number not in before]
    if len(fresh) < len(rows):  # people who came with rows of before are known without a contact too
        met = {id(came.human) for came in fresh if came.human}
        crowd.humans = [human for human in crowd.humans if id(human) in met]
    report.made["people"] = crowd.meet()
    counted = standing_attendances({came.deed.pk for came in fresh if came.human})
    new: list[Came] = []
    seen: dict[tuple[int, int | None, int], int] = {}
    for came in rows:
        if came.number in before:
            report.tell(came.row, "same", *came.notes, _("This row came before; nothing was changed."))
        elif came.human and came.subject in counted:
            report.tell(came.row, "same", *came.notes, _("This person is counted at this deed already."))
        elif came.human and (first := seen.setdefault(came.subject, came.row)) != came.row:
            report.tell(came.row, "same", *came.notes,
                        _("This person is counted at this deed already, by row %(row)s.") % {"row": first})  # fmt: skip
        else:
            report.tell(came.row, "new", *came.notes)
            new.append(came)
    report.made["facts"] = record_many(_facts(new, order))
    if new:
        taken.came_with.recorded_at = moment_of_entry(new[0].number)


def _facts(rows: list[Came], order: Order) -> Iterator[FactRow]:
    by = order.by.pk if order.by else None
    for came in rows:
        yield FactRow(
            kind="attendance" if came.human else "headcount",
            campaign_id=order.campaign.pk,
            deed_id=came.deed.pk,
            grade=came.grade,
            happened_at=came.happened_at,
            person_id=came.human.pk if came.human else None,
            heads=came.heads,
            shift_id=came.shift.pk if came.shift else None,
            territory_id=came.deed.territory_id,
            group_id=came.group_id,
            unit=came.unit,
            minutes=came.minutes,
            recorded_by_id=by,
            uuid=came.number,
        )


def _read(taken: Taken, crowd: Crowd) -> list[Came]:
    order, report = taken.order, taken.report
    programme = Programme.of(order.campaign, order.defaults.root.path)
    rows: list[Came] = []
    seen: dict[str, int] = {}
    now = timezone.now()
    for row in order.table.rows:
        try:
            came = read_row(row, order, programme, crowd, now)
        except ValueError as fault:
            report.tell(row.number, "refused", str(fault))
            continue
        if came is None:
            report.tell(row.number, "same", _("Nobody came: there is nothing to count."))
        elif (first := seen.setdefault(came.key, row.number)) != row.number:
            report.tell(row.number, "same", *came.notes, _("Says the same as row %(row)s.") % {"row": first})
        else:
            rows.append(came)
    return rows


def read_row(row: Row, order: Order, programme: Programme, crowd: Crowd, now: datetime) -> Came | None:
    """One attendance or headcount out of one row; None when it says that nobody came.

    Raises: ValueError with a sentence that names the column.
    """
    cells = {name: row.cells.get(column, "") for name, column in order.mapping.items()}
    notes: list[str] = []
    deed = _deed(cells, order, programme)
    shift = _shift(cells.get("shift", ""), deed, programme, notes)
    happened_at = shift.starts_at if shift else deed.starts_at
    if happened_at is None or happened_at > now:
        raise ValueError(_("The deed has not begun: nobody can have been there."))
    human = None
    heads = 1
    if cells.get("name"):
        human, _is_first = crowd.add(read_human(cells, order, notes))
        if not (human.email or human.phone):
            notes.append(_("There is no contact: counted as a person of their own."))
    else:
        heads = _heads(cells.get("heads", ""), order)
        if not heads:
            return None
        if shift and shift.capacity and heads > shift.capacity:
            notes.append(_("More came than places: %(heads)s of %(places)s.")
                         % {"heads": heads, "places": shift.capacity})  # fmt: skip
    group = cells.get("group", "")
    if group and fold(group) not in programme.groups:
        notes.append(_("The group “%(name)s” is not known and was left out.") % {"name": group[:60]})
    who = (human.folded, human.email, human.phone, str(human.born_on)) if human else (heads, group, cells.get("unit"))
    own = (deed.pk, shift.pk if shift else 0, *who, row.number if human and not (human.email or human.phone) else 0)
    return Came(
        row=row.number,
        key=key_of(order.source, cells.get("key", ""), *own),
        deed=deed,
        shift=shift,
        happened_at=happened_at,
        human=human,
        heads=heads,
        minutes=_minutes(cells, deed, shift, heads, notes),
        group_id=programme.groups.get(fold(group)) if group else None,
        unit=cells.get("unit", "")[:200],
        grade=_grade(cells.get("grade", ""), human, notes),
        notes=notes,
    )


def _deed(cells: dict[str, str], order: Order, programme: Programme) -> Deed:
    text = cells.get("deed", "")
    if not text:
        raise ValueError(_("There is no deed in column %(column)s.") % {"column": order.mapping.get("deed", "deed")})
    found = programme.by_word.get(text) or programme.by_word.get(fold(text)) or []
    if not found:
        raise ValueError(_("There is no deed “%(name)s” in this campaign.") % {"name": text[:60]})
    if len(found) == 1:
        return found[0]
    if cells.get("date"):
        day = _date(cells["date"], order)
        same_day = [
            deed
            for deed in found
            if deed.starts_at and deed.starts_at.astimezone(ZoneInfo(deed.territory.time_zone)).date() == day
        ]
        if len(same_day) == 1:
            return same_day[0]
    raise ValueError(_("“%(name)s” is the name of several deeds; give the address or the day.") % {"name": text[:60]})


def _date(text: str, order: Order) -> object:
    try:
        return read_date(text, day_first=order.defaults.day_first)
    except ValueError as fault:
        raise ValueError(_("Column %(column)s: “%(text)s” can't be read as a date.")
                         % {"column": order.mapping["date"], "text": text[:40]}) from fault  # fmt: skip


def _shift(text: str, deed: Deed, programme: Programme, notes: list[str]) -> Shift | None:
    shifts = programme.shifts.get(deed.pk, [])
    if len(shifts) == 1:
        return shifts[0]
    found = [shift for shift in shifts if text and shift.source_key == text[:80]]
    if not found and shifts:
        notes.append(_("Which shift is not told; the beginning of the deed is taken."))
    return found[0] if found else None


def _heads(text: str, order: Order) -> int:
    number = number_of(text)
    if number is None or number < 0 or number != int(number) or number > MOST_HEADS:
        raise ValueError(_("Column %(column)s: “%(text)s” is not a number of people.")
                         % {"column": order.mapping.get("heads", "heads"), "text": text[:40]})  # fmt: skip
    return int(number)


def _minutes(cells: dict[str, str], deed: Deed, shift: Shift | None, heads: int, notes: list[str]) -> int:
    """Of each head; estimated by the length of the shift or deed where the row does not say."""
    each, total = number_of(cells.get("hours", "")), number_of(cells.get("total_hours", ""))
    if each is None and total is not None:
        each = total / heads
    begins, ends = (shift.starts_at, shift.ends_at) if shift else (deed.starts_at, deed.ends_at)
    usual = int((ends - begins).total_seconds() // 60) if begins and ends else 0
    if each is None:
        return min(usual, MOST_MINUTES)
    if not 0 <= each * 60 <= MOST_MINUTES:
        notes.append(_("%(hours)s hours each can't be right; the length of the deed is taken.") % {"hours": each})
        return min(usual, MOST_MINUTES)
    return round(each * 60)


def _grade(text: str, human: Human | None, notes: list[str]) -> str:
    """C for a name on a list, D for a number that the organiser alone has counted; a better one is not believed."""
    usual = "C" if human else "D"
    said = text.strip().upper()
    if said and said not in GRADES:
        notes.append(_("A list from elsewhere is of grade %(grade)s at best.") % {"grade": usual})
        return usual
    return max(said, usual) if said else usual


def untake_attendance(made: Import, by: Person | None) -> int:
    """Take the facts of an import back, from now on; figures of the past stay as they were.

    Returns: how many facts were taken back. The people stay: others may have met them since.
    """
    if made.recorded_at is None:
        return 0
    return take_back_batch(
        made.campaign,
        made.recorded_at,
        recorded_by_id=made.by_id,
        reason=_("The import was undone."),
        by_id=by.pk if by else None,
    )
