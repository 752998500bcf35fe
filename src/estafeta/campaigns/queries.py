from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.utils import timezone

from estafeta.campaigns.models import Campaign


def campaigns() -> QuerySet[Campaign]:
    """All campaigns, which are public by nature; the newest first."""
    return Campaign.objects.select_related("territory", "continues").order_by("-starts_on", "-pk")


def shown_campaign(slug: str = "", *, on: date | None = None) -> Campaign | None:
    """The campaign that a page speaks of: the one named, the one the reader chose, the one running, the latest begun.

    Returns: None when no campaign is there yet, or none has that name.
    """
    if slug:
        return campaigns().filter(slug=slug).first()
    return by_standing(on=on).first()


def by_standing(*, on: date | None = None) -> QuerySet[Campaign]:
    """All campaigns, the one that pages speak of first."""
    day = on or timezone.localdate()
    return (
        campaigns()
        .annotate(
            standing=Case(
                When(slug=chosen_slug(), then=Value(-1)),
                When(starts_on__lte=day, ends_on__gte=day, closed_at=None, then=Value(0)),
                When(starts_on__lte=day, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            )
        )
        .order_by("standing", F("starts_on").desc(), "-pk")
    )


# Several campaigns may run at once: the one that the reader of this request has chosen (docs/decisions/0013).
_chosen: ContextVar[str] = ContextVar("chosen_campaign", default="")


@contextmanager
def chosen(slug: str) -> Iterator[None]:
    """While this lasts, every page that names no campaign speaks of the one called `slug`."""
    token = _chosen.set(slug)
    try:
        yield
    finally:
        _chosen.reset(token)


def chosen_slug() -> str:
    """What the reader has chosen; "" when nothing."""
    return _chosen.get()
