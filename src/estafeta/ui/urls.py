from django.urls import path

from estafeta.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.look, name="look"),
    path("display/", views.display, name="display"),
]
