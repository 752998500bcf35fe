"""What every page says, whoever made it."""

from typing import Final

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from estafeta.base import resting
from estafeta.campaigns.queries import shown_campaign

KNOWN_S: Final = 30


def house(_request: HttpRequest) -> dict[str, object]:
    """`banner_text`: that nothing can be written for now; else that the campaign is the example, in part invented."""
    return {"banner_text": SimpleLazyObject(_banner)}


def _is_example() -> bool:
    campaign = shown_campaign()
    return campaign is not None and campaign.is_example


def _banner() -> str:
    if resting.current():
        return _("Only reading works for now: the installation is being looked after.")
    if not cache.get_or_set("web.is_example", _is_example, KNOWN_S):
        return ""
    return _("Example: the campaign of 2010 replayed. Everything finer than its published totals is invented.")
