"""The pictures of the relay, drawn by the server. `{% load relay %}`.

{% relay_tree drawn %}       the line as a sun: time grows outwards, the longest chain in gold
{% relay_map ways %}         the line from place to place, over the country's shape
{% relay_growth growth %}    the deeds of the line by day
{% relay_brought weeks %}    how many new deeds a deed brings, with the uncertainty of each
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final

from django import template
from django.contrib.staticfiles.finders import find
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from estafeta.relay.queries import Brought, Dot, Way
from estafeta.relay.rules.figures import Range
from estafeta.territories.models import Territory
from estafeta.ui.numbers import number, percent

register = template.Library()

RIM: Final = 470.0
HUB: Final = 34.0
GAP: Final = 0.055  # of the circle is left open at the top, where the days stand
FEWEST_DAYS: Final = 14
MOST_RINGS: Final = 8
MANY: Final = 120  # from here on larger dots would touch each other
DOTS: Final = {False: 5.0, True: 3.1}
CHAIN_DOT: Final = 6.0


@dataclass(frozen=True)
class Sun:
    """What the tree is drawn from."""

    dots: Sequence[Dot]
    chain: frozenset[int]
    first: datetime
    last: datetime
    day: datetime | None
    title: str
    names: Mapping[int, str]
    knots: bool = False
    hrefs: bool = True


@dataclass(frozen=True)
class _Spot:
    radius: float
    angle: float

    @property
    def x(self) -> float:
        return round(self.radius * math.sin(self.angle), 1)

    @property
    def y(self) -> float:
        return round(-self.radius * math.cos(self.angle), 1)

    def at(self, radius: float) -> "_Spot":
        return _Spot(radius, self.angle)


@register.simple_tag
def relay_tree(sun: Sun) -> SafeString:
    """The line of deeds around its beginning; each mark says its day, so that a slider can hide what came later."""
    return SafeString(drawn_tree(sun))


def drawn_tree(sun: Sun) -> str:
    span = max((sun.last - sun.first).total_seconds(), FEWEST_DAYS * 86_400.0)
    spots = _spots(sun, span)
    under = _weights(sun.dots)
    back, front, dots = [], [], []
    for one in sun.dots:
        spot, day = spots[one.key], (one.at - sun.first).days
        hidden = " is-later" if sun.day is not None and one.at >= sun.day else ""
        gold = one.key in sun.chain
        if one.parent in spots:
            width = min(7.0, 0.7 + 0.75 * math.log2(1 + under[one.key]))
            path = _branch(spots[one.parent], spot)
            if gold:
                front.append(f'<path class="sun__chain{hidden}" data-d="{day}" d="{path}"/>')
            else:
                back.append(f'<path class="sun__branch{hidden}" data-d="{day}" stroke-width="{width:.1f}" d="{path}"/>')
        dots.append(_dot(sun, one, spot, day, gold=gold, hidden=hidden))
    label, role = escape(sun.title), "group" if sun.hrefs and not sun.knots else "img"  # an image holds no links
    return (
        f'<svg class="sun" viewBox="-500 -500 1000 1000" role="{role}" aria-label="{label}">{_rings(sun, span)}'
        f'<g class="sun__branches">{"".join(back)}</g><g>{"".join(front)}</g><g>{"".join(dots)}</g>'
        f'<circle class="sun__heart" r="9"/></svg>'
    )


def _spots(sun: Sun, span: float) -> dict[int, _Spot]:
    turns = [one.turn for one in sun.dots]
    low, high = min(turns, default=0.0), max(turns, default=1.0)
    wide = (high - low) or 1.0
    spots = {}
    for one in sun.dots:
        share = (one.turn - low) / wide if high > low else 0.5
        angle = 2 * math.pi * (GAP / 2 + (1 - GAP) * share)
        grown = (one.at - sun.first).total_seconds() / span
        spots[one.key] = _Spot(HUB + (RIM - HUB) * max(0.0, min(1.0, grown)), angle)
    firsts = [one for one in sun.dots if one.parent not in spots]
    if firsts and len(firsts) < len(sun.dots):
        spots[firsts[0].key] = _Spot(0.0, spots[firsts[0].key].angle)  # the first deed of all is the heart
    return spots


def _weights(dots: Sequence[Dot]) -> dict[int, int]:
    """By dot: how many deeds grew from it, itself counted; children stand behind their stems."""
    under: dict[int, int] = defaultdict(int)
    for one in reversed(dots):
        under[one.key] += one.deeds
        if one.parent is not None:
            under[one.parent] += under[one.key]
    return under


def _branch(start: _Spot, end: _Spot) -> str:
    middle = (start.radius + end.radius) / 2
    one, two = (_Spot(middle, end.angle) if start.radius == 0 else start.at(middle)), end.at(middle)
    return f"M{start.x} {start.y}C{one.x} {one.y} {two.x} {two.y} {end.x} {end.y}"


def _dot(sun: Sun, one: Dot, spot: _Spot, day: int, *, gold: bool, hidden: str) -> str:
    kind = "held" if one.held else "coming"
    radius = min(26.0, 2.6 * math.sqrt(one.deeds)) if sun.knots else CHAIN_DOT if gold else DOTS[len(sun.dots) > MANY]
    told = escape(one.title or sun.names.get(one.region or 0, ""))
    mark = (
        f'<circle class="sun__dot sun__dot--{kind}{" sun__dot--chain" if gold else ""}" cx="{spot.x}" cy="{spot.y}"'
        f' r="{radius:.1f}"><title>{told}</title></circle>'
    )
    if one.slug and sun.hrefs:
        mark = f'<a href="../deeds/{escape(one.slug)}/" tabindex="-1" aria-label="{told}">{mark}</a>'
    return f'<g class="sun__spot{hidden}" data-d="{day}">{mark}</g>'


def _rings(sun: Sun, span: float) -> str:
    """A ring for each week (or more), with its day in the gap at the top."""
    days = span / 86_400
    step = next((one for one in (7, 14, 28, 56, 91, 182, 365) if days / one <= MOST_RINGS), 730)
    drawn = []
    for turn in range(1, int(days / step) + 1):
        radius = HUB + (RIM - HUB) * turn * step / days
        moment = sun.first + timedelta(days=turn * step)
        words = escape(date_format(moment, pgettext("format of a day on a chart", "j M")))
        drawn.append(
            f'<circle class="sun__ring" r="{radius:.1f}"/>'
            f'<text class="sun__day" x="0" y="{-radius + 4:.1f}" text-anchor="middle">{words}</text>'
        )
    return f'<g aria-hidden="true">{"".join(drawn)}</g>'


# --- the map ------------------------------------------------------------------------------------------

MAP_WIDTH: Final = 1000.0
MARGIN: Final = 14.0


@dataclass(frozen=True)
class _Ground:
    """The shape of a country and how to put a point upon it."""

    path: str
    west: float
    south: float
    east: float
    north: float
    width: float
    height: float


@lru_cache(maxsize=8)
def _ground(country: str) -> _Ground | None:
    """The country's shape from the build, with its bounds; None where the build knows none."""
    path = find(f"ui/shapes/{slugify(country)}.svg") if country else None
    if not path:
        return None
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 -- a path that Django found
        drawing = file.read()
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)
    bounds = re.search(r'data-bounds="(\S+) (\S+) (\S+) (\S+)"', drawing)
    shape = re.search(r'<path d="([^"]+)"', drawing)
    if box is None or bounds is None or shape is None:
        return None
    west, south, east, north = map(float, bounds.groups())
    return _Ground(shape[1], west, south, east, north, float(box[1]), float(box[2]))


