"""Recording what happened. Facts are only ever added; whatever is derived from them is written in the same breath."""

import uuid as uuids
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import DateTimeField, Func
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, Shift, SocialGroup
from estafeta.people.models import Person
from estafeta.tally import rules
from estafeta.tally.models import Fact
from estafeta.tally.services.people import forget_people, settle_people
from estafeta.tally.services.sums import add_up, add_up_campaign
from estafeta.territories.models import Territory

LONGEST_MINUTES = 60 * 24 * 60  # a shift longer than sixty days is a slip of the pen
MOST_HEADS = 1_000_000


@transaction.atomic
def record(  # noqa: PLR0913 -- a fact has that many sides; all but two are named
    deed: Deed,
    kind: str,
    *,
    grade: str,
    happened_at: datetime,
    person: Person | None = None,
    heads: int = 1,
    shift: Shift | None = None,
    group: SocialGroup | None = None,
    unit: str = "",
    minutes: int | None = None,
    measured: bool = False,
    territory: Territory | None = None,
    placed: bool = True,
    by: Person | None = None,
    uuid: uuids.UUID | None = None,
) -> Fact:
    """Write down one attendance, headcount or audience.

    Takes:   minutes -- for each head; None: estimated, from `happened_at` to the end of the shift or deed;
             territory -- the leaf where it happened, default the deed's; `placed` false: nobody knows where.
    Returns: the Fact; the one already there when `uuid` was recorded before.
    Raises:  NotPossible for impossible numbers.
    Writes:  one Fact and its sums.
    Locks:   nothing that others wait for; docs/decisions/0006-as-of.md.
    """
    if uuid is not None and (known := Fact.objects.filter(uuid=uuid).first()):
        return known
    if minutes is None:
        minutes, measured = _until_the_end(deed, shift, happened_at), False
    _insist_on_numbers(heads, minutes)
    fact = Fact(
        uuid=uuid or uuids.uuid4(),
        kind=kind,
        campaign_id=deed.campaign_id,
        deed=deed,
        shift=shift,
        territory=(territory or deed.territory) if placed else None,
        person=person,
        heads=heads,
        group=group,
        unit=unit,
        grade=grade,
        minutes=minutes,
        minutes_measured=measured,
        happened_at=happened_at,
        recorded_at=_arrival(),
        recorded_by=by,
    )
    try:
        with transaction.atomic():
            fact.save(force_insert=True)
    except IntegrityError:  # two phones sent the same entry at once
        if uuid is not None and (known := Fact.objects.filter(uuid=uuid).first()):
            return known
        raise
    add_up([fact.pk])
    fact.refresh_from_db(fields=["recorded_at"])
    return fact


@transaction.atomic
def correct(fact: Fact, reason: str, *, by: Person | None, replacement: "Row | None" = None) -> Fact:
    """Take a fact back from now on, and where something else is right, record that.

    Returns: the correction; the public log shows it with its reason.
    Raises:  NotPossible when there is no reason, or the fact was taken back before.
    Writes:  one Fact of kind correction, the replacement, and their sums; all or none.
    """
    insist(rules.may_correct(fact, reason))
    correction = Fact(
        kind=Fact.Kind.CORRECTION,
        campaign_id=fact.campaign_id,
        deed_id=fact.deed_id,
        shift_id=fact.shift_id,
        territory_id=fact.territory_id,
        person_id=fact.person_id,
        heads=fact.heads,
        group_id=fact.group_id,
        unit=fact.unit,
        grade=fact.grade,
        minutes=fact.minutes,
        minutes_measured=fact.minutes_measured,
        happened_at=fact.happened_at,
        recorded_at=_arrival(),
        recorded_by=by,
        corrects=fact,
        reason=reason.strip(),
    )
    try:
        with transaction.atomic():
            correction.save(force_insert=True)
    except IntegrityError as twice:
        raise NotPossible(_("This entry has been taken back before.")) from twice
    add_up([correction.pk])
    if replacement is not None:
        record_many([replacement])
    correction.refresh_from_db(fields=["recorded_at"])
    return correction


