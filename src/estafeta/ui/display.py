"""How a reader likes pages: the size of the text and the colour scheme, kept in two cookies."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

A_YEAR: Final = 60 * 60 * 24 * 365
SIZES: Final[dict[str, Promise]] = {
    "normal": _("Ordinary text"),
    "large": _("Large text"),
    "largest": _("Largest text"),
}
SCHEMES: Final[dict[str, Promise]] = {
    "system": _("Colours as on my device"),
    "light": _("Light colours"),
    "dark": _("Dark colours"),
}


@dataclass(frozen=True)
class Display:
    """What a reader chose; the first of each is what nobody chose."""

    text: str = "normal"
    scheme: str = "system"


def display_of(request: HttpRequest | None) -> Display:
    if request is None:
        return Display()
    text, scheme = request.COOKIES.get("text_size", ""), request.COOKIES.get("scheme", "")
    return Display(
        text=text if text in SIZES else "normal",
        scheme=scheme if scheme in SCHEMES else "system",
    )
