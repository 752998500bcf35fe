"""The press page and the kit of a day."""

from datetime import date
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from estafeta.campaigns.queries import shown_campaign
from estafeta.newsroom import queries

STORIES: Final = 5
PICTURES: Final = 12
EARLIER: Final = 14


@login_not_required
@never_cache
@require_safe
def press(request: HttpRequest) -> HttpResponseBase:
    """What journalists need: the newest kit, the week's figures, contacts, pictures with their licences."""
    campaign = shown_campaign()
    kits = list(queries.kits(campaign)[:EARLIER]) if campaign else []
    stories = queries.public_stories().order_by("-published_at", "-pk")[:STORIES]
    context = {
        "campaign": campaign,
        "kit": kits[0] if kits else None,
        "earlier": kits[1:],
        "week": queries.week_of(kits[0]) if kits else [],
        "pictures": queries.press_pictures(campaign)[:PICTURES] if campaign else [],
        "stories": [queries.headline(story) for story in stories],
        "contact": settings.PRESS_CONTACT,
        "site_url": settings.SITE_URL,
    }
    return render(request, "newsroom/press.html", context)


@login_not_required
@require_safe
def kit(request: HttpRequest, slug: str, day: str) -> HttpResponseBase:
    """The kit of one day; it stays as it was built."""
    campaign = shown_campaign(slug)
    try:
        found = queries.kit_of(campaign, date.fromisoformat(day)) if campaign else None
    except ValueError:
        found = None
    if found is None or not default_storage.exists(found.file):
        raise Http404
    answer = FileResponse(
        default_storage.open(found.file), as_attachment=True, filename=f"press-{slug}-{day}.zip",
        content_type="application/zip",
    )  # fmt: skip
    answer["Cache-Control"] = "public, max-age=3600"
    return answer
