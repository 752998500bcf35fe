"""How far a territory has come, said fairly: nobody is first, and a small place can reach what a large one can."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from estafeta.campaigns.queries import shown_campaign
from estafeta.tally.queries import milestones
from estafeta.tally.rules.fairness import FEWEST_INHABITANTS
from estafeta.territories.models import Territory
from estafeta.ui.caching import same_for_strangers


@login_not_required
@require_safe
@same_for_strangers(60)
def of_territory(request: HttpRequest, code: str) -> HttpResponse:
    """What it has reached, and its parts per 1,000 inhabitants as a funnel plot and a table."""
    territory = get_object_or_404(Territory.objects.defer("folded"), code=code)
    campaign = shown_campaign()
    context = {
        "territory": territory,
        "campaign": campaign,
        "reached": milestones(campaign, territory, get_language() or "kk") if campaign else None,
        "fewest": FEWEST_INHABITANTS,
    }
    return render(request, "web/milestones.html", context)
