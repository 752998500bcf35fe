from django.urls import path

from estafeta.tally import views

app_name = "tally"
urlpatterns = [
    path("tally/", views.tally, name="tally"),
    path("tally/method/", views.method, name="method"),
    path("tally/corrections/", views.corrections, name="corrections"),
    path("tally/tally.csv", views.table, name="csv"),
    path("figures/", views.quote, name="quote"),
    path("figures/<slug:key>/", views.figure, name="figure"),
]

# Addresses outside languages.
street_patterns = [
    path("embed/tally", views.embed, name="embed_tally"),
]
