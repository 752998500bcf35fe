"""Who may walk in where. Login is required unless a view says otherwise, and this list knows each that does."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = pytest.mark.no_database

OPEN_TO_ALL = {
    "",
    "en/^tally/tally\\.(?P<form>csv|xlsx|json)$",
    "^sitemap-(?P<part>pages|deeds|organisations|territories|news)-(?P<number>\\d{1,6})\\.xml$",
    "^media/photos/(?P<key>[0-9a-f]{32})-(?P<size>large|small)\\.webp$",
    "api/v1/docs",
    "d/<int:pk>/",
    "deeds/map.json",
    "deeds/map/<int:pk>.json",
    "embed/deeds",
    "embed/map",
    "embed/tally",
    "en/",
    "en/appeals/",
    "en/appeals/<str:slug>/",
    "en/appeals/follow/<slug:token>/",
    "en/appeals/follow/<slug:token>/<slug:act>/",
    "en/appeals/follow/<slug:token>/arrived/<int:pledge_id>/",
    "en/appeals/new/",
    "en/campaigns/",
    "en/campaigns/<slug:slug>/",
    "en/campaigns/<slug:slug>/days/",
    "en/campaigns/choose/",
    "en/checkin/worker.js",
    "en/deeds/",
    "en/deeds/<str:slug>/",
    "en/deeds/<str:slug>/calendar.ics",
    "en/deeds/<str:slug>/poster/",
    "en/deeds/map/",
    "en/figures/<slug:key>/",
    "en/flags/<slug:word>/<int:number>/",
    "en/forum/",
    "en/forum/<slug:slug>/",
    "en/forum/guests/<slug:token>/",
    "en/heroes/",
    "en/heroes/<slug:slug>/",
    "en/heroes/consent/<slug:token>/",
    "en/heroes/how/",
    "en/heroes/nominate/",
    "en/heroes/nominations/<slug:token>/",
    "en/heroes/nominations/<slug:token>/<slug:act>/",
    "en/going-on/<str:token>/",
    "en/look/",
    "en/look/display/",
    "en/news/",
    "en/news/<slug:slug>/",
    "en/organisations/",
    "en/organisations/<str:slug>/",
    "en/people/mailbox/",
    "en/places/<slug:token>/",
    "en/press/",
    "en/press/<slug:slug>/<str:day>.zip",
    "en/places/<slug:token>/cancel/",
    "en/places/<slug:token>/change/",
    "en/places/<slug:token>/confirm/",
    "en/places/<slug:token>/offer/",
    "en/places/<slug:token>/resend/",
    "en/places/<slug:token>/ticket/",
    "en/places/<slug:token>/will-come/",
    "en/seals/",
    "en/seals/<slug:slug>/<str:day>/",
    "en/seals/<slug:slug>/<str:day>/day.json",
    "en/seals/<slug:slug>/<str:day>/sign/",
    "en/seals/<slug:slug>/seals.json",
    "en/relay/",
    "en/relay/<str:slug>/",
    "en/relay/<str:slug>/card.<str:kind>",
    "en/relay/batons/<slug:token>/",
    "en/relay/batons/<slug:token>/<slug:way>/",
    "en/relay/batons/<slug:token>/accept/",
    "en/relay/batons/<slug:token>/decline/",
    "en/relay/batons/put-down/",
    "en/relay/card.<str:kind>",
    "en/shifts/<int:shift_id>/sign-up/",
    "en/sign-in/",
    "en/sign-in/code/",
    "en/report/",
    "en/report/^(?P<key>[a-z2-7]{12})/$",
    "en/report/^(?P<key>[a-z2-7]{12})/(?P<name>[a-z-]{1,40}\\.[a-z]{3,4})$",
    "en/status/",
    "en/tally/",
    "en/tally/corrections/",
    "en/tally/live/",
    "en/tally/method/",
    "en/deeds/<str:slug>/told/",
    "en/teams/<str:slug>/",
    "en/territories/",
    "en/territories/<str:code>/",
    "en/territories/<str:code>/milestones/",
    "en/territories/choose/",
    "en/territories/outlines.geojson",
    "en/there/<str:token>/",
    "en/told/<str:token>/",
    "en/verify/",
    "en/verify/<str:code>/",
    "favicon.ico",
    "favicon.svg",
    "feeds/deeds.atom",
    "feeds/deeds.ics",
    "feeds/news.atom",
    "feeds/seals.atom",
    "healthz",
    "manifest.webmanifest",
    "metrics",
    "readyz",
    "robots.txt",
    "sitemap.xml",
    "verify/keys.json",
    "verify/revoked/<int:number>.json",
}


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, here)
        else:
            yield here, pattern


def open_routes() -> set[str]:
    """The routes of ours that nobody needs to sign in for; those of allauth and of the admin are their own business."""
    return {
        route
        for route, pattern in routes(get_resolver().url_patterns)
        if not getattr(pattern.callback, "login_required", True)
        and getattr(pattern.callback, "__module__", "").startswith("estafeta.")
    }


def test_no_route_is_open_by_accident():
    assert open_routes() == OPEN_TO_ALL


def filled(route: str) -> str:
    """A route with something in the place of each of its parameters."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: "1" if found[1] == "int" else "x", route)


@pytest.mark.django_db
def test_every_other_door_of_ours_asks_to_sign_in(client):
    closed = {
        route
        for route, pattern in routes(get_resolver().url_patterns)
        if getattr(pattern.callback, "__module__", "").startswith("estafeta.")
    } - OPEN_TO_ALL

    answers = {route: client.get(filled(route)) for route in closed}

    assert {route: answer.headers.get("Location", "")[:18] for route, answer in answers.items()} == dict.fromkeys(
        closed, "/en/sign-in/?next="
    )
