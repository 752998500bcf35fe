from datetime import date

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from estafeta.base.decisions import YES, Decision, no
from estafeta.people.models import Consent, Farewell, Person, Role
from estafeta.territories.models import Territory

# What a person agrees to on their own page; consent to take part is given with each sign-up of a minor.
CHANGEABLE_CONSENTS = (Consent.Purpose.PHOTOGRAPHS, Consent.Purpose.NEXT_CAMPAIGN)


def age_of(person: Person, on: date) -> int | None:
    """Full years on that day; None when the birth date is not known."""
    if person.born_on is None:
        return None
    had_birthday = (on.month, on.day) >= (person.born_on.month, person.born_on.day)
    return on.year - person.born_on.year - (not had_birthday)


def is_minor(person: Person, on: date) -> bool:
    """Younger than the age of consent on that day; somebody with a guardian and no birth date is one too."""
    age = age_of(person, on)
    return person.guardian_id is not None if age is None else age < settings.AGE_OF_CONSENT


def may_take_part(person: Person, on: date) -> Decision:
    """Who may come to a deed on that day; a minor only through a guardian."""
    if person.forgotten_at is not None:
        return no(_("This person has asked to be forgotten."))
    if is_minor(person, on) and person.guardian_id is None:
        return no(_("A parent, guardian or school has to sign you up: you are not old enough to do it alone."))
    return YES


def holds_in(role: Role, territory: Territory, campaign_slug: str) -> bool:
    """Whether a role reaches a territory: it and everything beneath, in all campaigns or in the one named."""
    return (
        role.ended_at is None
        and role.campaign in {"", campaign_slug}
        and territory.path.startswith(role.territory.path)
    )


def may_coordinate(person: Person | None, territory: Territory, campaign_slug: str = "") -> Decision:
    """Coordinators of the territory or of any above it.

    Takes: campaign_slug -- "" asks for what belongs to no single campaign (an organisation, a role in all
           campaigns): then only coordinators of all campaigns may.
    """
    if person is not None:
        roles = person.roles.filter(kind=Role.Kind.COORDINATOR, ended_at=None).select_related("territory")
        if any(holds_in(role, territory, campaign_slug) for role in roles):
            return YES
    return no(_("You do not coordinate this territory."))


def may_give_role(person: Person | None, territory: Territory, campaign_slug: str = "") -> Decision:
    """Coordinators of the territory or above it; the operator appoints the first."""
    if person is not None and person.user is not None and person.user.is_superuser:
        return YES
    return may_coordinate(person, territory, campaign_slug)


def may_end_role(person: Person | None, role: Role) -> Decision:
    """Whoever might have given it, and the one who holds it."""
    if person is not None and role.person_id == person.pk:
        return YES
    return may_give_role(person, role.territory, role.campaign)


def gives_roles(person: Person) -> bool:
    """Whether there is any territory at all in which a person may give roles."""
    if person.user is not None and person.user.is_superuser:
        return True
    return person.roles.filter(kind=Role.Kind.COORDINATOR, ended_at=None).exists()


def may_settle_farewell(person: Person | None, farewell: Farewell) -> Decision:
    """Another coordinator of the territory at which it waits, or the operator; never the one who asks."""
    if person is None or person.pk == farewell.person_id:
        return no(_("Somebody else decides this."))
    if person.user is not None and person.user.is_superuser:
        return YES
    if farewell.territory is None:
        return no(_("Somebody else decides this."))
    return may_coordinate(person, farewell.territory)
