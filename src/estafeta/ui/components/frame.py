"""What the frame of a page asks for: languages, the ways through the house, the reader's display."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from estafeta.ui.display import SCHEMES, SIZES, Display, display_of

register = template.Library()
SHORT: Final = {"kk": "Қаз", "ru": "Рус", "en": "Eng"}
SCHEME_ICONS: Final = {"system": "half", "light": "sun", "dark": "moon"}


@dataclass(frozen=True)
class LanguageLink:
    """One language of the switcher: where the same page is, or the first page where it is not."""

    code: str
    name: str
    short: str
    href: str
    absolute: str
    current: bool


@register.simple_tag(takes_context=True)
def same_page_in_languages(context: Context) -> list[LanguageLink]:
    request, now = context.get("request"), get_language()
    links = []
    for code, name in settings.LANGUAGES:
        href = f"/{code}/"
        if request is not None:
            here = request.get_full_path()
            there = translate_url(here, code)
            href = there if there != here or code == now else href
        absolute = request.build_absolute_uri(href) if request is not None else href
        links.append(LanguageLink(code, str(name), SHORT.get(code, code), href, absolute, code == now))
    return links


@register.simple_tag(takes_context=True)
def display_attributes(context: Context) -> SafeString:
    chosen, plain = display_of(context.get("request")), Display()
    chosen_ones = [("text", chosen.text, plain.text), ("scheme", chosen.scheme, plain.scheme)]
    return format_html_join(
        "", ' data-{}="{}"', ((name, value) for name, value, usual in chosen_ones if value != usual)
    )


@register.inclusion_tag("ui/_display_choice.html", takes_context=True)
def display_choice(context: Context) -> Mapping[str, Any]:
    request = context.get("request")
    chosen = display_of(request)
    return {
        "action": _address("ui:display"),
        "here": request.get_full_path() if request is not None and request.method == "GET" else "/",
        "sizes": [{"value": key, "name": name, "on": key == chosen.text} for key, name in SIZES.items()],
        "schemes": [
            {"value": key, "name": name, "on": key == chosen.scheme, "icon": SCHEME_ICONS[key]}
            for key, name in SCHEMES.items()
        ],
    }


@register.simple_tag(takes_context=True)
def nav_link(context: Context, *, to: str, text: str) -> str:
    """A way of the main menu, or nothing while no page has that name."""
    if not (href := _address(to)):
        return ""
    request = context.get("request")
    current = SafeString(' aria-current="page"') if request is not None and request.path.startswith(href) else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', href, current, text)


@register.simple_tag
def htmx() -> str:
    """htmx, for the pages that refresh a part of themselves; stands in the block `scripts`."""
    return format_html('<script src="{}" defer></script>', static("vendor/htmx/htmx.min.js"))


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag
def source_url() -> str:
    """Where the code that runs here can be read, or nothing."""
    return str(settings.SOURCE_URL)
