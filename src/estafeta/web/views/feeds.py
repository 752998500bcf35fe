"""Deeds for other programs: a calendar, a feed, the layer of the map. Filters as in the list."""

import json
from itertools import islice
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from estafeta.base.texts import clean
from estafeta.deeds.models import Deed, Shift
from estafeta.deeds.queries import find, for_cards, points, public_deeds
from estafeta.ui.caching import same_for_all
from estafeta.web import calendars, finding, moments, places
from estafeta.web.cards import cards

MOST_IN_FEED: Final = 200
MOST_IN_CALENDAR: Final = 1000
MOST_ON_MAP: Final = 50_000
FRACTION: Final = 10_000  # of a degree: ten metres, less than a meeting point is wide


def language_of(request: HttpRequest) -> str:
    """`?lang=`, else what the reader's browser asks for: these addresses stand outside the languages."""
    asked = request.GET.get("lang", "")
    return asked if asked in finding.LANGUAGES else translation.get_language() or "kk"


@login_not_required
@require_safe
@same_for_all(300)
@gzip_page
def deeds_ics(request: HttpRequest) -> HttpResponse:
    with translation.override(language_of(request)):
        shifts = Prefetch("shifts", Shift.objects.order_by("starts_at", "pk"))
        found = find(finding.read(request.GET).filters).select_related("type", "organisation", "territory")
        deeds = found.prefetch_related(shifts)[:MOST_IN_CALENDAR]
        entries = ((deed, shift, _address(request, deed)) for deed in deeds for shift in deed.shifts.all())
        body = calendars.calendar(list(islice(entries, MOST_IN_CALENDAR)), name=_("Good deeds"))
    return HttpResponse(body, content_type=calendars.TYPE)


@login_not_required
@require_safe
@same_for_all(300)
@gzip_page
def deeds_atom(request: HttpRequest) -> HttpResponse:
    """The deeds announced last stand first."""
    with translation.override(language_of(request)):
        found = find(finding.read(request.GET).filters).order_by("-announced_at", "-pk")
        deeds = list(found.select_related("type", "organisation", "territory")[:MOST_IN_FEED])
        higher = places.above(deed.territory for deed in deeds)
        feed = Atom1Feed(
            title=_("Good deeds"),
            link=request.build_absolute_uri(reverse("web:deeds")),
            description=_("Good deeds to join: where, when, with whom."),
            language=translation.get_language(),
            feed_url=request.build_absolute_uri(),
        )
        for deed in deeds:
            where = places.address(deed.territory, higher[deed.territory_id])
            when = moments.span(deed.starts_at, deed.ends_at, deed.territory.time_zone)
            url = _address(request, deed)
            feed.add_item(
                title=clean(deed.title),
                link=url,
                unique_id=f"tag:{request.get_host().split(':')[0]},2026:deed/{deed.pk}",
                description=clean(f"{when}. {where}."),
                author_name=clean(deed.organisation.name),
                categories=[deed.type.name],
                pubdate=deed.announced_at,
                updateddate=deed.cancelled_at or deed.announced_at,
            )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _address(request: HttpRequest, deed: Deed) -> str:
    return request.build_absolute_uri(deed.get_absolute_url())


@login_not_required
@require_safe
@same_for_all(60)
@gzip_page
def map_data(request: HttpRequest) -> HttpResponse:
    """The layer of the map in columns, so that 20,000 deeds stay small.

    Returns: numbers of deeds, and points in ten-thousandths of a degree, each less the one before it; `mark` points
             into `marks`; `card` is the address of what a tap on a point shows, with the deed's number for `{id}`.
    """
    search = finding.read(request.GET)
    found = find(search.filters)
    if slug := finding.one_line(request.GET.get("deed", "")):
        found = public_deeds().filter(slug=slug)
    rows = points(found, MOST_ON_MAP)
    marks = sorted({mark for *_point, mark in rows})
    place = {mark: at for at, mark in enumerate(marks)}
    layer = {
        "marks": marks,
        "card": reverse("map_card", args=[0]).replace("0", "{id}"),
        "id": _steps([pk for pk, _lon, _lat, _mark in rows]),
        "lon": _steps([round(lon * FRACTION) for _pk, lon, _lat, _mark in rows]),
        "lat": _steps([round(lat * FRACTION) for _pk, _lon, lat, _mark in rows]),
        "mark": [place[mark] for *_point, mark in rows],
    }
    return HttpResponse(json.dumps(layer, separators=(",", ":")), content_type="application/json")


@login_not_required
@require_safe
@same_for_all(60)
def map_card(request: HttpRequest, pk: int) -> HttpResponse:
    """What a tap on a point of the map shows: title, when and where, and the way to the page."""
    shown = get_object_or_404(for_cards(public_deeds()), pk=pk)
    with translation.override(language_of(request)):
        (card,) = cards([shown])
        note = " · ".join(filter(None, [card.when, card.where, card.state or card.places]))
        return JsonResponse({"title": shown.title, "href": card.href, "note": note})


def _steps(numbers: list[int]) -> list[int]:
    return [one - before for before, one in zip([0, *numbers], numbers, strict=False)]
