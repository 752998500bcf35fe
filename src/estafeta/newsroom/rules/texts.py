"""Markdown as a page shows it, and the numbers that somebody typed into it by hand."""

import re
import unicodedata
from collections.abc import Callable
from html import unescape
from typing import Final

import nh3
from markdown_it import MarkdownIt

from estafeta.newsroom.rules.marks import MARK, Mark, read

TAGS: Final = {"p", "h2", "h3", "h4", "em", "strong", "a", "ul", "ol", "li", "blockquote", "br", "hr", "code", "pre"}
ATTRIBUTES: Final = {"a": {"href"}}
LEAST_DIGITS: Final = 3
_OPEN, _CLOSE = "\ue000", "\ue001"  # enclose the place of a mark; taken out of what people type
_PLACE: Final = re.compile(f"{_OPEN}([a-j]+){_CLOSE}")
_OWN: Final = re.compile("[\ue000-\uf8ff]")
_TAG: Final = re.compile(r"<[^>]*>")
# Digits with what people set between groups of them: blanks of all widths, points, commas, apostrophes.
_NUMBER: Final = re.compile(r"\d(?:[\s\u00a0\u2009\u202f.,'’]?\d)*")
_LETTERS: Final = str.maketrans("0123456789", "abcdefghij")
_DIGITS: Final = str.maketrans("abcdefghij", "0123456789")
_markdown: Final = MarkdownIt("commonmark", {"html": False}).disable("image")


def as_html(text: str, shown: Callable[[Mark], str]) -> str:
    """A text as harmless HTML, each of its marks replaced by what `shown` makes of it.

    Takes:   shown -- gives harmless HTML for a mark.
    Returns: headings from h2 on; no pictures, no HTML of the writer's, no number of a list's first item.
    """
    found: list[Mark] = []

    def place(match: re.Match[str]) -> str:
        found.append(read(match["sort"], match["words"]))
        return _OPEN + str(len(found) - 1).translate(_LETTERS) + _CLOSE

    marked = MARK.sub(place, _OWN.sub("", text))
    html = _markdown.render(marked).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"})
    return _PLACE.sub(lambda match: shown(found[int(match[1].translate(_DIGITS))]), clean)


def as_words(html: str) -> str:
    """What a reader reads of some HTML."""
    return unescape(_TAG.sub("", html))


def numbers_in(words: str) -> list[str]:
    """Every number of words as they are read, with its digits alone: `12 500` is 12500."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", words) if unicodedata.category(sign) != "Cf")
    return ["".join(sign for sign in found if sign.isdecimal()) for found in _NUMBER.findall(plain)]


def bare_numbers(*texts: str) -> list[str]:
    """The numbers of three and more digits that were typed by hand, each once, in their order.

    Takes:   texts -- Markdown; what a mark stands for is no number of the writer's.
    Why:     a figure that can't be asked again is to be noticed (PRODUCT.md, newsroom). Read off what is shown, so
             that no emphasis, entity or invisible sign between two digits hides a number.
    """
    found: dict[str, None] = {}
    for text in texts:
        for digits in numbers_in(as_words(as_html(text, lambda _mark: " — "))):
            if len(digits) >= LEAST_DIGITS:
                found[digits] = None
    return list(found)
