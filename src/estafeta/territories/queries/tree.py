"""Reads along the tree: what stood on a day, what lies above, what belonged to a territory then."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from estafeta.territories.models import Territory, TerritoryQuerySet
from estafeta.territories.rules.kinds import REGIONS


def countries() -> TerritoryQuerySet:
    return Territory.objects.filter(parent=None)


def territories_on(
    day: date, *, kinds: Collection[str] = REGIONS, within: Territory | None = None
) -> TerritoryQuerySet:
    """The territories that stood on a day: 16 regions and cities of Kazakhstan in 2010, 20 today. By code."""
    standing = Territory.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gt=day), kind__in=kinds
    )
    if within is not None:
        standing = standing.under(within)
    return standing.order_by("code")


def ancestors(territory: Territory) -> list[Territory]:
    """What lies above, from the country down to the parent. One query."""
    codes = territory.path.rstrip("/").split("/")[:-1]
    return list(Territory.objects.filter(code__in=codes).order_by("depth"))


def subtree_of_as_of(territory: Territory, day: date) -> list[str]:
    """The beginnings of the paths of everything that belonged to `territory` on a day.

    Returns: its own path, then the paths of those that have left it since: the Karaganda region of 2010 held
             Ulytau. Match a path with `startswith` any of them.
    """
    paths, look_at = [territory.path], [territory.pk]
    while look_at:
        left = list(Territory.objects.filter(was_in__in=look_at, valid_from__gt=day).order_by("code"))
        paths += [one.path for one in left if not one.path.startswith(tuple(paths))]
        look_at = [one.pk for one in left]
    return paths
