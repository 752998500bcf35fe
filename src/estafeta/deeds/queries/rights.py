"""Who may do what in one deed alone."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from estafeta.deeds import rules
from estafeta.deeds.models import Deed, DeedRight
from estafeta.deeds.queries.sight import deeds_managed_by
from estafeta.people.models import Person

K = DeedRight.Kind


def deeds_run_by(person: Person | None) -> QuerySet[Deed]:
    """Those that `person` manages, and those that they lead by a right in that deed alone."""
    return _with_rights(person, K.LEAD)


def deeds_photographed_by(person: Person | None) -> QuerySet[Deed]:
    """Those to which `person` may add photos: run by them, or photographed."""
    return _with_rights(person, K.LEAD, K.PHOTOGRAPHER)


def rights_in(deed: Deed) -> QuerySet[DeedRight]:
    """All rights of a deed that were not taken back; for those who give them."""
    return deed.rights.filter(ended_at=None).select_related("invited", "holder").order_by("given_at", "pk")


def rights_of(person: Person | None, *, now: datetime | None = None) -> QuerySet[DeedRight]:
    """The rights that somebody holds now, the soonest deed first."""
    standing = DeedRight.objects.filter(rules.right_stands(now or timezone.now()), holder=person)
    if person is None:
        return standing.none()
    return standing.select_related("deed__territory", "deed__type").order_by("deed__starts_at", "pk")


def right_of_link(token: str) -> DeedRight | None:
    """The right behind a private link, ended ones too."""
    found = DeedRight.objects.filter(token=token)
    return found.select_related("deed__organisation", "deed__territory", "deed__type").first()


def invitations_to(person: Person | None, at: datetime) -> QuerySet[DeedRight]:
    """Rights that were offered to somebody and wait for a yes."""
    if person is None:
        return DeedRight.objects.none()
    offered = DeedRight.objects.filter(rules.right_stands(at), holder=None, invited=person)
    return offered.select_related("deed__territory").order_by("given_at", "pk")


def _with_rights(person: Person | None, *kinds: str) -> QuerySet[Deed]:
    if person is None:
        return Deed.objects.none()
    held = rights_of(person).filter(kind__in=kinds).order_by().values("deed")
    managed = deeds_managed_by(person)
    own = Deed.objects.filter(Q(pk__in=managed.order_by().values("pk")) | Q(pk__in=held))
    return own.select_related("type", "organisation", "territory", "campaign").order_by("-starts_at", "-pk")