@register.simple_tag
def relay_map(
    ways: Sequence[Way], *, country: str, label: str, chain: Sequence[Territory] = (), day: datetime | None = None,
    first: datetime | None = None,
) -> SafeString:  # fmt: skip
    """The line from place to place: an arc for each way, wider where it went often, the longest chain in gold."""
    return SafeString(drawn_map(ways, country=country, label=label, chain=chain, day=day, first=first))


def drawn_map(
    ways: Sequence[Way], *, country: str, label: str, chain: Sequence[Territory] = (), day: datetime | None = None,
    first: datetime | None = None,
) -> str:  # fmt: skip
    ground = _ground(country) or _bounds_of(ways)
    scale = (MAP_WIDTH - 2 * MARGIN) / ground.width
    height = ground.height * scale + 2 * MARGIN

    def spot(place: Territory) -> tuple[float, float]:
        x = ((place.lon or 0.0) - ground.west) / (ground.east - ground.west or 1) * ground.width
        y = (ground.north - (place.lat or 0.0)) / (ground.north - ground.south or 1) * ground.height
        return round(MARGIN + x * scale, 1), round(MARGIN + y * scale, 1)

    steps = {(start.pk, end.pk) for start, end in pairwise(chain)}
    arcs: list[str] = []
    gold: list[str] = []
    deeds: dict[int, int] = defaultdict(int)
    where: dict[int, tuple[Territory, str, str]] = {}
    for way in sorted(ways, key=lambda way: way.first_at):
        later = " is-later" if day is not None and way.first_at >= day else ""
        stamp = f' data-d="{(way.first_at - first).days}"' if first else ""
        deeds[way.end.pk] += way.times
        where.setdefault(way.end.pk, (way.end, stamp, later))
        if way.start.pk == way.end.pk:
            continue
        width = min(5.0, 0.8 + 0.8 * math.log2(1 + way.times))
        path = _arc(spot(way.start), spot(way.end))
        if (way.start.pk, way.end.pk) in steps:
            gold.append(f'<path class="relay-map__chain{later}"{stamp} d="{path}"/>')
        else:
            arcs.append(f'<path class="relay-map__way{later}"{stamp} stroke-width="{width:.1f}" d="{path}"/>')
    marks = [_place(place, spot(place), deeds[key], stamp, later) for key, (place, stamp, later) in where.items()]
    shape = f'<path class="relay-map__ground" transform="translate({MARGIN} {MARGIN}) scale({scale:.4f})" d="{ground.path}"/>'  # noqa: E501 -- one element
    return (
        f'<svg class="relay-map" viewBox="0 0 {MAP_WIDTH:.0f} {height:.0f}" role="img" aria-label="{escape(label)}">'
        f"{shape}<g>{''.join(arcs)}</g><g>{''.join(gold)}</g><g>{''.join(marks)}</g></svg>"
    )