@dataclass(frozen=True, slots=True)
class Row:
    """One fact among many, by keys. `minutes` are each head's; `corrects` is the uuid of the fact taken back."""

    kind: str
    campaign_id: int
    deed_id: int
    grade: str
    happened_at: datetime
    person_id: int | None = None
    heads: int = 1
    shift_id: int | None = None
    territory_id: int | None = None
    group_id: int | None = None
    unit: str = ""
    minutes: int = 0
    measured: bool = False
    recorded_by_id: int | None = None
    uuid: uuids.UUID | None = None
    recorded_at: datetime | None = None
    corrects: uuids.UUID | None = None
    reason: str = ""


def recorded(uuids_asked: Collection[uuids.UUID]) -> set[uuids.UUID]:
    """Which of these numbers a fact has already."""
    return set(Fact.objects.filter(uuid__in=uuids_asked).values_list("uuid", flat=True))


def row_of(uuid: uuids.UUID) -> Row | None:
    """A recorded fact as a row, so that it can be taken back, or recorded anew with one thing better known."""
    fact = Fact.objects.filter(uuid=uuid).first()
    return _as_row(fact) if fact else None


def _as_row(fact: Fact) -> Row:
    return Row(
        kind=fact.kind,
        campaign_id=fact.campaign_id,
        deed_id=fact.deed_id,
        grade=fact.grade,
        happened_at=fact.happened_at,
        person_id=fact.person_id,
        heads=fact.heads,
        shift_id=fact.shift_id,
        territory_id=fact.territory_id,
        group_id=fact.group_id,
        unit=fact.unit,
        minutes=fact.minutes,
        measured=fact.minutes_measured,
        recorded_by_id=fact.recorded_by_id,
        uuid=fact.uuid,
    )


def taking_back(row: Row, reason: str, *, by_id: int | None) -> Row:
    """The correction that takes a recorded row back; taken back twice, it has the same number."""
    number = row.uuid or uuids.uuid4()
    return replace(
        row,
        kind=Fact.Kind.CORRECTION,
        corrects=number,
        reason=reason,
        recorded_by_id=by_id,
        uuid=uuids.uuid5(number, "corrected"),
    )


def take_back_batch(
    campaign: Campaign, recorded_at: datetime, *, recorded_by_id: int | None, reason: str, by_id: int | None
) -> int:
    """Take back what one person recorded at one moment, from now on; what was taken back before stays so.

    Takes:   recorded_at -- the moment that `record_many` gave to the whole batch.
    Returns: how many facts were taken back; a second time none.
    """
    standing = Fact.objects.filter(
        campaign=campaign, recorded_at=recorded_at, recorded_by=recorded_by_id, corrected_by=None
    ).exclude(kind=Fact.Kind.CORRECTION)
    return record_many([taking_back(row, reason, by_id=by_id) for row in map(_as_row, standing.iterator())])


FACT_COLUMNS = (
    "uuid, kind, campaign_id, deed_id, shift_id, territory_id, person_id, heads, group_id, unit, grade, minutes, "
    "minutes_measured, happened_at, recorded_by_id, reason"
)


