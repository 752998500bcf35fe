from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from estafeta.base.texts import fold, slug_with_key
from estafeta.campaigns.models import Campaign
from estafeta.campaigns.queries import campaigns
from estafeta.journal.services import record
from estafeta.newsroom import queries, rules
from estafeta.newsroom.models import Story


def offer_all(now: datetime | None = None) -> int:
    """Offer the editors of every campaign a story of the day before; how many were made."""
    at = now or timezone.now()
    made = 0
    for campaign in campaigns().filter(closed_at=None):
        day = at.astimezone(ZoneInfo(campaign.territory.time_zone)).date() - timedelta(days=1)
        made += offer(campaign, day) is not None
    return made


def offer(campaign: Campaign, day: date) -> Story | None:
    """Make a draft of a day's deed for the editors. It is never published by itself.

    Returns: the draft; None where one was made already, or no deed of that day has both a story and pictures.
    Writes:  at most one Story a day, one journal Entry.
    """
    if Story.objects.filter(campaign=campaign, offered_on=day).exists():
        return None
    best = queries.best_of(campaign, day)
    if best is None:
        return None
    deed, language = best.deed, best.deed.language
    title = deed.title[: rules.LONGEST_TITLE]
    with override(language):
        source = _("Report of the organisers: %(name)s") % {"name": deed.organisation.name}
    story = Story(
        campaign=campaign, territory=deed.territory, deed=deed, offered_on=day, once=f"offer:{campaign.pk}:{day}",
        slug=slug_with_key(title), folded=fold(title), lead_photo=best.photo, photos_by=best.photo.credit,
        source=source[: rules.LONGEST_LINE],
        **{f"title_{language}": title, f"text_{language}": deed.outcome.story[: rules.LONGEST_TEXT]},
    )  # fmt: skip
    try:
        with transaction.atomic():
            story.save()
            record(None, "offered", story, day=day.isoformat())
    except IntegrityError:
        return None
    return story
