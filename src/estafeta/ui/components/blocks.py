"""What holds content: cards, notices, headings, tables, empty places."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify

register = template.Library()

# A status of any room has one of five tones; the word stands beside it, so that colour never speaks alone.
TONES: Final = {
    "achieved": "achieved", "verified": "achieved", "fulfilled": "achieved", "kept": "achieved",
    "going": "good", "announced": "good", "published": "good", "open": "good", "good": "good", "confirmed": "good",
    "checked_in": "good", "under_way": "now", "now": "now", "done": "now", "reported": "now",
    "waiting": "wait", "review": "wait", "draft": "wait", "unconfirmed": "wait", "offered": "wait", "wait": "wait",
    "full": "wait", "pending": "wait",
    "cancelled": "off", "refused": "off", "closed": "off", "expired": "off", "off": "off",
    "fault": "fault", "error": "fault",
}  # fmt: skip
NOTICES: Final = {"success": ("good", "check"), "error": ("fault", "warning"), "warning": ("wait", "warning")}


@register.simple_tag
def badge(*, text: str, kind: str = "") -> str:
    """A status in a word. kind: a status of the house (going, waiting, cancelled, verified, ...)."""
    return format_html('<span class="badge badge--{}">{}</span>', TONES.get(str(kind), "plain"), text)


@register.simple_block_tag
def card(
    content: str,
    *,
    title: str,
    href: str = "",
    kicker: str = "",
    mark: str = "",
    level: int = 3,
    kind: str = "",
    status: str = "",
    status_kind: str = "",
) -> str:
    """One thing of a list. kind: quiet, achieved, "" ; with `href` the whole card is the link's target."""
    context = {
        "title": title, "href": href, "kicker": kicker, "mark": mark, "heading": _heading(level), "kind": kind,
        "status": status, "status_kind": status_kind, "content": content,
    }  # fmt: skip
    return render_to_string("ui/_card.html", context)


@register.simple_block_tag
def panel(content: str, *, title: str = "", level: int = 2, kind: str = "", id: str = "") -> str:  # noqa: A002 -- HTML's word
    """A part of a page that stands on its own paper: the sign-up panel, a side column. kind: sky, achieved, quiet."""
    context = {"title": title, "heading": _heading(level), "kind": kind, "id": id, "content": content}
    return render_to_string("ui/_panel.html", context)


@register.simple_block_tag
def section(content: str, *, title: str, href: str = "", more: str = "", level: int = 2, id: str = "") -> str:  # noqa: A002 -- HTML's word
    """A part of a page under its heading; `more` with `href` leads to the whole list."""
    context = {
        "title": title, "href": href, "more": more, "heading": _heading(level),
        "id": id or slugify(title, allow_unicode=True), "content": content,
    }  # fmt: skip
    return render_to_string("ui/_section.html", context)


@register.simple_block_tag
def page_head(content: str, *, title: str, kicker: str = "", lead: str = "", mark: str = "") -> str:
    """The one h1 of a page with the line beneath it; what the block holds stands under the lead (actions, badges)."""
    context = {"title": title, "kicker": kicker, "lead": lead, "mark": mark, "content": content.strip()}
    return render_to_string("ui/_page_head.html", {**context, "content": SafeString(context["content"])})


@register.simple_block_tag
def notice(content: str, *, kind: str = "info", title: str = "") -> str:
    """Something to know. kind: info, success, warning, error (Django's message levels)."""
    tone, icon = NOTICES.get(str(kind).split(" ")[-1], ("info", "info"))
    return render_to_string("ui/_notice.html", {"tone": tone, "icon": icon, "title": title, "content": content})


@register.inclusion_tag("ui/_empty.html")
def empty(*, title: str, text: str = "", href: str = "", action: str = "", mark: str = "") -> Mapping[str, Any]:
    """Where nothing is yet: says so, and what one can do about it."""
    return locals()


@register.inclusion_tag("ui/_table.html")
def table(
    *,
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[Any]],
    numeric: Sequence[int] | str = (),
    total: Sequence[Any] = (),
    quiet_caption: bool = False,
    wide: bool = False,
) -> Mapping[str, Any]:
    """Rows and columns; on a phone each row becomes a small list with the column's name before each value.

    Takes: `wide` -- very many columns: the table scrolls sideways in its own frame, by keys too;
           `numeric` -- the columns, counted from 0, that hold numbers ("1,2" in a template); a cell may be
           (text, href). The first cell of a row names the row.
    """
    columns = {int(part) for part in (numeric.split(",") if isinstance(numeric, str) else numeric) if str(part).strip()}

    def cells(row: Sequence[Any]) -> list[dict[str, Any]]:
        found = []
        for at, (name, cell) in enumerate(zip(head, row, strict=True)):
            text, href = cell if isinstance(cell, tuple) else (cell, "")
            found.append({"head": name, "text": text, "href": href, "numeric": at in columns, "first": at == 0})
        return found

    return {
        "caption": caption,
        "quiet_caption": quiet_caption,
        "wide": wide,
        "head": [{"text": name, "numeric": at in columns} for at, name in enumerate(head)],
        "rows": [cells(row) for row in rows],
        "total": cells(total) if total else [],
    }


@register.simple_block_tag
def table_block(content: str, *, caption: str, quiet_caption: bool = False) -> str:
    """A table whose rows the page writes itself (<thead>, <tbody>); it scrolls sideways in its own frame."""
    return render_to_string(
        "ui/_table_block.html", {"caption": caption, "quiet_caption": quiet_caption, "content": content}
    )


@register.simple_block_tag
def facts(content: str, *, kind: str = "") -> str:
    """A list of terms and what they are. kind: "" (beside), stacked."""
    return format_html('<dl class="facts{}">{}</dl>', f" facts--{kind}" if kind else "", content)


@register.simple_block_tag
def fact(content: str, *, term: str, icon: str = "") -> str:
    return render_to_string("ui/_fact.html", {"term": term, "icon": icon, "content": content})


@register.simple_tag
def trail(*, items: Sequence[tuple[str, str]], label: str) -> str:
    """The path to here: (text, href) from the widest to the nearest; an empty href is the place itself."""
    steps = format_html_join(
        "",
        "<li>{}</li>",
        ((format_html('<a href="{}">{}</a>', href, text) if href else text,) for text, href in items),
    )
    return format_html('<nav class="trail" aria-label="{}"><ol role="list">{}</ol></nav>', label, steps)


@register.simple_tag
def avatar(*, name: str, size: str = "") -> str:
    """A person's first letter; pictures of people are never needed."""
    letter = next((sign for sign in str(name) if sign.isalnum()), "·").upper()
    return format_html(
        '<span class="avatar{}" aria-hidden="true">{}</span>', f" avatar--{size}" if size else "", letter
    )


@register.inclusion_tag("ui/_photo.html")
def photo(
    *,
    src: str,
    alt: str,
    credit: str = "",
    caption: str = "",
    width: int | None = None,
    height: int | None = None,
    lazy: bool = True,
) -> Mapping[str, Any]:
    return locals()


def _heading(level: int) -> str:
    if level not in {2, 3, 4}:
        raise ValueError(f"A component's heading is h2, h3 or h4, not h{level}.")
    return f"h{level}"
