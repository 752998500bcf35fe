"""What the press is given: the kit of a day, the week's figures, the pictures with their licences."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from estafeta.campaigns.models import Campaign
from estafeta.moderation.queries import shown
from estafeta.newsroom.models import PressKit, PressPicture
from estafeta.newsroom.queries.sight import public_stories
from estafeta.tally.models import Figure
from estafeta.tally.queries import TallyFigure, from_answer

DAYS = 7


@dataclass(frozen=True)
class KitFigure:
    """A quoted figure of the week: as of which day's end, and its key."""

    day: date
    key: str
    figure: TallyFigure


def moments_of_week(campaign: Campaign, day: date) -> list[tuple[date, datetime]]:
    """The last seven days before `day` of the campaign's clock, each with the moment of its end, the latest first."""
    zone = ZoneInfo(campaign.territory.time_zone)
    ends = [day - timedelta(days=back) for back in range(DAYS)]
    return [(end - timedelta(days=1), datetime.combine(end, time.min, zone)) for end in ends]


def kits(campaign: Campaign) -> QuerySet[PressKit]:
    return PressKit.objects.filter(campaign=campaign).select_related("campaign").order_by("-day")


def kit_of(campaign: Campaign, day: date) -> PressKit | None:
    return kits(campaign).filter(day=day).first()


def week_of(kit: PressKit) -> list[KitFigure]:
    """The figures that a kit quotes. One query."""
    kept = {one.key: one for one in Figure.objects.filter(key__in=[row["key"] for row in kit.figures])}
    return [
        KitFigure(date.fromisoformat(row["day"]), row["key"], from_answer(kept[row["key"]].answer))
        for row in kit.figures
        if row["key"] in kept
    ]


def press_pictures(campaign: Campaign) -> QuerySet[PressPicture]:
    """Pictures of public stories that everybody may see and whose licence an editor wrote down; the latest first."""
    found = PressPicture.objects.filter(
        shown("photos.photo", "photo"), story__in=public_stories().filter(campaign=campaign),
        photo__is_public=True, photo__hidden_at=None,
    )  # fmt: skip
    return found.select_related("photo", "story").order_by("-noted_at", "-pk")
