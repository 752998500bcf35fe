from django.urls import path

from estafeta.relay.views import batons, line

app_name = "relay"
urlpatterns = [
    path("", line.relay, name="relay"),
    path("card.<str:kind>", line.card, name="card"),
    path("bundles/<int:bundle_id>/", batons.bundle, name="bundle"),
    path("batons/put-down/", batons.leave, name="leave"),
    path("batons/<slug:token>/", batons.baton, name="baton"),
    path("batons/<slug:token>/accept/", batons.accept, name="accept"),
    path("batons/<slug:token>/decline/", batons.decline, name="decline"),
    path("batons/<slug:token>/again/", batons.revive, name="revive"),
    path("batons/<slug:token>/<slug:way>/", batons.carry, name="carry"),
    path("<str:slug>/card.<str:kind>", line.card, name="line_card"),
    path("<str:slug>/", line.of_appeal, name="line"),
]
