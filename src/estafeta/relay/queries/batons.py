"""Batons: whose they are, who may answer them, where they have led."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from estafeta.deeds.models import Deed
from estafeta.organisations.queries import organised_by
from estafeta.people.models import Person
from estafeta.people.queries import coordinated_paths
from estafeta.relay.models import Baton, Bundle, Link
from estafeta.territories.models import Territory

S = Baton.Status
SHOWN = 30


def bundles_of(person: Person | None) -> QuerySet[Bundle]:
    """The bundles in one's own hands and in one's children's; the latest first."""
    if person is None:
        return Bundle.objects.none()
    return (
        Bundle.objects.filter(Q(person=person) | Q(person__guardian=person))
        .select_related("deed__territory", "person")
        .order_by("-handed_at", "-pk")
    )


def baton_of_link(token: str) -> Baton | None:
    """The baton behind a private link; None when the link is dead."""
    return _whole(Baton.objects.filter(token=token)).first()


def batons_given(person: Person | None) -> QuerySet[Baton]:
    """Those that one has passed on; the latest first."""
    if person is None:
        return Baton.objects.none()
    return _whole(Baton.objects.filter(giver=person))


def batons_for(person: Person | None) -> QuerySet[Baton]:
    """Those that wait for one's answer or for one's next deed.

    Returns: one's own, those of the teams one leads, of the organisations one organises for, of one's places.
    """
    if person is None:
        return Baton.objects.none()
    bodies = list(organised_by(person).order_by().values_list("pk", "territory__path"))
    mine = Q(person=person) | Q(team__captain=person, team__ended_at=None) | Q(holder=person)
    mine |= Q(organisation__in=[key for key, _path in bodies])
    for path in coordinated_paths(person):
        mine |= Q(territory__path__startswith=path)
    above = {path[: at + 1] for _key, path in bodies for at, sign in enumerate(path) if sign == "/"}
    mine |= Q(territory__path__in=above)
    waiting = Q(status=S.ON_THE_WAY) | Q(status=S.ACCEPTED, holder=person)
    return _whole(Baton.objects.filter(mine, waiting)).exclude(giver=person)


def batons_at(territory: Territory) -> QuerySet[Baton]:
    """Those passed to a place, which the whole country sees; the latest first. No person is named on them."""
    there = Baton.objects.filter(territory__path__startswith=territory.path)
    return _whole(there.exclude(status__in=Baton.BACK))


@dataclass(frozen=True)
class Kin:
    """The deeds from which a deed came, and those to which it led."""

    came_from: list[Deed]
    led_to: list[Deed]
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.came_from or self.led_to)


def kin_of(deed: Deed) -> Kin:
    """One query without batons, two with however many; of very many the first are shown and the others numbered."""
    standing = Link.objects.filter(Q(child=deed) | Q(parent=deed), withdraws=None, withdrawn_by=None)
    ways = set(standing.values_list("parent_id", "child_id"))
    if not ways:
        return Kin([], [])
    above = {parent for parent, child in ways if child == deed.pk}
    shown = Deed.objects.select_related("territory", "type").filter(pk__in={key for way in ways for key in way})
    kin = [one for one in shown.order_by("ends_at", "pk") if one.pk != deed.pk]
    came_from = [one for one in kin if one.pk in above]
    led_to = [one for one in kin if one.pk not in above and one.status != Deed.Status.CANCELLED]
    led_to.sort(key=lambda one: (one.starts_at is None, one.starts_at, one.pk))
    return Kin(came_from[:SHOWN], led_to[:SHOWN], max(0, len(led_to) - SHOWN))


def _whole(batons: QuerySet[Baton]) -> QuerySet[Baton]:
    return batons.select_related(
        "deed__territory", "deed__organisation", "campaign", "giver", "person", "team", "organisation", "territory"
    ).order_by("-passed_at", "-pk")


def bundles_with_left(person: Person | None) -> QuerySet[Bundle]:
    """Those from which there is something to pass."""
    return bundles_of(person).filter(passed__lt=F("size"))


@dataclass(frozen=True)
class Mine:
    """A person's batons on their own page."""

    waiting: list[Baton]
    bundles: list[Bundle]
    given: list[Baton]

    def __bool__(self) -> bool:
        return bool(self.waiting or self.bundles or self.given)


def my_batons(person: Person | None) -> Mine:
    """What waits for one, what one may pass on, and what became of what one passed on; a few of each."""
    return Mine(
        list(batons_for(person)[:SHOWN]), list(bundles_with_left(person)[:SHOWN]), list(batons_given(person)[:SHOWN])
    )
