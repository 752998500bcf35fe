"""What is drawn: marks, icons, codes, the tile grid of regions, maps."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from estafeta.ui.marks import ICONS, MARKS
from estafeta.ui.numbers import Number, number, short_number

register = template.Library()
TILE: Final = 100
GAP: Final = 6
TINTS: Final = 5
LONG_WORD: Final = 9


@register.simple_tag
def mark(*, name: str, size: str = "m", title: str = "") -> str:
    """The drawn mark of a type of deed; a name that nobody drew becomes `other`. size: s, m, l, xl."""
    shown = name if name in MARKS else "other"
    return _use("ui/marks.svg", shown, f"mark mark--{size}", title)


@register.simple_tag
def icon(*, name: str, title: str = "") -> str:
    if name not in ICONS:
        raise ValueError(f"There is no icon called {name!r}; there are {', '.join(sorted(ICONS))}.")
    return _use("ui/icons.svg", name, "icon", title)


@register.simple_tag
def qr(*, svg: str, caption: str = "", label: str = "") -> str:
    """A code to scan: `svg` comes from base.qr and is our own drawing; on white whatever the scheme."""
    drawn = mark_safe(svg)
    words = format_html("<figcaption>{}</figcaption>", caption) if caption else ""
    return format_html(
        '<figure class="qr"><div role="img" aria-label="{}">{}</div>{}</figure>', label or caption, drawn, words
    )


@register.inclusion_tag("ui/_tile_grid.html")
def tile_grid(*, tiles: Sequence[Mapping[str, Any]], label: str, current: str = "") -> Mapping[str, Any]:
    """Regions as tiles over the country's shape, tinted by value; a table must stand beside it.

    Takes: `tiles` -- mappings with code, label, value, href, col, row (from 0) and, if it has one, short
           (three letters for a phone); `current` -- the code of the one to mark.
    """
    step = TILE + GAP
    known = sorted(float(tile["value"]) for tile in tiles if tile.get("value"))
    drawn = [
        {
            "href": tile.get("href", ""),
            "x": tile["col"] * step,
            "y": tile["row"] * step,
            "tint": tint(tile.get("value"), known),
            "name": tile["label"],
            "lines": _lines(str(tile["label"])),
            "short": tile.get("short") or str(tile["label"])[:3],
            "value": number(tile.get("value")),
            "short_value": short_number(tile.get("value")),
            "current": bool(current) and tile["code"] == current,
        }
        for tile in tiles
    ]
    width = max((tile["x"] for tile in drawn), default=0) + TILE
    height = max((tile["y"] for tile in drawn), default=0) + TILE
    return {"tiles": drawn, "label": label, "width": width, "height": height, "size": TILE, "middle": TILE / 2}


@register.simple_block_tag
def map(  # noqa: A001 -- the word of the page
    content: str,
    *,
    source: str,
    label: str,
    areas: str = "",
    credit: str = "",
    centre: str = "",
    zoom: str = "",
    height: str = "",
    twin: str = "",
    pick: str = "",
) -> str:
    """A map of our own layers; what the block holds is its twin, a table or list that says the same.

    Takes: `source` -- address of GeoJSON points (properties: title, href, note, mark); `areas` -- address of
           GeoJSON outlines (properties: name, href, tint 1-5); `centre` -- "lon,lat"; `height` -- "", low;
           `twin` -- the words that open the twin; `pick` -- the id of a hidden input that takes "lon,lat" of a tap.
    """
    context = {
        "source": source, "areas": areas, "label": label, "credit": credit, "centre": centre, "zoom": zoom,
        "height": height, "twin": twin, "pick": pick, "content": content,
        "style": getattr(settings, "BASEMAP_STYLE_URL", ""),
        "engine": static("vendor/maplibre/maplibre-gl.mjs"), "worker": static("vendor/maplibre/maplibre-gl-worker.mjs"),
        "sheet": static("vendor/maplibre/maplibre-gl.css"), "script": static("ui/js/map.js"),
    }  # fmt: skip
    return render_to_string("ui/_map.html", context)


def tint(value: Number | None, known: Sequence[float]) -> int:
    """The depth of a region's tint, 1 to 5, by the rank of its value among the sorted known ones; 0 is no value."""
    if not value or not known:
        return 0
    below = sum(1 for other in known if other < float(value))
    return min(TINTS, 1 + below * TINTS // len(known))


def _lines(label: str) -> list[dict[str, Any]]:
    words = label.split(" ", 1)
    return [{"text": word, "y": at * 14, "long": len(word) > LONG_WORD} for at, word in enumerate(words)]


def _use(sprite: str, name: str, css: str, title: str) -> SafeString:
    hidden = SafeString(' aria-hidden="true"') if not title else format_html(' role="img" aria-label="{}"', title)
    return format_html(
        '<svg class="{}" viewBox="0 0 48 48"{} focusable="false"><use href="{}#{}"/></svg>',
        css,
        hidden,
        static(sprite),
        name,
    )
