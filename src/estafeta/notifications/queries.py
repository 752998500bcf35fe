from datetime import datetime

from django.db.models import Min, QuerySet
from django.utils import timezone

from estafeta.notifications.models import Letter, Rhythm
from estafeta.people.models import Person


def letters_due(now: datetime) -> QuerySet[Letter]:
    """What should have left by now, the oldest first."""
    return Letter.objects.filter(state=Letter.State.WAITING, due_at__lte=now).order_by("due_at", "pk")


def letters_of(person: Person) -> QuerySet[Letter]:
    """What was written to a person, the newest first."""
    return Letter.objects.filter(person=person).order_by("-queued_at", "-pk")


def waiting_since() -> datetime | None:
    """When the oldest letter that is due should have left; None when none waits."""
    since: datetime | None = letters_due(timezone.now()).aggregate(since=Min("due_at"))["since"]
    return since


def rhythm_of(person: Person) -> str:
    """How often somebody wants the letter that says what waits; every morning unless they said otherwise."""
    chosen = Rhythm.objects.filter(person=person).values_list("choice", flat=True).first()
    return chosen or Rhythm.Choice.DAILY


def had_letter(key: str) -> bool:
    """Whether the letter of this key was written."""
    return Letter.objects.filter(key=key).exists()
