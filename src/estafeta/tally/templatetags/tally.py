"""How a counted number is shown: the only place where a page writes one. `{% load tally %}`.

{% tally_headline figure %}                 the one large number of a page, its grades, its moment
{% tally_metrics figure %}                  all six, each with its definition
{% tally_number figure "participations" %}  a number inside a sentence; `words=True` adds what it is
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from estafeta.tally import rules
from estafeta.tally.models import Fact
from estafeta.tally.queries import Metric, Part, SideBySide, TallyFigure, ToldWhere
from estafeta.ui.components.blocks import table
from estafeta.ui.numbers import NARROW, number

register = template.Library()

PLOT_WIDTH, PLOT_HEIGHT = 1000, 160
BAR_SHARE = 0.8
FEWEST_DAYS = 14  # a campaign's first day is a bar, not a wall
WAYS = {
    "territory": lambda: pgettext("part", "territory"),
    "day": lambda: pgettext("part", "day"),
    "type": lambda: pgettext("part", "kind of deed"),
    "group": lambda: pgettext("part", "group of people"),
    "grade": lambda: pgettext("part", "grade of evidence"),
}


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


@register.inclusion_tag("tally/_live.html")
def tally_live(figure: TallyFigure, *, explained: bool = False) -> dict[str, Any]:
    """The same as of now, kept fresh while somebody looks; `explained` links it to how it was counted."""
    asked = {name: value for name, value in figure.scope.as_dict().items() if value}
    address = f"{reverse('tally:live')}?{urlencode(asked | ({'explained': '1'} if explained else {}))}"
    href = reverse("tally:method") if explained else ""
    return {"address": address, "headline": tally_headline(figure, href=href)}


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
def tally_what(figure: TallyFigure, name: str) -> str:
    """What a number is, in the form that goes with it."""
    return what(figure[name])


@register.simple_tag
def tally_people(figure: TallyFigure) -> str:
    """How many different people, as a sentence's part: a number or a range."""
    return _people_sentence(figure.people)


@register.simple_tag
def tally_moment(figure: TallyFigure) -> str:
    return moment_of(figure)


@register.simple_tag
def tally_time(moment: datetime, zone: str) -> str:
    """A moment in the clock of its place."""
    return formats.date_format(moment.astimezone(ZoneInfo(zone)), "SHORT_DATETIME_FORMAT", use_l10n=True)


@register.simple_tag
def tally_taken_back(fact: Fact) -> str:
    """What a correction took back, without saying who it was."""
    counted = {
        Fact.Kind.ATTENDANCE: ngettext("%(number)s attendance", "%(number)s attendances", fact.heads),
        Fact.Kind.HEADCOUNT: ngettext("%(number)s head counted", "%(number)s heads counted", fact.heads),
        Fact.Kind.SPECTATORS: ngettext("%(number)s spectator", "%(number)s spectators", fact.heads),
    }[Fact.Kind(fact.kind)]
    return _("%(counted)s, grade %(grade)s") % {
        "counted": counted % {"number": number(fact.heads)},
        "grade": fact.grade,
    }


@register.simple_tag
def tally_entry(entry: Fact) -> str:
    """What an entry says, in words: its kind, its time and its grade; taken back or not."""
    if entry.kind == Fact.Kind.CORRECTION:
        return _("taken back: %(reason)s") % {"reason": entry.reason}
    return _("%(kind)s, %(minutes)s minutes, grade %(grade)s") % {
        "kind": entry.get_kind_display(),
        "minutes": number(entry.minutes),
        "grade": entry.grade,
    }


@register.simple_tag
def tally_way(way: str) -> str:
    return WAYS[way]()


@register.inclusion_tag("ui/_table.html")
def tally_parts(parts: Sequence[Part], way: str, figure: TallyFigure) -> Mapping[str, Any]:
    """A figure by its parts: a table whose last row is the whole."""
    head = [WAYS[way](), _("participations"), _("D and E, apart"), _("spectators"), _("hours")]
    with_deeds = way not in {"group", "grade"}
    rows = [[_linked(part, way, figure), *_cells(part, with_deeds=with_deeds)] for part in parts]
    return table(
        caption=_("%(way)s, %(moment)s") % {"way": WAYS[way](), "moment": moment_of(figure)},
        head=[*head, _("good deeds held")] if with_deeds else head,
        rows=rows,
        numeric=range(1, len(head) + with_deeds),
        total=[_("together"), *_totals(parts, with_deeds=with_deeds)] if parts else (),
    )


