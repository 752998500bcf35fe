"""Appeals out of a table, in the shape of a city's list of requests or of a coordinator's own."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.appeals.models import Appeal, Step
from estafeta.appeals.queries import nearest_desk
from estafeta.appeals.rules import LONGEST_LINE, LONGEST_TEXT, LONGEST_TITLE, may_be_read_by_all
from estafeta.base.errors import NotPossible
from estafeta.base.fields import LANGUAGES, normal_email, normal_phone
from estafeta.base.tables import Row, read_date
from estafeta.base.texts import fold, slug_with_key
from estafeta.deeds.services.imported_rows import place_of, point_of, without_contacts
from estafeta.exchange.models import ImportedRow
from estafeta.exchange.rules import CLOSED_WORDS
from estafeta.exchange.services.known import BATCH, key_of, known, remember
from estafeta.exchange.services.reports import Order, Taken
from estafeta.people.models import Person
from estafeta.people.services import register
from estafeta.territories.models import Territory
from estafeta.territories.rules.points import may_stand_at

S = Appeal.Status
_CLOSED = {fold(word) for word in CLOSED_WORDS}
NOON = time(12)


@dataclass
class Read:
    """One row, read; `sent_at` is an aware moment."""

    row: int
    key: str
    title: str
    about: str
    kind: str
    territory: Territory
    sent_at: datetime
    asker: str
    email: str
    phone: str
    for_whom: str
    meeting_point: str
    lon: float | None
    lat: float | None
    language: str
    is_done: bool
    notes: list[str] = field(default_factory=list)

    @property
    def likeness(self) -> tuple[object, ...]:
        """What two rows about one thing have in common."""
        return fold(self.title), fold(self.about), self.territory.pk, fold(self.meeting_point), self.lon, self.lat


def take_appeals(taken: Taken) -> None:
    """Write the appeals of a table; whoever brings them has checked them, so that they are public at once.

    Writes: Appeals with their Steps, People who ask, the rows they came from; no letter, for nobody here asked for one.
    """
    report = taken.report
    reads = _reads(taken)
    there = known("appeals", [read.key for read in reads])
    new = []
    fresh = [read for read in reads if read.key not in there]
    alike = _alike(fresh, taken.order)
    for read in reads:
        if read.key in there:
            report.tell(read.row, "same", *read.notes, _("This row came before; nothing was changed."))
            continue
        if other := alike.get((fold(read.title), read.territory.pk)):
            read.notes.append(_("An appeal of this name is here already: %(title)s.") % {"title": other})
        try:
            new.append((read.key, _appeal(read, taken)))
        except NotPossible as refusal:
            report.tell(read.row, "refused", str(refusal.reason))
        else:
            report.tell(read.row, "new", *read.notes)
    Appeal.objects.bulk_create([appeal for _key, appeal in new], batch_size=BATCH)
    Step.objects.bulk_create(
        [
            Step(appeal=appeal, status=status, at=appeal.sent_at, by=taken.order.by)
            for _key, appeal in new
            for status in ([S.SENT, S.PUBLISHED, S.DONE] if appeal.status == S.DONE else [S.SENT, S.PUBLISHED])
        ],
        batch_size=BATCH * 3,
    )
    remember(taken.came_with, [(key, appeal.pk) for key, appeal in new])
    report.made["appeals"] = len(new)


def _alike(reads: list[Read], order: Order) -> dict[tuple[str, int], str]:
    """Titles of public appeals by folded title and place, as far as rows have the same; one query."""
    places = {read.territory.pk for read in reads}
    wanted = {fold(read.title) for read in reads}
    return {
        (fold(title), place): title
        for title, place in Appeal.objects.filter(
            campaign=order.campaign, territory__in=places, status__in=Appeal.PUBLIC
        ).values_list("title", "territory")
        if fold(title) in wanted
    }


def _reads(taken: Taken) -> list[Read]:
    reads: list[Read] = []
    seen: dict[str, int] = {}
    likes: dict[tuple[object, ...], int] = {}
    for row in taken.order.table.rows:
        try:
            read = read_appeal(row, taken.order)
        except ValueError as fault:
            taken.report.tell(row.number, "refused", str(fault))
            continue
        if read.key in seen:
            taken.report.tell(read.row, "same", *read.notes,
                              _("The same appeal as row %(row)s.") % {"row": seen[read.key]})  # fmt: skip
            continue
        if (first := likes.setdefault(read.likeness, read.row)) != read.row:
            read.notes.append(_("Same words and place as row %(row)s.") % {"row": first})
        seen[read.key] = read.row
        reads.append(read)
    return reads


def read_appeal(row: Row, order: Order) -> Read:
    """One appeal out of one row; doubts are notes.

    Raises: ValueError with a sentence that names the column.
    """
    cells = {name: row.cells.get(column, "") for name, column in order.mapping.items()}
    notes: list[str] = []
    title = " ".join(cells.get("title", "").split())
    if not fold(title):
        raise ValueError(_("There is no title in column %(column)s.") % {"column": order.mapping.get("title", "title")})
    if len(title) > LONGEST_TITLE:
        notes.append(_("The title was cut to 120 characters."))
    if len(cells.get("about", "")) > LONGEST_TEXT:
        notes.append(_("The text was cut to 5,000 characters."))
    territory = place_of(cells.get("territory", ""), order.defaults, notes)
    sent_at = _moment(cells.get("date", ""), order, territory)
    email, phone = _contacts(cells, notes)
    lon, lat = _point(cells, territory, notes)
    language = cells.get("language", "").lower()[:2]
    words = {
        "title": without_contacts(title[:LONGEST_TITLE], order.defaults, notes)[:LONGEST_TITLE],
        "about": without_contacts(cells.get("about", "")[:LONGEST_TEXT], order.defaults, notes),
        "for_whom": without_contacts(cells.get("for_whom", "")[:LONGEST_LINE], order.defaults, notes),
        "meeting_point": without_contacts(cells.get("meeting_point", "")[:LONGEST_LINE], order.defaults, notes),
    }
    return Read(
        row=row.number,
        key=key_of(order.source, cells.get("key", ""), words, sent_at if cells.get("date") else "", territory.pk),
        **words,
        kind=_kind(cells.get("kind", ""), notes),
        territory=territory,
        sent_at=sent_at,
        asker=cells.get("name", "")[:LONGEST_LINE],
        email=email,
        phone=phone,
        lon=lon,
        lat=lat,
        language=language if language in LANGUAGES else order.defaults.language,
        is_done=fold(cells.get("status", "")) in _CLOSED,
        notes=list(dict.fromkeys(notes)),
    )


def _moment(text: str, order: Order, territory: Territory) -> datetime:
    """When it was asked; now where the table does not say. A day to come is refused."""
    if not text:
        return timezone.now()
    column = order.mapping["date"]
    try:
        day = read_date(text, day_first=order.defaults.day_first)
    except ValueError as fault:
        raise ValueError(_("Column %(column)s: “%(text)s” can't be read as a date.")
                         % {"column": column, "text": text[:40]}) from fault  # fmt: skip
    moment = datetime.combine(day, NOON, ZoneInfo(territory.time_zone))
    if day > timezone.localdate(timezone=ZoneInfo(territory.time_zone)):
        raise ValueError(_("Column %(column)s: %(day)s is still to come.") % {"column": column, "day": day})
    return min(moment, timezone.now())


def _contacts(cells: dict[str, str], notes: list[str]) -> tuple[str, str]:
    found = []
    for column, normal in (("email", normal_email), ("phone", normal_phone)):
        try:
            found.append(normal(cells[column]) if cells.get(column) else "")
        except ValidationError:
            notes.append(_("A contact can't be read and was left out."))
            found.append("")
    return found[0], found[1]


def _point(cells: dict[str, str], territory: Territory, notes: list[str]) -> tuple[float | None, float | None]:
    lon, lat = point_of(cells.get("lon", ""), cells.get("lat", ""), notes)
    if lon is None or lat is None:
        return None, None
    if not (decision := may_stand_at(territory, lon, lat)):
        notes.append(f"{decision.reason} " + _("The point was left out."))
        return None, None
    return lon, lat


def _kind(text: str, notes: list[str]) -> str:
    if not text:
        return Appeal.Kind.OTHER
    for kind in Appeal.Kind:
        if fold(text) in {fold(kind.value), fold(str(kind.label))}:
            return kind
    notes.append(_("The kind “%(name)s” is not known; “%(usual)s” is used.")
                 % {"name": text[:60], "usual": Appeal.Kind.OTHER.label})  # fmt: skip
    return Appeal.Kind.OTHER


def _appeal(read: Read, taken: Taken) -> Appeal:
    """The appeal, not saved yet.

    Raises: NotPossible when its words may not be read by all.
    """
    order, now = taken.order, timezone.now()
    appeal = Appeal(
        campaign=order.campaign,
        territory=read.territory,
        slug=slug_with_key(read.title),
        token=secrets.token_urlsafe(32),
        kind=read.kind,
        title=read.title,
        about=read.about,
        title_as_sent=read.title,
        about_as_sent=read.about,
        for_whom=read.for_whom,
        asker=_asker(read, taken),
        typed_in_by=order.by,
        meeting_point=read.meeting_point,
        lon=read.lon,
        lat=read.lat,
        language=read.language,
        status=S.DONE if read.is_done else S.PUBLISHED,
        sent_at=read.sent_at,
        waits_since=read.sent_at,
        replied_at=now,
        published_at=now,
    )
    appeal.sent_to = appeal.waits_at = nearest_desk(read.territory, order.campaign.slug)
    place = " ".join(getattr(read.territory, f"name_{code}") for code in LANGUAGES)
    appeal.folded = fold(f"{read.title} {read.for_whom} {read.meeting_point} {place} {read.about[:2000]}")
    decision = may_be_read_by_all(appeal, read.title, read.about, read.for_whom, read.meeting_point)
    if not decision:
        raise NotPossible(decision.reason)
    return appeal


def _asker(read: Read, taken: Taken) -> Person:
    """Who asks: somebody whom the row names, else who brings the table, else one who stands for its source."""
    if read.asker or read.email or read.phone:
        name = read.asker or _("Somebody who asked")
        return register(name, email=read.email, phone=read.phone, language=read.language)
    if taken.order.by is not None and not taken.order.asker:
        return taken.order.by
    return stand_in(taken)


def stand_in(taken: Taken) -> Person:
    """One person without a contact for all rows of a source that name nobody, also the next time."""
    name = taken.order.asker or taken.order.source
    if name not in taken.people:
        before = ImportedRow.objects.filter(noun="appeals", came_with__source=taken.came_with.source).values("number")
        there = Appeal.objects.filter(pk__in=before, asker__name=name, asker__email="", asker__phone="").first()
        taken.people[name] = there.asker if there else register(name, language=taken.order.defaults.language)
    return taken.people[name]


def untake_appeals(rows: list[ImportedRow], by: Person | None) -> tuple[list[int], list[str]]:
    """Take back appeals on which nobody has acted yet; what was answered stays.

    Returns: the numbers taken back, and the titles that stay.
    Writes:  the Appeals become withdrawn, with their Steps.
    """
    taken, kept, now = [], [], timezone.now()
    wanted = Appeal.objects.select_for_update(of=("self",)).filter(pk__in=[row.number for row in rows])
    for appeal in wanted.order_by("pk"):
        if appeal.status not in {S.PUBLISHED, S.DONE} or _is_answered(appeal):
            kept.append(appeal.title)
            continue
        taken.append(appeal.pk)
        if appeal.status == S.DONE:
            Step.objects.create(appeal=appeal, status=S.PUBLISHED, at=now, by=by)
        appeal.status = S.WITHDRAWN
        appeal.save(update_fields=["status"])
        Step.objects.create(appeal=appeal, status=S.WITHDRAWN, at=now, by=by, words=_("The import was undone."))
    return taken, kept


def _is_answered(appeal: Appeal) -> bool:
    return (
        appeal.answered_by.exists() or appeal.supporters.exists() or appeal.needs.filter(pledges__isnull=False).exists()
    )
