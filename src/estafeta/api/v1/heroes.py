from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from estafeta.api.paging import Paged, Text, page_by_key, page_of
from estafeta.api.schema import Heroes, in_three
from estafeta.campaigns.queries import campaigns
from estafeta.heroes.models import Hero
from estafeta.heroes.queries import Filters, find
from estafeta.territories.models import Territory

router = Router(tags=["heroes"])


class Asked(Paged):
    """Every filter narrows."""

    territory: Annotated[Text, Field(description="A territory's code: it and everything beneath it.")] = ""
    campaign: Annotated[Text, Field(description="A campaign's short name.")] = ""
    q: Annotated[Text, Field(description="Words of a name or title, folded.")] = ""


@router.get("/heroes", response=Heroes, operation_id="heroes", summary="The roll of honour")
def all_heroes(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:  # noqa: ARG001 -- ninja's signature
    """Who is honoured, with their consent. A minor has no name."""
    top = Territory.objects.filter(code=asked.territory).first() if asked.territory else None
    campaign = campaigns().filter(slug=asked.campaign).first() if asked.campaign else None
    found = find(Filters(q=asked.q, territory=top, campaign=campaign))
    if (asked.territory and top is None) or (asked.campaign and campaign is None):
        found = found.none()
    rows, following = page_by_key(found, asked)
    return page_of([_one(row) for row in rows], following)


def _one(hero: Hero) -> dict[str, Any]:
    return {
        "id": hero.slug,
        "name": hero.name or None,
        "is_minor": hero.is_minor,
        "is_posthumous": hero.is_posthumous,
        "title": in_three(hero, "title"),
        "story": in_three(hero, "story"),
        "territory": hero.territory.code,
        "campaign": hero.campaign.slug,
        "happened_in": f"{hero.happened_on:%Y-%m}",
        "honoured_on": hero.honoured_at.astimezone(ZoneInfo(hero.territory.time_zone)).date(),
        "url": f"{settings.SITE_URL}/heroes/{hero.slug}/",
    }
