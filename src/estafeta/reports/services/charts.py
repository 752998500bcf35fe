"""The pictures of a report's figures: one Vega-Lite specification each, the same for page, PDF and sharing.

Direct labels instead of legends; tints of one hue that stay apart in grey and for the colour-blind; each picture has
its table beside it.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

import vl_convert
from django.conf import settings
from django.utils import formats, translation

from estafeta.tally import rules as tally_rules
from estafeta.ui.numbers import number, short_number

Json = dict[str, Any]
WIDTH: Final = 640
INK, SOFT, RULE, SKY, GOLD = "#14232c", "#4d5457", "#d8d2c5", "#00567a", "#e9b43c"
CLIP: Final = re.compile(r"\bclip\d+\b")  # the renderer numbers them on from one picture to the next
TINTS: Final = ("#e3f1f6", "#b9dde9", "#7dbfd6", "#4fa6c6", "#00567a")
GRADES: Final = {"A": "#00567a", "B": "#2d8fb4", "C": "#8cc6da", "D": "#b5aea1", "E": "#d8d2c5"}
ROOM_FOR_A_NUMBER, ROOM_FOR_A_LETTER = 0.12, 0.02  # shares of the bar
LIGHT_ON: Final = {"A", "B"}  # grades whose colour asks for white letters
CONFIG: Final = {
    "font": "Inter, IntrC, IntrX, sans-serif",
    "background": "#ffffff",
    "padding": 8,
    "view": {"stroke": None},
    "axis": {
        "labelColor": SOFT, "labelFontSize": 13, "labelLimit": 300, "titleColor": SOFT, "titleFontWeight": 400,
        "titleFontSize": 13, "domainColor": RULE, "tickColor": RULE, "grid": False,
    },
    "text": {"fontSize": 13, "color": INK},
    "bar": {"color": SKY},
}  # fmt: skip


def svg(name: str, content: Json, language: str) -> str:
    """One chart as SVG; the same each time. Raises: KeyError for a name that is none of CHARTS."""
    _fonts()
    drawn = str(vl_convert.vegalite_to_svg(specification(name, content, language)))
    marks = {mark: f"{name}-{n}" for n, mark in enumerate(dict.fromkeys(CLIP.findall(drawn)))}
    return CLIP.sub(lambda found: marks[found[0]], drawn)


def png(name: str, content: Json, language: str) -> bytes:
    """The same picture for sharing, twice as fine."""
    _fonts()
    return bytes(vl_convert.vegalite_to_png(specification(name, content, language), scale=2))


def specification(name: str, content: Json, language: str) -> Json:
    with translation.override(language):
        return {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": CONFIG} | CHARTS[name](
            content, language
        )


@cache
def _fonts() -> None:
    vl_convert.register_font_directory(str(settings.BROWSER_PARTS_DIR / "documents"))


def _growth(content: Json, _language: str) -> Json:
    told = {date.fromisoformat(part["key"]): part["participations"] for part in content["parts"]["day"] if part["key"]}
    first, last = min(told), max(told)
    days, sum_ = [], 0
    for n in range((last - first).days + 1):
        day = first + timedelta(n)
        sum_ += told.get(day, 0)
        days.append({"day": n, "sum": sum_, "number": told.get(day, 0)})
    every = max(1, len(days) // 8)
    labels = {str(n): formats.date_format(first + timedelta(n), "d.m.y") for n in range(0, len(days), every)}
    axis = {"values": [int(n) for n in labels], "labelExpr": f"{labels!r}[datum.value]", "title": None, "ticks": True}
    shared = {"field": "day", "type": "quantitative", "scale": {"domain": [0, max(1, len(days) - 1)], "nice": False}}
    end = {"filter": f"datum.day == {days[-1]['day']}"}
    label = number(sum_)
    return {
        "data": {"values": days},
        "vconcat": [
            {
                "width": WIDTH,
                "height": 240,
                "layer": [
                    {"mark": {"type": "area", "color": TINTS[1], "line": {"color": SKY, "strokeWidth": 3}}},
                    {"transform": [end], "mark": {"type": "point", "filled": True, "size": 90, "color": GOLD}},
                    {
                        "transform": [end],
                        "mark": {
                            "type": "text",
                            "align": "right",
                            "dx": -8,
                            "dy": -10,
                            "fontSize": 18,
                            "fontWeight": 600,
                        },
                        "encoding": {"text": {"value": label}},
                    },
                ],
                "encoding": {
                    "x": {**shared, "axis": {**axis, "labels": False, "ticks": False}},
                    "y": {
                        "field": "sum",
                        "type": "quantitative",
                        "axis": None,
                        "scale": {"domain": [0, max(1, sum_ * 1.12)], "nice": False},
                    },
                },
            },
            {
                "width": WIDTH,
                "height": 80,
                "mark": {"type": "bar", "width": max(1, min(8, WIDTH // (len(days) + 1) - 1))},
                "encoding": {
                    "x": {**shared, "axis": axis},
                    "y": {"field": "number", "type": "quantitative", "axis": None},
                },
            },
        ],
    }


def _bars(way: str) -> Callable[[Json, str], Json]:
    def specify(content: Json, language: str) -> Json:
        rows = [
            {
                "label": part["label"][language],
                "number": part["participations"],
                "shown": number(part["participations"]),
            }
            for part in content["parts"][way]
            if part["participations"]
        ]
        most = max((row["number"] for row in rows), default=1)
        return {
            "width": 380,
            "height": {"step": 24},
            "data": {"values": rows},
            "layer": [
                {"mark": {"type": "bar", "height": 16, "cornerRadiusEnd": 3}},
                {"mark": {"type": "text", "align": "left", "dx": 6}, "encoding": {"text": {"field": "shown"}}},
            ],
            "encoding": {
                "y": {
                    "field": "label",
                    "type": "nominal",
                    "sort": None,
                    "axis": {"title": None, "ticks": False, "domain": False, "labelPadding": 8, "labelColor": INK},
                },
                "x": {
                    "field": "number",
                    "type": "quantitative",
                    "axis": None,
                    "scale": {"domain": [0, most * 1.2], "nice": False},
                },
            },
        }

    return specify


def _evidence(content: Json, _language: str) -> Json:
    grades = {part["key"]: part["grades"][part["key"]] for part in content["parts"]["grade"]}
    whole = sum(grades.values()) or 1
    rows, place = [], 0
    for grade in tally_rules.GRADES:
        heads = grades.get(grade, 0)
        if heads:
            shown = f"{grade} {number(heads)}" if heads > whole * ROOM_FOR_A_NUMBER else grade
            rows.append(
                {
                    "grade": grade,
                    "from": place,
                    "to": place + heads,
                    "middle": place + heads / 2,
                    "shown": shown if heads > whole * ROOM_FOR_A_LETTER else "",
                    "ink": "#ffffff" if grade in LIGHT_ON else INK,
                }
            )
        place += heads
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [0, whole], "nice": False}}
    return {
        "width": WIDTH,
        "height": 56,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "height": 48, "stroke": "#ffffff", "strokeWidth": 2},
                "encoding": {
                    "x": {"field": "from", **x},
                    "x2": {"field": "to"},
                    "color": {
                        "field": "grade",
                        "type": "nominal",
                        "scale": {"domain": list(GRADES), "range": list(GRADES.values())},
                        "legend": None,
                    },
                },
            },
            {
                "mark": {"type": "text", "fontWeight": 600},
                "encoding": {
                    "x": {"field": "middle", **x},
                    "text": {"field": "shown"},
                    "color": {"field": "ink", "type": "nominal", "scale": None},
                },
            },
        ],
    }


def _map(content: Json, language: str) -> Json:
    """The territory by tiles. Depth of tint: participations per inhabitant where known for all, else participations."""
    parts = {part["key"]: part for part in content["parts"]["territory"]}
    names = {key: part["label"][language] for key, part in parts.items()}
    known = content["populations"]
    per_head = all(code in known for code in content["tiles"])
    rows = []
    for code, (column, row) in content["tiles"].items():
        heads = parts[code]["participations"] if code in parts else 0
        depth = heads / known[code]["people"] if per_head else heads
        rows.append({"x": column, "y": row, "depth": depth, "heads": heads, "name": names.get(code, code)})
    steps = sorted({row["depth"] for row in rows if row["depth"]})
    for row in rows:
        place = next((n for n, step in enumerate(steps) if row["depth"] <= step), 0) / max(1, len(steps) - 1)
        tint = 0 if not row["depth"] else 1 + round(place * 3)
        row |= {
            "tint": TINTS[tint],
            "ink": "#ffffff" if tint == len(TINTS) - 1 else INK,
            "shown": short_number(row["heads"]),
            "name": row["name"] if len(row["name"]) <= 14 else row["name"][:13] + "…",  # noqa: PLR2004 -- what fits
        }
    where = {
        "x": {"field": "x", "type": "ordinal", "axis": None, "scale": {"padding": 0.06}},
        "y": {"field": "y", "type": "ordinal", "axis": None, "scale": {"padding": 0.06}},
    }
    ink = {"field": "ink", "type": "nominal", "scale": None}
    return {
        "width": {"step": 92},
        "height": {"step": 62},
        "data": {"values": rows},
        "encoding": where,
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 6},
                "encoding": {"color": {"field": "tint", "type": "nominal", "scale": None}},
            },
            {
                "mark": {"type": "text", "dy": -8, "fontSize": 11},
                "encoding": {"text": {"field": "name"}, "color": ink},
            },
            {
                "mark": {"type": "text", "dy": 10, "fontSize": 15, "fontWeight": 600},
                "encoding": {"text": {"field": "shown"}, "color": ink},
            },
        ],
    }


CHARTS: Final[dict[str, Callable[[Json, str], Json]]] = {
    "growth": _growth,
    "map": _map,
    "by-territory": _bars("territory"),
    "by-type": _bars("type"),
    "by-group": _bars("group"),
    "evidence": _evidence,
}
