from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from estafeta.api import views
from estafeta.api.interface import api

app_name = "api"


def _open(pattern: URLPattern | URLResolver) -> URLPattern | URLResolver:
    """Open without a login: what is public is public, and writes show a token or a contact."""
    pattern.callback.login_required = False  # read by LoginRequiredMiddleware
    return pattern


urlpatterns = [path("docs", views.docs, name="docs"), *map(_open, api.urls[0])]
