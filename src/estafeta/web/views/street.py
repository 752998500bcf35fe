"""Addresses without a language: the bare `/`, what robots and phones ask for, windows for other people's sites."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Final

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from estafeta.deeds.queries import find, page, public_deeds
from estafeta.newsroom.queries import public_stories
from estafeta.organisations.queries import organisations_visible_to
from estafeta.territories.models import Territory
from estafeta.ui.caching import same_for_all
from estafeta.web import finding
from estafeta.web.cards import cards
from estafeta.web.views.feeds import language_of

SITEMAP_PAGE: Final = 10_000
IN_A_WINDOW: Final = 8
CODES: Final = tuple(code for code, _name in settings.LANGUAGES)


@login_not_required
@require_safe
def bare(request: HttpRequest) -> HttpResponse:
    """`/`: the first page in the language of the reader's cookie or browser."""
    answer = HttpResponseRedirect(f"/{translation.get_language_from_request(request)}/")
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


# --- windows for other people's sites ---------------------------------------------------------------------------------
def in_a_frame(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponseBase]:
    """A page that any site may show in a frame; it sets no cookie and asks for none."""

    @login_not_required
    @require_safe
    @same_for_all(300)
    @csp_replace({"frame-ancestors": ["*"]})
    @xframe_options_exempt
    @wraps(view)
    def framed(request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            return view(request)

    return framed


@in_a_frame
def embed_deeds(request: HttpRequest) -> HttpResponse:
    """`/embed/deeds`: the next deeds that answer to the filters."""
    search = finding.read(request.GET)
    deeds = page(find(search.filters), size=IN_A_WINDOW).deeds
    return render(request, "web/embed/deeds.html", {"search": search, "cards": cards(deeds)})


@in_a_frame
def embed_map(request: HttpRequest) -> HttpResponse:
    search = finding.read(request.GET)
    deeds = page(find(search.filters), size=IN_A_WINDOW).deeds
    return render(request, "web/embed/map.html", {"search": search, "cards": cards(deeds)})


# --- what robots and phones ask for -----------------------------------------------------------------------------------
@login_not_required
@require_safe
@same_for_all(3600)
def robots(request: HttpRequest) -> HttpResponse:
    private = [f"/{code}/{path}/" for code in CODES for path in ("me", "desk", "places", "shifts", "sign-in", "people")]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in ["/admin/", *private]), "",
             f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]  # fmt: skip
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@same_for_all(3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index of sitemaps."""
    last = public_deeds().order_by("-pk").values_list("pk", flat=True).first() or 0
    parts = [
        "pages-0",
        "territories-0",
        "organisations-0",
        "news-0",
        *(f"deeds-{n}" for n in range(last // SITEMAP_PAGE + 1)),
    ]
    body = "".join(f"<sitemap><loc>{settings.SITE_URL}/sitemap-{one}.xml</loc></sitemap>" for one in parts)
    text = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</sitemapindex>'
    return HttpResponse('<?xml version="1.0" encoding="UTF-8"?>' + text, content_type="application/xml")


@login_not_required
@require_safe
@same_for_all(3600)
def sitemap_part(request: HttpRequest, part: str, number: str) -> StreamingHttpResponse:
    """One sitemap: each address with its twins in the other languages."""
    return StreamingHttpResponse(_urls(part, int(number)), content_type="application/xml")


def _urls(part: str, number: int) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    yield ' xmlns:xhtml="http://www.w3.org/1999/xhtml">'
    for path in _paths(part, number):
        twins = {code: escape(f"{settings.SITE_URL}/{code}{path}") for code in CODES}
        links = "".join(f'<xhtml:link rel="alternate" hreflang="{code}" href="{url}"/>' for code, url in twins.items())
        for url in twins.values():
            yield f"<url><loc>{url}</loc>{links}</url>"
    yield "</urlset>"


def _paths(part: str, number: int) -> Iterator[str]:
    if part == "deeds":
        span = public_deeds().filter(pk__gte=number * SITEMAP_PAGE, pk__lt=(number + 1) * SITEMAP_PAGE)
        yield from (f"/deeds/{slug}/" for slug in span.order_by("pk").values_list("slug", flat=True))
    elif part == "organisations":
        slugs = organisations_visible_to(None).order_by("pk").values_list("slug", flat=True)
        yield from (f"/organisations/{slug}/" for slug in slugs[:SITEMAP_PAGE])
    elif part == "news":
        stories = public_stories().order_by("-published_at", "-pk").values_list("slug", flat=True)
        yield from (f"/news/{slug}/" for slug in stories[:SITEMAP_PAGE])
    elif part == "territories":
        codes = Territory.objects.pickable().order_by("depth", "pk").values_list("code", flat=True)
        yield from (f"/territories/{code}/" for code in codes[:SITEMAP_PAGE])
    else:
        yield from ("/", "/deeds/", "/organisations/", "/territories/", "/tally/", "/news/", "/press/")


@login_not_required
@require_safe
@same_for_all(86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(static("ui/img/icon.svg"))


@login_not_required
@require_safe
@same_for_all(86_400)
def manifest(request: HttpRequest) -> HttpResponse:
    """How the site calls itself when it is put on a phone's first screen."""
    told = {
        "name": _("Estafeta"),
        "short_name": _("Estafeta"),
        "description": _("Good deeds near you: find one, join it, be counted."),
        "start_url": "/",
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": [{"src": static("ui/img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")
