"""“I was told to come”: said without a name, from a letter, from one's book, or from the page of a deed."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from estafeta.base.errors import NotPossible
from estafeta.deeds.models import Deed
from estafeta.deeds.queries import public_deeds
from estafeta.people.queries import person_of
from estafeta.recognition import queries, services


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def by_letter(request: HttpRequest, token: str) -> HttpResponse:
    meant = queries.told_of_link(token)
    if meant is None:
        raise Http404
    return _say(request, *meant)


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def of_deed(request: HttpRequest, slug: str) -> HttpResponse:
    """Anybody, signed in or not; one word from one person, or else from one address and browser."""
    deed = get_object_or_404(public_deeds().select_related("territory", "organisation"), slug=slug)
    person = person_of(request.user)
    if person is not None:
        return _say(request, deed, queries.who_of(person.pk))
    return _say(request, deed, f"{get_adapter().get_client_ip(request)} {request.headers.get('User-Agent', '')[:200]}")


def _say(request: HttpRequest, deed: Deed, who: str) -> HttpResponse:
    context = {"deed": deed, "done": False, "fault": ""}
    if request.method == "POST":
        try:
            services.say_told(deed, who=who)
            context["done"] = True
        except NotPossible as refusal:
            context["fault"] = refusal.reason
    return render(request, "recognition/told.html", context, status=422 if context["fault"] else 200)
