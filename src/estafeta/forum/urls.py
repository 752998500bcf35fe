from django.urls import path

from estafeta.forum import views

app_name = "forum"
urlpatterns = [
    path("", views.forum_list, name="list"),
    path("new/", views.new, name="new"),
    path("guests/<slug:token>/", views.guest, name="guest"),
    path("<slug:slug>/", views.forum, name="forum"),
    path("<slug:slug>/manage/", views.manage, name="manage"),
    path("<slug:slug>/manage/<slug:act>/", views.manage_act, name="manage_act"),
    path("<slug:slug>/seating/", views.seating, name="seating"),
    path("<slug:slug>/badges.pdf", views.badges, name="badges"),
    path("<slug:slug>/diplomas.pdf", views.diplomas, name="diplomas"),
]
