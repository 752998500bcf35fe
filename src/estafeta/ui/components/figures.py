"""Figures: one large number with what it is, its range, its moment and its grades; and the line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import template
from django.utils.translation import gettext_lazy as _

from estafeta.ui.numbers import Number, percent

register = template.Library()
BAR_WIDTH: Final = 1000
GRADES: Final = {
    "A": _("checked in on the spot"),
    "B": _("on the list and confirmed"),
    "C": _("on a list, or counted by two"),
    "D": _("counted by the organiser alone"),
    "E": _("one's own word"),
}


@dataclass(frozen=True)
class Segment:
    """One grade in the stacked bar; x and width in thousandths of the bar."""

    grade: str
    meaning: str
    amount: Number
    share: str
    x: float
    width: float


@register.inclusion_tag("ui/_figure_block.html")
def figure_block(
    *,
    value: Number | None,
    what: str,
    low: Number | None = None,
    high: Number | None = None,
    as_of: datetime | str = "",
    grades: Mapping[str, Number] | Sequence[tuple[str, Number]] | None = None,
    note: str = "",
    href: str = "",
    size: str = "large",
    achieved: bool = False,
) -> Mapping[str, Any]:
    """The number that a page is about. size: large (one a page) or small; `href` leads to how it was counted."""
    return {
        "value": value,
        "what": what,
        "low": low,
        "high": high,
        "is_range": low is not None and high is not None and low != high,
        "as_of": as_of,
        "as_of_moment": as_of if isinstance(as_of, datetime) else None,
        "segments": segments(grades),
        "note": note,
        "href": href,
        "size": size,
        "achieved": achieved and bool(value),
    }


@register.inclusion_tag("ui/_grade_bar.html")
def grade_bar(
    *, grades: Mapping[str, Number] | Sequence[tuple[str, Number]], label: str = "", words: bool = True
) -> Mapping[str, Any]:
    """The mix of evidence, A to E, as one thin bar with its labels beneath; `words` spells the grades out."""
    return {"segments": segments(grades), "label": label, "words": words}


@register.inclusion_tag("ui/_stat.html")
def stat(
    *, value: Any, label: str, note: str = "", href: str = "", achieved: bool = False, unit: str = ""
) -> Mapping[str, Any]:
    """A smaller number among others. A string is shown as it is, a number in the language's way."""
    return locals()


@register.inclusion_tag("ui/_progress_line.html")
def progress_line(
    *, steps: Sequence[str | tuple[str, str]], at: int, label: str, finished: bool = False, vertical: bool = False
) -> Mapping[str, Any]:
    """The line: where something stands on its way.

    Takes: `steps` -- words, or (word, small note such as a date); `at` -- the step it stands at, from 0;
           `finished` -- the last step is achieved, and turns gold.
    """
    shown = []
    for place, step in enumerate(steps):
        text, note = (step, "") if isinstance(step, str) or not isinstance(step, tuple) else step
        state = "done" if place < at or (finished and place == at) else "now" if place == at else "later"
        shown.append({"text": text, "note": note, "state": state})
    return {"steps": shown, "label": label, "finished": finished, "vertical": vertical}


@register.inclusion_tag("ui/_steps.html")
def steps(*, names: Sequence[str], at: int, label: str = "") -> Mapping[str, Any]:
    """Where one stands in a form of several pages; `at` from 0."""
    here = names[at]
    return {"names": names, "at": at, "number": at + 1, "total": len(names), "here": here, "label": label}


@register.inclusion_tag("ui/_places.html")
def places(*, taken: int, capacity: int | None, waiting: int = 0) -> Mapping[str, Any]:
    """How full something is: a thin bar and the words; a capacity of None is "everybody is welcome"."""
    share = 0 if not capacity else min(1, taken / capacity)
    return {
        "taken": taken,
        "capacity": capacity,
        "left": None if capacity is None else max(0, capacity - taken),
        "waiting": waiting,
        "width": round(share * BAR_WIDTH),
    }


def segments(grades: Mapping[str, Number] | Sequence[tuple[str, Number]] | None) -> list[Segment]:
    """The parts of a stacked bar in the order given; grades with nothing in them are left out."""
    if not grades:
        return []
    pairs = [
        (str(grade).upper(), amount) for grade, amount in (grades.items() if isinstance(grades, Mapping) else grades)
    ]
    total = sum(float(amount) for _grade, amount in pairs)
    x, made = 0.0, []
    for grade, amount in pairs:
        if not amount:
            continue
        width = round(float(amount) / total * BAR_WIDTH, 2)
        made.append(Segment(grade, str(GRADES.get(grade, "")), amount, percent(amount, total), round(x, 2), width))
        x += width
    return made
