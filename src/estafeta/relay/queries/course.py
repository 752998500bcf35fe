"""The relay as a page shows it: read from what was drawn, with the same few questions for five deeds and for 50,000."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from estafeta.appeals.models import Appeal
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.relay.models import Day, Picture, Place
from estafeta.relay.rules import FULLY_BROUGHT
from estafeta.relay.rules.figures import Range, brought, share
from estafeta.relay.rules.knots import MOST_DRAWN
from estafeta.territories.models import Territory


@dataclass(frozen=True)
class Asked:
    """Which line, until which day, and in which part of the country."""

    campaign: Campaign
    appeal: Appeal | None = None
    day: date | None = None
    region: Territory | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.campaign.territory.time_zone)


@dataclass(frozen=True)
class Dot:
    """A deed of the drawn tree, or a knot of many."""

    key: int
    parent: int | None
    at: datetime
    turn: float
    generation: int
    held: bool
    deeds: int = 1
    slug: str = ""
    title: str = ""
    region: int | None = None


@dataclass(frozen=True)
class Brought:
    """How many new deeds a deed brings, for one week or one part of the country."""

    label: date | Territory
    deeds: int
    children: int
    range: Range
    is_open: bool = False  # these deeds may still bring more


@dataclass(frozen=True)
class Course:
    """The figures of a line at the end of a day."""

    day: date
    first_day: date | None
    deeds: int
    generations: list[int]
    figures: dict[str, Any]
    weeks: list[Brought]
    regions: list[Brought]
    growth: list[tuple[date, int, int]]  # day, new, all until then
    per_region: list[tuple[Territory, int]] = field(default_factory=list)

    @property
    def acceptance(self) -> Range | None:
        told = self.figures
        return share(told["accepted"], told["accepted"] + told["declined"] + told["lapsed"])

    @property
    def answered(self) -> int:
        return int(self.figures["accepted"] + self.figures["declined"] + self.figures["lapsed"])

    @property
    def on_the_way(self) -> int:
        return int(self.figures["standing"].get("on_the_way", 0))

    @property
    def in_hand(self) -> int:
        return int(self.figures["standing"].get("accepted", 0))

    @property
    def lost(self) -> int:
        return int(self.figures["standing"].get("lapsed", 0) + self.figures["standing"].get("declined", 0))

    @property
    def median_minutes(self) -> float | None:
        return self.figures["median_minutes"]  # type: ignore[no-any-return]  # -- as rules.course writes it

    @property
    def quiet_days(self) -> int:
        """Days from the first one on, this one included, on which no new deed came into the line."""
        if self.first_day is None:
            return 0
        return max(0, (self.day - self.first_day).days + 1 - int(self.figures["active_days"]))


def course(asked: Asked) -> Course | None:
    """The figures of a line until the asked day, or today; None where nothing is in it yet. Four queries."""
    days = Day.objects.filter(campaign=asked.campaign, appeal=asked.appeal).order_by("day")
    last = min(asked.day or date.max, timezone.now().astimezone(asked.zone).date())
    latest = days.filter(day__lte=last).last()
    if latest is None or not latest.deeds:
        return None
    told = latest.figures
    regions = {
        one.pk: one
        for one in Territory.objects.filter(parent_id=asked.campaign.territory_id).only(
            "code", "kind", "name_kk", "name_ru", "name_en"
        )
    }
    growth = list(days.filter(day__lte=last, new__gt=0).values_list("day", "new", "deeds"))
    settled = last - FULLY_BROUGHT
    parts = sorted(
        ((regions[int(key)], sums) for key, sums in told["regions"].items() if int(key) in regions),
        key=lambda pair: (-pair[1][0], pair[0].name),
    )
    return Course(
        day=last,
        first_day=date.fromisoformat(told["first_day"]) if told["first_day"] else None,
        deeds=latest.deeds,
        generations=told["generations"],
        figures=told,
        weeks=_weeks(told, settled),
        regions=[
            Brought(one, held, children, found)
            for one, (_deeds, held, children, squares) in parts
            if (found := brought(held, children, squares))
        ],
        growth=growth,
        per_region=[(one, sums[0]) for one, sums in parts if sums[0]],
    )


def _weeks(told: dict[str, Any], settled: date) -> list[Brought]:
    return [
        Brought(monday, held, children, found, is_open=monday + timedelta(days=6) > settled)
        for monday, (held, children, squares) in sorted(
            (date.fromisoformat(key), sums) for key, sums in told["weeks"].items()
        )
        if (found := brought(held, children, squares))
    ]


def places_of(asked: Asked) -> QuerySet[Place]:
    """The deeds of the line that were in it by the end of the asked day."""
    found = Place.objects.filter(campaign=asked.campaign)
    if asked.appeal is not None:
        found = found.filter(appeal=asked.appeal)
    if asked.region is not None:
        found = found.filter(
            Q(region=asked.region)
            if asked.region.parent_id == asked.campaign.territory_id
            else Q(deed__territory__path__startswith=asked.region.path)
        )
    if asked.day is not None:
        found = found.filter(joined_at__lt=_end_of(asked))
    return found


def tree(asked: Asked) -> tuple[list[Dot], bool]:
    """The dots to draw, each after its stem, and whether they are knots of many deeds.

    Why: the whole line, also what came after the asked day, so that a slider only hides and nothing moves.
    """
    if asked.region is None:
        picture = Picture.objects.filter(campaign=asked.campaign, appeal=asked.appeal).values_list("knots", flat=True)
        if knots := picture.first():
            return [_knot(one) for one in knots], True
    whole = Asked(asked.campaign, asked.appeal, None, asked.region)
    rows = places_of(whole).order_by("joined_at", "generation", "pk")
    told = rows.values_list(
        "deed_id", "parent_id", "joined_at", "turn", "generation", "deed__status", "deed__slug", "deed__title",
        "region_id",
    )[:MOST_DRAWN]  # fmt: skip
    return [
        Dot(key, parent, at, turn, generation, status in Deed.HELD, 1, slug, title, region)
        for key, parent, at, turn, generation, status, slug, title, region in told
    ], False


def _knot(one: dict[str, Any]) -> Dot:
    return Dot(
        one["key"], one["parent"], datetime.fromisoformat(one["at"]), one["turn"], one["generation"], held=True,
        deeds=one["deeds"], region=one["region"] or None,
    )  # fmt: skip


def longest_chain(deepest: int) -> list[Deed]:
    """The longest way in the line, from its beginning: one recursive question, and the deeds of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE way AS (
                 SELECT deed_id, parent_id, generation FROM relay_place WHERE deed_id = %s UNION
                 SELECT p.deed_id, p.parent_id, p.generation FROM relay_place p JOIN way ON p.deed_id = way.parent_id)
               SELECT deed_id FROM way ORDER BY generation""",
            [deepest],
        )
        keys = [key for (key,) in cursor.fetchall()]
    found = Deed.objects.select_related("territory", "type").in_bulk(keys)
    return [found[key] for key in keys if key in found]


@dataclass(frozen=True)
class Way:
    """How often the line went from one place to another."""

    start: Territory
    end: Territory
    times: int
    first_at: datetime


def ways_of(asked: Asked) -> list[Way]:
    """The ways of the line between places until the asked day, the busiest first. Two queries."""
    kept = Picture.objects.filter(campaign=asked.campaign, appeal=asked.appeal).values_list("ways", flat=True).first()
    until = _end_of(asked) if asked.day else None
    told = [(start, end, times, datetime.fromisoformat(at)) for start, end, times, at in kept or []]
    told = [one for one in told if until is None or one[3] < until]
    places = Territory.objects.only("code", "lon", "lat", "name_kk", "name_ru", "name_en").in_bulk(
        {key for start, end, _times, _at in told for key in (start, end)}
    )
    return [
        Way(places[start], places[end], times, at)
        for start, end, times, at in told
        if places[start].lon is not None and places[end].lon is not None
    ]


def listed(asked: Asked) -> QuerySet[Place]:
    """The deeds of the line as rows of a table, in the order in which they came."""
    return (
        places_of(asked)
        .select_related("deed__territory", "parent")
        .only(
            "generation", "joined_at", "brings", "deed__title", "deed__slug", "deed__starts_at", "deed__territory",
            "deed__territory__name_kk", "deed__territory__name_ru", "deed__territory__name_en", "parent__title",
            "parent__slug",
        )
        .order_by("joined_at", "pk")
    )  # fmt: skip


def line_at(campaign: Campaign, territory: Territory) -> QuerySet[Place]:
    """The deeds of a place in the line, the latest first."""
    found = Place.objects.filter(campaign=campaign, deed__territory__path__startswith=territory.path)
    return found.select_related("deed__territory").order_by("-joined_at", "-pk")


def lines_begun(campaign: Campaign) -> QuerySet[Appeal]:
    """The appeals with which a line began, by how far it went."""
    return (
        Appeal.objects.filter(pk__in=Picture.objects.filter(campaign=campaign, appeal__isnull=False).values("appeal"))
        .annotate(deeds=_size(campaign))
        .select_related("territory")
        .order_by(F("deeds").desc(nulls_last=True), "pk")
    )


def _size(campaign: Campaign) -> Any:
    latest = Day.objects.filter(campaign=campaign, appeal=OuterRef("pk")).order_by("-day")
    return Subquery(latest.values("deeds")[:1])


def _end_of(asked: Asked) -> datetime:
    assert asked.day is not None  # noqa: S101 -- asked by those who have one
    return datetime.combine(asked.day + timedelta(days=1), datetime.min.time(), asked.zone)
