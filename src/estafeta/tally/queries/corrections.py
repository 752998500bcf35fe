from datetime import datetime

from django.db.models import QuerySet

from estafeta.campaigns.models import Campaign
from estafeta.tally.models import DeedVersion, Fact, Figure
from estafeta.tally.queries.moments import Question


def corrections(campaign: Campaign, *, since: datetime | None = None) -> QuerySet[Fact]:
    """The public log of a campaign's corrections, the newest first; `corrects` is the fact taken back."""
    found = Fact.objects.filter(kind=Fact.Kind.CORRECTION, campaign=campaign)
    if since is not None:
        found = found.filter(recorded_at__gt=since)
    return found.select_related("deed__territory", "corrects").order_by("-recorded_at", "-pk")


def corrections_since(kept: Figure) -> QuerySet[Fact]:
    """What was taken back after a figure was quoted and speaks of the same scope."""
    found = corrections(kept.campaign, since=kept.as_of)
    if kept.territory is not None and kept.territory_id != kept.campaign.territory_id:
        asked = Question(kept.campaign, kept.territory, None, kept.as_of, kept.as_of)
        found = found.filter(territory__in=asked.territories().values("pk"))
    if kept.organisation_id is not None:
        theirs = DeedVersion.objects.filter(organisers__contains=[kept.organisation_id], recorded_at__lte=kept.as_of)
        found = found.filter(deed__in=theirs.values("deed"))
    return found
