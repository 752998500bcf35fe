"""What looks wrong, for the coordinators of the place."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from estafeta.base.errors import NotPossible
from estafeta.people.models import Person
from estafeta.people.queries import person_of
from estafeta.tally import queries, services

ON_A_PAGE = 20


@never_cache
@require_safe
def alarms(request: HttpRequest) -> HttpResponse:
    """What waits for a look; with `?all=1` what was settled too, the newest first."""
    person = person_of(request.user)
    everything = request.GET.get("all") == "1"
    found = queries.alarms_of(person).order_by("-found_at", "-pk") if everything else queries.alarms_waiting_for(person)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = [(alarm, queries.evidence_of(alarm)) for alarm in page.object_list]
    return render(request, "tally/alarms.html", {"page": page, "shown": shown, "everything": everything})


@never_cache
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request.user)
    alarm = get_object_or_404(queries.alarms_of(person), pk=pk)
    by: Person = person  # type: ignore[assignment]  # -- nobody else sees an alarm
    try:
        services.settle_alarm(alarm, by, state=request.POST.get("state", ""), reason=request.POST.get("reason", ""))
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("Noted. No figure has changed by it."))
    return redirect("tally:alarms")
