"""What a reader asked for in an address, turned into filters; whatever makes no sense is said, not thrown."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, cast
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from estafeta.base.texts import clean
from estafeta.deeds.models import DeedType, SocialGroup
from estafeta.deeds.queries import LONGEST_SEARCH, Filters, deed_types, social_groups
from estafeta.organisations.models import Organisation
from estafeta.territories.models import Territory
from estafeta.territories.queries import search
from estafeta.web import moments, places

LONGEST: Final = 80
KNOWN_S: Final = 60  # types and groups change with a release, or by an operator once a year
MOST_NAMESAKES: Final = 5
FIRST_YEAR, LAST_YEAR = 1990, 2100
WHEN: Final = ("upcoming", "past", "any")
RADII_KM: Final = (5, 10, 25, 50, 100, 300)
WIDEST_KM: Final = 20_000
LANGUAGES: Final = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
KEPT: Final = ("q", "territory", "near", "radius_km", "type", "group", "from", "to", "language", "places", "when",
               "organisation", "campaign", "view")  # fmt: skip
FOLDED: Final = ("type", "group", "from", "to", "language", "places")
UNSEEN: Final = ("territory", "when", "organisation", "campaign", "view")


@dataclass(frozen=True)
class Chip:
    """One filter that is set, and the address of the list without it."""

    text: str
    href: str


@dataclass
class Search:
    """A reader's question: `given` is what was typed, `faults` says by field what was not understood."""

    given: dict[str, str]
    filters: Filters = field(default_factory=Filters)
    faults: dict[str, str] = field(default_factory=dict)
    chips: list[Chip] = field(default_factory=list)
    types: list[DeedType] = field(default_factory=list)
    groups: list[SocialGroup] = field(default_factory=list)

    def address(self, **changes: str) -> str:
        """The query of this search with `changes`; "" takes a part away. Begins with `?`."""
        parts = {name: text for name, text in (self.given | changes).items() if text}
        return "?" + urlencode(parts)

    @property
    def query(self) -> str:
        return self.address().removeprefix("?")

    @property
    def hidden(self) -> dict[str, str]:
        """What the form of filters does not show but keeps."""
        return {name: self.given[name] for name in UNSEEN if name in self.given}

    @property
    def shows_more(self) -> bool:
        """Whether a filter is set that the form keeps under its fold."""
        return any(name in self.given for name in FOLDED)


def read(query: QueryDict) -> Search:
    """The search that an address asks for. A constant number of queries."""
    given = {name: one_line(query.get(name, "")) for name in KEPT}
    asked = Search(given={name: text for name, text in given.items() if text})
    asked.types = cache.get_or_set("web.types", lambda: list(deed_types()), KNOWN_S) or []
    asked.groups = cache.get_or_set("web.groups", lambda: list(social_groups()), KNOWN_S) or []
    reader = _Reader(asked)
    asked.filters = reader.filters()
    asked.chips = reader.chips
    return asked


def one_line(text: str) -> str:
    return " ".join(clean(text, most=LONGEST_SEARCH).split())


