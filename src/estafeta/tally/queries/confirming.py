"""What stands on an organiser's list alone, and waits for the word of those it names."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from estafeta.people.models import Person
from estafeta.tally.models import Fact, Grade


def unconfirmed_entries() -> QuerySet[Fact]:
    """Attendances on an unconfirmed list that nobody took back."""
    return Fact.objects.filter(kind=Fact.Kind.ATTENDANCE, grade=Grade.C, corrected_by=None).select_related(
        "deed__territory", "deed__organisation", "deed__campaign", "person__guardian"
    )


def unconfirmed_of(person: Person) -> QuerySet[Fact]:
    """Those that name a person or a child whom they sign up; the latest first."""
    return unconfirmed_entries().filter(Q(person=person) | Q(person__guardian=person)).order_by("-happened_at", "-pk")


def unconfirmed_entry(uuid: UUID) -> Fact | None:
    return unconfirmed_entries().filter(uuid=uuid).first()


def unconfirmed_since(moment: datetime) -> QuerySet[Fact]:
    """Those recorded since then, of people or guardians who can be reached, without the examples."""
    reached = ~Q(person__email="") | ~Q(person__phone="") | ~Q(person__guardian=None)
    return unconfirmed_entries().filter(reached, recorded_at__gte=moment, campaign__is_example=False).order_by("pk")
