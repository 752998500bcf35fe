"""What may be kept of a page, and by whom."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

View = Callable[..., HttpResponseBase]


def same_for_strangers(seconds: int) -> Callable[[View], View]:
    """A page that looks the same to everybody who is not signed in: a shared cache may keep it for `seconds`.

    Why: a browser asks again each time (max-age 0), so that nobody sees a page from before they signed in.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            answer = view(request, *args, **kwargs)
            if answer.status_code == 200 and not request.user.is_authenticated and not answer.cookies:  # noqa: PLR2004 -- HTTP's OK
                patch_cache_control(answer, public=True, max_age=0, s_maxage=seconds)
            patch_vary_headers(answer, ["Cookie", "HX-Request"])
            return answer

        return kept

    return decorate


def same_for_all(seconds: int) -> Callable[[View], View]:
    """A page or file that is the same for everybody; it is sent again only where it has changed."""

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            answer = view(request, *args, **kwargs)
            if answer.status_code == 200:  # noqa: PLR2004 -- HTTP's OK
                patch_cache_control(answer, public=True, max_age=seconds)
            return answer

        return kept

    return decorate
