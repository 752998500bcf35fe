"""How a counted number is shown: the only place where a page writes one. `{% load tally %}`.

{% tally_headline figure %}                 the one large number of a page, its grades, its moment
{% tally_metrics figure %}                  all six, each with its definition
{% tally_number figure "participations" %}  a number inside a sentence; `words=True` adds what it is
"""

from typing import Any

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from estafeta.tally import rules
from estafeta.tally.queries import Metric, TallyFigure
from estafeta.ui.numbers import NARROW, number

register = template.Library()


@register.inclusion_tag("tally/_headline.html")
def tally_headline(figure: TallyFigure, *, href: str = "", size: str = "large") -> dict[str, Any]:
    """Participations of grades A to C, with how many people they were and as of when."""
    shown = figure.participations
    return {
        "value": shown.value,
        "what": what(shown),
        "grades": _headline_grades(shown),
        "note": _people_sentence(figure.people),
        "as_of": moment_of(figure),
        "href": href,
        "size": size,
    }


@register.inclusion_tag("tally/_metrics.html")
def tally_metrics(figure: TallyFigure) -> dict[str, Any]:
    """All six metrics, each with its definition; D and E apart."""
    return {
        "cells": [
            {"metric": metric, "shown": shown_value(metric), "what": what(metric), "note": note_of(metric)}
            for metric in figure.metrics
        ],
        "moment": moment_of(figure),
    }


@register.simple_tag
def tally_number(figure: TallyFigure, name: str, *, words: bool = False) -> str:
    """One number in a sentence; a range is written as one."""
    metric = figure[name]
    shown = format_html('<data value="{}">{}</data>', _plain(metric), shown_value(metric))
    return format_html("{} {}", shown, what(metric)) if words else shown


@register.simple_tag
def tally_moment(figure: TallyFigure) -> str:
    return moment_of(figure)


def shown_value(metric: Metric) -> str:
    """A metric as the reader's language writes it; "–" where nothing can be said."""
    if metric.metric == "completeness":
        return "–" if metric.value is None else f"{number(metric.value)}{NARROW}%"
    if metric.is_range:
        return _("%(low)s to %(high)s") % {"low": number(metric.low), "high": number(metric.high)}
    return number(metric.value)


def what(metric: Metric) -> str:
    """What a number is, in the form that the language wants after that number."""
    count = metric.high or 0
    words = {
        "people": ngettext("person", "people", count),
        "participations": ngettext("participation", "participations", count),
        "spectators": ngettext("spectator", "spectators", count),
        "deeds": ngettext("good deed held", "good deeds held", count),
        "hours": ngettext("hour given", "hours given", count),
        "completeness": _("of the deeds held are reported"),
    }
    return words[metric.metric]


def note_of(metric: Metric) -> str:
    """What belongs beside a number so that it can't be misread."""
    parts = metric.parts
    if metric.metric == "completeness":
        return _("%(reported)s of %(held)s") % {"reported": number(parts["reported"]), "held": number(parts["held"])}
    if metric.metric == "hours":
        return _("%(measured)s measured, %(estimated)s estimated") % {
            "measured": number(parts["measured_minutes"] // 60),
            "estimated": number(parts["estimated_minutes"] // 60),
        }
    if metric.metric == "deeds":
        return _("announced: %(announced)s, cancelled: %(cancelled)s") % {
            "announced": number(parts["announced"]),
            "cancelled": number(parts["cancelled"]),
        }
    if metric.metric == "people" and parts.get("unnamed"):
        return _("%(named)s by name, and %(unnamed)s heads without a name") % {
            "named": number(parts["named"]),
            "unnamed": number(parts["unnamed"]),
        }
    if metric.apart:
        return _("%(number)s more of grades D and E stand apart") % {"number": number(metric.apart)}
    return ""


def moment_of(figure: TallyFigure) -> str:
    moment = figure.recorded_until
    written = formats.date_format(moment, "SHORT_DATETIME_FORMAT", use_l10n=True)
    return _("as of %(moment)s") % {"moment": written}


def _headline_grades(metric: Metric) -> dict[str, int]:
    return {grade: (metric.grades or {}).get(grade, 0) for grade in rules.HEADLINE_GRADES}


def _people_sentence(metric: Metric) -> str:
    if not metric.high:
        return _("Nobody has been counted yet.")
    if metric.is_range:
        return _("between %(low)s and %(high)s different people") % {
            "low": number(metric.low),
            "high": number(metric.high),
        }
    return ngettext("%(number)s person", "%(number)s different people", metric.high) % {"number": number(metric.high)}


def _plain(metric: Metric) -> str:
    if metric.value is None:
        return f"{metric.low}-{metric.high}" if metric.is_range else ""
    return str(metric.value)
