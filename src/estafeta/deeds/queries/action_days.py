"""Days of action and the regions that fill them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import CharField, F, Func, Value

from estafeta.base.fields import alphabetical
from estafeta.deeds.models import ActionDay, Deed
from estafeta.deeds.queries.sight import PUBLIC
from estafeta.territories.models import Territory


@dataclass(frozen=True)
class FilledDay:
    """A day of action, the regions with a deed in it and those without one yet; both alphabetical, nobody ranked."""

    day: ActionDay
    with_deeds: list[Territory]
    without: list[Territory]


def filled_days(days: Sequence[ActionDay], top: Territory, language: str) -> list[FilledDay]:
    """Takes: top -- the campaign's territory. Two queries, however many days."""
    regions = list(top.children.current().defer("folded").order_by(alphabetical(f"name_{language[:2]}"), "code"))
    child = Func(
        F("territory__path"), Value("/"), Value(top.depth + 2), function="SPLIT_PART", output_field=CharField()
    )
    deeds = Deed.objects.filter(
        PUBLIC,
        action_day__in=days,
        starts_at__date__gte=F("action_day__starts_on"),
        starts_at__date__lte=F("action_day__ends_on"),
    ).exclude(status=Deed.Status.CANCELLED)
    filled = set(deeds.order_by().values_list("action_day", child).distinct())
    return [
        FilledDay(
            day,
            [region for region in regions if (day.pk, region.code) in filled],
            [region for region in regions if (day.pk, region.code) not in filled],
        )
        for day in days
    ]
