"""Places per 1,000 inhabitants: a funnel plot and its table. `{% load fairness %}`."""

from collections.abc import Mapping
from math import exp, log
from typing import Any

from django import template
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from estafeta.tally.rules.fairness import INNER, OUTER, PER, Funnel, Place
from estafeta.ui.components.blocks import table
from estafeta.ui.numbers import number

register = template.Library()

WIDTH, HEIGHT, LEFT, FOOT, TOP, RIGHT = 1000, 520, 90, 60, 16, 24
STEPS = 60
WHOLE = 10  # from here a rate is written without a fraction


@register.inclusion_tag("tally/_funnel.html")
def tally_funnel(funnel: Funnel) -> dict[str, Any]:
    """Each place as a point: how many live there, and how many took part per 1,000; the numbers stand in the table."""
    if funnel.rate is None:
        return {"points": []}
    sizes = [place.people or 1 for place in funnel.places]
    first, last = min(sizes) * 0.9, max(sizes) * 1.1
    rates = [place.participations / (place.people or 1) for place in funnel.places]
    most = max(*rates, funnel.limits(int(first), INNER)[1]) * 1.08

    def x(people: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * log(people / first) / log(last / first), 1)

    def y(rate: float) -> float:
        return round(HEIGHT - FOOT - (HEIGHT - FOOT - TOP) * min(rate, most) / most, 1)

    along = [first * exp(log(last / first) * step / STEPS) for step in range(STEPS + 1)]

    def band(width: float) -> str:
        low = [(x(people), y(funnel.limits(int(people), width)[0])) for people in along]
        high = [(x(people), y(funnel.limits(int(people), width)[1])) for people in along]
        return " ".join(f"{across},{down}" for across, down in [*high, *reversed(low)])

    return {
        "width": WIDTH, "height": HEIGHT, "left": LEFT, "right": WIDTH - RIGHT, "floor": HEIGHT - FOOT, "top": TOP,
        "outer": band(OUTER), "inner": band(INNER), "common": y(funnel.rate),
        "points": [
            {"x": x(place.people or 1), "y": y(rate), "number": at, "usual": funnel.is_usual(place),
             "title": f"{at}. {place.name}: {per_thousand(rate)}"}
            for at, (place, rate) in enumerate(zip(funnel.places, rates, strict=True), 1)
        ],
        "ticks": [{"y": y(most * part / 4), "text": per_thousand(most * part / 4)} for part in range(5)],
        "least": number(min(sizes)), "greatest": number(max(sizes)), "rate": per_thousand(funnel.rate),
    }  # fmt: skip


@register.inclusion_tag("ui/_table.html")
def tally_per_thousand(funnel: Funnel) -> Mapping[str, Any]:
    """The same as a table in the order of the alphabet; nobody is first."""
    head = [_("Territory"), _("Inhabitants"), _("participations"), _("per 1,000"), _("range"), _("What it means")]
    rows = [[_linked(at, place), *_told(funnel, place)] for at, place in enumerate(funnel.places, 1)]
    caption = _("Participations per 1,000 inhabitants, in the order of the alphabet")
    return table(caption=caption, head=head, rows=rows, numeric=(1, 2, 3))


@register.simple_tag
def tally_spread(funnel: Funnel) -> str:
    """The factor by which the limits are widened, squared."""
    return formats.number_format(funnel.spread, 1)


def per_thousand(rate: float) -> str:
    """Two places below one, one below ten, none above: finer than that nothing is known."""
    shown = rate * PER
    return formats.number_format(shown, 0 if shown == 0 or shown >= WHOLE else 1 if shown >= 1 else 2)


def _linked(at: int, place: Place) -> tuple[str, str]:
    """The number that stands beside its point, and its name."""
    return f"{at}. {place.name}", reverse("web:territory", args=[place.key])


def _told(funnel: Funnel, place: Place) -> list[Any]:
    low, high = funnel.range_of(place)
    span = _("%(low)s to %(high)s") % {"low": per_thousand(low), "high": per_thousand(high)}
    rate = per_thousand(place.participations / (place.people or 1))
    if funnel.rate is None:
        meaning = "–"
    elif funnel.is_usual(place):
        meaning = _("within what chance explains")
    else:
        meaning = _("outside the limits: worth asking why")
    return [place.people, place.participations, rate, span, meaning]
