"""Several campaigns at once: what a reader has chosen, for the length of each of their requests."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify

from estafeta.campaigns.queries import chosen
from estafeta.ui.caching import CAMPAIGN_COOKIE

COOKIE: Final = CAMPAIGN_COOKIE
KEPT_S: Final = 60 * 60 * 24 * 365


def chosen_by(request: HttpRequest) -> str:
    """The address of the campaign chosen; "" when nothing was, or what was sent is no address."""
    sent = request.COOKIES.get(COOKIE, "")
    return sent if sent and sent == slugify(sent) else ""


class ChosenCampaign:
    """Middleware: pages that name no campaign speak of the chosen one (docs/decisions/0013-several-campaigns.md)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with chosen(chosen_by(request)):
            return self.get_response(request)
