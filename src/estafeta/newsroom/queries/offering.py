"""Which deed is offered to the editors as a day's story. By turn, never by size."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.deeds.queries import public_deeds
from estafeta.moderation.queries import shown
from estafeta.newsroom.models import Story
from estafeta.photos.models import Photo
from estafeta.photos.queries import photos_by_thing


@dataclass(frozen=True)
class Offer:
    """A deed whose outcome has a story and pictures, and the picture that shows it best."""

    deed: Deed
    photo: Photo


def best_of(campaign: Campaign, day: date) -> Offer | None:
    """The deed that a campaign's editors are offered for a day, or None where none has both a story and pictures.

    Takes:   day -- of the campaign's clock, on which the outcome was reported.
    Why:     no number of people, hours or things decides: first the region that was offered longest ago, then the
             kind of deed that was, then pictures from before and after, then who reported first.
    """
    zone = ZoneInfo(campaign.territory.time_zone)
    begins = datetime.combine(day, time.min, zone)
    told = public_deeds().filter(
        shown("deeds.outcome", "outcome"), campaign=campaign, status__in=Deed.HELD,
        outcome__reported_at__gte=begins, outcome__reported_at__lt=begins + timedelta(days=1),
    ).exclude(outcome__story="").exclude(stories__isnull=False)  # fmt: skip
    deeds = list(told.select_related("outcome", "type", "territory", "organisation").order_by("outcome__reported_at"))
    pictures = photos_by_thing(deeds)
    regions, types = _last_offered(campaign)
    best = sorted(
        (deed for deed in deeds if pictures.get(deed.pk)),
        key=lambda deed: (
            regions.get(_region(deed.territory.path), date.min),
            types.get(deed.type_id, date.min),
            -len({photo.when for photo in pictures[deed.pk]} & {Photo.When.BEFORE, Photo.When.AFTER}),
            deed.outcome.reported_at,
            deed.pk,
        ),
    )
    if not best:
        return None
    chosen = best[0]
    after = [photo for photo in pictures[chosen.pk] if photo.when == Photo.When.AFTER]
    return Offer(chosen, (after or pictures[chosen.pk])[0])


def _last_offered(campaign: Campaign) -> tuple[dict[str, date], dict[int, date]]:
    """By region and by kind of deed: the last day for which one was offered."""
    regions: dict[str, date] = {}
    types: dict[int, date] = {}
    offered = Story.objects.filter(campaign=campaign, offered_on__isnull=False, deed__isnull=False)
    for path, kind, day in offered.order_by("offered_on").values_list(
        "deed__territory__path", "deed__type", "offered_on"
    ):
        if day is not None:
            regions[_region(path)] = types[kind] = day
    return regions, types


def _region(path: str) -> str:
    return "/".join(path.split("/")[:2])
