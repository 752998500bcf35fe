from django.urls import URLPattern

app_name = "territories"
urlpatterns: list[URLPattern] = []
