"""Days and weeks of action of a campaign: which regions fill them, and setting one."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from estafeta.base.errors import NotPossible
from estafeta.campaigns.models import Campaign
from estafeta.campaigns.queries import campaigns
from estafeta.campaigns.rules import may_lead
from estafeta.deeds.forms import ActionDayForm
from estafeta.deeds.models import ActionDay
from estafeta.deeds.queries import filled_days
from estafeta.deeds.services import set_action_day
from estafeta.people.queries import person_of

ON_A_PAGE: Final = 10


@login_not_required
@require_safe
def days(request: HttpRequest, slug: str) -> HttpResponse:
    """Every day of action with the regions that have deeds in it and those that have none yet."""
    campaign: Campaign = get_object_or_404(campaigns(), slug=slug)
    found = ActionDay.objects.filter(campaign=campaign).select_related("type").order_by("starts_on", "pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    person = person_of(request.user)
    context: dict[str, Any] = {
        "campaign": campaign,
        "page": page,
        "filled": filled_days(list(page), campaign.territory, get_language() or "kk"),
        "today": timezone.localdate(),
        "leads": person is not None and bool(may_lead(person, campaign)),
    }
    return render(request, "web/action_days.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def set_day(request: HttpRequest, slug: str) -> HttpResponse:
    """Set a day of action, or with `?day=` change one; for those who lead the campaign, for others not there."""
    campaign: Campaign = get_object_or_404(campaigns(), slug=slug)
    person = person_of(request.user)
    if person is None or not may_lead(person, campaign):
        raise Http404
    day, key = None, request.GET.get("day", "")
    if key:
        if not key.isdecimal() or len(key) > 18:  # noqa: PLR2004 -- what fits into a key
            raise Http404
        day = get_object_or_404(ActionDay.objects.select_related("type"), campaign=campaign, pk=key)
    form = ActionDayForm(request.POST if request.method == "POST" else None, campaign=campaign, day=day)
    if form.is_valid():
        try:
            set_action_day(campaign, person, day=day, **form.told())
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("Set. Every region can announce its deeds in it now."))
            return redirect("web:campaign_days", campaign.slug)
    context = {"campaign": campaign, "form": form, "day": day}
    return render(request, "web/set_action_day.html", context, status=422 if form.errors else 200)
