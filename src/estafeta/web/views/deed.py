"""A deed's own page, its poster and its calendar file."""

from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from estafeta.base.jsonld import script
from estafeta.base.qr import qr_svg
from estafeta.deeds.models import Deed, Shift
from estafeta.deeds.queries import (
    Filters,
    appeals_answered,
    deeds_visible_to,
    find,
    page,
    places_of,
    shifts_of,
    with_places,
)
from estafeta.deeds.rules import may_manage
from estafeta.moderation.queries import hidden, hiding_of
from estafeta.participation.queries import panels
from estafeta.people.queries import person_of
from estafeta.photos.queries import photos_of, photos_of_all
from estafeta.relay.queries import kin_of
from estafeta.territories.models import Territory
from estafeta.territories.queries import outlines
from estafeta.web import calendars, finding, jsonld, moments, places
from estafeta.web.cards import cards, state_of

NEAR_KM: Final = (50, 300)
SUGGESTED: Final = 3


@login_not_required
@require_safe
@gzip_page
def deed(request: HttpRequest, slug: str) -> HttpResponse:
    """What, where, when, with whom; the place to sign up. A draft is seen by those who manage it."""
    person = person_of(request.user)
    shown = _deed(request, slug)
    found = panels(shown, person, tokens=request.session.get("places", []))
    shifts = [panel.shift for panel in found]
    url = request.build_absolute_uri()
    told = _told(shown)
    answered = list(appeals_answered(shown))
    manages = person is not None and bool(may_manage(person, shown))
    context = told | {
        "photos": [*photos_of_all(answered), *(photos_of(shown) if shown.status in Deed.HELD else ())],
        "panels": [panel for panel in found if panel.sign_up or panel.shift.ends_at > timezone.now()],
        "person": person,
        "near": _near(shown) if _is_shut(shown, shifts) else [],
        "manages": manages,
        "hiding": hiding_of("deeds.deed", shown.pk) if manages else None,
        "share": _share(shown, url),
        "centre": f"{shown.lon:.5f},{shown.lat:.5f}" if shown.lon is not None else "",
        "ground": _ground(shown),
        "answered": answered,
        "kin": kin_of(shown),
        "canonical": request.build_absolute_uri(shown.get_absolute_url()),
        "jsonld": _jsonld(request, shown, shifts, told["higher"]) if shown.is_public else "",
    }
    return render(request, "web/deed.html", context)


@login_not_required
@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """A page for the wall: what, when, where, and a code that leads to the deed's page."""
    shown = _deed(request, slug)
    shifts = list(shifts_of(shown))
    zone = shown.territory.time_zone
    address = f"{settings.SITE_URL}{reverse('short', args=[shown.pk])}"
    times = [moments.span(shift.starts_at, shift.ends_at, zone) for shift in shifts]
    context = _told(shown) | {"times": times, "short_address": address.split("://")[1], "code": qr_svg(address)}
    return render(request, "web/poster.html", context)


@login_not_required
@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """All shifts of a deed, or with `?shift=` the one for which somebody signed up."""
    shown = _deed(request, slug)
    url = request.build_absolute_uri(shown.get_absolute_url())
    only = request.GET.get("shift", "")
    shifts = [shift for shift in shifts_of(shown) if not only or str(shift.pk) == only]
    body = calendars.calendar([(shown, shift, url) for shift in shifts], name=shown.title)
    return HttpResponse(
        body, content_type=calendars.TYPE, headers={"Content-Disposition": f'attachment; filename="{shown.slug}.ics"'}
    )


@login_not_required
@require_safe
def short(request: HttpRequest, pk: int) -> HttpResponse:
    """`/d/17/`: the address short enough for a code on a wall; leads to the page in the reader's language."""
    return redirect(get_object_or_404(deeds_visible_to(person_of(request.user)), pk=pk))


def _deed(request: HttpRequest, slug: str) -> Deed:
    seen = (
        deeds_visible_to(person_of(request.user))
        .select_related("type", "organisation", "territory", "campaign", "outcome")
        .annotate(hides_outcome=Q(outcome__in=hidden("deeds.outcome")))
    )
    return get_object_or_404(seen.prefetch_related("suits", "co_organisers__organisation"), slug=slug)


def _told(shown: Deed) -> dict[str, Any]:
    """What page and poster say alike."""
    higher = places.above([shown.territory])[shown.territory_id]
    state, kind = state_of(shown, places_of([shown]).get(shown.pk), now=timezone.now())
    return {
        "deed": shown,
        "higher": higher,
        "trail": places.trail([*higher, shown.territory]),
        "where": places.address(shown.territory, higher),
        "when": moments.span(shown.starts_at, shown.ends_at, shown.territory.time_zone),
        "state": state,
        "state_kind": kind,
        "ages": _ages(shown),
        "spoken": finding.LANGUAGES.get(shown.language, ""),
    }


def _ground(shown: Deed) -> str | None:
    """The address of what the small map is drawn on; None where there is no point, or nothing to draw it on."""
    if shown.lon is None:
        return None
    code = outlines.ground_of(shown.territory)
    if code is None and not settings.BASEMAP_STYLE_URL:
        return None
    return f"{reverse('territories:outlines')}?territory={code}" if code else reverse("territories:outlines")


def _ages(shown: Deed) -> str:
    ages = {"least": shown.min_age, "most": shown.max_age}
    if shown.min_age and shown.max_age:
        return ngettext("from %(least)s to %(most)s year", "from %(least)s to %(most)s years", shown.max_age) % ages
    if shown.min_age:
        return ngettext("from %(least)s year", "from %(least)s years", shown.min_age) % ages
    if shown.max_age:
        return ngettext("up to %(most)s year", "up to %(most)s years", shown.max_age) % ages
    return ""


def _is_shut(shown: Deed, shifts: list[Shift]) -> bool:
    """Whether a reader has to look elsewhere: called off, over, or every place taken."""
    now = timezone.now()
    coming = [shift for shift in shifts if shift.starts_at > now]
    return shown.is_public and (
        shown.status not in {"announced", "under_way"} or not any(shift.places_left != 0 for shift in coming)
    )


def _near(shown: Deed) -> list[Any]:
    lon, lat = (shown.lon, shown.lat) if shown.lon is not None else (shown.territory.lon, shown.territory.lat)
    if lon is None or lat is None:
        return []
    for radius_km in NEAR_KM:
        found = with_places(find(Filters(near=(lon, lat), radius_km=radius_km))).exclude(pk=shown.pk)
        if near := page(found, size=SUGGESTED).deeds:
            return cards(near)
    return []


def _share(shown: Deed, url: str) -> list[tuple[str, str]]:
    words, here = quote(shown.title), quote(url, safe="")
    return [
        ("Telegram", f"https://t.me/share/url?url={here}&text={words}"),
        ("WhatsApp", f"https://wa.me/?text={words}%20{here}"),
    ]


def _jsonld(request: HttpRequest, shown: Deed, shifts: list[Shift], higher: list[Territory]) -> str:
    url = request.build_absolute_uri(shown.get_absolute_url())
    organiser_url = request.build_absolute_uri(shown.organisation.get_absolute_url())
    return script(jsonld.event(shown, shifts, higher, url=url, organiser_url=organiser_url))
