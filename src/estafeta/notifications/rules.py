from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from estafeta.notifications.models import Letter
from estafeta.people.models import Person

QUIET_FROM, QUIET_UNTIL = time(22, 0), time(8, 0)
MOST_TRIES = 8


def channel_for(person: Person) -> str | None:
    """How a person is reached: e-mail before SMS, which costs; None when there is no contact."""
    if person.email:
        return Letter.Channel.EMAIL
    return Letter.Channel.SMS if person.phone else None


def quiet_until(person: Person, now: datetime) -> datetime | None:
    """The end of the quiet hours (22:00 to 08:00 where the person lives) that `now` falls into; None by day."""
    home = person.territory.time_zone if person.territory else settings.TIME_ZONE
    local = now.astimezone(ZoneInfo(home))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return None
    morning = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(morning, QUIET_UNTIL, tzinfo=ZoneInfo(home))


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many failures: 1, 2, 4, ... minutes, at most six hours."""
    return min(timedelta(minutes=2 ** (tries - 1)), timedelta(hours=6))
