"""What can be read of deeds; the search behind the list, the map, the feeds and the API."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.cache import cache
from django.db import connection
from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.aggregates import Aggregate
from django.db.models.expressions import Combinable
from django.db.models.functions import ASin, Coalesce, Cos, Least, Power, Radians, Sin, Sqrt
from django.utils import timezone

from estafeta.base.geo import EARTH_RADIUS_M, box_around
from estafeta.base.texts import fold
from estafeta.campaigns.queries import chosen_slug
from estafeta.deeds.models import Deed, Shift
from estafeta.deeds.queries.sight import PUBLIC, SHOWN
from estafeta.moderation.queries import shown
from estafeta.territories.models import Territory

COMING = ("announced", "under_way", "cancelled")
OPEN = ("announced", "under_way")
LONGEST_SEARCH, MOST_WORDS = 200, 8
MOST_GUESSES = 24  # for one mistyped word; more would only slow the search down
SHORTEST_FORGIVEN = 4  # a letter more or less makes another word of a shorter one
SHORTEST_STEM = 5  # what is kept of a word whose ending is left off: деревьями -> derev
VOCABULARY_S = 600


@dataclass(frozen=True)
class Filters:
    """What a reader looks for; every field that is set narrows.

    `near` is (lon, lat) and goes with `radius_km`; `since` and `until` are days in the zone of the territory.
    """

    when: Literal["upcoming", "past", "any"] = "upcoming"
    words: str = ""
    territory: Territory | None = None
    near: tuple[float, float] | None = None
    radius_km: int = 25
    since: date | None = None
    until: date | None = None
    type: str = ""
    group: str = ""
    language: str = ""
    organisation: str = ""
    campaign: str = ""
    with_places: bool = False

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.territory.time_zone if self.territory else settings.TIME_ZONE)


# --- searching --------------------------------------------------------------------------------------------------------
def find(filters: Filters, *, now: datetime | None = None) -> QuerySet[Deed]:
    """Public deeds that answer to `filters`: coming ones in the order of their start, past ones the latest first.

    A cancelled deed is found until its time has passed, so that those who meant to come learn of it.
    """
    found = _at_time(filters, now or timezone.now())
    for column in ("type__slug", "campaign__slug", "language"):
        usual = chosen_slug() if column == "campaign__slug" else ""
        if wanted := getattr(filters, column.removesuffix("__slug")) or usual:
            found = found.filter(**{column: wanted})
    if filters.territory:
        found = found.filter(territory__path__startswith=filters.territory.path)
    if filters.organisation:
        joint = Deed.objects.filter(co_organisers__organisation__slug=filters.organisation)
        found = found.filter(Q(organisation__slug=filters.organisation) | Q(pk__in=joint.values("pk")))
    if filters.group:
        found = found.filter(Exists(Deed.suits.through.objects.filter(
            deed=OuterRef("pk"), socialgroup__slug=filters.group)))  # fmt: skip
    if filters.with_places:
        found = with_places(found, now=now)
    if filters.near:
        found = _within(found, *filters.near, filters.radius_km * 1000.0)
    if filters.words:
        found = _with_words(found, filters.words)
    return found.order_by("-starts_at", "-pk") if filters.when == "past" else found.order_by("starts_at", "pk")


def open_deeds(*, now: datetime | None = None) -> QuerySet[Deed]:
    """Deeds that can still be joined, though perhaps only on a waiting list."""
    return Deed.objects.filter(SHOWN, status__in=OPEN, ends_at__gte=now or timezone.now())


def with_places(found: QuerySet[Deed], *, now: datetime | None = None) -> QuerySet[Deed]:
    """Those of `found` that have a shift to come with a place left."""
    shift = Shift.objects.filter(Q(capacity=None) | Q(places_taken__lt=F("capacity")), deed=OuterRef("pk"),
                                 starts_at__gt=now or timezone.now())  # fmt: skip
    return found.filter(Exists(shift), status__in=OPEN)


def _at_time(filters: Filters, now: datetime) -> QuerySet[Deed]:
    if filters.when == "upcoming":
        found = Deed.objects.filter(status__in=COMING, ends_at__gte=now)
    elif filters.when == "past":
        over = Q(status__in=Deed.HELD) | Q(ends_at__lt=now)
        found = Deed.objects.filter(
            over, status__in=Deed.PUBLIC, starts_at__lt=now
        )  # the latter lets an index begin at now
    else:
        found = Deed.objects.filter(status__in=Deed.PUBLIC)
    if filters.since:
        found = found.filter(ends_at__gte=datetime.combine(filters.since, time.min, filters.zone))
    if filters.until:
        found = found.filter(starts_at__lt=datetime.combine(filters.until, time.min, filters.zone) + timedelta(days=1))
    return (
        found.filter(SHOWN).exclude(starts_at=None).exclude(announced_at=None)
    )  # a draft that was thrown away never shows


def _within(found: QuerySet[Deed], lon: float, lat: float, radius_m: float) -> QuerySet[Deed]:
    """Those within `radius_m`; a deed without a point of its own stands where its territory's centre is."""
    west, south, east, north = box_around(lon, lat, radius_m)
    placed = found.alias(at_lon=Coalesce("lon", "territory__lon"), at_lat=Coalesce("lat", "territory__lat"))
    near = placed.filter(at_lon__range=(west, east), at_lat__range=(south, north))
    return near.alias(away_m=distance_m(F("at_lon"), F("at_lat"), lon, lat)).filter(away_m__lte=radius_m)


