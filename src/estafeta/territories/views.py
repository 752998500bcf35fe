"""The chooser's answers and the outlines for maps. Both are open: they say only what an atlas says."""

import hashlib
from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from estafeta.base.texts import clean
from estafeta.territories import queries
from estafeta.territories.models import Territory
from estafeta.territories.queries import outlines as borders
from estafeta.ui.htmx import wants_fragment

LONGEST_QUESTION = 200


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
def choose(request):
    """Places that are called like `?q=`: a fragment for htmx, a page for a reader, JSON; or the centre of `?at=`."""
    if "at" in request.GET:
        return JsonResponse({"centre": queries.centre_of(clean(request.GET["at"], most=32))})
    typed = clean(request.GET.get("q", ""), most=LONGEST_QUESTION)
    within = Territory.objects.filter(code=clean(request.GET.get("within", ""), most=32)).first()
    found = queries.search(typed, within=within)
    if wants_fragment(request):
        name = clean(request.GET.get("name", "territory"), most=40)
        context = {"name": name, "results": [place.as_result() for place in found], "value": ""}
        answer = render(request, "ui/_chooser_results.html", context)
    elif "text/html" in request.headers.get("Accept", ""):
        places = [place.as_dict() | {"href": reverse("web:territory", args=[place.code])} for place in found]
        answer = render(request, "territories/choose.html", {"typed": typed, "found": places})
    else:
        answer = JsonResponse({"results": [place.as_dict() for place in found]})
    patch_vary_headers(answer, ["Accept", "HX-Request"])
    return answer


def _etag(request, code=""):
    return f'"{hashlib.sha256(repr((borders.version(), code, get_language())).encode()).hexdigest()[:16]}"'


@login_not_required
@require_safe
@gzip_page
@condition(etag_func=lambda request: _etag(request, request.GET.get("territory", "")))
@cache_control(public=True, max_age=3600)
def outlines(request):
    """GeoJSON borders of the regions, or of what lies directly under `?territory=`."""
    code = clean(request.GET.get("territory", ""), most=32)
    if code and not Territory.objects.filter(code=code).exists():
        raise Http404
    content = _content(code, get_language(), borders.version())
    return HttpResponse(content, content_type="application/geo+json")


@lru_cache(maxsize=64)
def _content(code, _language, _version):
    territory = Territory.objects.get(code=code) if code else None
    return borders.as_bytes(borders.feature_collection(queries.outlines_of(territory)))
