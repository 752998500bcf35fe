"""What the tally holds of one person, entry by entry; and who stands in a deed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from estafeta.deeds.models import Deed
from estafeta.people.models import Person
from estafeta.tally import rules
from estafeta.tally.models import Fact
from estafeta.tally.queries.sameness import rows_of


@dataclass(frozen=True)
class BookEntry:
    """One attendance of a person. `taken_back` is the reason of its correction, "" while it stands."""

    number: UUID
    person: int
    deed: Deed
    grade: str
    minutes: int
    is_measured: bool
    happened_at: datetime
    by_themselves: bool
    taken_back: str

    @property
    def stands(self) -> bool:
        return not self.taken_back

    @property
    def on(self) -> date:
        """The day, by the clock of the place."""
        return self.happened_at.astimezone(ZoneInfo(self.deed.territory.time_zone)).date()

    @property
    def meaning(self) -> str:
        return str(rules.GRADE_NAMES[self.grade])

    @property
    def in_headline(self) -> bool:
        return self.grade in rules.HEADLINE_GRADES


def book_of(person: Person) -> list[BookEntry]:
    """Every attendance of one human, the latest first, those taken back among them. Two queries.

    Why: under how many rows somebody came is no matter of theirs: rows said to be one human fill one book, and a deed
         in which two of them stand stands in it once, as its better row has it.
    """
    entries = _entries(Fact.objects.filter(person__in=rows_of(person)))
    best: dict[int, BookEntry] = {}
    for entry in entries:
        held = best.get(entry.deed.pk)
        if entry.stands and (held is None or _worth(entry) < _worth(held)):
            best[entry.deed.pk] = entry
    return [
        entry for entry in entries
        if not entry.stands or entry.person == best[entry.deed.pk].person
    ]  # fmt: skip


def _worth(entry: BookEntry) -> tuple[str, int, int]:
    """What sorts the better entry first: its grade, then its time, then the row met first."""
    return entry.grade, -entry.minutes, entry.person


def entries_of(deed: Deed) -> list[BookEntry]:
    """Every attendance of a deed that names somebody. One query."""
    return _entries(Fact.objects.filter(deed=deed, person__isnull=False))


def taken_back_among(numbers: Collection[UUID]) -> set[UUID]:
    """Which of these entries have been taken back until now."""
    found = Fact.objects.filter(kind=Fact.Kind.CORRECTION, corrects__uuid__in=numbers)
    return set(found.values_list("corrects__uuid", flat=True))


def _entries(facts: QuerySet[Fact]) -> list[BookEntry]:
    rows = facts.filter(kind=Fact.Kind.ATTENDANCE).select_related(
        "deed__organisation", "deed__territory", "deed__type", "deed__campaign", "corrected_by"
    )
    return [
        BookEntry(
            number=fact.uuid,
            person=fact.person_id or 0,
            deed=fact.deed,
            grade=fact.grade,
            minutes=fact.minutes,
            is_measured=fact.minutes_measured,
            happened_at=fact.happened_at,
            by_themselves=fact.recorded_by_id == fact.person_id,
            taken_back=fact.corrected_by.reason if hasattr(fact, "corrected_by") else "",
        )
        for fact in rows.order_by("-happened_at", "-pk")
    ]
