"""What every page says, whoever made it."""

from typing import Final

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from estafeta.campaigns.queries import shown_campaign

KNOWN_S: Final = 30


def house(_request: HttpRequest) -> dict[str, object]:
    """`banner_text`: that the campaign shown is the example, and its finer figures are invented."""
    return {"banner_text": SimpleLazyObject(_banner)}


def _is_example() -> bool:
    campaign = shown_campaign()
    return campaign is not None and campaign.is_example


def _banner() -> str:
    if not cache.get_or_set("web.is_example", _is_example, KNOWN_S):
        return ""
    return _("Example: the campaign of 2010 replayed. Everything finer than its published totals is invented.")
