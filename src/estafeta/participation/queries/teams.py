"""Lasting teams: whose they are, and who is in them."""

from django.db.models import Q, QuerySet

from estafeta.deeds.models import Deed
from estafeta.deeds.queries import public_deeds
from estafeta.participation.models import Team, Teammate
from estafeta.people.models import Person


def teams() -> QuerySet[Team]:
    """Every team that stands: its name, kind and place are public, its people are not."""
    return Team.objects.filter(ended_at=None).select_related("territory")


def teams_of(person: Person | None) -> QuerySet[Team]:
    """Those in which a person, or a child of theirs, has a part."""
    if person is None:
        return Team.objects.none()
    parts = Teammate.objects.filter(Q(person=person) | Q(person__guardian=person), left_at=None)
    return teams().filter(pk__in=parts.values("team")).order_by("name", "pk")


def teams_led_by(person: Person | None) -> QuerySet[Team]:
    return Team.objects.none() if person is None else teams().filter(captain=person).order_by("name", "pk")


def mates_of(team: Team) -> QuerySet[Teammate]:
    """Who is in a team today; for its captain's eyes."""
    return team.mates.filter(left_at=None).select_related("person").order_by("joined_at", "pk")


def deeds_of_team(team: Team) -> QuerySet[Deed]:
    """The public deeds for which a team is signed up, or was; the latest first."""
    signed = team.sign_ups.filter(status__in=("going", "waiting")).values("shift__deed")
    return public_deeds().filter(pk__in=signed).select_related("territory").order_by("-starts_at", "-pk")


def part_in(person: Person | None, team: Team) -> Teammate | None:
    """The part that a person has in a team."""
    return None if person is None else team.mates.filter(person=person, left_at=None).first()


def team_of_code(code: str) -> Team | None:
    """The team that a code opens; blanks, dashes and capitals do not matter."""
    plain = "".join(sign for sign in code.lower() if sign.isalnum())[:8]
    return teams().filter(join_code=plain).first() if plain else None
