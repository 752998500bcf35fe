"""When a campaign ends and when the next begins: everybody is thanked, and written to again only where they agree."""

from django.db import transaction
from django.utils import translation

from estafeta.base import jobs
from estafeta.base.errors import NotPossible
from estafeta.campaigns.models import Campaign
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.people.models import Consent, Person
from estafeta.people.queries import consents_of
from estafeta.people.services import give_consent
from estafeta.recognition import queries
from estafeta.tally.queries import people_counted_in

AT_ONCE = 300


@transaction.atomic
def thank_everybody(campaign_id: int, *, after: int = 0) -> int:
    """Write to those who stand in a closed campaign: thanks, their book, and whether they want to hear of the next.

    Returns: how many were written to now; the rest by a job. Running it again writes nothing twice.
    Writes:  one Letter each, one job for those who follow.
    """
    campaign = Campaign.objects.get(pk=campaign_id)
    people = people_counted_in(campaign, after=after, most=AT_ONCE)
    for person in people:
        _write(person, campaign, "campaign_closed", asks=Consent.Purpose.NEXT_CAMPAIGN not in consents_of(person))
    if len(people) == AT_ONCE:
        jobs.defer("recognition.thank_everybody", campaign_id=campaign_id, after=people[-1].pk)
    return len(people)


@transaction.atomic
def tell_of_next(campaign_id: int, *, after: int = 0) -> int:
    """Write that the relay goes on to those of the campaign before who agreed to it, and to nobody else.

    Returns: how many were looked at now; the rest by a job. Running it again writes nothing twice.
    Writes:  one Letter for each who agreed, one job for those who follow.
    """
    campaign = Campaign.objects.select_related("continues").get(pk=campaign_id)
    if campaign.continues is None:
        return 0
    people = people_counted_in(campaign.continues, after=after, most=AT_ONCE)
    for person in people:
        if Consent.Purpose.NEXT_CAMPAIGN in consents_of(person):
            _write(person, campaign, "campaign_continues", asks=False)
    if len(people) == AT_ONCE:
        jobs.defer("recognition.tell_of_next", campaign_id=campaign_id, after=people[-1].pk)
    return len(people)


@transaction.atomic
def come_along(token: str) -> Person:
    """Somebody agrees, by the link of their letter, to letters about the next campaign. Twice is once.

    Raises: NotPossible when the link is none of ours.
    Writes: one Consent, one journal Entry.
    """
    person = queries.person_of_link(token)
    if person is None:
        raise NotPossible(queries.link_is_dead())
    if Consent.Purpose.NEXT_CAMPAIGN not in consents_of(person):
        give_consent(person, Consent.Purpose.NEXT_CAMPAIGN, by=person.guardian or person)
        record(person.guardian or person, "comes_along", person)
    return person


def _write(person: Person, campaign: Campaign, kind: str, *, asks: bool) -> None:
    reader = person if person.email or person.phone or person.guardian is None else person.guardian
    with translation.override(reader.language):
        theme, slogan = campaign.theme, campaign.slogan
    queue_letter(
        person, kind, key=f"{kind}:{campaign.pk}:{person.pk}", theme=theme, slogan=slogan, slug=campaign.slug,
        name=person.name, asks=asks, token=queries.link_to_come_along(person),
    )  # fmt: skip
