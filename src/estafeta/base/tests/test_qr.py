import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from estafeta.base.qr import qr_svg

pytestmark = pytest.mark.no_database


def read(svg: str) -> str:
    """Draw the SVG's squares and read them as a phone would."""
    side = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    picture = Image.new("L", (side * 8, side * 8), 255)
    draw = ImageDraw.Draw(picture)
    for x, y, wide, high in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)", svg):
        left, top = int(x) * 8, int(y) * 8
        draw.rectangle([left, top, left + int(wide) * 8 - 1, top + int(high) * 8 - 1], fill=0)
    return zxingcpp.read_barcodes(picture)[0].text


@pytest.mark.parametrize("text", ["42.abcDEF-_9", "https://estafeta.example/kk/deeds/sau/", "Темиртау Әділет"])
def test_what_is_written_is_read(text):
    assert read(qr_svg(text)) == text


def test_a_label_is_escaped():
    assert 'aria-label="&lt;b&gt;"' in qr_svg("x", label="<b>")
