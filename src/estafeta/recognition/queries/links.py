"""Private links of letters: who holds one answers for the person it was sent to, in this one thing."""

from django.core import signing
from django.utils.translation import gettext as _

from estafeta.deeds.models import Deed
from estafeta.people.models import Person

_along = signing.Signer(salt="recognition.come_along")


def link_to_come_along(person: Person) -> str:
    return _along.sign(str(person.pk))


def person_of_link(token: str) -> Person | None:
    """Whom a letter asked whether they come along; None when the link is none of ours, or they are forgotten."""
    try:
        key = int(_along.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Person.objects.filter(pk=key, forgotten_at=None).select_related("guardian").first()


def link_is_dead() -> str:
    return _("This link is no longer good.")


_told = signing.Signer(salt="recognition.told")


def link_to_say_told(person: Person, deed: Deed) -> str:
    return _told.sign(f"{deed.pk}-{person.pk}")


def told_of_link(token: str) -> tuple[Deed, str] | None:
    """The deed of a letter's link, and what tells its reader from another; None when the link is none of ours."""
    try:
        deed, _dash, person = _told.unsign(token).partition("-")
    except signing.BadSignature:
        return None
    found = Deed.objects.filter(pk=int(deed)).select_related("territory", "organisation").first()
    return (found, who_of(int(person))) if found else None


def who_of(person_id: int) -> str:
    """How one who speaks is told from another, by letter and by page alike."""
    return f"person {person_id}"
