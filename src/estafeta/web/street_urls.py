"""Addresses outside languages: feeds, embeds, and the bare `/` that chooses a language."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
