"""Lines of a book and of certificates, for templates: `{% load recognition %}`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from estafeta.recognition import rules
from estafeta.recognition.models import Certificate, PaperEntry
from estafeta.recognition.queries import period
from estafeta.recognition.queries.book import Line
from estafeta.recognition.queries.certificates import Shown
from estafeta.ui.components.blocks import table
from estafeta.ui.numbers import hours

register = template.Library()


@register.inclusion_tag("ui/_table.html")
def book_lines(lines: Sequence[Line], caption: str) -> Mapping[str, Any]:
    """Deeds of a book: which, when, hours, grade, and who has seen it or why it waits."""
    rows = [
        [
            (line.deed.title, line.deed.get_absolute_url()),
            _day(line.on),
            hours(line.minutes) if line.grade else "–",
            line.grade or "–",
            line.note,
        ]
        for line in lines
    ]
    head = [_("Good deed"), _("When"), _("Hours"), _("Grade"), _("Who has seen it, or why not")]
    return table(caption=caption, head=head, rows=rows, numeric=(2,))


@register.inclusion_tag("ui/_table.html")
def paper_lines(lines: Iterable[PaperEntry]) -> Mapping[str, Any]:
    rows = [
        [
            line.what,
            _day(line.day),
            hours(line.minutes),
            line.grade,
            line.organisation.name if line.organisation else str(line.get_grade_display()),
        ]
        for line in lines
    ]
    head = [_("What it was"), _("When"), _("Hours"), _("Grade"), _("Who typed it in")]
    return table(caption=_("From a paper book"), head=head, rows=rows, numeric=(2,))


@register.inclusion_tag("ui/_table.html")
def certificate_lines(certificates: Iterable[Certificate]) -> Mapping[str, Any]:
    rows = [
        [
            (_of(one), reverse("recognition:verify", args=[rules.grouped(one.code)])),
            _day(one.issued_at.date()),
            hours(one.content["minutes"]),
            pgettext("certificate", "valid") if one.is_valid else pgettext("certificate", "revoked"),
        ]
        for one in certificates
    ]
    head = [_("Of what"), _("Issued"), _("Hours"), _("State")]
    return table(caption=_("Certificates made so far"), head=head, rows=rows, numeric=(2,), quiet_caption=True)


@register.simple_tag
def certificate_period(shown: Shown) -> str:
    return period(shown.since, shown.until)


def _of(certificate: Certificate) -> str:
    if certificate.deed is not None:
        return certificate.deed.title
    return str(certificate.campaign) if certificate.campaign else _("the whole book")


def _day(day: date | None) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT") if day else "–"
