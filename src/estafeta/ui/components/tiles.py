"""Regions as tiles over the country's shape: no outline is needed, and a small region is as legible as a large one."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import template
from django.templatetags.static import static
from django.utils.text import slugify

from estafeta.ui.numbers import Number, number, short_number

register = template.Library()
TILE: Final = 100
GAP: Final = 6
TINTS: Final = 5
LINES: Final = 2
# how many letters of the longest line fit at a size of type
NAME_SIZES: Final = (("wide", 8), ("narrow", 10))


@register.inclusion_tag("ui/_tile_grid.html")
def tile_grid(
    *, tiles: Sequence[Mapping[str, Any]], label: str, current: str = "", country: str = ""
) -> Mapping[str, Any]:
    """Regions as tiles, tinted by value; a table must stand beside them.

    Takes: `tiles` -- mappings with code, label, value, href, col, row (from 0) and, if it has one, short
           (three letters for a phone); `current` -- the code of the one to mark;
           `country` -- its English name, to stand upon its shape where the build knows it.
    """
    step = TILE + GAP
    known = sorted(float(tile["value"]) for tile in tiles if tile.get("value"))
    shorts = _shorts([str(tile["label"]) for tile in tiles])
    drawn = [
        {
            "href": tile.get("href", ""),
            "x": tile["col"] * step,
            "y": tile["row"] * step,
            "tint": tint(tile.get("value"), known),
            "name": tile["label"],
            "lines": _pieces(str(tile["label"]))[:LINES],
            "size": _size(str(tile["label"])),
            "short": tile.get("short") or short,
            "value": number(tile.get("value")),
            "short_value": short_number(tile.get("value")),
            "current": bool(current) and tile["code"] == current,
        }
        for tile, short in zip(tiles, shorts, strict=True)
    ]
    width = max((tile["x"] for tile in drawn), default=0) + TILE
    height = max((tile["y"] for tile in drawn), default=0) + TILE
    return {
        "tiles": drawn,
        "label": label,
        "width": width,
        "height": height,
        "side": TILE,
        "middle": TILE / 2,
        "shape": _shape(country),
    }


def _shape(country: str) -> str:
    """The address of a country's shape; "" where there is none."""
    if not country:
        return ""
    try:
        return static(f"ui/shapes/{slugify(country)}.svg")
    except ValueError:  # not among the files that were built
        return ""


def tint(value: Number | None, known: Sequence[float]) -> int:
    """The depth of a region's tint, 1 to 5, by the rank of its value among the sorted known ones; 0 is no value."""
    if not value or not known:
        return 0
    below = sum(1 for other in known if other < float(value))
    return min(TINTS, 1 + below * TINTS // len(known))


def _pieces(label: str) -> list[str]:
    return [piece for word in label.split() for piece in re.split(r"(?<=-)", word) if piece]


def _size(label: str) -> str:
    """The type in which the longer of the two lines stands inside its tile."""
    longest = max(map(len, _pieces(label)[:LINES]), default=0)
    return next((size for size, most in NAME_SIZES if longest <= most), "tight")


def _shorts(labels: Sequence[str]) -> list[str]:
    """Three letters each: a long name's initials as is the custom (СКО, БҚО), else how it begins; alike ones differ."""
    begun: list[str] = []
    for label in labels:
        pieces = _pieces(label)
        long = len(pieces) > LINES
        begun.append("".join(piece[0] for piece in pieces[:3]).upper() if long else label[:3])
    return [
        label[:2] + _pieces(label)[1][0].upper() if begun.count(short) > 1 and len(_pieces(label)) == LINES else short
        for label, short in zip(labels, begun, strict=True)
    ]
