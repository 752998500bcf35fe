"""A person's book: every deed and its hours, what waits and why, what is not counted and why."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.participation.models import SignUp
from estafeta.people.models import Person
from estafeta.recognition import rules
from estafeta.recognition.models import PaperEntry
from estafeta.tally.queries import BookEntry, book_of

LONGEST = 2_000


@dataclass(frozen=True)
class Line:
    """One line of a book. `note` says who verified it, why it waits, or why it is not counted."""

    deed: Deed
    on: date | None
    minutes: int
    grade: str
    note: str


@dataclass
class Chapter:
    """What one campaign holds of a person."""

    campaign: Campaign
    counted: list[Line] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)
    apart: list[Line] = field(default_factory=list)
    certified_deeds: int = 0
    certified_minutes: int = 0

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.counted)


@dataclass(frozen=True)
class Book:
    whose: Person
    chapters: list[Chapter]
    paper: list[PaperEntry]

    @property
    def certified_deeds(self) -> int:
        return sum(chapter.certified_deeds for chapter in self.chapters)

    @property
    def certified_minutes(self) -> int:
        return sum(chapter.certified_minutes for chapter in self.chapters)

    @property
    def is_empty(self) -> bool:
        return not self.chapters and not self.paper


def book(person: Person, *, now: datetime | None = None) -> Book:
    """The whole book of one person, by campaign, the latest first. Four queries, however long it is."""
    entries = book_of(person)[:LONGEST]
    waiting = list(_unanswered(person, {entry.deed.pk for entry in entries if entry.stands}, now or timezone.now()))
    chapters: dict[int, Chapter] = {}
    for campaign in [entry.deed.campaign for entry in entries] + [place.shift.deed.campaign for place in waiting]:
        chapters.setdefault(campaign.pk, Chapter(campaign))
    for entry in entries:
        chapter = chapters[entry.deed.campaign_id]
        (chapter.counted if entry.stands and entry.in_headline else chapter.apart).append(_line(entry))
    for place in waiting:
        chapter = chapters[place.shift.deed.campaign_id]
        line = _unwritten(place)
        (chapter.waiting if place.shift.deed.status in _OPEN else chapter.apart).append(line)
    for deeds in certified(entries).values():
        chapter = chapters[deeds[0].deed.campaign_id]
        chapter.certified_deeds += 1
        chapter.certified_minutes += sum(entry.minutes for entry in deeds)
    ordered = sorted(chapters.values(), key=lambda chapter: (chapter.campaign.starts_on, chapter.campaign.pk))
    return Book(person, ordered[::-1], list(paper_of(person)[:LONGEST]))


def certified(entries: list[BookEntry]) -> dict[int, list[BookEntry]]:
    """What a certificate speaks of: standing entries of grades A and B, by deed."""
    found = [entry for entry in entries if entry.stands and entry.grade in rules.CERTIFIED]
    found.sort(key=lambda entry: (entry.deed.pk, entry.happened_at))
    return {deed: list(group) for deed, group in groupby(found, key=lambda entry: entry.deed.pk)}


def paper_of(person: Person) -> QuerySet[PaperEntry]:
    """What was typed in from a person's paper book and not taken back; the latest day first."""
    return (
        PaperEntry.objects.filter(person=person, taken_back_at=None)
        .select_related("organisation")
        .order_by("-day", "-pk")
    )


def paper_typed_by(person: Person) -> QuerySet[PaperEntry]:
    """What a person has typed in of others' paper books and was not taken back; the latest first."""
    return (
        PaperEntry.objects.filter(typed_by=person, taken_back_at=None)
        .select_related("person", "organisation")
        .order_by("-typed_at", "-pk")
    )


_OPEN = (Deed.Status.ANNOUNCED, Deed.Status.UNDER_WAY, Deed.Status.DONE)


def _unanswered(person: Person, counted: set[int], now: datetime) -> Iterator[SignUp]:
    """Places in shifts that are over, of deeds in which nothing stands for the person."""
    places = SignUp.objects.filter(person=person, status=SignUp.Status.GOING, shift__ends_at__lte=now).select_related(
        "shift__deed__campaign", "shift__deed__territory", "shift__deed__organisation", "shift__deed__type"
    )
    for place in places.order_by("-shift__starts_at", "-pk")[:LONGEST]:
        if place.shift.deed_id not in counted and place.shift.deed.status != Deed.Status.CANCELLED:
            yield place


def _line(entry: BookEntry) -> Line:
    return Line(entry.deed, entry.on, entry.minutes, entry.grade, _note(entry))


def _note(entry: BookEntry) -> str:
    if not entry.stands:
        return _("Taken back: %(reason)s") % {"reason": entry.taken_back}
    who = {"who": entry.deed.organisation.name}
    return {
        "A": _("Checked in on the spot: %(who)s") % who,
        "B": _("On the list of %(who)s, and confirmed") % who,
        "C": _("On a list of %(who)s that nobody has confirmed") % who,
        "D": _("Counted by the organiser alone; stands apart"),
        "E": _("Your own word; stands apart from what others have seen"),
    }[entry.grade]


def _unwritten(place: SignUp) -> Line:
    """A deed for which one was signed up and in which nobody counted one."""
    deed = place.shift.deed
    on = place.shift.starts_at.astimezone(rules.zone_of(deed)).date()
    if deed.status in _OPEN:
        note = _("Waits: the organiser has not sent the list yet")
    else:
        note = _("Signed up, but not on the list of those who came. Ask the organiser: %(who)s") % {
            "who": deed.organisation.name
        }
    return Line(deed, on, 0, "", note)
