from django.db import transaction

from estafeta.campaigns.models import Campaign
from estafeta.organisations.models import Organisation
from estafeta.tally.models import Told
from estafeta.territories.models import Territory


@transaction.atomic
def take_told_out(
    campaign: Campaign, territory: Territory, *, heads: int, minutes: int, organisation: Organisation | None = None
) -> Told:
    """Let the hours of people who said that they were told to come leave the hours given, from now on.

    Writes: one Told; the database refuses fewer than five people.
    """
    return Told.objects.create(
        campaign=campaign, territory=territory, organisation=organisation, heads=heads, minutes=minutes
    )
