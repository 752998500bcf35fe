"""Campaigns: side by side, each on its own page; closing one and beginning the next."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from estafeta.base.errors import NotPossible
from estafeta.campaigns import services
from estafeta.campaigns.models import Campaign
from estafeta.campaigns.queries import campaigns, shown_campaign
from estafeta.campaigns.rules import may_lead
from estafeta.people.queries import person_of
from estafeta.tally import services as tally
from estafeta.tally.queries import closing_of, figure, from_answer, side_by_side
from estafeta.web.choosing import COOKIE, KEPT_S
from estafeta.web.forms import CloseForm, NextCampaignForm

BESIDE_EACH_OTHER: Final = 12


@login_not_required
@require_safe
def all_campaigns(request: HttpRequest) -> HttpResponse:
    """Every campaign with its figures beside the others, and the people of all of them, nobody twice."""
    rows = list(campaigns()[:BESIDE_EACH_OTHER])
    context = {"beside": side_by_side(rows), "rows": rows, "shown": shown_campaign()}
    return render(request, "web/campaigns.html", context)


@require_POST
@login_not_required
def choose(request: HttpRequest) -> HttpResponse:
    """Let every page speak of one campaign from now on, on this device."""
    campaign = get_object_or_404(campaigns(), slug=request.POST.get("campaign", "")[:60])
    answer = redirect("web:home")
    answer.set_cookie(COOKIE, campaign.slug, max_age=KEPT_S, samesite="Lax", httponly=True, secure=request.is_secure())
    return answer


@login_not_required
@require_safe
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """What a campaign is about and what came of it; a closed one by the figures that were frozen with it."""
    campaign = _campaign(slug)
    closing = closing_of(campaign)
    whole = closing.figures.get(territory=None, organisation=None) if closing else None
    context = {
        "campaign": campaign,
        "closing": closing,
        "quoted": whole,
        "figure": from_answer(whole.answer) if whole else figure(campaign),
        "kept": closing.figures.select_related("territory", "organisation").exclude(pk=whole.pk)
        .order_by("organisation__name", "territory__path")[:400] if closing and whole else (),
        "next": campaign.continued_by.order_by("starts_on").first(),
        "leads": person_of(request.user) is not None and bool(may_lead(request.user.person, campaign)),
    }  # fmt: skip
    return render(request, "web/campaign.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a campaign, after its address was typed: this can't be undone."""
    campaign = _led(request, slug)
    form = CloseForm(request.POST if request.method == "POST" else None, campaign=campaign)
    if form.is_valid():
        try:
            tally.close(campaign, request.user.person)
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("The campaign is closed. Its figures stand from now on."))
            return redirect("web:campaign", campaign.slug)
    context = {"campaign": campaign, "form": form}
    return render(request, "web/close_campaign.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def go_on(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the next campaign under another theme; what comes along is said before."""
    old = _led(request, slug)
    form = NextCampaignForm(request.POST if request.method == "POST" else None, old=old)
    if form.is_valid():
        try:
            made = services.continue_campaign(old, request.user.person, **form.told())
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("The relay goes on. Deeds can be announced under the new theme."))
            return redirect("web:campaign", made.slug)
    context: dict[str, Any] = {"campaign": old, "form": form}
    return render(request, "web/continue_campaign.html", context, status=422 if form.errors else 200)


def _campaign(slug: str) -> Campaign:
    found: Campaign = get_object_or_404(campaigns(), slug=slug)
    return found


def _led(request: HttpRequest, slug: str) -> Campaign:
    """The campaign, for those who lead it; for everybody else this door does not exist."""
    campaign = _campaign(slug)
    if not may_lead(request.user.person, campaign):
        raise Http404
    return campaign
