"""What may be kept of a page, for how long, and for whom."""

import gzip
import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from estafeta.ui.display import display_of
from estafeta.ui.htmx import wants_fragment

View = Callable[..., HttpResponseBase]
CAMPAIGN_COOKIE: Final = "campaign"  # which of several campaigns a reader has chosen
STRANGERS_COOKIES = frozenset(
    {"text_size", "scheme", CAMPAIGN_COOKIE, settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
)


def same_for_strangers(seconds: int) -> Callable[[View], View]:
    """A page that looks the same to everybody who is not signed in.

    It is made anew every PAGE_CACHE_S seconds at most, and a shared cache may keep it for `seconds`; a browser asks
    again each time, so that nobody sees a page from before they signed in.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            key = _key(request) if settings.PAGE_CACHE_S and set(request.COOKIES) <= STRANGERS_COOKIES else ""
            answer: HttpResponseBase | None = cache.get(key) if key else None
            if answer is None:
                answer = view(request, *args, **kwargs)
                if isinstance(answer, HttpResponse) and _is_plain(answer):
                    _squeeze(request, answer)
                    if key:
                        cache.set(key, _bare(answer), settings.PAGE_CACHE_S)
            if _is_plain(answer) and not request.user.is_authenticated:
                patch_cache_control(answer, public=True, max_age=0, s_maxage=seconds)
            patch_vary_headers(answer, ["Accept-Encoding", "Cookie", "HX-Request"])
            return answer

        return kept

    return decorate


def same_for_all(seconds: int) -> Callable[[View], View]:
    """A page or file that is the same for everybody."""

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            answer = view(request, *args, **kwargs)
            if answer.status_code == HTTPStatus.OK:
                patch_cache_control(answer, public=True, max_age=seconds)
            return answer

        return kept

    return decorate


def _is_plain(answer: HttpResponseBase) -> bool:
    return answer.status_code == HTTPStatus.OK and not answer.cookies


def _squeezes(request: HttpRequest) -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


def _squeeze(request: HttpRequest, answer: HttpResponse) -> None:
    """Compress a page that holds nothing secret, so that its length tells nothing (BREACH needs a secret)."""
    if _squeezes(request) and not request.user.is_authenticated:
        answer.content = gzip.compress(answer.content, compresslevel=6, mtime=0)
        answer.headers["Content-Encoding"] = "gzip"


def _bare(answer: HttpResponse) -> HttpResponse:
    """The answer without what a test or a middleware hung on it."""
    return HttpResponse(answer.content, headers=dict(answer.items()))


def _key(request: HttpRequest) -> str:
    """Everything on which a stranger's page depends: address, language, how the reader likes pages, page or part."""
    address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    parts = (
        address,
        get_language(),
        request.COOKIES.get(CAMPAIGN_COOKIE, ""),
        display_of(request),
        wants_fragment(request),
        _squeezes(request),
    )
    return f"web.page:{hashlib.sha256(repr(parts).encode()).hexdigest()}"
