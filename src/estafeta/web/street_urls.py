"""Addresses outside languages: feeds, embeds, and the bare `/` that chooses a language."""

from django.urls import path, re_path

from estafeta.web.views import deed, feeds, street

urlpatterns = [
    path("", street.bare, name="bare"),
    path("d/<int:pk>/", deed.short, name="short"),
    path("deeds/map/<int:pk>.json", feeds.map_card, name="map_card"),
    path("deeds/map.json", feeds.map_data, name="map_data"),
    path("feeds/deeds.ics", feeds.deeds_ics, name="deeds_ics"),
    path("feeds/deeds.atom", feeds.deeds_atom, name="deeds_atom"),
    path("embed/deeds", street.embed_deeds, name="embed_deeds"),
    path("embed/map", street.embed_map, name="embed_map"),
    path("robots.txt", street.robots, name="robots"),
    path("sitemap.xml", street.sitemap, name="sitemap"),
    re_path(
        r"^sitemap-(?P<part>pages|deeds|organisations|territories|news)-(?P<number>\d{1,6})\.xml$",
        street.sitemap_part,
        name="sitemap_part",
    ),
    path("favicon.svg", street.favicon, name="favicon"),
    path("favicon.ico", street.favicon),
    path("manifest.webmanifest", street.manifest, name="manifest"),
]