@register.inclusion_tag("tally/_days.html")
def tally_days(days: Sequence[Part]) -> dict[str, Any]:
    """Participations day by day as bars; days without any are gaps."""
    told = {date.fromisoformat(part.key): part for part in days if part.key and part.participations}
    if not told:
        return {"bars": []}
    first, last = min(told), max(told)
    most = max(part.participations for part in told.values())
    step = PLOT_WIDTH / max((last - first).days + 1, FEWEST_DAYS)
    bars = [
        {
            "x": round((day - first).days * step, 2),
            "width": round(step * BAR_SHARE, 2),
            "height": round(part.participations * PLOT_HEIGHT / most, 2),
            "y": round(PLOT_HEIGHT - part.participations * PLOT_HEIGHT / most, 2),
            "title": f"{part.label}: {number(part.participations)}",
        }
        for day, part in sorted(told.items())
    ]
    label = _("participations a day, at most %(most)s") % {"most": number(most)}
    shown = {"width": PLOT_WIDTH, "height": PLOT_HEIGHT, "label": label, "bars": bars}
    return shown | {"first": told[first].label, "last": told[last].label}


@register.inclusion_tag("ui/_table.html")
def tally_side_by_side(beside: SideBySide) -> Mapping[str, Any]:
    """Campaigns as rows, the six metrics as columns; no row of totals, since people would be added twice."""
    head = [_("Campaign"), *(str(rules.LABELS[name]) for name in rules.METRICS), _("As of")]
    rows = [
        [
            (campaign.theme, reverse("tally:tally") + f"?campaign={campaign.slug}"),
            *(shown_value(told[name]) for name in rules.METRICS),
            formats.date_format(told.recorded_until, "SHORT_DATE_FORMAT"),
        ]
        for campaign, told in beside.rows
    ]
    return table(caption=_("Campaigns side by side"), head=head, rows=rows, numeric=range(1, len(head) - 1))


@register.inclusion_tag("ui/_table.html")
def tally_told(told: Sequence[ToldWhere]) -> Mapping[str, Any]:
    """Where people said that they were told to come: places and who invited, never a deed or a person."""
    rows = [
        [
            (one.territory.name, one.territory.get_absolute_url()),
            one.organisation.name if one.organisation else "–",
            one.heads,
            one.minutes // 60,
        ]
        for one in told
    ]
    head = [_("Territory"), _("Who invites"), _("people who said so"), _("hours")]
    return table(caption=_("Told to come"), head=head, rows=rows, numeric=(2, 3))


@register.simple_tag
def tally_across(beside: SideBySide) -> str:
    """How many different people all campaigns had together."""
    return _("All campaigns together: %(people)s.") % {"people": _people_sentence(beside.people)}


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
        said = _("%(measured)s measured, %(estimated)s estimated") % {
            "measured": number(parts["measured_minutes"] // 60),
            "estimated": number(parts["estimated_minutes"] // 60),
        }
        if told := parts.get("told_minutes", 0) // 60:
            said += "; " + _("%(told)s more by people who said they were told to come stand apart") % {
                "told": number(told)
            }
        return said
    if metric.metric == "deeds":
        return _("announced: %(announced)s, cancelled: %(cancelled)s") % {
            "announced": number(parts["announced"]),
            "cancelled": number(parts["cancelled"]),
        }
    if metric.metric == "people" and (parts.get("unnamed") or parts.get("unresolved")):
        return "; ".join(filter(None, (_unnamed(parts), _unresolved(parts))))
    if metric.apart:
        return _("%(number)s more of grades D and E stand apart") % {"number": number(metric.apart)}
    return ""


def _unnamed(parts: dict[str, int]) -> str:
    if not parts["unnamed"]:
        return ""
    return _("%(named)s by name, and %(unnamed)s heads without a name") % {
        "named": number(parts["named"]),
        "unnamed": number(parts["unnamed"]),
    }


def _unresolved(parts: dict[str, int]) -> str:
    """How many pairs may be one human, and their share of the people with a name."""
    unresolved = parts.get("unresolved", 0)
    if not unresolved:
        return ""
    share = formats.number_format(100 * unresolved / max(1, parts["named"]), 2)
    return ngettext(
        "%(number)s pair may be one person twice (%(share)s %% of those named)",
        "%(number)s pairs may be one person twice (%(share)s %% of those named)",
        unresolved,
    ) % {"number": number(unresolved), "share": share}


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


def _linked(part: Part, way: str, figure: TallyFigure) -> Any:
    """A territory leads to its own figures, as of the same moment."""
    if way == "grade":
        return f"{part.key}: {part.label}"
    if way != "territory" or not part.key or part.key == figure.scope.territory:
        return part.label
    asked = {"campaign": figure.scope.campaign, "territory": part.key}
    return part.label, f"{reverse('tally:tally')}?{urlencode(asked)}"


def _cells(part: Part, *, with_deeds: bool) -> list[int | str | None]:
    cells: list[int | str | None] = [part.participations, part.apart, part.spectators, part.minutes // 60]
    return [*cells, part.deeds] if with_deeds else cells


def _totals(parts: Sequence[Part], *, with_deeds: bool) -> list[int]:
    totals = [
        sum(part.participations for part in parts),
        sum(part.apart for part in parts),
        sum(part.spectators for part in parts),
        sum(part.minutes for part in parts) // 60,
    ]
    return [*totals, sum(part.deeds or 0 for part in parts)] if with_deeds else totals