@transaction.atomic
def record_many(rows: Iterable[Row], *, replay: Campaign | None = None) -> int:
    """Write many facts at once, as an import or the example campaign does.

    Takes:   rows -- a row whose uuid is known is passed over, so that the same file twice does no harm;
             replay -- an example campaign without facts, whose rows say themselves when they were recorded.
    Returns: how many facts were added.
    Raises:  NotPossible when another campaign than an empty example is to be replayed.
    Writes:  facts and their sums, all or none.
    """
    if replay is not None:
        return _replay(replay, rows)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE tally_staged ON COMMIT DROP AS SELECT {FACT_COLUMNS}, uuid AS corrects"  # noqa: S608 -- our own words
            " FROM tally_fact WITH NO DATA"
        )
        with cursor.copy(f"COPY tally_staged ({FACT_COLUMNS}, corrects) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((*_values(row), row.corrects))
        added = _move_in("s.corrects IS NULL") + _move_in("s.corrects IS NOT NULL")
        cursor.execute("DROP TABLE tally_staged")
    return added


def _move_in(which: str) -> int:
    """Move staged rows among the facts and add them up: one moment for the whole batch, so that its sums are few."""
    staged = ", ".join(f"s.{name}" for name in FACT_COLUMNS.split(", "))
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH arrival AS MATERIALIZED (SELECT clock_timestamp() AS at)"  # noqa: S608 -- our own words
            f" INSERT INTO tally_fact ({FACT_COLUMNS}, recorded_at, corrects_id)"
            f" SELECT {staged}, (SELECT at FROM arrival), o.id"
            f" FROM tally_staged s LEFT JOIN tally_fact o ON o.uuid = s.corrects WHERE {which}"
            " ON CONFLICT (uuid) DO NOTHING RETURNING id"
        )
        keys = [key for (key,) in cursor.fetchall()]
    add_up(keys)
    return len(keys)


def _replay(campaign: Campaign, rows: Iterable[Row]) -> int:
    """Straight into the table: nothing can be there yet, and the rows bring their own moments.

    Why: the example of 300,000 facts has to be there in seconds.
    """
    if not campaign.is_example:
        raise NotPossible(_("Only an example campaign can be replayed."))
    if Fact.objects.filter(campaign=campaign).exists():
        raise NotPossible(_("This campaign has entries already; only an empty one can be replayed."))
    corrections: list[Row] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('estafeta.replay', %s, true)", [str(campaign.pk)])
        number = _copy(_without_corrections(rows, corrections), {})
        if corrections:
            cursor.execute("SELECT uuid, id FROM tally_fact WHERE campaign_id = %s", [campaign.pk])
            number += _copy(corrections, dict(cursor.fetchall()))
        cursor.execute("SELECT set_config('estafeta.replay', '', true)")
    add_up_campaign(campaign.pk)
    forget_people(campaign)
    settle_people(campaign)
    return number


def _without_corrections(rows: Iterable[Row], corrections: list[Row]) -> Iterator[Row]:
    """The rows that can go in at once; what takes another row back is laid aside until that row has a key."""
    for row in rows:
        if row.corrects:
            corrections.append(row)
        else:
            yield row


def _copy(rows: Iterable[Row], keys: dict[uuids.UUID, int]) -> int:
    number = 0
    arrival = timezone.now()
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY tally_fact ({FACT_COLUMNS}, recorded_at, corrects_id) FROM STDIN") as copy,
    ):
        for number, row in enumerate(rows, start=1):  # noqa: B007 -- the last number is how many there were
            copy.write_row(
                (*_values(row), row.recorded_at or arrival, keys.get(row.corrects) if row.corrects else None)
            )
    return number


def _values(row: Row) -> tuple[object, ...]:
    return (
        row.uuid or uuids.uuid4(), row.kind, row.campaign_id, row.deed_id, row.shift_id, row.territory_id,
        row.person_id, row.heads, row.group_id, row.unit, row.grade, row.minutes, row.measured, row.happened_at,
        row.recorded_by_id, row.reason,
    )  # fmt: skip


def _arrival() -> Func:
    return Func(function="clock_timestamp", output_field=DateTimeField())


def _until_the_end(deed: Deed, shift: Shift | None, happened_at: datetime) -> int:
    ends_at = (shift.ends_at if shift else None) or deed.ends_at
    return max(0, int((ends_at - happened_at).total_seconds() // 60)) if ends_at else 0


def _insist_on_numbers(heads: int, minutes: int) -> None:
    if not 1 <= heads <= MOST_HEADS:
        raise NotPossible(_("The number of people must be between 1 and 1,000,000."))
    if not 0 <= minutes <= LONGEST_MINUTES:
        raise NotPossible(_("The time must be between 0 minutes and 60 days."))
