from django.urls import path

from estafeta.newsroom import views

app_name = "newsroom"
urlpatterns = [
    path("news/", views.news, name="news"),
    path("news/edit/", views.stories, name="stories"),
    path("news/edit/new/", views.new, name="new"),
    path("news/edit/<int:pk>/", views.edit, name="edit"),
    path("news/edit/<int:pk>/preview/", views.preview, name="preview"),
    path("news/edit/<int:pk>/<slug:act>/", views.act, name="act"),
    path("news/<slug:slug>/", views.story, name="story"),
    path("press/", views.press, name="press"),
    path("press/<slug:slug>/<str:day>.zip", views.kit, name="kit"),
]

# Addresses outside languages.
street_patterns = [path("feeds/news.atom", views.news_atom, name="news_atom")]
