"""What is done by the clock. Each may run at any time and twice: letters have keys, rows have states."""

from datetime import datetime, timedelta

from django.utils import timezone

from estafeta.notifications.models import Letter
from estafeta.participation import queries, rules
from estafeta.participation.models import SignUp
from estafeta.participation.services import letters

AHEAD = timedelta(hours=31)  # from six in the evening of the eve to the last shift of the next day, and a clock change


def write_on_the_eve(*, now: datetime | None = None) -> int:
    """On the eve ask everybody who goes: one tap confirms or frees the place.

    Returns: how many were written to now. Who signed up after the eve had begun is not asked again.
    """
    at = now or timezone.now()
    going = [
        sign_up
        for sign_up in queries.going_between(at, at + AHEAD)
        if rules.is_eve(sign_up.shift, at) and _since(sign_up) < rules.eve_of(sign_up.shift)
    ]
    return _write(going, "eve")


def remind_in_the_morning(*, now: datetime | None = None) -> int:
    """On the morning of the day remind everybody who goes, except those who signed up that day.

    Returns: how many were written to now.
    """
    at = now or timezone.now()
    going = [
        sign_up
        for sign_up in queries.going_between(at, at + timedelta(hours=24))
        if rules.is_morning(sign_up.shift, at)
        and _since(sign_up).astimezone(rules.zone_of(sign_up.shift)).date() < rules.day_of(sign_up.shift)
    ]
    return _write(going, "reminder")


def forget_unconfirmed(*, now: datetime | None = None) -> int:
    """Delete what nobody confirmed within a day; it never held a place.

    Returns: how many sign-ups were deleted.
    """
    old = queries.unconfirmed_before((now or timezone.now()) - rules.UNCONFIRMED_LIFE)
    return old.delete()[1].get("participation.SignUp", 0)


def _since(sign_up: SignUp) -> datetime:
    return sign_up.confirmed_at or sign_up.made_at


def _write(going: list[SignUp], kind: str) -> int:
    """Write to those who have no such letter yet: one query tells who has."""
    keys = {f"{kind}:{sign_up.pk}": sign_up for sign_up in going}
    written = set(Letter.objects.filter(key__in=keys).values_list("key", flat=True))
    for key, sign_up in keys.items():
        if key not in written:
            letters.tell(sign_up, kind)
    return len(keys) - len(written)
