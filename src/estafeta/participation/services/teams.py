"""Lasting teams: making one, joining it by its code, leaving it."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean, fold, slug_with_key
from estafeta.journal.services import record
from estafeta.participation import rules
from estafeta.participation.models import Team, Teammate
from estafeta.people.models import Person
from estafeta.people.rules import may_take_part
from estafeta.territories.models import Territory

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 8


@transaction.atomic
def make_team(captain: Person, *, kind: str, name: str, territory: Territory, about: str = "") -> Team:
    """Make a team under its captain.

    Returns: the team; told again by the same captain under the same name (two presses), the one already there.
    Raises:  NotPossible without a name, for a minor, or beyond MOST_TEAMS.
    Writes:  one Team, one Teammate, one journal Entry.
    Locks:   the Person row of the captain, so that two presses make one.
    """
    Person.objects.select_for_update(no_key=True).get(pk=captain.pk)
    insist(rules.may_captain(captain, timezone.localdate()))
    name = " ".join(clean(name, most=rules.LONGEST_TEAM_NAME).split())
    if not fold(name):
        raise NotPossible(_("Write what your team is called."))
    own = Team.objects.filter(captain=captain, ended_at=None)
    if already := own.filter(name=name).first():
        return already
    if own.count() >= rules.MOST_TEAMS:
        raise NotPossible(_("You lead several teams already. Hand one over first."))
    made = Team.objects.create(
        kind=kind,
        name=name,
        slug=slug_with_key(name),
        about=" ".join(clean(about, most=200).split()),
        territory=territory,
        captain=captain,
        join_code="".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)),
    )
    Teammate.objects.create(team=made, person=captain)
    record(captain, "made_team", made)
    return made


@transaction.atomic
def join_team(team: Team, person: Person) -> Teammate:
    """Join a team by its code. Twice is once.

    Raises: NotPossible when the team is dissolved or full, or the person may not take part.
    Locks:  the Team row, so that a team never grows beyond MOST_SEATS.
    """
    team = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    insist(rules.stands(team))
    insist(may_take_part(person, timezone.localdate()))
    if already := Teammate.objects.filter(team=team, person=person, left_at=None).first():
        return already
    if team.mates.filter(left_at=None).count() >= rules.MOST_SEATS:
        raise NotPossible(_("This team is full."))
    made = Teammate.objects.create(team=team, person=person)
    record(person, "joined_team", team)
    return made


@transaction.atomic
def hand_over_team(team: Team, by: Person, to: Teammate) -> Team:
    """Give a team to another of its people, who leads it from now on; who gave it stays in it.

    Raises: NotPossible unless `by` leads it and `to` is a grown-up in it today.
    Locks:  the Team row.
    """
    team = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    mate = team.mates.filter(pk=to.pk, left_at=None).select_related("person").first()
    insist(rules.may_lead(by, team))
    if mate is None:
        raise NotPossible(_("This person is not in the team."))
    insist(rules.may_captain(mate.person, timezone.localdate()))
    if team.captain_id != mate.person_id:
        team.captain = mate.person
        team.save(update_fields=["captain"])
        record(by, "handed_team_over", team)
    return team


@transaction.atomic
def leave_team(team: Team, person: Person, *, now: datetime | None = None) -> bool:
    """Leave a team; its captain dissolves it by leaving. Returns whether there was a part to end.

    Locks: the Team row.
    """
    at = now or timezone.now()
    team = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    ended = Teammate.objects.filter(team=team, person=person, left_at=None).update(left_at=at)
    if ended and team.captain_id == person.pk:
        team.ended_at = at
        team.save(update_fields=["ended_at"])
        Teammate.objects.filter(team=team, left_at=None).update(left_at=at)
    if ended:
        record(person, "left_team", team)
    return bool(ended)