def _bounds_of(ways: Sequence[Way]) -> _Ground:
    points = [(place.lon or 0.0, place.lat or 0.0) for way in ways for place in (way.start, way.end)] or [(0.0, 0.0)]
    west, east = min(x for x, _y in points) - 0.5, max(x for x, _y in points) + 0.5
    south, north = min(y for _x, y in points) - 0.5, max(y for _x, y in points) + 0.5
    narrow = math.cos(math.radians((south + north) / 2))
    return _Ground("", west, south, east, north, 600.0, 600.0 * (north - south) / ((east - west) * narrow))


def _arc(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = start, end
    bend = 0.18
    cx, cy = (x1 + x2) / 2 + (y2 - y1) * bend, (y1 + y2) / 2 - (x2 - x1) * bend
    return f"M{x1} {y1}Q{cx:.1f} {cy:.1f} {x2} {y2}"


def _place(place: Territory, spot: tuple[float, float], deeds: int, stamp: str, later: str) -> str:
    radius = min(13.0, 2.2 + 1.1 * math.sqrt(deeds))
    return (
        f'<circle class="relay-map__place{later}"{stamp} cx="{spot[0]}" cy="{spot[1]}" r="{radius:.1f}">'
        f"<title>{escape(place.name)}</title></circle>"
    )


# --- growth and what a deed brings --------------------------------------------------------------------

PLOT_WIDTH: Final = 1000.0
PLOT_HEIGHT: Final = 240.0
FOOT: Final = 28.0


@register.simple_tag
def relay_growth(growth: Sequence[tuple[date, int, int]], *, label: str, last: date) -> SafeString:
    """One line that climbs with every deed that joined."""
    if not growth:
        return SafeString("")
    first, most = growth[0][0], growth[-1][2]
    days = max((last - first).days, 1)

    def x(day: date) -> float:
        return round(PLOT_WIDTH * (day - first).days / days, 1)

    def y(number: int) -> float:
        return round(PLOT_HEIGHT - (PLOT_HEIGHT - 18) * number / most, 1)

    steps, before = [f"M0 {PLOT_HEIGHT}"], 0
    for day, _new, total in growth:
        steps.append(f"L{x(day)} {y(before)}L{x(day)} {y(total)}")
        before = total
    steps.append(f"L{PLOT_WIDTH} {y(before)}")
    line = "".join(steps)
    return SafeString(
        f'<svg class="relay-plot" viewBox="0 0 {PLOT_WIDTH:.0f} {PLOT_HEIGHT + FOOT:.0f}" role="img"'
        f' aria-label="{escape(label)}"><path class="relay-plot__wash" d="{line}L{PLOT_WIDTH} {PLOT_HEIGHT}Z"/>'
        f'<path class="relay-plot__line" d="{line}"/>{_axis(first, last)}</svg>'
    )


def _axis(first: date, last: date) -> str:
    words = [
        (0, "start", first),
        (PLOT_WIDTH / 2, "middle", first + (last - first) / 2),
        (PLOT_WIDTH, "end", last),
    ]
    return "".join(
        f'<text class="relay-plot__word" x="{at:.0f}" y="{PLOT_HEIGHT + FOOT - 5:.0f}" text-anchor="{anchor}">'
        f"{escape(date_format(day, pgettext('format of a day on a chart', 'j M')))}</text>"
        for at, anchor, day in words
    )


@register.simple_tag
def relay_brought(weeks: Sequence[Brought], *, label: str) -> SafeString:
    """A dot for each week's deeds with the interval in which the truth lies; above the line of one the relay grows."""
    if not weeks:
        return SafeString("")
    most = max(2.0, min(6.0, max(one.range.high for one in weeks)))
    step = PLOT_WIDTH / len(weeks)

    def y(value: float) -> float:
        return round(PLOT_HEIGHT - (PLOT_HEIGHT - 12) * min(value, most) / most, 1)

    marks = []
    for at, one in enumerate(weeks):
        x = round(step * (at + 0.5), 1)
        kind = " relay-plot__mark--open" if one.is_open else ""
        marks.append(
            f'<g class="relay-plot__mark{kind}">'
            f'<line x1="{x}" x2="{x}" y1="{y(one.range.low)}" y2="{y(one.range.high)}"/>'
            f'<circle cx="{x}" cy="{y(one.range.value)}" r="7"/></g>'
        )
    monday, sunday = weeks[0].label, weeks[-1].label
    axis = _axis(monday, sunday) if isinstance(monday, date) and isinstance(sunday, date) and monday < sunday else ""
    one_to_one, even = y(1.0), _("one deed brings one")
    return SafeString(
        f'<svg class="relay-plot" viewBox="0 0 {PLOT_WIDTH:.0f} {PLOT_HEIGHT + FOOT:.0f}" role="img"'
        f' aria-label="{escape(label)}"><line class="relay-plot__one" x1="0" x2="{PLOT_WIDTH:.0f}" y1="{one_to_one}"'
        f' y2="{one_to_one}"/><text class="relay-plot__word" x="{PLOT_WIDTH:.0f}" y="{one_to_one - 6}"'
        f' text-anchor="end">{escape(even)}</text>{"".join(marks)}{axis}</svg>'
    )


# --- words ------------------------------------------------------------------------------------------------------------

HOUR: Final = 60
DAY: Final = 24 * HOUR
SHOWN_IN_DAYS: Final = 3 * DAY


@register.filter
def relay_while(minutes: float | None) -> str:
    """A time of passing: in minutes, hours or days, whichever is said."""
    if minutes is None:
        return "–"
    if minutes < HOUR:
        return _("%(n)s min") % {"n": number(round(minutes))}
    if minutes < SHOWN_IN_DAYS:
        return _("%(n)s h") % {"n": number(round(minutes / HOUR))}
    return _("%(n)s d") % {"n": number(round(minutes / DAY))}


@register.filter
def relay_between(found: Range | None) -> str:
    """The interval of a share: between 41 % and 48 %."""
    if found is None:
        return ""
    return _("between %(low)s and %(high)s") % {"low": percent(found.low), "high": percent(found.high)}