def distance_m(at_lon: Combinable, at_lat: Combinable, lon: float, lat: float) -> Combinable:
    """Metres from a row's point to (lon, lat), for use in a query: the haversine of `base.geo.distance_m`."""
    half_lat = Sin(Radians(at_lat - Value(lat)) / Value(2.0))
    half_lon = Sin(Radians(at_lon - Value(lon)) / Value(2.0))
    chord = Power(half_lat, 2) + Cos(Radians(Value(lat))) * Cos(Radians(at_lat)) * Power(half_lon, 2)
    across = Value(2 * EARTH_RADIUS_M) * ASin(Sqrt(Least(Value(1.0), chord)))
    return ExpressionWrapper(across, output_field=FloatField())


# --- words ------------------------------------------------------------------------------------------------------------
def _with_words(found: QuerySet[Deed], text: str) -> QuerySet[Deed]:
    """Those of `found` in which every word of `text` begins a word; mistyped words are forgiven if nothing has them."""
    words = fold(text[:LONGEST_SEARCH]).split()[:MOST_WORDS]
    if not words:
        return found
    exact = _having(found, " & ".join(f"'{word}':*" for word in words))
    if exact.order_by().exists():
        return exact
    known = _vocabulary()
    return _having(found, " & ".join(_forgiving(word, known) for word in words))


def _having(found: QuerySet[Deed], query: str) -> QuerySet[Deed]:
    return found.alias(lexemes=SearchVector("folded", config="simple")).filter(
        lexemes=SearchQuery(query, config="simple", search_type="raw")
    )


