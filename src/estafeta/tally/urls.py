from django.urls import path, re_path

from estafeta.tally.views import alarms, files, pages, seals

app_name = "tally"
urlpatterns = [
    path("tally/", pages.tally, name="tally"),
    path("tally/method/", pages.method, name="method"),
    path("tally/live/", pages.live, name="live"),
    path("tally/corrections/", pages.corrections, name="corrections"),
    re_path(r"^tally/tally\.(?P<form>csv|xlsx|json)$", files.table, name="file"),
    path("figures/", pages.quote, name="quote"),
    path("figures/<slug:key>/", pages.figure, name="figure"),
    path("desk/alarms/", alarms.alarms, name="alarms"),
    path("desk/alarms/<int:pk>/", alarms.settle, name="settle_alarm"),
    path("seals/", seals.seals, name="seals"),
    path("seals/<slug:slug>/seals.json", seals.chain_file, name="chain"),
    path("seals/<slug:slug>/<str:day>/", seals.seal, name="seal"),
    path("seals/<slug:slug>/<str:day>/day.json", seals.day_file, name="sealed_day"),
    path("seals/<slug:slug>/<str:day>/sign/", seals.cosign, name="cosign"),
    path("me/entries/", seals.mine, name="mine"),
    path("me/entries/<int:pk>/proof.json", seals.proof, name="proof"),
]

# Addresses outside languages.
street_patterns = [
    path("embed/tally", pages.embed, name="embed_tally"),
    path("feeds/seals.atom", seals.seals_atom, name="seals_atom"),
]