class _Reader:
    """Reads one part after another; each leaves a value, a chip that takes it away, or a fault."""

    def __init__(self, asked: Search) -> None:
        self.asked, self.given, self.faults = asked, asked.given, asked.faults
        self.chips: list[Chip] = []

    def filters(self) -> Filters:
        words = self.given.get("q", "")
        if words:
            self._chip("q", f"«{words[:LONGEST]}»")
        territory = self._territory()
        near = self._near()
        kind = self._named(
            "type", {one.slug: one.name for one in self.asked.types}, _("There is no such type of deed.")
        )
        group = self._named(
            "group", {one.slug: one.name for one in self.asked.groups}, _("There is no such group of people.")
        )
        since, until = self._day("from", _("from %(day)s")), self._day("to", _("until %(day)s"))
        if since and until and until < since:
            self.faults["to"] = _("The last day lies before the first one.")
        language = self._named("language", LANGUAGES, _("Deeds are described in Kazakh, Russian or English."))
        if self.given.get("places"):
            self._chip("places", _("places left"))
        return Filters(
            when=self._when(since, until),
            words=words,
            territory=territory,
            near=near,
            radius_km=self.radius_km,
            since=since,
            until=until,
            type=kind,
            group=group,
            language=language,
            organisation=self._organisation(),
            campaign=self.given.get("campaign", "")[:LONGEST],
            with_places=bool(self.given.get("places")),
        )

    def _chip(self, name: str, text: str, **also: str) -> None:
        self.chips.append(Chip(text, self.asked.address(**{name: ""}, **also)))

    def _named(self, name: str, known: dict[str, str], fault: str) -> str:
        wanted = self.given.get(name, "")
        if wanted and wanted not in known:
            self.faults[name] = fault
            return ""
        if wanted:
            self._chip(name, known[wanted])
        return wanted

    def _territory(self) -> Territory | None:
        code = self.given.get("territory", "")
        if not code:
            return None
        if territory := Territory.objects.filter(code=code).defer("folded").first():
            self._chip("territory", territory.name)
            return territory
        self.faults["territory"] = _("There is no such territory.")
        return None

    def _organisation(self) -> str:
        slug = self.given.get("organisation", "")
        if not slug:
            return ""
        if name := Organisation.objects.filter(slug=slug).values_list("name", flat=True).first():
            self._chip("organisation", name)
            return slug
        self.faults["organisation"] = _("There is no such organisation.")
        return ""

    @property
    def radius_km(self) -> int:
        typed = self.given.get("radius_km", "")
        if typed.isascii() and typed.isdigit() and 0 < int(typed[:6]) <= WIDEST_KM:
            return int(typed[:6])
        return Filters.radius_km

    def _near(self) -> tuple[float, float] | None:
        typed = self.given.get("near", "")
        if not typed:
            return None
        name, point = typed, _point(typed)
        if point:
            name = _("here")
        elif place := _place(typed):
            name, point = (
                places.address(place, places.above([place])[place.pk]),
                (cast("float", place.lon), cast("float", place.lat)),
            )
        if not point:
            self.faults["near"] = _("We know no place called “%(place)s”. Write a city, town or aul.") % {
                "place": typed[:LONGEST]
            }
            return None
        self._chip("near", _("%(km)s km around: %(place)s") % {"km": self.radius_km, "place": name}, radius_km="")
        return point

    def _day(self, name: str, words: str) -> date | None:
        typed = self.given.get(name, "")
        if not typed:
            return None
        try:
            day = parse_date(typed)
        except ValueError:
            day = None
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.faults[name] = _("“%(typed)s” is not a day we know. Write it as 2026-05-09.") % {
                "typed": typed[:LONGEST]
            }
            return None
        self._chip(name, words % {"day": moments.date_in_words(day)})
        return day

    def _when(self, since: date | None, until: date | None) -> Literal["upcoming", "past", "any"]:
        """As said; where nothing is said, coming deeds, unless the days asked for have passed already."""
        if (said := self.given.get("when")) in WHEN:
            return cast("Literal['upcoming', 'past', 'any']", said)
        today = date.today()  # noqa: DTZ011 -- only tells whether a past day was asked for
        return "any" if any(day and day < today for day in (since, until)) else "upcoming"


def _point(typed: str) -> tuple[float, float] | None:
    """`lat,lon`, as maps write it, as (lon, lat)."""
    try:
        lat, lon = (float(part) for part in typed.split(","))
    except ValueError:
        return None
    return (lon, lat) if -90 <= lat <= 90 and -180 <= lon <= 180 else None  # noqa: PLR2004 -- the Earth


def _place(typed: str) -> Territory | None:
    """The likeliest territory that is called so and has a centre."""
    codes = [found.code for found in search(typed[:LONGEST], limit=MOST_NAMESAKES)]
    known = {one.code: one for one in Territory.objects.filter(code__in=codes).exclude(lon=None).defer("folded")}
    return next((known[code] for code in codes if code in known), None)