def _forgiving(word: str, known: Sequence[str]) -> str:
    """One word of a search as a query that also takes an ending left off and words that are one slip away."""
    at = bisect_left(known, word)
    if len(word) < SHORTEST_FORGIVEN or (at < len(known) and known[at].startswith(word)):
        return f"'{word}':*"
    near = sorted((other for other in known if _begins_with_a_slip(other, word)), key=len)
    takes = [word, *near[:MOST_GUESSES]] if near else [word[: max(SHORTEST_STEM, len(word) // 2 + 1)]]
    return "(" + " | ".join(f"'{take}':*" for take in takes) + ")"


def _begins_with_a_slip(other: str, word: str) -> bool:
    """Whether `other` begins with `word` typed with one slip: a letter wrong, left out, doubled or two swapped."""
    at = next((i for i, (a, b) in enumerate(zip(other, word, strict=False)) if a != b), min(len(other), len(word)))
    rest, typed = other[at:], word[at:]
    return (
        rest[1:].startswith(typed[1:])
        or rest.startswith(typed[1:])
        or rest[1:].startswith(typed)
        or (typed[:2] == rest[1::-1] and rest[2:].startswith(typed[2:]))
    )


def _vocabulary() -> Sequence[str]:
    """Every folded word of public deeds, in order; kept for ten minutes, since only mistyped words ask for it."""
    key = "deeds.vocabulary"
    known: list[str] | None = cache.get(key)
    if known is not None:
        return known
    with connection.cursor() as cursor:
        # ts_stat is PostgreSQL's own list of the words of a query, which it takes as text; nothing typed goes in.
        cursor.execute(
            "SELECT word FROM ts_stat($$SELECT to_tsvector('simple'::regconfig, folded) FROM deeds_deed"
            " WHERE announced_at IS NOT NULL$$)"
        )
        known = sorted(word for (word,) in cursor.fetchall())
    cache.set(key, known, VOCABULARY_S)
    return known


# --- pages of a list --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Page:
    """One page of a list by keyset; `following` is the next page's cursor, "" on the last one."""

    deeds: list[Deed]
    following: str = ""


def page(found: QuerySet[Deed], cursor: str = "", *, size: int = 20) -> Page:
    """The deeds after `cursor` in the order of `find`; a cursor that cannot be read begins anew.

    Returns: at most `size` deeds with their type, organisation and territory; two queries never more.
    """
    latest_first = found.query.order_by[:1] == ("-starts_at",)
    if place := _place(cursor):
        at, pk = place
        after = Q(starts_at__lt=at) | Q(starts_at=at, pk__lt=pk)
        if not latest_first:
            after = Q(starts_at__gt=at) | Q(starts_at=at, pk__gt=pk)
        edge = {"starts_at__lte": at} if latest_first else {"starts_at__gte": at}  # the part that an index can seek
        found = found.filter(after, **edge)
    deeds = list(for_cards(found)[: size + 1])
    more = len(deeds) > size
    return Page(deeds=deeds[:size], following=_cursor(deeds[size - 1]) if more else "")


def count_up_to(found: QuerySet[Deed], most: int) -> int:
    """How many there are; `most` + 1 stands for any number above, so that counting never costs more."""
    return found.order_by()[: most + 1].count()


ON_A_CARD = (
    *("slug", "title", "status", "starts_at", "ends_at", "announced_at", "made_at", "language"),
    *("type__mark", "type__name_kk", "type__name_ru", "type__name_en"),
    *("organisation__slug", "organisation__name", "organisation__verified_at"),
    *("territory__code", "territory__kind", "territory__path", "territory__time_zone"),
    *("territory__name_kk", "territory__name_ru", "territory__name_en"),
)


def for_cards(found: QuerySet[Deed]) -> QuerySet[Deed]:
    """`found` with what a card shows, and nothing of the long texts that it does not."""
    return found.select_related("type", "organisation", "territory").only(*ON_A_CARD)


_CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MOMENT_US = 253_402_300_799_000_000  # the end of the year 9999, where datetime ends


def _cursor(deed: Deed) -> str:
    assert deed.starts_at  # noqa: S101 -- a public deed has a start, and `find` leaves out any that has none
    return f"{(deed.starts_at - _EPOCH) // timedelta(microseconds=1)}-{deed.pk}"


def _place(cursor: str) -> tuple[datetime, int] | None:
    match = _CURSOR.fullmatch(cursor)
    if not match or (moment := int(match[1])) > _LAST_MOMENT_US:
        return None
    return _EPOCH + timedelta(microseconds=moment), int(match[2])


# --- what a card shows ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Places:
    """Places left on the shifts to come; `left` None: everybody finds one."""

    shifts: int
    left: int | None


class _BoolOr(Aggregate):
    function = "BOOL_OR"
    output_field = BooleanField()


def places_of(deeds: Iterable[Deed], *, now: datetime | None = None) -> dict[int, Places]:
    """By deed: the places left on shifts that have not begun. One query, whatever the number of deeds and shifts."""
    rows = (
        Shift.objects.filter(deed__in=[deed.pk for deed in deeds], starts_at__gt=now or timezone.now())
        .order_by()
        .values("deed")
        .annotate(
            shifts=Sum(Value(1)),
            free=Sum(F("capacity") - F("places_taken")),
            endless=_BoolOr(ExpressionWrapper(Q(capacity=None), output_field=BooleanField())),
        )
    )
    return {row["deed"]: Places(row["shifts"], None if row["endless"] else row["free"]) for row in rows}


def points(found: QuerySet[Deed], most: int) -> list[tuple[int, float, float, str]]:
    """(key, lon, lat, mark) of `found` for a map, by key; a deed without a point stands at its territory's centre."""
    placed = found.annotate(at_lon=Coalesce("lon", "territory__lon"), at_lat=Coalesce("lat", "territory__lat"))
    rows = placed.exclude(at_lon=None).order_by("pk").values_list("pk", "at_lon", "at_lat", "type__mark")
    return list(rows[:most])


def numbers_by_child(territory: Territory, found: QuerySet[Deed] | None = None) -> dict[str, int]:
    """By the code of each child of `territory`: how many of `found` lie in its subtree. One query.

    Takes: found -- None: the deeds that can be joined.
    """
    step = Func(
        F("territory__path"), Value("/"), Value(territory.depth + 2), function="SPLIT_PART", output_field=CharField()
    )
    within = (open_deeds() if found is None else found).filter(territory__path__startswith=territory.path)
    counted = within.order_by().values(child=step).annotate(deeds=Count("pk"))
    return {row["child"]: row["deeds"] for row in counted if row["child"]}


def recent_outcomes(most: int) -> QuerySet[Deed]:
    """Deeds whose outcome was told last, with the outcome."""
    told = Deed.objects.filter(PUBLIC, shown("deeds.outcome", "outcome"), status__in=Deed.HELD, outcome__isnull=False)
    return told.select_related("outcome", "type", "organisation", "territory").order_by("-outcome__reported_at", "-pk")[
        :most
    ]
