"""The four people as whom the example can be looked at from inside."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from estafeta.accounts.services import appoint_operator, login_for
from estafeta.organisations.models import Membership, Organisation
from estafeta.people.models import Person, Role
from estafeta.people.services import give_role, person_for_login, register
from estafeta.territories.models import Territory


@dataclass(frozen=True)
class SignIn:
    """An address that gets a code, and what one is then."""

    email: str
    is_then: str


@transaction.atomic
def make_sign_ins() -> list[SignIn]:
    """Let four invented people sign in by code. Twice is harmless.

    Writes: four logins and persons, one membership (of the verified organisation with the most deeds), one role.
    """
    _person("Әйгерім", "aigerim@example.org", "kk")
    organiser = _person("Болат", "bolat@example.org", "kk")
    coordinator = _person("Вера", "vera@example.org", "ru")
    appoint_operator("operator@example.org")
    shown = [SignIn("aigerim@example.org", "takes part")]
    verified = Organisation.objects.exclude(verified_at=None)
    if busiest := verified.annotate(number=Count("deeds")).order_by("-number", "pk").first():
        Membership.objects.get_or_create(
            organisation=busiest, person=organiser, left_at=None, defaults={"role": Membership.Role.OWNER}
        )
        shown.append(SignIn("bolat@example.org", f"organises for {busiest.name}"))
    if country := Territory.objects.filter(parent=None).order_by("pk").first():
        give_role(coordinator, Role.Kind.COORDINATOR, country, by=None)
        shown.append(SignIn("vera@example.org", "coordinates the whole country"))
        give_role(_person("Айдана", "aidana@example.org", "kk"), Role.Kind.EDITOR, country, by=None)
        shown.append(SignIn("aidana@example.org", "writes the news"))
    if Person.objects.filter(email="juror0@example.org").exists():
        shown.append(SignIn("daniyar@example.org", "verifies nominations of heroes"))
        shown.append(SignIn("juror0@example.org", "judges heroes"))
    shown.append(SignIn("operator@example.org", "opens /admin/, after adding a second factor"))
    return shown


def _person(name: str, email: str, language: str) -> Person:
    register(name, email=email, language=language)
    return person_for_login(login_for(email=email), language=language, email=email)


def as_text(sign_ins: list[SignIn]) -> str:
    """What `estafeta up` prints."""
    width = max(len(one.email) for one in sign_ins)
    lines = [f"  {one.email:<{width}}  {one.is_then}" for one in sign_ins]
    return "\n".join(
        [
            f"Sign in at {settings.SITE_URL}/en/sign-in/ with one of these; the code arrives at",
            f"{settings.SITE_URL}/en/people/mailbox/ (everybody here is invented):",
            *lines,
        ]
    )
