"""Judgements of thanks that last: what goes into a certificate, under which name, for whom."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from estafeta.base.decisions import YES, Decision, no
from estafeta.deeds import rules as deed_rules
from estafeta.deeds.models import Deed
from estafeta.organisations.models import Organisation
from estafeta.organisations.rules import may_organise
from estafeta.people.models import Person
from estafeta.people.queries import coordinated_paths
from estafeta.people.rules import is_minor, may_coordinate
from estafeta.recognition.models import Certificate, PaperEntry
from estafeta.territories.models import Territory

CERTIFIED = ("A", "B")  # grades that a certificate speaks of
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: read aloud and typed without doubt
CODE_LENGTH = 16  # 80 bits
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
ON_A_LIST = 2**17  # places on one list of revoked passports
ODD = 74_093  # odd, so that a list's places are a permutation of its numbers

LOOKED_UP_A_MINUTE = 30
LONGEST_REASON = 200
LONGEST_MINUTES = 24 * 60
EARLIEST_PAPER = date(1990, 1, 1)
TOLD_FOR = timedelta(days=90)  # how long after a deed one can say that one was told to come
FEWEST_TOLD = 5


def normal_code(text: str) -> str:
    """A code as it is kept, however it was typed: without hyphens, large letters, O as 0; "" when it is none."""
    code = text.strip().upper().translate(ALIKE)
    return code if re.fullmatch(f"[{ALPHABET}]{{{CODE_LENGTH}}}", code) else ""


def grouped(code: str) -> str:
    """A code in groups of four, as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def place_of(number: int) -> int:
    """Where a certificate stands in the lists of revoked ones: scattered, so that places tell no order."""
    block, within = divmod(number, ON_A_LIST)
    return block * ON_A_LIST + within * ODD % ON_A_LIST


def name_shown(name: str, shown: str, *, minor: bool) -> str:
    """The name that `/verify/` shows: as consented; a minor's never."""
    if minor or shown == Certificate.Shown.NONE:
        return ""
    first, *others = name.split()[:2] or [""]
    if shown == Certificate.Shown.SHORT and others:
        return f"{first} {others[0][0]}."
    return name if shown == Certificate.Shown.FULL else first


def zone_of(deed: Deed) -> ZoneInfo:
    return ZoneInfo(deed.territory.time_zone)


def may_have_book_of(person: Person | None, whose: Person) -> Decision:
    """One's own book, and that of a child whom one signs up."""
    if person is not None and person.pk in {whose.pk, whose.guardian_id}:
        return YES
    return no(_("This is somebody else's book."))


def may_issue_for(person: Person | None, deed: Deed) -> Decision:
    """Certificates for everybody at a deed: its organisers and coordinators, once it was held."""
    if deed.status not in Deed.HELD:
        return no(_("The deed is not over yet."))
    return deed_rules.may_manage(person, deed)


def may_revoke(person: Person | None, certificate: Certificate) -> Decision:
    """Who holds it, who issued it, and a coordinator of the territory of its deed, campaign or organisation."""
    if person is None:
        return no(_("Please sign in first."))
    whose = certificate.person
    if whose is not None and may_have_book_of(person, whose):
        return YES
    if certificate.issued_by_id == person.pk:
        return YES
    territory, campaign = _home_of(certificate)
    if territory is None:
        return no(_("Only who holds this certificate can revoke it."))
    return may_coordinate(person, territory, campaign)


def _home_of(certificate: Certificate) -> tuple[Territory | None, str]:
    """The territory and the campaign whose coordinators answer for a certificate; none for a whole book."""
    if certificate.organisation is not None:
        return certificate.organisation.territory, ""
    if certificate.deed is not None:
        return certificate.deed.territory, certificate.deed.campaign.slug
    if certificate.campaign is not None:
        return certificate.campaign.territory, certificate.campaign.slug
    return None, ""


def may_type_paper(person: Person | None) -> Decision:
    """Organisers of a verified organisation and coordinators."""
    if person is not None and (coordinated_paths(person) or _organises(person)):
        return YES
    return no(_("Paper books are typed in by organisations and coordinators."))


def _organises(person: Person) -> bool:
    return person.memberships.filter(
        left_at=None, role__in=("owner", "organiser"), organisation__verified_at__isnull=False
    ).exists()


def grade_of_paper(person: Person, organisation: Organisation | None) -> str:
    """C where a verified organisation types in what was done with itself; everything else is one's own word."""
    if organisation is not None and organisation.is_verified and may_organise(person, organisation):
        return PaperEntry.Grade.C
    return PaperEntry.Grade.E


def is_believable_line(day: date, minutes: int, today: date) -> Decision:
    if not EARLIEST_PAPER <= day <= today:
        return no(_("The day lies before 1990 or in the future."))
    if not 1 <= minutes <= LONGEST_MINUTES:
        return no(_("One line is from a minute to a day."))
    return YES


def may_say_told(deed: Deed, at: datetime) -> Decision:
    """After the deed, for ninety days."""
    if deed.status not in Deed.HELD:
        return no(_("This can be said once the deed is over."))
    if deed.ends_at is not None and at > deed.ends_at + TOLD_FOR:
        return no(_("This can be said for ninety days after a deed."))
    return YES


def is_a_minor(person: Person, on: date) -> bool:
    return is_minor(person, on) or person.guardian_id is not None


def may_have_diploma(person: Person | None, organisation: Organisation) -> Decision:
    """Its organisers, and coordinators of its territory."""
    if person is None:
        return no(_("Please sign in first."))
    return may_organise(person, organisation) or may_coordinate(person, organisation.territory)
