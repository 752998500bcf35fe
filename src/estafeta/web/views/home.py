"""The first page: how far the relay has come, and what one can do now."""

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from estafeta.campaigns.queries import shown_campaign
from estafeta.deeds.queries import Filters, find, page, recent_outcomes, with_places
from estafeta.tally.queries import figure
from estafeta.ui.caching import same_for_strangers
from estafeta.web.cards import cards
from estafeta.web.views.territories import regions, tiles

COMING: Final = 6
OUTCOMES: Final = 3


@login_not_required
@require_safe
@same_for_strangers(30)
def home(request: HttpRequest) -> HttpResponse:
    campaign = shown_campaign()
    rows = regions(campaign.territory) if campaign else []
    context = {
        "campaign": campaign,
        "figure": figure(campaign) if campaign else None,
        "cards": cards(page(with_places(find(Filters())), size=COMING).deeds),
        "rows": rows,
        "tiles": tiles(rows),
        "country": campaign.territory.name_en if campaign else "",
        "outcomes": recent_outcomes(OUTCOMES),
    }
    return render(request, "web/home.html", context)
