"""Photos lie beneath MEDIA_URL, outside languages."""

from django.urls import re_path

from estafeta.photos import views

urlpatterns = [
    re_path(r"^media/photos/(?P<key>[0-9a-f]{32})-(?P<size>large|small)\.webp$", views.photo, name="photo"),
]
