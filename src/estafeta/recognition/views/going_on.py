"""Whether somebody wants to hear of the next campaign: asked by a letter, answered by one press."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from estafeta.base.errors import NotPossible
from estafeta.recognition import queries, services


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def come_along(request: HttpRequest, token: str) -> HttpResponse:
    """A press, not the mere opening, says yes: programs that look at letters open every link."""
    if queries.person_of_link(token) is None:
        raise Http404
    done = False
    if request.method == "POST":
        try:
            services.come_along(token)
        except NotPossible as refusal:
            raise Http404 from refusal
        done = True
    return render(request, "recognition/come_along.html", {"done": done})
