"""What is hidden, asked by every floor above; and the cases that wait for a word."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from estafeta.moderation.models import Case, Hiding
from estafeta.people.models import Person
from estafeta.people.queries import coordinated_by


def hidden(kind: str) -> QuerySet[Hiding, int]:
    """The numbers of all hidden things of a kind such as `deeds.deed`, as part of another query."""
    return Hiding.objects.filter(kind=kind, restored_at=None).order_by().values_list("number", flat=True)


def shown(kind: str, way: str = "pk") -> Q:
    """The condition that a thing is not hidden; one small subquery, whatever the number of rows.

    Takes: way -- from the row to the thing, such as `organisation`.
    """
    return ~Q(**{f"{way}__in": hidden(kind)})


def is_hidden(kind: str, number: int) -> bool:
    return Hiding.objects.filter(kind=kind, number=number, restored_at=None).exists()


def hiding_of(kind: str, number: int) -> Hiding | None:
    """Why a thing is hidden now, for those who may know; None when it is not."""
    return Hiding.objects.filter(kind=kind, number=number, restored_at=None).select_related("hidden_by").first()


def cases_visible_to(person: Person | None) -> QuerySet[Case]:
    """Cases of the subtrees that one coordinates."""
    seen = coordinated_by(person, "territory", "campaign")
    return Case.objects.filter(seen).select_related("territory", "waits_at", "settled_by")


def cases_that_wait(person: Person | None) -> QuerySet[Case]:
    return cases_visible_to(person).filter(settled_at=None)


def open_cases(person: Person | None) -> QuerySet[Case]:
    """Those that wait for a word, the longest waiting first, with the number of their flags."""
    return cases_that_wait(person).annotate(told=Count("flags")).order_by("opened_at", "pk")


def settled_cases(person: Person | None) -> QuerySet[Case]:
    """Those that were settled, the latest first."""
    return (
        cases_visible_to(person).exclude(settled_at=None).annotate(told=Count("flags")).order_by("-settled_at", "-pk")
    )


def hidings_of(cases: Iterable[Case]) -> dict[int, Hiding]:
    """By the key of each case: how its thing is hidden now. One query."""
    found = Hiding.objects.filter(case__in=[case.pk for case in cases], restored_at=None)
    return {hiding.case_id: hiding for hiding in found}
