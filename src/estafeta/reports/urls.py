from django.urls import path, re_path

from estafeta.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    re_path(r"^(?P<key>[a-z2-7]{12})/$", views.report, name="report"),
    re_path(r"^(?P<key>[a-z2-7]{12})/(?P<name>[a-z-]{1,40}\.[a-z]{3,4})$", views.document, name="document"),
]
