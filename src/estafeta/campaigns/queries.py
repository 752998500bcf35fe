from datetime import date

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.utils import timezone

from estafeta.campaigns.models import Campaign


def campaigns() -> QuerySet[Campaign]:
    """All campaigns, which are public by nature; the newest first."""
    return Campaign.objects.select_related("territory", "continues").order_by("-starts_on", "-pk")


def shown_campaign(slug: str = "", *, on: date | None = None) -> Campaign | None:
    """The campaign that a page speaks of: the one named, else the one running, else the latest begun.

    Returns: None when no campaign is there yet, or none has that name.
    """
    if slug:
        return campaigns().filter(slug=slug).first()
    day = on or timezone.localdate()
    return (
        campaigns()
        .annotate(
            standing=Case(
                When(starts_on__lte=day, ends_on__gte=day, closed_at=None, then=Value(0)),
                When(starts_on__lte=day, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            )
        )
        .order_by("standing", F("starts_on").desc(), "-pk")
        .first()
    )
