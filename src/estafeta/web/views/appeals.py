"""Appeals for everybody: the list with its filters, and the page of one with its whole line."""

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from estafeta.appeals import queries, rules
from estafeta.appeals.models import Appeal
from estafeta.base.texts import clean
from estafeta.deeds.queries import deeds_answering, for_cards
from estafeta.people.queries import person_of
from estafeta.photos.queries import photos_of
from estafeta.territories.models import Territory
from estafeta.territories.queries import search
from estafeta.ui.caching import same_for_strangers
from estafeta.web.cards import cards

PAGE: Final = 20
DEEDS: Final = 12
STATES: Final = {"open": _("open"), "unanswered": _("nobody has promised help yet"), "done": _("done")}


@login_not_required
@require_safe
@same_for_strangers(30)
def appeals(request: HttpRequest) -> HttpResponse:
    given = {name: clean(request.GET.get(name, ""), most=200) for name in ("q", "kind", "state", "territory", "near")}
    territory = Territory.objects.filter(code=given["territory"]).first() if given["territory"] else None
    if territory is None and given["near"] and (found := search(given["near"])):
        territory = Territory.objects.filter(code=found[0].code).first()
    filters = queries.Filters(q=given["q"], kind=given["kind"], state=given["state"], territory=territory)
    page = Paginator(queries.with_needs(queries.find(filters)), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "cards": [(appeal, queries.line_of(appeal), _missing(appeal)) for appeal in page],
        "given": given,
        "territory": territory,
        "kinds": Appeal.Kind.choices,
        "states": STATES.items(),
        "narrowed": any(given.values()),
    }
    return render(request, "web/appeals.html", context)


def _missing(appeal: Appeal) -> list[queries.NeedState]:
    return [state for state in queries.need_states(appeal) if state.remaining][:3]


@login_not_required
@never_cache
@require_safe
def appeal(request: HttpRequest, slug: str) -> HttpResponse:
    """One appeal; one that was joined to another leads there."""
    person = person_of(request.user)
    joined = Appeal.objects.filter(slug=slug, status=Appeal.Status.MERGED).select_related("merged_into").first()
    if joined is not None and joined.merged_into is not None:
        return redirect(joined.merged_into, permanent=False)
    seen = queries.appeals_visible_to(person).select_related("territory", "campaign", "organisation")
    found = get_object_or_404(seen, slug=slug)
    context = {
        "appeal": found,
        "line": queries.line_of(found),
        "next": rules.next_step(found),
        "states": queries.need_states(found),
        "steps": queries.public_steps_of(found),
        "photos": photos_of(found),
        "supporters": queries.supporters_of(found),
        "deeds": cards(list(for_cards(deeds_answering(found))[:DEEDS])),
        "checks": bool(rules.may_check(person, found)),
    }
    return render(request, "web/appeal.html", context)
