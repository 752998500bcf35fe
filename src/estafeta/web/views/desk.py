"""The desk: what waits for an organiser's and for a coordinator's word, the longest waiting first."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from estafeta.appeals.models import Pledge
from estafeta.appeals.queries import appeals_to_check, needs_in, pledges_of
from estafeta.deeds.models import Deed
from estafeta.deeds.queries import deeds_organised_by, deeds_to_review, for_cards, reports_due
from estafeta.organisations.queries import organisations_of, organisations_to_verify
from estafeta.participation.queries import history_of
from estafeta.people.queries import coordinated_paths, farewells_visible_to, person_of
from estafeta.web.cards import cards

SOME: Final = 50
FAREWELLS: Final = 10
UNFINISHED: Final = (Deed.Status.DRAFT, Deed.Status.REVIEW)
RUNNING: Final = (Deed.Status.ANNOUNCED, Deed.Status.UNDER_WAY)


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    person = person_of(request.user)
    own = for_cards(deeds_organised_by(person))
    context = {
        "coordinates": bool(coordinated_paths(person)),
        "appeals": appeals_to_check(person)[:SOME],
        "needed": needs_in(organisations_of(person)).order_by("published_at", "pk")[:SOME],
        "promised": pledges_of(person).filter(status=Pledge.Status.PROMISED).order_by("lapses_at")[:SOME],
        "review": cards(list(for_cards(deeds_to_review(person))[:SOME])),
        "unverified": organisations_to_verify(person)[:SOME],
        "farewells": [(one, history_of(one.person)) for one in farewells_visible_to(person)[:FAREWELLS]],
        "drafts": cards(list(own.filter(status__in=UNFINISHED)[:SOME])),
        "running": cards(list(own.filter(status__in=RUNNING).order_by("starts_at", "pk")[:SOME])),
        "due": cards(list(for_cards(reports_due(person))[:SOME])),
    }
    return render(request, "web/desk.html", context)
