"""Addresses for machines that watch this one."""

from django.urls import path

from estafeta.ops import views

app_name = "ops"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics_page, name="metrics"),
]

pages = ([path("status/", views.status_page, name="status")], "status")
