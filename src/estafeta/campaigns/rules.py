from django.utils.translation import gettext_lazy as _

from estafeta.base.decisions import YES, Decision, no
from estafeta.campaigns.models import Campaign
from estafeta.territories.models import Territory


def may_take_deeds(campaign: Campaign | None) -> Decision:
    """Deeds are announced in a campaign until it is closed by hand; its last day only dates its figures."""
    if campaign is None:
        return no(_("No campaign is open yet."))
    if campaign.closed_at is not None:
        return no(_("This campaign is closed."))
    return YES


def may_lie_in(territory: Territory, campaign: Campaign) -> Decision:
    """What a campaign does lies in its territory."""
    if territory.path.startswith(campaign.territory.path):
        return YES
    return no(_("This place lies outside the territory of the campaign."))
