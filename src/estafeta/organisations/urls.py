from django.urls import path

from estafeta.organisations import views

app_name = "organisations"
urlpatterns = [
    path("new/", views.register, name="register"),
    path("mine/", views.mine, name="mine"),
    path("review/", views.review, name="review"),
    path("join/<str:token>/", views.join, name="join"),
    path("<slug:slug>/manage/", views.manage, name="manage"),
    path("<slug:slug>/edit/", views.edit, name="edit"),
    path("<slug:slug>/invite/", views.invite, name="invite"),
    path("<slug:slug>/leave/", views.leave, name="leave"),
    path("<slug:slug>/members/<int:membership>/remove/", views.remove, name="remove"),
    path("<slug:slug>/verify/", views.verify, name="verify"),
]
