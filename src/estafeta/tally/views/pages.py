"""The tally's pages. What is asked is read by `queries.asked`; what can't be answered gets its sentence."""

import csv
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_POST, require_safe

from estafeta.base.errors import NotPossible
from estafeta.base.texts import clean
from estafeta.campaigns.queries import shown_campaign
from estafeta.tally import queries, rules, services
from estafeta.tally.models import Figure
from estafeta.territories.queries import search

WORDS = ("campaign", "territory", "organisation", "as_of")
ON_A_PAGE = 50
BAD_REQUEST = 400
CSV_HEAD = (
    "by", "key", "label", "participations", *rules.GRADES, "spectators", "measured_minutes", "estimated_minutes",
    "deeds", "campaign", "territory", "organisation", "as_of", "method",
)  # fmt: skip


def _read(request: HttpRequest, *words: str) -> queries.Asked:
    return queries.asked(**{word: request.GET.get(word, "") for word in words or WORDS})


def _unanswered(request: HttpRequest, refusal: NotPossible) -> HttpResponse:
    """The sentence, and the form with what was typed."""
    context = {"fault": refusal.reason, "typed": request.GET, "campaign": shown_campaign()}
    return render(request, "tally/unanswered.html", context, status=BAD_REQUEST)


@login_not_required
@require_safe
def tally(request: HttpRequest) -> HttpResponse:
    way = request.GET.get("by") or "territory"
    try:
        asked = _read(request)
        figure = queries.figure(asked.campaign, **asked.named)
        closed = asked.named | {"as_of": figure.recorded_until}
        parts = queries.by(asked.campaign, way, **closed)
        days = parts if way == "day" else queries.by(asked.campaign, "day", **closed)
    except NotPossible as refusal:
        return _unanswered(request, refusal)
    context = _page(asked, figure, way) | {
        "parts": queries.with_told(parts, figure),
        "days": days,
        "found": _found(request),
    }
    return render(request, "tally/tally.html", context)


def _found(request: HttpRequest) -> list[dict[str, str]]:
    """The places that a reader without a script searches for."""
    typed = clean(request.GET.get("territory_q", ""), most=ON_A_PAGE)
    return [place.as_result() for place in search(typed)] if request.GET.get("search") and typed else []


def _page(asked: queries.Asked, figure: queries.TallyFigure, way: str) -> dict[str, Any]:
    scope = {name: value for name, value in figure.scope.as_dict().items() if value}
    return {
        "asked": asked,
        "campaign": asked.campaign,
        "figure": figure,
        "way": way,
        "ways": [(name, f"?{_query(scope, asked, by=name)}") for name in rules.WAYS],
        "csv": f"{reverse('tally:csv')}?{figure.query}&by={way}",
        "embed": f"{settings.SITE_URL}{reverse('embed_tally')}?{_query(scope, None)}",
    }


def _query(scope: dict[str, str], asked: queries.Asked | None, **more: str) -> str:
    moment = {"as_of": asked.as_of.isoformat()} if asked and asked.as_of else {}
    return urlencode(scope | moment | more)


@login_not_required
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The parts of a figure as CSV; every row says of what and as of when it is."""
    way = request.GET.get("by") or "territory"
    try:
        asked = _read(request)
        figure = queries.figure(asked.campaign, **asked.named)
        parts = queries.by(asked.campaign, way, **(asked.named | {"as_of": figure.recorded_until}))
    except NotPossible as refusal:
        return _unanswered(request, refusal)
    name = f"estafeta-{figure.scope.campaign}-{way}.csv"
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.write("\ufeff")  # so that spreadsheets read it as UTF-8
    writer = csv.writer(answer)
    writer.writerow(CSV_HEAD)
    scope = figure.scope
    said = [
        scope.campaign,
        scope.territory or "",
        scope.organisation or "",
        figure.recorded_until.isoformat(),
        figure.method,
    ]
    for part in queries.with_told(parts, figure):
        grades = [part.grades[grade] for grade in rules.GRADES]
        minutes = [part.measured_minutes, part.estimated_minutes]
        deeds = "" if part.deeds is None else part.deeds
        row = [way, part.key, part.label, part.participations, *grades, part.spectators, *minutes, deeds, *said]
        writer.writerow([_harmless(cell) for cell in row])
    return answer


def _harmless(cell: Any) -> Any:
    """Text that a spreadsheet won't take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


@login_not_required
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    definitions = [(rules.LABELS[name], rules.DEFINITIONS[name]) for name in rules.METRICS]
    grades = list(rules.GRADE_NAMES.items())
    context = {"definitions": definitions, "grades": grades, "version": rules.METHOD_VERSION}
    return render(request, "tally/method.html", context)


@login_not_required
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    try:
        asked = _read(request, "campaign")
    except NotPossible as refusal:
        return _unanswered(request, refusal)
    page = Paginator(queries.corrections(asked.campaign), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "tally/corrections.html", {"campaign": asked.campaign, "page": page})


@require_POST
def quote(request: HttpRequest) -> HttpResponse:
    """Keep a figure under a permanent link. Signed in, since it writes."""
    try:
        asked = queries.asked(**{word: request.POST.get(word, "") for word in WORDS})
        kept = services.quote(queries.figure(asked.campaign, **asked.named))
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
        return redirect("tally:tally")
    return redirect("tally:figure", kept.key)


@login_not_required
@require_safe
def figure(request: HttpRequest, key: str) -> HttpResponse:
    kept = get_object_or_404(Figure.objects.select_related("campaign", "territory", "organisation"), key=key)
    said = queries.from_answer(kept.answer)
    again = queries.figure(kept.campaign, territory=kept.territory, organisation=kept.organisation, as_of=kept.as_of)
    context = {
        "kept": kept,
        "campaign": kept.campaign,
        "figure": said,
        "differs": again.metrics != said.metrics,
        "again": again,
        "corrections": queries.corrections_since(kept)[:ON_A_PAGE],
        "address": f"{settings.SITE_URL}/figures/{kept.key}/",
    }
    return render(request, "tally/figure.html", context)


@login_not_required
@require_safe
@cache_control(public=True, max_age=60)
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest) -> HttpResponse:
    """The headline for any site: no cookie, no script, a few kilobytes."""
    wanted = request.GET.get("lang", "")
    known = {code for code, _name in settings.LANGUAGES}
    with translation.override(wanted if wanted in known else translation.get_language()):
        try:
            asked = _read(request)
            figure = queries.figure(asked.campaign, **asked.named)
        except NotPossible as refusal:
            return render(request, "tally/embed.html", {"fault": refusal.reason}, status=BAD_REQUEST)
        context = {"figure": figure, "campaign": asked.campaign, "territory": asked.territory}
        return render(request, "tally/embed.html", context)
