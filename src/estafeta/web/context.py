"""What every page says, whoever made it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from estafeta.campaigns.queries import shown_campaign


def house(_request: HttpRequest) -> dict[str, object]:
    """`banner_text`: that the campaign shown is the example, and its finer figures are invented."""
    return {"banner_text": SimpleLazyObject(_banner)}


def _banner() -> str:
    campaign = shown_campaign()
    if campaign is None or not campaign.is_example:
        return ""
    return _("Example: the campaign of 2010 replayed. Everything finer than its published totals is invented.")
