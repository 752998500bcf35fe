"""The list of deeds and its map: one search, shown two ways."""

from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from estafeta.campaigns.models import Campaign
from estafeta.campaigns.queries import shown_campaign
from estafeta.deeds.models import Deed
from estafeta.deeds.queries import Filters, count_up_to, find, page, with_places
from estafeta.territories.queries import outlines
from estafeta.ui.caching import same_for_strangers
from estafeta.ui.htmx import wants_fragment
from estafeta.ui.numbers import number
from estafeta.web import finding
from estafeta.web.cards import cards
from estafeta.web.views.territories import regions, tiles

PAGE: Final = 20
COUNTED: Final = 1000
NEAR_KM: Final = (100, 300, 1000)
SUGGESTED: Final = 6


@login_not_required
@require_safe
@same_for_strangers(30)
def deeds(request: HttpRequest) -> HttpResponse:
    """`/deeds/`: the list; with `?view=map` the map above it. htmx asks only for what was found."""
    return _found(request, as_map=request.GET.get("view") == "map")


@login_not_required
@require_safe
@same_for_strangers(30)
def deeds_map(request: HttpRequest) -> HttpResponse:
    return _found(request, as_map=True)


def _found(request: HttpRequest, *, as_map: bool) -> HttpResponse:
    asked = request.GET.copy()
    if as_map:
        asked["view"] = "map"  # so that a filter set on `/deeds/map/` leaves the reader on the map
    search = finding.read(asked)
    found = find(search.filters)
    part = page(found, request.GET.get("cursor", ""), size=PAGE)
    first = not request.GET.get("cursor")
    campaign = shown_campaign() if as_map and not _can_draw() else None
    total = count_up_to(found, COUNTED) if part.following or not first else len(part.deeds)
    context = {
        "search": search,
        "cards": cards(part.deeds),
        "total": f"{number(COUNTED)}+" if total > COUNTED else number(total),
        "some": total > 0,
        "next": search.address(cursor=part.following) if part.following else "",
        "first": "" if first else search.address(),
        "as_map": as_map,
        "tiles": _tiles(search, found, campaign) if campaign else [],
        "country": campaign.territory.name_en if campaign else "",
        "views": _views(search, as_map=as_map),
        "radii": finding.RADII_KM,
        "deed_languages": finding.LANGUAGES.items(),
        "canonical": request.build_absolute_uri(reverse("web:deeds") + search.address(when="", view="")),
        "near": cards(_near(search.filters)) if not part.deeds and first else [],
    }
    return render(request, "web/_found.html" if wants_fragment(request) else "web/deeds.html", context)


def _views(search: finding.Search, *, as_map: bool) -> list[tuple[str, str, bool]]:
    """The tabs: coming and past deeds, as a list and on the map."""
    when = search.filters.when
    list_url = reverse("web:deeds")
    here = "map" if as_map else ""
    return [
        (_("Coming"), list_url + search.address(when="", view=here), when == "upcoming" and not as_map),
        (_("Past"), list_url + search.address(when="past", view=here), when == "past" and not as_map),
        (_("Map"), list_url + search.address(view="map"), as_map),
    ]


def _can_draw() -> bool:
    """Whether a map has a ground: outlines that were loaded, or a base map. Points on nothing tell nobody where."""
    return bool(settings.BASEMAP_STYLE_URL) or outlines.version()[0] > 0


def _tiles(search: finding.Search, found: QuerySet[Deed], campaign: Campaign) -> list[dict[str, Any]]:
    """The regions of the country with what was found in each; a tile leads to its part of the list."""
    url = reverse("web:deeds")
    rows = tiles(regions(campaign.territory, found))
    return [row | {"href": url + search.address(territory=row["code"], view="")} for row in rows]


def _near(filters: Filters) -> list[Deed]:
    """Where nothing answers to the filters: what can be joined around, in a wider and wider circle, else anywhere."""
    point = filters.near
    if not point and filters.territory and filters.territory.lon is not None and filters.territory.lat is not None:
        point = (filters.territory.lon, filters.territory.lat)
    if point:
        for radius_km in NEAR_KM:
            if near := page(with_places(find(Filters(near=point, radius_km=radius_km))), size=SUGGESTED).deeds:
                return near
    return page(with_places(find(Filters())), size=SUGGESTED).deeds
