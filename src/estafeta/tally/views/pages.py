"""The tally's pages. What is asked is read by `queries.asked`; what can't be answered gets its sentence."""

import hashlib
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
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
LIVE_S = 15
BAD_REQUEST = 400


def read(request: HttpRequest, *words: str) -> queries.Asked:
    return queries.asked(**{word: request.GET.get(word, "") for word in words or WORDS})


def unanswered(request: HttpRequest, refusal: NotPossible) -> HttpResponse:
    """The sentence, and the form with what was typed."""
    context = {"fault": refusal.reason, "typed": request.GET, "campaign": shown_campaign()}
    return render(request, "tally/unanswered.html", context, status=BAD_REQUEST)


@login_not_required
@require_safe
def tally(request: HttpRequest) -> HttpResponse:
    way = request.GET.get("by") or "territory"
    try:
        asked = read(request)
        figure = queries.figure(asked.campaign, **asked.named)
        closed = asked.named | {"as_of": figure.recorded_until}
        parts = queries.by(asked.campaign, way, **closed)
        days = parts if way == "day" else queries.by(asked.campaign, "day", **closed)
    except NotPossible as refusal:
        return unanswered(request, refusal)
    context = _page(asked, figure, way) | {
        "parts": queries.with_told(parts, figure),
        "days": days,
        "found": _found(request),
    }
    return render(request, "tally/tally.html", context)


@login_not_required
@require_safe
@cache_control(public=True, max_age=0, s_maxage=LIVE_S)
def live(request: HttpRequest) -> HttpResponse:
    """The headline alone, as of now; made anew every few seconds at most, however many look, and only once for each.

    Why: it says the same until something is recorded, so its ETag leaves the moment out and most answers are 304.
    """
    words = [request.GET.get(word, "")[:ON_A_PAGE] for word in (*WORDS[:3], "explained")]
    key = f"tally:live:{translation.get_language()}:{hashlib.sha256(repr(words).encode()).hexdigest()}"
    kept = cache.get(key)
    if kept is None:
        try:
            asked = read(request, *WORDS[:3])
            figure = queries.figure(asked.campaign, **asked.named)
        except NotPossible as refusal:
            return unanswered(request, refusal)
        body = render(request, "tally/live.html", {"figure": figure, "explained": words[3]}).content
        said = repr((translation.get_language(), figure.metrics, words)).encode()
        kept = (f'W/"{hashlib.sha256(said).hexdigest()[:32]}"', body)
        cache.set(key, kept, LIVE_S)
    tag, body = kept
    answer = get_conditional_response(request, etag=tag)
    answer = answer or HttpResponse(body)
    answer["ETag"] = tag
    return answer


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
        "files": [
            (kind, f"{reverse('tally:file', args=[kind.lower()])}?{figure.query}&by={way}")
            for kind in ("CSV", "XLSX", "JSON")
        ],
        "embed": f"{settings.SITE_URL}{reverse('embed_tally')}?{_query(scope, None)}",
    }


def _query(scope: dict[str, str], asked: queries.Asked | None, **more: str) -> str:
    moment = {"as_of": asked.as_of.isoformat()} if asked and asked.as_of else {}
    return urlencode(scope | moment | more)


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
        asked = read(request, "campaign")
    except NotPossible as refusal:
        return unanswered(request, refusal)
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
            asked = read(request)
            figure = queries.figure(asked.campaign, **asked.named)
        except NotPossible as refusal:
            return render(request, "tally/embed.html", {"fault": refusal.reason}, status=BAD_REQUEST)
        context = {"figure": figure, "campaign": asked.campaign, "territory": asked.territory}
        return render(request, "tally/embed.html", context)
