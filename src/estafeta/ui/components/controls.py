"""What is pressed, filled in and chosen."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
WITHOUT_HINT: dict[str, Any] = {}


@register.inclusion_tag("ui/_button.html")
def button(
    *,
    text: str,
    kind: str = "primary",
    name: str = "",
    value: str = "",
    type: str = "submit",  # noqa: A002 -- the word of HTML
    icon: str = "",
    form: str = "",
    formaction: str = "",
    label: str = "",
    wide: bool = False,
    disabled: bool = False,
    novalidate: bool = False,
) -> Mapping[str, Any]:
    """kind: primary, secondary, quiet, danger; `label` says more to a screen reader than `text` does."""
    return locals()


@register.inclusion_tag("ui/_link_button.html")
def link_button(
    *,
    text: str,
    href: str,
    kind: str = "primary",
    icon: str = "",
    label: str = "",
    wide: bool = False,
    download: bool = False,
) -> Mapping[str, Any]:
    return locals()


@register.inclusion_tag("ui/_field.html")
def field(
    *,
    field: BoundField,
    label: str = "",
    hint: str = "",
    prefix: str = "",
    suffix: str = "",
    width: str = "",
    inline: bool = False,
    optional: bool | None = None,
    bare: bool = False,
) -> Mapping[str, Any]:
    """A field of a form with its label, hint and fault.

    Takes: `width` -- short, time, date or "" (full); `bare` -- the label is only for a screen reader;
           `inline` -- choices beside each other.
    """
    widget = field.field.widget
    hint = hint or str(field.help_text or "")
    ids = [f"{field.auto_id}_{part}" for part, there in (("hint", hint), ("fault", field.errors)) if there]
    attrs = {"aria-describedby": " ".join(ids) or None, "aria-invalid": "true" if field.errors else None}
    group = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    tick = isinstance(widget, forms.CheckboxInput)
    plain: dict[str, str | bool] = {key: given for key, given in attrs.items() if given}
    if not (group or tick):
        plain["class"] = " ".join(filter(None, [widget.attrs.get("class", ""), "input", width and f"input--{width}"]))
    return {
        "field": field,
        "label": label or field.label,
        "hint": hint,
        "prefix": prefix,
        "suffix": suffix,
        "inline": inline,
        "bare": bare,
        "group": group,
        "tick": tick,
        "optional": not field.field.required if optional is None else optional,
        "control": SafeString("") if group else field.as_widget(attrs=plain),
        "described_by": " ".join(ids),
    }


@register.inclusion_tag("ui/_form_errors.html")
def form_errors(*, form: forms.BaseForm) -> Mapping[str, Any]:
    """What is wrong in a form, each fault a link to its field; nothing while nothing is wrong."""
    faults = [
        {"text": fault, "href": f"#{bound.id_for_label or bound.auto_id}", "label": bound.label}
        for bound in form
        for fault in bound.errors
        if not bound.is_hidden
    ]
    hidden = [fault for bound in form.hidden_fields() for fault in bound.errors]
    return {"faults": faults, "others": [*form.non_field_errors(), *hidden]}


@register.inclusion_tag("ui/_pager.html", takes_context=True)
def pager(
    context: Context,
    *,
    page: Page[Any] | None = None,
    previous: str = "",
    next: str = "",  # noqa: A002 -- the word of the reader
    param: str = "page",
    shown: str = "",
    label: str = "",
) -> Mapping[str, Any]:
    """Give a Page of Django's, or the addresses `previous` and `next` of a list read by cursor."""
    numbers: list[dict[str, Any]] = []
    if page is not None:
        request = context.get("request")

        def address(to: int) -> str:
            query = request.GET.copy() if request is not None else {}
            query[param] = str(to)
            return "?" + (query.urlencode() if hasattr(query, "urlencode") else f"{param}={to}")

        previous = address(page.previous_page_number()) if page.has_previous() else ""
        next = address(page.next_page_number()) if page.has_next() else ""  # noqa: A001 -- as above
        for to in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
            gap = not isinstance(to, int)
            numbers.append({"gap": gap, "text": to, "href": "" if gap else address(int(to)), "here": to == page.number})
    return {
        "previous": previous,
        "next": next,
        "numbers": numbers if len(numbers) > 1 else [],
        "shown": shown,
        "label": label,
    }


@register.simple_block_tag
def tabs(content: str, *, label: str) -> str:
    return format_html('<nav class="tabs" aria-label="{}"><ul role="list">{}</ul></nav>', label, content)


@register.simple_tag
def tab(*, text: str, href: str, current: bool = False, count: int | None = None) -> str:
    return format_html(
        '<li><a href="{}"{}>{}{}</a></li>',
        href,
        SafeString(' aria-current="page"') if current else "",
        text,
        format_html(' <span class="count">{}</span>', count) if count is not None else "",
    )


@register.simple_block_tag
def chips(content: str, *, label: str) -> str:
    return format_html('<ul class="chips" role="list" aria-label="{}">{}</ul>', label, content)


@register.inclusion_tag("ui/_chip.html")
def chip(*, text: str, href: str, on: bool = False, icon: str = "") -> Mapping[str, Any]:
    """A filter that a tap sets or takes away; `href` leads to the list as it is after the tap."""
    return locals()


@register.inclusion_tag("ui/_copy.html")
def copy(*, value: str, text: str = "", label: str = "") -> Mapping[str, Any]:
    """A value to carry away (a link, an embed code), with a button that copies it where a script may run."""
    return locals()


@register.inclusion_tag("ui/_chooser.html")
def chooser(
    *,
    name: str,
    url: str,
    label: str,
    value: str = "",
    text: str = "",
    hint: str = "",
    errors: Sequence[str] = (),
    results: Sequence[Mapping[str, str]] = (),
    search: str = "",
    optional: bool = False,
) -> Mapping[str, Any]:
    """Choose one of very many by typing.

    Takes: `value` and `text` -- what is chosen now; `results` -- the answer to `<name>_q` when the form came
           without a script: mappings with value, text, path; `url` -- answers `?q=` with ui/_chooser_results.html.
           The form sends `name` (the value) and `<name>_q` (what was typed).
    """
    return locals() | {"id": f"id_{name}"}
