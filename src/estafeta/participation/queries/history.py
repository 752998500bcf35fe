"""What somebody has left behind that others build on."""

from dataclasses import dataclass

from django.db.models import Q

from estafeta.appeals.models import Appeal
from estafeta.organisations.queries import owned_alone_by
from estafeta.people.models import Person
from estafeta.people.queries import roles_of
from estafeta.tally.queries import entries_about
from estafeta.territories.models import Territory


@dataclass(frozen=True)
class History:
    """What stays without a person who is forgotten: entries of the tally, roles, organisations, open appeals."""

    entries: int
    roles: int
    organisations: int
    appeals: int
    near: Territory | None

    def __bool__(self) -> bool:
        return any((self.entries, self.roles, self.organisations, self.appeals))


def history_of(person: Person) -> History:
    """What would be forgotten of, with the children whom they sign up; `near` is where it happened last."""
    alone = owned_alone_by(person).select_related("territory")
    asked = Appeal.objects.filter(Q(asker=person) | Q(asker__guardian=person), status__in=Appeal.PUBLIC)
    entries = entries_about(person)
    last = entries.last()
    places = [body.territory for body in alone[:1]] + [appeal.territory for appeal in asked[:1]]
    return History(
        entries=entries.count(),
        roles=roles_of(person).count(),
        organisations=alone.count(),
        appeals=asked.exclude(status=Appeal.Status.CONFIRMED).count(),
        near=last.territory if last else next(iter(places), None),
    )
