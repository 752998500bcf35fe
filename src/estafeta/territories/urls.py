from django.urls import path

from estafeta.territories import views

app_name = "territories"
urlpatterns = [
    path("choose/", views.choose, name="choose"),
    path("outlines.geojson", views.outlines, name="outlines"),
]
