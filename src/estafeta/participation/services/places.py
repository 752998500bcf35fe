"""The one place where places are taken and freed; always under the lock of the shift's row (docs/locking.md)."""

from django.db.models import F

from estafeta.deeds.models import Shift
from estafeta.participation import queries
from estafeta.participation.models import SignUp


def lock(shift_id: int) -> Shift:
    """The shift as it stands now, held to the end of the transaction.

    Locks: the Shift row. NO KEY: it stops whoever counts or takes places, and nobody who only points at the shift.
    """
    return queries.shifts().select_for_update(of=("self",), no_key=True).get(pk=shift_id)


def as_it_stands(sign_up: SignUp, shift: Shift) -> SignUp:
    """The sign-up read again under the shift's lock, which every act that changes it holds."""
    fresh = SignUp.objects.select_related("person__guardian").get(pk=sign_up.pk)
    fresh.shift = shift
    return fresh


def take(shift: Shift, seats: int) -> None:
    """Write `seats` more places as taken (fewer, when negative).

    Why: counted up by the database and not written as a number, so that a forgotten lock ends at the constraint
         `shift_never_overbooked` and not with one place too many.
    """
    Shift.objects.filter(pk=shift.pk).update(places_taken=F("places_taken") + seats)
    shift.places_taken += seats


def fits(shift: Shift, seats: int) -> bool:
    return shift.places_left is None or seats <= shift.places_left
