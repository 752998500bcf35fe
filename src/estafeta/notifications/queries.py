from datetime import datetime

from django.db.models import QuerySet

from estafeta.notifications.models import Letter
from estafeta.people.models import Person


def letters_due(now: datetime) -> QuerySet[Letter]:
    """What should have left by now, the oldest first."""
    return Letter.objects.filter(state=Letter.State.WAITING, due_at__lte=now).order_by("due_at", "pk")


def letters_of(person: Person) -> QuerySet[Letter]:
    """What was written to a person, the newest first."""
    return Letter.objects.filter(person=person).order_by("-queued_at", "-pk")
