"""What is drawn: marks, icons, codes, maps."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from estafeta.ui.marks import ICONS, MARKS

register = template.Library()


@register.simple_tag
def mark(*, name: str, size: str = "m", title: str = "") -> str:
    """The drawn mark of a type of deed; a name that nobody drew becomes `other`. size: s, m, l, xl."""
    shown = name if name in MARKS else "other"
    return _use("ui/marks.svg", shown, f"mark mark--{size}", str(title))


@register.simple_tag
def icon(*, name: str, title: str = "") -> str:
    if name not in ICONS:
        raise ValueError(f"There is no icon called {name!r}; there are {', '.join(sorted(ICONS))}.")
    return _use("ui/icons.svg", name, "icon", str(title))


@register.simple_tag
def qr(*, svg: str, caption: str = "", label: str = "") -> str:
    """A code to scan: `svg` comes from base.qr and is our own drawing; on white whatever the scheme."""
    drawn = mark_safe(svg)
    words = format_html("<figcaption>{}</figcaption>", caption) if caption else ""
    return format_html(
        '<figure class="qr"><div role="img" aria-label="{}">{}</div>{}</figure>', label or caption, drawn, words
    )


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
           `twin` -- the words that open the twin; `pick` -- the id of an input that takes "lat, lon" of a tap.
    """
    context = {
        "source": source, "areas": areas, "label": label, "credit": credit, "centre": centre, "zoom": zoom,
        "height": height, "twin": twin, "pick": pick, "content": content,
        "style": getattr(settings, "BASEMAP_STYLE_URL", ""),
        "engine": static("vendor/maplibre/maplibre-gl.mjs"), "worker": static("vendor/maplibre/maplibre-gl-worker.mjs"),
        "sheet": static("vendor/maplibre/maplibre-gl.css"), "script": static("ui/js/map.js"),
    }  # fmt: skip
    return render_to_string("ui/_map.html", context)


@lru_cache(maxsize=1024)  # a list draws the same few signs a hundred times
def _use(sprite: str, name: str, css: str, title: str) -> SafeString:
    hidden = SafeString(' aria-hidden="true"') if not title else format_html(' role="img" aria-label="{}"', title)
    return format_html(
        '<svg class="{}" viewBox="0 0 48 48"{} focusable="false"><use href="{}#{}"/></svg>',
        css,
        hidden,
        static(sprite),
        name,
    )
