"""The relay and the heroes, as a report tells of them."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from estafeta.base.fields import LANGUAGES, in_language
from estafeta.campaigns.models import Campaign
from estafeta.heroes.models import Hero
from estafeta.heroes.queries import Filters, find, funnel
from estafeta.relay.queries import Asked, course, longest_chain
from estafeta.territories.models import Territory

HEROES: Final = 200
SHORT: Final = 320  # letters of a hero's story

Json = dict[str, Any]


def relay_of(campaign: Campaign, moment: datetime) -> Json | None:
    """The figures of the campaign's relay at the end of that day and its longest chain; None where there is none."""
    day = moment.astimezone(ZoneInfo(campaign.territory.time_zone)).date()
    told = course(Asked(campaign=campaign, day=day))
    if told is None:
        return None
    deepest = told.figures.get("deepest")
    chain = longest_chain(int(deepest)) if deepest else []
    accepted = told.acceptance
    return {
        "deeds": told.deeds,
        "generations": len(told.generations),
        "accepted": told.figures["accepted"],
        "answered": told.answered,
        "share": accepted.value if accepted else None,
        "on_the_way": told.on_the_way,
        "lost": told.lost,
        "median_hours": round(told.median_minutes / 60, 1) if told.median_minutes is not None else None,
        "quiet_days": told.quiet_days,
        "chain": [
            {
                "title": deed.title,
                "place": {code: in_language(deed.territory, "name", code) for code in LANGUAGES},
                "at": deed.starts_at.isoformat() if deed.starts_at else None,
            }
            for deed in chain
        ],
    }


def heroes_of(campaign: Campaign, territory: Territory | None, moment: datetime) -> Json | None:
    """Those on the roll of honour by then, as the roll names them, and the way there; None where nobody is."""
    found = find(Filters(campaign=campaign, territory=territory)).filter(honoured_at__lte=moment)
    heroes = list(found.order_by("happened_on", "pk")[:HEROES])
    if not heroes:
        return None
    way = funnel(campaign) if territory is None else None
    return {
        "number": found.count(),
        "nominated": way.nominated if way else None,
        "verified": way.verified if way else None,
        "told": [_hero(hero) for hero in heroes],
    }


def _hero(hero: Hero) -> Json:
    return {
        "slug": hero.slug,
        "name": "" if hero.is_minor else hero.name,
        "title": {code: in_language(hero, "title", code) for code in LANGUAGES},
        "story": {code: _short(in_language(hero, "story", code)) for code in LANGUAGES},
        "place": {code: in_language(hero.territory, "name", code) for code in LANGUAGES},
        "on": hero.happened_on.isoformat(),
    }


def _short(story: str) -> str:
    story = " ".join(story.split())
    return story if len(story) <= SHORT else story[:SHORT].rsplit(" ", 1)[0] + " …"
