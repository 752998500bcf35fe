from django.utils.translation import gettext_lazy as _

from estafeta.base.decisions import YES, Decision, no
from estafeta.organisations.models import Membership, Organisation
from estafeta.people.models import Person
from estafeta.people.rules import may_coordinate

ORGANISING = (Membership.Role.OWNER, Membership.Role.ORGANISER)
LONGEST_NAME = 200
LONGEST_NUMBER = 20
INVITATION_DAYS = 14


def may_organise(person: Person | None, organisation: Organisation) -> Decision:
    """Owners and organisers announce and run their organisation's deeds."""
    if _is_member(person, organisation, ORGANISING):
        return YES
    return no(_("Only organisers of this organisation can do this."))


def may_manage(person: Person | None, organisation: Organisation) -> Decision:
    """Owners change the organisation itself: its page and its members."""
    if _is_member(person, organisation, (Membership.Role.OWNER,)):
        return YES
    return no(_("Only an owner of this organisation can do this."))


def may_check_in_for(person: Person | None, organisation: Organisation) -> Decision:
    """Every member helps at the gate."""
    if _is_member(person, organisation, tuple(Membership.Role)):
        return YES
    return no(_("Only members of this organisation can do this."))


def may_verify(person: Person | None, organisation: Organisation) -> Decision:
    """A coordinator of the organisation's territory vouches for it."""
    if person is None:
        return no(_("Please sign in first."))
    return may_coordinate(person, organisation.territory)


def needs_registration(kind: str) -> bool:
    """Whether an organisation of this kind has a registration number to show."""
    return kind != Organisation.Kind.INFORMAL


def _is_member(person: Person | None, organisation: Organisation, roles: tuple[str, ...]) -> bool:
    if person is None:
        return False
    return Membership.objects.filter(person=person, organisation=organisation, role__in=roles, left_at=None).exists()
