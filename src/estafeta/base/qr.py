"""A QR code as SVG that takes its size from the page."""

import re

import zxingcpp
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_SIDE = re.compile(r'<svg width="(\d+)"')
_INK = re.compile(r'<path d="([^"]+)"')


def qr_svg(text: str, *, label: str = "") -> SafeString:
    """`text` as a QR code with its quiet zone, black on white in light and dark pages alike.

    Takes: label -- what the code is, for those who hear the page; "" where the text around it says so.
    Why:   error correction Q (a quarter may be lost): tickets are folded, wet and shown on cracked screens.
    """
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q").to_svg()
    side, ink = _SIDE.search(drawn), _INK.search(drawn)
    if side is None or ink is None:
        raise ValueError("the QR writer answered with a drawing of another form")
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" shape-rendering="crispEdges" {1}>'
        '<rect width="{0}" height="{0}" fill="#fff"/><path d="{2}" fill="#000"/></svg>',
        side[1],
        role,
        ink[1],
    )
