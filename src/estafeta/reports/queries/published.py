from django.db.models import QuerySet

from estafeta.campaigns.models import Campaign
from estafeta.reports.models import Report


def reports(campaign: Campaign | None = None) -> QuerySet[Report]:
    """Published reports, the newest first; all that a list shows, without what they tell."""
    found = Report.objects.select_related("campaign", "territory", "organisation").defer("content")
    if campaign is not None:
        found = found.filter(campaign=campaign)
    return found.order_by("-as_of", "-pk")


def latest(campaign: Campaign) -> Report | None:
    """The newest report of a whole campaign."""
    return reports(campaign).filter(territory=None, organisation=None).defer(None).first()


def report_of(key: str) -> Report | None:
    return Report.objects.select_related("campaign", "territory", "organisation").filter(key=key).first()
