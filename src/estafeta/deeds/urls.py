from django.urls import path

from estafeta.deeds import views

app_name = "deeds"
urlpatterns = [
    path("new/", views.new, name="new"),
    path("new/preview/", views.preview, name="preview"),
    path("new/start-anew/", views.start_anew, name="start_anew"),
    path("new/without-baton/", views.without_baton, name="without_baton"),
    path("new/for/<slug:slug>/", views.for_appeal, name="for_appeal"),
    path("new/day/<int:day_id>/", views.for_day, name="for_day"),
    path("new/<slug:name>/", views.step, name="step"),
    path("mine/", views.mine, name="mine"),
    path("together/<str:token>/", views.together, name="together"),
    path("<slug:slug>/together/<int:part>/part/", views.part_ways, name="part_ways"),
    path("right/<str:token>/", views.right, name="right"),
    path("<slug:slug>/rights/", views.rights, name="rights"),
    path("<slug:slug>/rights/<int:right_id>/end/", views.end_right, name="end_right"),
    path("<slug:slug>/manage/", views.manage, name="manage"),
    path("<slug:slug>/edit/<slug:name>/", views.edit, name="edit"),
    path("<slug:slug>/hand-in/", views.hand_in, name="hand_in"),
    path("<slug:slug>/announce/", views.announce, name="announce"),
    path("<slug:slug>/refuse/", views.refuse, name="refuse"),
    path("<slug:slug>/cancel/", views.call_off, name="cancel"),
    path("<slug:slug>/copy/", views.copy, name="copy"),
    path("<slug:slug>/repeat/", views.repeat, name="repeat"),
    path("<slug:slug>/report/", views.report, name="report"),
    path("<slug:slug>/photos/", views.photos, name="photos"),
    path("<slug:slug>/photos/<int:photo_id>/<slug:act>/", views.photo_act, name="photo_act"),
    path("<slug:slug>/verify/", views.verify, name="verify"),
]
