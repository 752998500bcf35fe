"""Doors of the look itself: the reader's choice of display, and the page of all components."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from estafeta.ui import display as choices
from estafeta.ui.samples import samples


@login_not_required
@require_safe
def display(request):
    """Keep the size of the text or the scheme in a cookie, and go back to where the reader was.

    Why: a GET form carries no token, so that pages which show it can be kept in a cache.
    """
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    answer = redirect(target)
    for cookie, key, known in (("text_size", "text", choices.SIZES), ("scheme", "scheme", choices.SCHEMES)):
        if (value := request.GET.get(key)) in known:
            answer.set_cookie(
                cookie, value, max_age=choices.A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
    answer["Cache-Control"] = "no-store"
    return answer


@login_not_required
@require_safe
def look(request):
    """Every component with its states; it exists for those who build, so not in production."""
    if not (settings.DEBUG or getattr(settings, "DEVELOPMENT", False)):
        raise Http404
    return render(request, "ui/look.html", samples())
