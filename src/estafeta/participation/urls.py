from django.urls import path

from estafeta.participation.views import check_ins, confirming, paper, sign_ups, teams

app_name = "participation"
urlpatterns = [
    path("teams/new/", teams.new, name="new_team"),
    path("teams/join/", teams.join, name="join_team"),
    path("teams/<str:slug>/", teams.team, name="team"),
    path("teams/<str:slug>/leave/", teams.leave, name="leave_team"),
    path("teams/<str:slug>/hand-over/", teams.hand_over, name="hand_over_team"),
    path("shifts/<int:shift_id>/sign-up/", sign_ups.sign_up, name="sign_up"),
    path("places/<slug:token>/", sign_ups.place, name="place"),
    path("places/<slug:token>/confirm/", sign_ups.confirm, name="confirm"),
    path("places/<slug:token>/resend/", sign_ups.resend, name="resend"),
    path("places/<slug:token>/change/", sign_ups.change, name="change"),
    path("places/<slug:token>/cancel/", sign_ups.cancel, name="cancel"),
    path("places/<slug:token>/will-come/", sign_ups.will_come, name="will_come"),
    path("places/<slug:token>/offer/", sign_ups.answer, name="answer"),
    path("places/<slug:token>/ticket/", sign_ups.ticket, name="ticket"),
    path("there/<str:token>/", confirming.there, name="there"),
    path("deeds/<slug:slug>/people/", sign_ups.coming, name="list"),
    path("deeds/<slug:slug>/people/paper/", paper.printed, name="paper"),
    path("deeds/<slug:slug>/people/typed/", paper.typed, name="typed"),
    path("deeds/<slug:slug>/people.csv", sign_ups.coming_file, name="list_file"),
    path("checkin/worker.js", check_ins.worker, name="check_in_worker"),
    path("checkin/<slug:slug>/", check_ins.gate, name="check_in"),
    path("checkin/<slug:slug>/upload/", check_ins.upload, name="check_in_upload"),
    path("checkin/<slug:slug>/photo/", check_ins.photo, name="check_in_photo"),
    path("checkin/<slug:slug>/app.webmanifest", check_ins.app, name="check_in_app"),
]
