"""What is known of a certificate: its state for everybody who holds its code, its paper, a person's own ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from estafeta.base.fields import LANGUAGES
from estafeta.base.qr import qr_svg
from estafeta.base.typesetting import pdf
from estafeta.people.models import Person
from estafeta.recognition import rules
from estafeta.recognition.models import Certificate
from estafeta.recognition.queries.canonical import digest_of
from estafeta.tally.queries import taken_back_among
from estafeta.ui.numbers import hours, number

TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "recognition"


def certificates_of(person: Person) -> QuerySet[Certificate]:
    """A person's certificates, the latest first."""
    return Certificate.objects.filter(person=person).select_related("campaign", "deed").order_by("-issued_at", "-pk")


def certificates_visible_to(person: Person | None) -> QuerySet[Certificate]:
    """One's own, those of children whom one signs up, and those that one has issued."""
    if person is None:
        return Certificate.objects.none()
    mine = Certificate.objects.filter(person=person)
    wards = Certificate.objects.filter(person__guardian=person)
    found = mine | wards | Certificate.objects.filter(issued_by=person)
    return found.select_related("person", "organisation", "campaign__territory", "deed__territory", "deed__campaign")


def certificate_of_code(text: str) -> Certificate | None:
    """The certificate behind a code as it was typed."""
    code = rules.normal_code(text)
    if not code:
        return None
    return (
        Certificate.objects.select_related(
            "person", "organisation__territory", "campaign__territory", "deed__territory", "deed__campaign"
        )
        .filter(code=code)
        .first()
    )


@dataclass(frozen=True)
class Shown:
    """The least that `/verify/` tells about a certificate."""

    certificate: Certificate
    code: str
    name: str
    is_diploma: bool
    of: str
    deeds: int
    minutes: int
    since: date | None
    until: date | None
    is_unchanged: bool
    taken_back: int


def shown(certificate: Certificate) -> Shown:
    """What everybody may know who holds the code: a name as consented, numbers, the period, whether it is valid.

    Returns: `is_unchanged` -- whether the kept content still has its hash; `taken_back` -- how many of its entries
             have been corrected since it was issued.
    """
    content = certificate.content
    entries = [UUID(entry) for entry in certificate.entries]
    whose = certificate.person
    name = content.get("name", "")
    if whose is not None:
        minor = rules.is_a_minor(whose, certificate.issued_at.date())
        name = rules.name_shown(name, certificate.shown, minor=minor)
    return Shown(
        certificate=certificate,
        code=rules.grouped(certificate.code),
        name=name,
        is_diploma=certificate.organisation_id is not None,
        of=_in_reader(content.get("of", {})),
        deeds=content["deeds"],
        minutes=content["minutes"],
        since=_day(content["since"]),
        until=_day(content["until"]),
        is_unchanged=digest_of(content) == certificate.digest,
        taken_back=len(taken_back_among(entries)) if certificate.is_valid and entries else 0,
    )


def address_of(certificate: Certificate) -> str:
    """Where a certificate is verified, in the language in which it is written."""
    with translation.override(certificate.language):
        return f"{settings.SITE_URL}{reverse('recognition:verify', args=[rules.grouped(certificate.code)])}"


def as_pdf(certificates: Sequence[Certificate]) -> bytes:
    """One or many certificates as one PDF, a page each, in the language of each."""
    return pdf(TEMPLATES / "certificate.typ", [page_of(certificate) for certificate in certificates])


def page_of(certificate: Certificate) -> dict[str, Any]:
    """All that a certificate's page says, in its own language."""
    content = certificate.content
    with translation.override(certificate.language):
        diploma = certificate.organisation_id is not None
        return {
            "language": certificate.language,
            "head": _("Diploma") if diploma else _("Certificate"),
            "of": _in_reader(content.get("of", {})),
            "slogan": _in_reader(content.get("slogan", {})),
            "given": _("is given to the organisation") if diploma else _("is given to"),
            "name": content["name"],
            "for": _("for good deeds that others can count on") if diploma else _("for good deeds done with others"),
            "figures": [
                [number(content["deeds"]), ngettext("good deed", "good deeds", content["deeds"])],
                [hours(content["minutes"]), _("hours of those who came") if diploma else _("hours of one's own time")],
            ],
            "period": period(_day(content["since"]), _day(content["until"])),
            "deeds": [
                {"what": one["what"], "where": f"{one['who']}, {_in_reader(one['place'])}", "when": _short(one["on"])}
                for one in content["list"][:6]
            ],
            "more": _and_more(len(content["list"]) - 6),
            "thanks": _in_reader(content.get("thanks", {})) or _("One deed leads to the next. Thank you."),
            "seen": _("Only what others have seen and confirmed is written here."),
            "issued": _("Issued %(day)s") % {"day": formats.date_format(certificate.issued_at, "SHORT_DATE_FORMAT")},
            "check": _("To check it:"),
            "address": settings.SITE_URL.split("://")[-1] + "/verify",
            "code": rules.grouped(certificate.code),
            "digest": certificate.digest[:16],
            "qr": str(qr_svg(address_of(certificate))),
        }


def period(since: date | None, until: date | None) -> str:
    if since is None or until is None:
        return ""
    if since == until:
        return formats.date_format(since, "SHORT_DATE_FORMAT")
    return f"{formats.date_format(since, 'SHORT_DATE_FORMAT')} – {formats.date_format(until, 'SHORT_DATE_FORMAT')}"


def in_all_languages(thing: object, field: str) -> dict[str, str]:
    """A text in three columns, as it is frozen."""
    return {code: getattr(thing, f"{field}_{code}", "") for code in LANGUAGES}


def _and_more(count: int) -> str:
    if count < 1:
        return ""
    return ngettext("and %(count)s more", "and %(count)s more", count) % {"count": number(count)}


def _in_reader(texts: dict[str, str]) -> str:
    """A frozen text in the reader's language, or in the next that has it."""
    for code in (translation.get_language() or "kk", *LANGUAGES):
        if text := texts.get(code[:2], ""):
            return text
    return ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _short(text: str) -> str:
    return formats.date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT") if text else ""
