from django.urls import path

from estafeta.heroes import views

app_name = "heroes"
urlpatterns = [
    path("", views.roll, name="roll"),
    path("how/", views.how, name="how"),
    path("nominate/", views.nominate, name="nominate"),
    path("nominations/<slug:token>/", views.follow, name="follow"),
    path("nominations/<slug:token>/<slug:act>/", views.follow_act, name="follow_act"),
    path("consent/<slug:token>/", views.consent, name="consent"),
    path("check/", views.checks, name="checks"),
    path("check/<int:pk>/", views.check, name="check"),
    path("check/<int:pk>/<slug:act>/", views.check_act, name="check_act"),
    path("prize/", views.prize, name="prize"),
    path("jury/", views.jury, name="jury"),
    path("jury/<slug:key>/", views.sheet, name="sheet"),
    path("<slug:slug>/", views.hero, name="hero"),
    path("<slug:slug>/vote/", views.vote, name="vote"),
    path("<slug:slug>/retell/", views.retell, name="retell"),
]
