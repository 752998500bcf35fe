"""Coordinators about people: who may stand in two rows, and who looked at whose data."""

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from estafeta.base.errors import NotPossible
from estafeta.journal.models import Look
from estafeta.journal.queries import looks_visible_to
from estafeta.journal.services import note_looks
from estafeta.participation import queries
from estafeta.participation.services import decide_pair
from estafeta.people.models import Pair
from estafeta.people.rules import can_be_undone

PAGE: Final = 10
LOOKS: Final = 50


@never_cache
@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """People who may stand in two rows, of whom the reader has rights on both; `?state=decided` for those decided."""
    reader, now = request.user.person, timezone.now()
    decided = request.GET.get("state") == "decided"
    found = queries.decided_pairs(reader) if decided else queries.waiting_pairs(reader)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    people = [person for pair in page for person in (pair.one, pair.other)]
    places = queries.places_of(people)
    if people:
        note_looks(reader, people, Look.What.PAIR, thing=page[0], title="", territory=None)
    rows = [
        (pair, [(one, places[one.pk]) for one in (pair.one, pair.other)], can_be_undone(pair, now)) for pair in page
    ]
    return render(request, "web/pairs.html", {"page": page, "rows": rows, "decided": decided, "waits": not decided})


@require_POST
def decide(request: HttpRequest, pair_id: int) -> HttpResponse:
    """`state`: same, different, waiting (take the word back)."""
    reader = request.user.person
    pair = get_object_or_404(queries.pairs_visible_to(reader), pk=pair_id)
    state = request.POST.get("state", "")
    said = {
        Pair.State.SAME: _("From now on they count as one person."),
        Pair.State.DIFFERENT: _("They stay two people."),
        Pair.State.WAITING: _("Taken back. The pair waits for a word again."),
    }
    if state not in said:
        return redirect("web:pairs")
    try:
        decide_pair(pair, reader, state, reason=request.POST.get("reason", ""))
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, said[Pair.State(state)])
    return redirect("web:pairs")


@never_cache
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at personal data in the reader's territories."""
    page = Paginator(looks_visible_to(request.user.person), LOOKS).get_page(request.GET.get("page"))
    rows = [(look, Look.What(look["what"]).label) for look in page]
    return render(request, "web/looks.html", {"page": page, "rows": rows})
