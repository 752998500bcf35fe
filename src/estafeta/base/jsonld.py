"""Words of schema.org inside a page: a block of data that nothing in it can end."""

import json
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe

HARMLESS: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def script(told: dict[str, Any]) -> SafeString:
    """The block of data for a page; nothing in it can end the block."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(HARMLESS)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
