from django.db.models import Q, QuerySet
from django.utils import timezone

from estafeta.moderation.queries import shown
from estafeta.organisations.models import Invitation, Membership, Organisation
from estafeta.organisations.rules import ORGANISING
from estafeta.people.models import Person
from estafeta.people.queries import coordinated_by, coordinated_paths


def organisations_visible_to(person: Person | None) -> QuerySet[Organisation]:
    """All organisations, for who organises is public; hidden ones are seen by their members and coordinators alone.

    What is private of them stands in `memberships_of`.
    """
    seen = shown("organisations.organisation")
    if person is not None:
        seen |= Q(pk__in=_memberships(person).values("organisation")) | coordinated_by(person)
    return _all().filter(seen)


def _all() -> QuerySet[Organisation]:
    return Organisation.objects.select_related("territory").order_by("name", "pk")


def organisations_of(person: Person | None) -> QuerySet[Organisation]:
    """Those in which `person` has any part today."""
    if person is None:
        return Organisation.objects.none()
    return _all().filter(pk__in=_memberships(person).values("organisation"))


def organised_by(person: Person | None) -> QuerySet[Organisation]:
    """Those for which `person` may announce deeds."""
    if person is None:
        return Organisation.objects.none()
    return _all().filter(pk__in=_memberships(person).filter(role__in=ORGANISING).values("organisation"))


def owned_by(person: Person | None) -> QuerySet[Organisation]:
    """Those that `person` may change."""
    if person is None:
        return Organisation.objects.none()
    return _all().filter(pk__in=_memberships(person).filter(role=Membership.Role.OWNER).values("organisation"))


def organisations_managed_by(person: Person | None) -> QuerySet[Organisation]:
    """Those in which `person` has any part, and those of the territories that `person` coordinates."""
    if person is None:
        return Organisation.objects.none()
    seen = Q(pk__in=_memberships(person).values("organisation"))
    for path in coordinated_paths(person, ""):
        seen |= Q(territory__path__startswith=path)
    return _all().filter(seen)


def organisations_to_verify(person: Person | None) -> QuerySet[Organisation]:
    """Those not yet verified in the territories that `person` coordinates, the longest waiting first."""
    waiting = Q(pk__in=[])
    if person is not None:
        for path in coordinated_paths(person, ""):
            waiting |= Q(territory__path__startswith=path)
    return (
        Organisation.objects.filter(waiting, verified_at=None)
        .select_related("territory")
        .order_by("registered_at", "pk")
    )


def memberships_of(organisation: Organisation) -> QuerySet[Membership]:
    """Who has a part in the organisation today; for its owners' eyes."""
    return organisation.memberships.filter(left_at=None).select_related("person").order_by("joined_at", "pk")


def organisers_of(organisation: Organisation) -> QuerySet[Person]:
    """The people who are told what happens to the organisation and its deeds."""
    return Person.objects.filter(
        pk__in=organisation.memberships.filter(left_at=None, role__in=ORGANISING).values("person")
    ).order_by("pk")


def parts_of(person: Person) -> QuerySet[Membership]:
    """The parts that `person` has today, with their organisations; by name."""
    return _memberships(person).select_related("organisation__territory").order_by("organisation__name", "pk")


def open_invitation(token: str) -> Invitation | None:
    """The invitation behind a private link; None when it lapsed or never was. One already taken is still shown."""
    return (
        Invitation.objects.filter(token=token)
        .exclude(taken_at=None, lapses_at__lte=timezone.now())
        .select_related("organisation__territory")
        .first()
    )


def _memberships(person: Person) -> QuerySet[Membership]:
    return Membership.objects.filter(person=person, left_at=None)


def owned_alone_by(person: Person) -> QuerySet[Organisation]:
    """Those that would have no owner left without `person`."""
    owners = Membership.objects.filter(role=Membership.Role.OWNER, left_at=None)
    shared = owners.exclude(person=person).values("organisation")
    return Organisation.objects.filter(pk__in=owners.filter(person=person).values("organisation")).exclude(
        pk__in=shared
    )
