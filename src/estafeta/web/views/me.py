"""One's own page: where one is going, and what one's organisations do."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from estafeta.deeds.queries import deeds_organised_by, for_cards
from estafeta.organisations.queries import organisations_of
from estafeta.participation.queries import my_places, teams_of, to_answer
from estafeta.people.queries import coordinated_paths, person_of
from estafeta.relay.queries import my_batons
from estafeta.web.cards import cards

SOME: Final = 6


@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    person = person_of(request.user)
    context = {
        "person": person,
        "places": my_places(person) if person else None,
        "to_answer": to_answer(person) if person else [],
        "batons": my_batons(person),
        "teams": teams_of(person),
        "organisations": organisations_of(person),
        "cards": cards(list(for_cards(deeds_organised_by(person))[:SOME])),
        "coordinates": bool(coordinated_paths(person)),
    }
    return render(request, "web/me.html", context)
