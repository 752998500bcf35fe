"""The colours: every pair in use has its contrast, light and dark; literal ones stand in one file."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[1] / "static" / "ui" / "css"
TEXT, LARGE_OR_DRAWN = 4.5, 3.0
BEST = 7.0

# (what is written or drawn, on what, the least contrast)
PAIRS = [
    ("ink", "paper", BEST),
    ("ink", "surface", BEST),
    ("ink", "sunk", BEST),
    ("ink", "sky-wash", BEST),
    ("ink", "sky-tint", BEST),
    ("ink", "gold-wash", BEST),
    ("ink", "fault-wash", BEST),
    ("ink-soft", "surface", BEST),
    ("ink-soft", "paper", BEST),
    ("ink-soft", "sunk", TEXT),
    ("ink-soft", "sky-wash", TEXT),
    ("ink-soft", "gold-wash", TEXT),
    ("sky", "paper", TEXT),
    ("sky", "surface", TEXT),
    ("sky", "sunk", TEXT),
    ("sky", "sky-wash", TEXT),
    ("sky-strong", "paper", BEST),
    ("sky-strong", "sky-wash", TEXT),
    ("sky-strong", "sky-tint", TEXT),
    ("on-sky", "sky", TEXT),
    ("on-sky", "sky-strong", TEXT),
    ("gold-ink", "gold-wash", TEXT),
    ("on-gold", "gold", TEXT),
    ("fault", "surface", TEXT),
    ("fault", "paper", TEXT),
    ("fault", "fault-wash", TEXT),
    ("edge", "surface", LARGE_OR_DRAWN),
    ("edge", "paper", LARGE_OR_DRAWN),
    ("sky-line", "surface", LARGE_OR_DRAWN),
    ("sky-line", "paper", LARGE_OR_DRAWN),
    ("ink", "tint-1", TEXT),
    ("ink", "tint-2", TEXT),
    ("ink", "tint-3", TEXT),
    ("tile-ink-4", "tint-4", TEXT),
    ("tile-ink-5", "tint-5", TEXT),
    ("code-ink", "code-paper", BEST),
]


def blocks():
    """The custom properties of every rule that sets any, in the order of the file."""
    text = re.sub(r"/\*.*?\*/", "", (CSS / "tokens.css").read_text(), flags=re.DOTALL)
    return [dict(re.findall(r"--([\w-]+):\s*([^;]+);", body)) for body in re.findall(r":root[^{]*\{([^{}]*)\}", text)]


LIGHT, DARK_BY_DEVICE, DARK_BY_CHOICE, *OTHERS = blocks()
SCHEMES = {"light": LIGHT, "dark": LIGHT | DARK_BY_CHOICE}


def luminance(colour):
    assert re.fullmatch(r"#[0-9a-f]{6}", colour), colour
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_twenty_one_to_one():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("front", "back", "least"), PAIRS, ids=str)
def test_every_pair_in_use_can_be_read(scheme, front, back, least):
    colours = SCHEMES[scheme]

    assert contrast(colours[front], colours[back]) >= least


def test_the_dark_scheme_is_the_same_whether_the_device_or_the_reader_chose_it():
    assert DARK_BY_DEVICE == DARK_BY_CHOICE


def test_only_the_tokens_name_colours():
    literal = re.compile(r"#[0-9a-f]{3,8}\b(?!\s*\{)|\b(?:rgb|hsl|oklch|oklab|lab|lch|color)a?\(", re.IGNORECASE)
    found = {
        path.name: literal.findall(re.sub(r"/\*.*?\*/|url\([^)]*\)", "", path.read_text(), flags=re.DOTALL))
        for path in CSS.glob("*.css")
        if path.name != "tokens.css"
    }

    assert {name: hits for name, hits in found.items() if hits} == {}


def test_every_token_in_use_is_set():
    known = set().union(*map(set, blocks()))
    used = {name for path in CSS.glob("*.css") for name in re.findall(r"var\(--([\w-]+)", path.read_text())}

    assert used - known == set()
