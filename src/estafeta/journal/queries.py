from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from estafeta.journal.models import Entry, Look
from estafeta.people.models import Person
from estafeta.people.queries import coordinated_by


def key_of(thing: models.Model) -> str:
    """A thing's name in the journal, such as `deeds.deed:12`."""
    return f"{thing._meta.label_lower}:{thing.pk}"  # noqa: SLF001 -- _meta is Django's documented model API


def story_of(thing: models.Model) -> QuerySet[Entry]:
    """Everything that was done to `thing`, oldest first."""
    return Entry.objects.filter(thing=key_of(thing)).select_related("actor").order_by("at", "pk")


def numbers_of_acts(things: Iterable[models.Model]) -> dict[str, int]:
    """By the key of each thing: how much was done to it, which only grows. One query."""
    entries = Entry.objects.filter(thing__in=[key_of(thing) for thing in things])
    return dict(entries.order_by().values_list("thing").annotate(acts=models.Count("pk")))


def details_of(things: Iterable[models.Model], act: str) -> dict[int, list[dict[str, Any]]]:
    """By the id of each thing of one kind to which `act` was done: what was written each time. One query."""
    by_key = {key_of(thing): thing.pk for thing in things}
    found: dict[int, list[dict[str, Any]]] = {}
    entries = Entry.objects.filter(thing__in=by_key, act=act).order_by("at", "pk")
    for thing, detail in entries.values_list("thing", "detail"):
        found.setdefault(by_key[thing], []).append(detail)
    return found


def looks_at(person: Person) -> QuerySet[Look]:
    """Who saw data of a person or of a child whom they sign up, the latest first."""
    seen = Q(person=person) | Q(person__guardian=person)
    return Look.objects.filter(seen).select_related("viewer", "person").order_by("-at", "-pk")


def looks_visible_to(person: Person | None) -> QuerySet[Look, dict[str, Any]]:
    """Who saw whose data in the subtrees that one coordinates, except oneself: one row for each page that was seen."""
    looks = Look.objects.filter(coordinated_by(person)).exclude(viewer=person)
    one_page = ("viewer__name", "what", "title", "territory__name_kk", "territory__name_ru", "territory__name_en", "at")
    rows: QuerySet[Look, dict[str, Any]] = looks.values(*one_page).annotate(people=models.Count("pk"))
    return rows.order_by("-at", "viewer__name")
