from django.db.models import Q, QuerySet

from estafeta.tally.models import Fact, Figure
from estafeta.territories.models import Territory


def corrections(figure: Figure) -> QuerySet[Fact]:
    """The public log of corrections in a figure's scope that were recorded after it; the newest first."""
    found = Fact.objects.filter(
        kind=Fact.Kind.CORRECTION, campaign=figure.campaign_id, recorded_at__gt=figure.as_of
    ).select_related("deed", "corrects")
    if figure.territory is not None and figure.territory_id != figure.campaign.territory_id:
        found = found.filter(territory__in=Territory.objects.under(figure.territory).values("pk"))
    if figure.organisation_id is not None:
        found = found.filter(
            Q(deed__organisation=figure.organisation_id) | Q(deed__co_organisers__organisation=figure.organisation_id)
        ).distinct()
    return found.order_by("-recorded_at", "-pk")


def number_of_corrections_since(figure: Figure) -> int:
    return corrections(figure).count()
