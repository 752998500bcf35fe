"""The list on paper, and typing it in afterwards."""

import uuid
from collections import Counter
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from estafeta.base.errors import NotPossible
from estafeta.deeds.models import Deed
from estafeta.participation import queries, rules, services
from estafeta.participation.views.sign_ups import deed_with_list
from estafeta.people.models import Person
from estafeta.people.queries import person_of

BLANK: Final = 20


@never_cache
@require_safe
def printed(request: HttpRequest, slug: str) -> HttpResponse:
    deed = deed_with_list(request, slug)
    context = {"deed": deed, "rows": queries.paper_rows(deed, _blank(request)), "blank": _blank(request)}
    return render(request, "participation/paper.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def typed(request: HttpRequest, slug: str) -> HttpResponse:
    """A box a row, as on the paper; a name for each blank row that was filled in."""
    deed = deed_with_list(request, slug)
    person: Person = person_of(request.user)  # type: ignore[assignment]  # -- the list is seen by persons only
    rows = queries.paper_rows(deed, _blank(request))
    if request.method == "POST":
        _take(request, deed, person, rows)
        return redirect(request.get_full_path())
    may = rules.may_check_in(person, deed, timezone.now())
    return render(request, "participation/typed.html", {"deed": deed, "rows": rows, "may": may})


def _blank(request: HttpRequest) -> int:
    asked = request.GET.get("blank", "")
    return min(int(asked), rules.MOST_BLANK_ROWS) if asked.isascii() and asked.isdigit() and len(asked) < 5 else BLANK  # noqa: PLR2004 -- four digits


def _take(request: HttpRequest, deed: Deed, person: Person, rows: list[queries.PaperRow]) -> None:
    entries = [entry for row in rows if not row.is_here and (entry := _entry(request, row))]
    try:
        answers = services.check_in_batch(deed, person, entries, received_at=timezone.now(), device="paper")
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
        return
    fates = Counter(answer.fate for answer in answers)
    if taken := fates["taken"] + fates["known"]:
        told = ngettext("%(count)s row was taken in.", "%(count)s rows were taken in.", taken)
        messages.success(request, told % {"count": taken})
    for answer in answers:
        if answer.reason:
            messages.warning(request, answer.reason)


def _entry(request: HttpRequest, row: queries.PaperRow) -> dict[str, Any] | None:
    """What was typed of a row. Why its number is made of its code: two who type the same list in count it once."""
    said = {"uuid": str(uuid.uuid5(uuid.NAMESPACE_OID, row.code)), "kind": "paper", "paper": row.code}
    if row.sign_up is None:
        name = request.POST.get(f"name_{row.number}", "").strip()
        return {**said, "name": name, "contact": request.POST.get(f"contact_{row.number}", "")} if name else None
    if f"there_{row.number}" not in request.POST:
        return None
    return {**said, "came": request.POST.get(f"came_{row.number}", "").strip() or "1"}
