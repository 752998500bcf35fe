"""Where in a coordinator's territories nothing happens yet, and what to do about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from estafeta.appeals.models import Appeal
from estafeta.appeals.queries import public_appeals
from estafeta.deeds.queries import public_deeds
from estafeta.people.models import Person, Role
from estafeta.people.queries import coordinated_paths
from estafeta.territories.models import Population, Territory

LATELY = timedelta(days=30)
ON_A_PAGE = 20


@dataclass(frozen=True)
class Silent:
    """A territory without a deed or an appeal; `people` None where nobody knows how many live there."""

    territory: Territory
    people: int | None
    year: int
    has_coordinator: bool


def silent(person: Person | None, at: datetime, number: str | int | None = 1) -> Page[Any]:
    """The territories right beneath one's own without a deed lately or ahead and without an appeal.

    Returns: those with the most people first; seven queries, whatever their number.
    """
    tops = coordinated_paths(person)
    children = Territory.objects.current().filter(parent__path__in=tops)
    busy = _paths(tops, at)
    found = [child for child in children.only("pk", "path") if not any(path.startswith(child.path) for path in busy)]
    people = _people([child.pk for child in found])
    found.sort(key=lambda child: (-people.get(child.pk, (0, 0))[1], child.path))
    cut = Paginator(found, ON_A_PAGE).get_page(number)
    whole = children.select_related("parent").in_bulk([child.pk for child in cut])
    led = set(
        Role.objects.filter(territory__in=list(whole), kind=Role.Kind.COORDINATOR, ended_at=None).values_list(
            "territory", flat=True
        )
    )
    rows = [
        Silent(
            whole[child.pk],
            people[child.pk][1] if child.pk in people else None,
            people.get(child.pk, (0, 0))[0],
            child.pk in led,
        )
        for child in cut
    ]
    return Page(rows, cut.number, cut.paginator)


def _paths(tops: list[str], at: datetime) -> set[str]:
    """The paths of all places beneath `tops` in which something happens."""
    if not tops:
        return set()
    within = Q(pk__in=[])
    for top in tops:
        within |= Q(territory__path__startswith=top)
    deeds = public_deeds().filter(within, ends_at__gte=at - LATELY)
    appeals = public_appeals().filter(within).filter(Q(published_at__gte=at - LATELY) | Q(status__in=Appeal.HELPABLE))
    return {*_places(deeds), *_places(appeals)}


def _places(things: QuerySet[Any]) -> QuerySet[Any, str]:
    return things.order_by().values_list("territory__path", flat=True).distinct()


def _people(keys: list[int]) -> dict[int, tuple[int, int]]:
    """By territory: the latest year known, and how many lived there."""
    rows = Population.objects.filter(territory__in=keys).order_by("year")
    return {territory: (year, people) for territory, year, people in rows.values_list("territory", "year", "people")}
