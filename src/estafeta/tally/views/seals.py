"""Sealed days for everybody, and the proof of one's own entries for whom they are about."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from estafeta.base.errors import NotPossible
from estafeta.campaigns.models import Campaign
from estafeta.campaigns.queries import shown_campaign
from estafeta.people.queries import person_of
from estafeta.tally import queries, services
from estafeta.tally.models import Fact, Seal

ON_A_PAGE = 50
IN_FEED = 60


def _campaign(slug: str) -> Campaign:
    found = shown_campaign(slug)
    if found is None:
        raise Http404
    return found


def _seal(slug: str, day: str) -> Seal:
    try:
        meant = date.fromisoformat(day)
    except ValueError as fault:
        raise Http404 from fault
    return get_object_or_404(queries.seals_of(_campaign(slug)), day=meant)


@login_not_required
@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    campaign = shown_campaign(request.GET.get("campaign", ""))
    found = queries.seals_of(campaign) if campaign else Seal.objects.none()
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "tally/seals.html", {"campaign": campaign, "page": page})


@login_not_required
@require_safe
def seal(request: HttpRequest, slug: str, day: str) -> HttpResponse:
    return render(request, "tally/seal.html", {"seal": _seal(slug, day)})


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
@gzip_page
def day_file(request: HttpRequest, slug: str, day: str) -> HttpResponseBase:
    found = _seal(slug, day)
    answer = StreamingHttpResponse(queries.sealed_day(found), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{found.campaign.slug}-{found.day.isoformat()}.json"'
    return answer


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
@gzip_page
def chain_file(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = _campaign(slug)
    answer = JsonResponse(queries.chain_of(campaign), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{campaign.slug}-seals.json"'
    return answer


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
def seals_atom(request: HttpRequest) -> HttpResponse:
    """The roots as they are published; whoever follows the feed has a copy that nobody can change."""
    wanted = request.GET.get("lang", "")
    campaign = shown_campaign(request.GET.get("campaign", ""))
    with translation.override(wanted if translation.check_for_language(wanted) else None):
        feed = Atom1Feed(
            title=_("Sealed days"),
            link=request.build_absolute_uri(reverse("tally:seals")),
            description=_("The root of each day's entries."),
            language=translation.get_language(),
            feed_url=request.build_absolute_uri(),
        )
        for one in queries.seals_of(campaign)[:IN_FEED] if campaign else ():
            link = request.build_absolute_uri(reverse("tally:seal", args=[one.campaign.slug, one.day.isoformat()]))
            feed.add_item(
                title=f"{one.day.isoformat()}: {one.root}",
                link=link,
                unique_id=f"tag:{request.get_host().split(':')[0]},2026:seal/{one.pk}",
                description=one.statement,
                pubdate=one.sealed_at,
                updateddate=one.sealed_at,
            )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@csrf_exempt  # the signature itself says who signs; no session is used
@login_not_required
@require_POST
def cosign(request: HttpRequest, slug: str, day: str) -> HttpResponse:
    """Take in a witness's signature, from the form or from a program."""
    found = _seal(slug, day)
    try:
        services.cosign(found, request.POST.get("key", ""), request.POST.get("signature", ""))
    except NotPossible as refusal:
        context = {"seal": found, "fault": refusal.reason, "typed": request.POST}
        return render(request, "tally/seal.html", context, status=422)
    messages.success(request, _("Your signature stands beside the seal now."))
    return redirect("tally:seal", slug, day)


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own entries, and those of the children whom one signs up, each with its proof."""
    person = person_of(request.user)
    found = queries.entries_about(person) if person else Fact.objects.none()
    page = Paginator(found.order_by("-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    entries = list(page.object_list)
    sealed = queries.seals_over(entries)
    rows = [{"entry": entry, "seal": sealed.get(entry.pk)} for entry in entries]
    return render(request, "tally/mine.html", {"page": page, "rows": rows})


@never_cache
@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request.user)
    if person is None:
        raise Http404
    entry = get_object_or_404(queries.entries_about(person), pk=pk)
    said = queries.proof_of(entry)
    if said is None:
        raise Http404
    answer = JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="proof-{entry.pk}.json"'
    return answer
