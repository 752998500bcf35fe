"""Organisations: who does good deeds, and what each of them did."""

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from estafeta.base.texts import fold
from estafeta.campaigns.queries import shown_campaign
from estafeta.deeds.queries import Filters, find, page
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import organisations_visible_to
from estafeta.tally.queries import figure
from estafeta.territories.models import Territory
from estafeta.ui.caching import same_for_strangers
from estafeta.web import finding, places
from estafeta.web.cards import cards

PAGE: Final = 30
SOME_DEEDS: Final = 6


@login_not_required
@require_safe
@same_for_strangers(60)
def organisations(request: HttpRequest) -> HttpResponse:
    """`/organisations/?kind=&territory=&q=&verified=1`."""
    given = {name: finding.one_line(request.GET.get(name, "")) for name in ("kind", "territory", "q", "verified")}
    found = organisations_visible_to(None).order_by("folded_name", "pk")
    if given["kind"] in Organisation.Kind.values:
        found = found.filter(kind=given["kind"])
    within = Territory.objects.filter(code=given["territory"]).first() if given["territory"] else None
    if within:
        found = found.filter(territory__path__startswith=within.path)
    for word in fold(given["q"]).split():
        found = found.filter(folded_name__contains=word)
    if given["verified"]:
        found = found.exclude(verified_at=None)
    part = Paginator(found.defer("about", "territory__folded"), PAGE).get_page(request.GET.get("page"))
    higher = places.above(one.territory for one in part)
    rows = [(one, places.address(one.territory, higher[one.territory_id])) for one in part]
    context = {"page": part, "rows": rows, "given": given, "within": within, "kinds": Organisation.Kind.choices}
    return render(request, "web/organisations.html", context)


@login_not_required
@require_safe
@same_for_strangers(60)
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(organisations_visible_to(None).select_related("territory"), slug=slug)
    campaign = shown_campaign()
    higher = places.above([shown.territory])[shown.territory_id]
    context = {
        "organisation": shown,
        "where": places.address(shown.territory, higher),
        "trail": places.trail([*higher, shown.territory]),
        "figure": figure(campaign, organisation=shown) if campaign else None,
        "coming": cards(page(find(Filters(organisation=shown.slug)), size=SOME_DEEDS).deeds),
        "past": cards(page(find(Filters(organisation=shown.slug, when="past")), size=SOME_DEEDS).deeds),
    }
    return render(request, "web/organisation.html", context)
