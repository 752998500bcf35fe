from django.urls import path

from estafeta.participation import views

app_name = "participation"
urlpatterns = [
    path("shifts/<int:shift_id>/sign-up/", views.sign_up, name="sign_up"),
    path("places/<slug:token>/", views.place, name="place"),
    path("places/<slug:token>/confirm/", views.confirm, name="confirm"),
    path("places/<slug:token>/resend/", views.resend, name="resend"),
    path("places/<slug:token>/change/", views.change, name="change"),
    path("places/<slug:token>/cancel/", views.cancel, name="cancel"),
    path("places/<slug:token>/will-come/", views.will_come, name="will_come"),
    path("places/<slug:token>/offer/", views.answer, name="answer"),
    path("places/<slug:token>/ticket/", views.ticket, name="ticket"),
    path("deeds/<slug:slug>/people/", views.coming, name="list"),
    path("deeds/<slug:slug>/people.csv", views.coming_file, name="list_file"),
]
