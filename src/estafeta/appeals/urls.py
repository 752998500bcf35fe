from django.urls import path

from estafeta.appeals import views

app_name = "appeals"
urlpatterns = [
    path("new/", views.new, name="new"),
    path("reply-times/", views.reply_times, name="reply_times"),
    path("giving/", views.giving, name="giving"),
    path("needs/", views.needs, name="needs"),
    path("needs/searches/", views.save_search, name="save_search"),
    path("needs/searches/<int:search_id>/<slug:act>/", views.search_act, name="search_act"),
    path("pledges/", views.pledges, name="pledges"),
    path("pledges/<int:pledge_id>/<slug:act>/", views.pledge_act, name="pledge_act"),
    path("needs/<int:need_id>/pledge/", views.pledge, name="pledge"),
    path("follow/<slug:token>/", views.follow, name="follow"),
    path("follow/<slug:token>/arrived/<int:pledge_id>/", views.received, name="received"),
    path("follow/<slug:token>/<slug:act>/", views.follow_act, name="follow_act"),
    path("<slug:slug>/support/", views.support, name="support"),
    path("<slug:slug>/check/", views.check, name="check"),
    path("<slug:slug>/check/arrived/<int:pledge_id>/", views.arrived, name="arrived"),
    path("<slug:slug>/check/pictures/<int:photo_id>/<slug:act>/", views.picture_act, name="picture_act"),
    path("<slug:slug>/check/<slug:act>/", views.check_act, name="check_act"),
]
