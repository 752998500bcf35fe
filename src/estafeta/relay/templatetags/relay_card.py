"""A picture of the line to share: 1200 by 630, in the reader's language, on its own without any sheet."""

import re
from collections.abc import Mapping
from typing import Final

from django.utils.html import escape

from estafeta.relay.templatetags.relay import Sun, drawn_tree

# What the sheet says of the classes of the tree; a picture that travels alone has no sheet.
PAINTS: Final[Mapping[str, str]] = {
    "sun__ring": 'fill="none" stroke="#d8d2c5" stroke-dasharray="1 7" stroke-linecap="round"',
    "sun__day": 'font-size="17" fill="#4d5457"',
    "sun__branch": 'fill="none" stroke="#1b93bd" stroke-opacity="0.55" stroke-linecap="round"',
    "sun__chain": 'fill="none" stroke="#e9b43c" stroke-width="7" stroke-linecap="round" stroke-linejoin="round"',
    "sun__dot--held": 'fill="#e9b43c"',
    "sun__dot--coming": 'fill="#ffffff" stroke="#1b93bd" stroke-width="1.6"',
    "sun__heart": 'fill="#e9b43c" stroke="#ffffff" stroke-width="3"',
    "is-later": 'opacity="0"',
}
FACE: Final = "Inter Variable, Inter, DejaVu Sans, sans-serif"


def card(sun: Sun, *, title: str, lines: list[str], note: str) -> str:
    """Takes: lines -- what has been reached, one line each; note -- where the picture comes from."""
    tree = re.sub(r' class="([^"]+)"', _paint, drawn_tree(sun))
    inner = tree[tree.index(">") + 1 : tree.rindex("</svg>")]
    inner = re.sub(r"</?a\b[^>]*>|<title>.*?</title>", "", inner)
    words = "".join(
        f'<text x="64" y="{250 + 66 * at}" font-size="40" font-weight="600" fill="#14232c">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630"'
        f' font-family="{FACE}"><rect width="1200" height="630" fill="#f8f6f1"/>'
        f'<g transform="translate(880 315) scale(0.6)">{inner}</g>'
        f'<text x="64" y="140" font-size="64" font-weight="700" fill="#14232c">{escape(title)}</text>'
        '<path d="M64 172H250" stroke="#1b93bd" stroke-width="5" stroke-linecap="round"/>'
        '<circle cx="262" cy="172" r="9" fill="#e9b43c"/>'
        f'{words}<text x="64" y="574" font-size="20" fill="#4d5457">{escape(note)}</text></svg>'
    )


def _paint(found: re.Match[str]) -> str:
    return "".join(f" {PAINTS[name]}" for name in found[1].split() if name in PAINTS)
