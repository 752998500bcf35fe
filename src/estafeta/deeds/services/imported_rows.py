"""One row of a foreign table as one time slot of a deed. Nothing is written here."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from math import isfinite
from zoneinfo import ZoneInfo

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible
from estafeta.base.fields import LANGUAGES
from estafeta.base.tables import Row, read_date
from estafeta.base.texts import fold
from estafeta.deeds.models import DeedType
from estafeta.territories.models import Territory

FIELDS = (
    "key", "title", "about", "type", "organisation", "territory", "lat", "lon", "date", "time", "end_date", "end_time",
    "hours", "capacity", "shift", "language", "meeting_point",
)  # fmt: skip
OPENS, CLOSES = time(10), time(18)
LONGEST_TITLE = 200
MOST_PLACES = 5_000
SENTINELS = {9999, 99999, 999999}  # "as many as come", as foreign tables write it
LONG_SHIFT = timedelta(days=2)
NULL_ISLAND = 0.5  # degrees around 0,0, where wrong units land
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


@dataclass
class Slot:
    """One row, read: aware moments, capacity None for as many as come."""

    row: int
    key: str
    title: str
    about: str
    type: DeedType | None
    organisation: str
    territory: Territory
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    shift: str
    language: str
    meeting_point: str
    lon: float | None
    lat: float | None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Defaults:
    """What a row means where it says nothing, and how its dates are written."""

    territory: Territory
    root: Territory
    organisation: str = ""
    language: str = "kk"
    day_first: bool = True
    region: str = ""
    type_words: tuple[str, ...] = ()

    @cached_property
    def types(self) -> dict[str, DeedType]:
        """Types of deed by slug, by name in any language and by the table's own words (WORD=SLUG), folded.

        Raises: NotPossible when a word is to mean a type that does not exist.
        """
        kinds = {kind.slug: kind for kind in DeedType.objects.all()}
        names = {fold(w): k for k in kinds.values() for w in (k.slug, k.name_kk, k.name_ru, k.name_en)}
        for pair in self.type_words:
            word, _sign, slug = pair.rpartition("=")
            if slug not in kinds:
                raise NotPossible(_("There is no type %(slug)s. The types are: %(types)s.")
                                  % {"slug": slug, "types": ", ".join(kinds)})  # fmt: skip
            names[fold(word)] = kinds[slug]
        return names

    @cached_property
    def territories(self) -> dict[str, list[Territory]]:
        """Pickable territories beneath the root by code and by name in any language, folded."""
        found: dict[str, list[Territory]] = {}
        for place in Territory.objects.pickable().under(self.root):
            for word in {fold(w) for w in (place.code, place.name_kk, place.name_ru, place.name_en) if w}:
                found.setdefault(word, []).append(place)
        return found


def read_row(row: Row, mapping: dict[str, str], defaults: Defaults) -> Slot:
    """One slot out of one row; doubts are notes.

    Raises: ValueError with a sentence that names the column, when the row can't be a deed.
    """
    cells = {name: row.cells.get(column, "") for name, column in mapping.items()}
    notes: list[str] = []
    title = cells.get("title", "")
    if not title:
        raise ValueError(_("There is no title in column %(column)s.") % {"column": mapping.get("title", "title")})
    if len(title) > LONGEST_TITLE:
        notes.append(_("The title was cut to 200 characters."))
    body = cells.get("organisation") or defaults.organisation
    if not body:
        raise ValueError(_("No organisation is named; give one for the whole table with --organisation."))
    territory = place_of(cells.get("territory", ""), defaults, notes)
    starts_at, ends_at = _moments(cells, mapping, defaults, ZoneInfo(territory.time_zone), notes)
    lon, lat = point_of(cells.get("lon", ""), cells.get("lat", ""), notes)
    language = cells.get("language", "").lower()[:2]
    return Slot(
        row=row.number,
        key=cells.get("key", ""),
        title=without_contacts(title[:LONGEST_TITLE], defaults, notes),
        about=without_contacts(cells.get("about", ""), defaults, notes),
        type=_type(cells.get("type", ""), defaults, notes),
        organisation=body[:LONGEST_TITLE],
        territory=territory,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=_capacity(cells.get("capacity", ""), mapping, notes),
        shift=cells.get("shift", ""),
        language=language if language in LANGUAGES else defaults.language,
        meeting_point=without_contacts(cells.get("meeting_point", "")[:LONGEST_TITLE], defaults, notes),
        lon=lon,
        lat=lat,
        notes=notes,
    )


def place_of(text: str, defaults: Defaults, notes: list[str]) -> Territory:
    if not text:
        return defaults.territory
    matches = defaults.territories.get(fold(text), [])
    if len(matches) == 1:
        return matches[0]
    if matches:
        notes.append(_("“%(name)s” is the name of several places; placed in the default territory.") % {"name": text})
    else:
        notes.append(_("“%(name)s” is not known; placed in the default territory.") % {"name": text})
    return defaults.territory


def _moments(
    cells: dict[str, str], mapping: dict[str, str], defaults: Defaults, zone: ZoneInfo, notes: list[str]
) -> tuple[datetime, datetime]:
    first = _date(cells.get("date", ""), mapping.get("date", "date"), defaults)
    last = _date(cells["end_date"], mapping["end_date"], defaults) if cells.get("end_date") else None
    starts_at = datetime.combine(first, _time(cells.get("time", ""), OPENS), zone)
    hours = number_of(cells.get("hours", ""))
    if last and last < first:
        raise ValueError(_("It ends on %(last)s, before it begins on %(first)s.") % {"last": last, "first": first})
    if hours and 0 < hours <= 24 and (last is None or last == first):  # noqa: PLR2004 -- hours of a day
        ends_at = starts_at + timedelta(hours=hours)
    else:
        ends_at = datetime.combine(last or first, _time(cells.get("end_time", ""), CLOSES), zone)
    if ends_at <= starts_at:
        ends_at = starts_at + timedelta(hours=1)
        notes.append(_("The end was not after the beginning; one hour is assumed."))
    if ends_at - starts_at > LONG_SHIFT:
        notes.append(_("It lasts %(days)s days as one long shift.") % {"days": (ends_at - starts_at).days})
    return starts_at, ends_at


def _date(text: str, column: str, defaults: Defaults) -> date:
    try:
        return read_date(text, day_first=defaults.day_first)
    except ValueError as fault:
        raise ValueError(
            _("Column %(column)s: “%(text)s” can't be read as a date.") % {"column": column, "text": text[:40]}
        ) from fault


def _time(text: str, usual: time) -> time:
    parts = re.match(r"(\d{1,2})[:.](\d\d)", text)
    if parts and int(parts[1]) < 24 and int(parts[2]) < 60:  # noqa: PLR2004 -- hours and minutes of a clock
        return time(int(parts[1]), int(parts[2]))
    return usual


def number_of(text: str) -> float | None:
    try:
        number = float(text.replace(",", ".").replace(" ", ""))
    except ValueError:
        return None
    return number if isfinite(number) else None


def point_of(lon: str, lat: str, notes: list[str]) -> tuple[float | None, float | None]:
    east, north = number_of(lon), number_of(lat)
    if east is None or north is None:
        if lon or lat:
            notes.append(_("The point is not a pair of numbers and was left out."))
        return None, None
    if abs(east) > 180 or abs(north) > 90 or (abs(east) < NULL_ISLAND and abs(north) < NULL_ISLAND):  # noqa: PLR2004 -- degrees
        notes.append(_("The point %(lat)s, %(lon)s can't be right and was left out.") % {"lat": lat, "lon": lon})
        return None, None
    return east, north


def _capacity(text: str, mapping: dict[str, str], notes: list[str]) -> int | None:
    if not text:
        return None
    number = number_of(text)
    if number is None or number < 1 or number != int(number):
        raise ValueError(
            _("Column %(column)s: “%(text)s” is not a number of places.")
            % {"column": mapping["capacity"], "text": text[:40]}
        )
    if int(number) in SENTINELS or number > MOST_PLACES:
        notes.append(_("%(number)s places is taken to mean: as many as come.") % {"number": text})
        return None
    return int(number)


def _type(text: str, defaults: Defaults, notes: list[str]) -> DeedType | None:
    kind = defaults.types.get(fold(text))
    if text and kind is None:
        notes.append(_("The type “%(name)s” is not known; “other” is used.") % {"name": text[:60]})
    return kind


def without_contacts(text: str, defaults: Defaults, notes: list[str]) -> str:
    """Text without e-mail addresses and phone numbers: a public page shows none."""
    found = [(m.start(), m.end()) for m in _EMAIL.finditer(text)]
    region = defaults.region or settings.PHONE_REGION
    found += [(m.start, m.end) for m in phonenumbers.PhoneNumberMatcher(text, region)]
    for begin, end in sorted(found, reverse=True):
        text = f"{text[:begin]}…{text[end:]}"
    if found:
        notes.append(_("A phone number or e-mail address was taken out of the text."))
    return text
