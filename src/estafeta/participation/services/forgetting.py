"""What ends when somebody takes their word back: a guardian's consent, and the places that hang on it."""

from datetime import datetime

from django.utils import timezone

from estafeta.participation.models import SignUp
from estafeta.participation.services.sign_ups import cancel
from estafeta.people.models import Consent, Person
from estafeta.people.services import end_consent


def take_consent_back(ward: Person, *, by: Person, now: datetime | None = None) -> int:
    """A guardian no longer agrees that a child takes part: the child's sign-ups ahead are cancelled.

    Returns: how many sign-ups were cancelled; what they held is offered on.
    Raises:  NotPossible when `by` is not the guardian.
    Writes:  the Consent's end, and what `cancel` writes; each sign-up is a transaction of its own.
    """
    end_consent(ward, Consent.Purpose.TAKE_PART, by=by)
    return cancel_all_ahead(ward, by=by, at=now or timezone.now())


def cancel_all_ahead(person: Person, *, by: Person | None, at: datetime) -> int:
    """Cancel every sign-up whose shift has not begun; one shift is held at a time (docs/locking.md)."""
    ahead = SignUp.objects.filter(person=person, shift__starts_at__gt=at).exclude(status=SignUp.Status.CANCELLED)
    return len([cancel(sign_up, by=by, now=at) for sign_up in ahead.order_by("pk")])
