from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from estafeta.api.paging import Text
from estafeta.api.problems import Problem
from estafeta.appeals.queries import public_appeals
from estafeta.campaigns.queries import shown_campaign
from estafeta.relay import queries
from estafeta.relay.rules.figures import Range

router = Router(tags=["relay"])


class Between(Schema):
    """A value and the interval in which it lies with 95 of 100."""

    value: float
    low: float
    high: float


class Brings(Schema):
    """How many new deeds the deeds of a week, or of a territory, brought each; docs/relay.md has the formula."""

    of: str
    deeds: int
    new_deeds: int
    brings: Between
    is_open: bool


class Batons(Schema):
    """Batons by where they stood at the end of the day."""

    on_the_way: int
    in_hand: int
    came_back: int
    accepted: Between | None
    median_minutes: float | None


class GrowthDay(Schema):
    """A day on which deeds joined the line."""

    day: date
    new: int
    deeds: int


class Relay(Schema):
    """The figures of a line at the end of a day."""

    campaign: str
    appeal: str | None
    day: date
    deeds: int
    generations: list[int]
    longest_chain: list[str]
    batons: Batons
    days_without_a_new_deed: int
    by_week: list[Brings]
    by_territory: list[Brings]
    growth: list[GrowthDay]
    url: str


class Asked(Schema):
    """Which line, and until which day."""

    campaign: Annotated[Text, Field(description="Default: the one running.")] = ""
    appeal: Annotated[Text, Field(description="Only the line that this appeal began.")] = ""
    day: Annotated[date | None, Field(description="As it stood at the end of this day.")] = None


@router.get("/relay", response={200: Relay, 404: Problem}, operation_id="relay", summary="How one deed led to the next")
def relay(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:  # noqa: ARG001 -- ninja's signature
    campaign = shown_campaign(asked.campaign)
    appeal = public_appeals().filter(slug=asked.appeal).first() if asked.appeal else None
    if campaign is None or (asked.appeal and appeal is None):
        raise Http404
    meant = queries.Asked(appeal.campaign if appeal else campaign, appeal, asked.day)
    course = queries.course(meant)
    if course is None:
        raise Http404
    return {
        "campaign": meant.campaign.slug,
        "appeal": appeal.slug if appeal else None,
        "day": course.day,
        "deeds": course.deeds,
        "generations": course.generations,
        "longest_chain": [deed.slug for deed in queries.longest_chain(course.figures["deepest"])],
        "batons": {
            "on_the_way": course.on_the_way,
            "in_hand": course.in_hand,
            "came_back": course.lost,
            "accepted": _between(course.acceptance),
            "median_minutes": course.median_minutes,
        },
        "days_without_a_new_deed": course.quiet_days,
        "by_week": [_brings(one, str(one.label)) for one in course.weeks],
        "by_territory": [_brings(one, getattr(one.label, "code", "")) for one in course.regions],
        "growth": [{"day": day, "new": new, "deeds": deeds} for day, new, deeds in course.growth],
        "url": f"{settings.SITE_URL}/relay/{f'{appeal.slug}/' if appeal else ''}",
    }


def _between(found: Range | None) -> dict[str, float] | None:
    return {"value": found.value, "low": found.low, "high": found.high} if found else None


def _brings(one: queries.Brought, of: str) -> dict[str, Any]:
    return {
        "of": of,
        "deeds": one.deeds,
        "new_deeds": one.children,
        "brings": _between(one.range),
        "is_open": one.is_open,
    }
