"""The derived changes of the number of people: written behind the facts, up to where nothing can appear any more."""

from datetime import UTC, datetime

from django.db import connection, transaction

from estafeta.campaigns.models import Campaign
from estafeta.tally.models import Fact, PeopleChange, PeopleUntil
from estafeta.tally.queries.changes import CHANGES
from estafeta.tally.queries.moments import horizon

BEFORE_ALL = datetime(1, 1, 2, tzinfo=UTC)


@transaction.atomic
def settle_people(campaign: Campaign) -> int:
    """Write down how the number of a campaign's people changed since the last time.

    Returns: how many changes were written; 0 for a campaign without facts, of which nothing is noted.
    Locks:   the campaign's PeopleUntil row, so that two at once do not write the same changes.
    """
    if not Fact.objects.filter(campaign=campaign).exists():
        return 0
    PeopleUntil.objects.get_or_create(campaign=campaign, defaults={"until": BEFORE_ALL})
    known = PeopleUntil.objects.select_for_update().get(campaign=campaign)
    until = horizon()
    if until <= known.until:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO tally_peoplechange (campaign_id, grade, at, people) {CHANGES}",
            [campaign.pk, known.until, until],
        )
        written = int(cursor.rowcount)
    PeopleUntil.objects.filter(campaign=campaign).update(until=until)
    return written


def settle_all() -> int:
    """Settle every campaign in which something was recorded; each in a transaction of its own."""
    return sum(settle_people(campaign) for campaign in Campaign.objects.order_by("pk"))


@transaction.atomic
def forget_people(campaign: Campaign) -> None:
    """Throw the derived changes of a campaign away."""
    PeopleUntil.objects.filter(campaign=campaign).delete()
    PeopleChange.objects.filter(campaign=campaign).delete()


def people_differ() -> list[tuple[str, str, int, int]]:
    """Where the derived changes say something else than the facts: (campaign, grade, facts say, changes say)."""
    found = []
    for known in PeopleUntil.objects.select_related("campaign").order_by("pk"):
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT grade, coalesce(f.people, 0), coalesce(d.people, 0)
                  FROM (SELECT grade, at, people FROM ({CHANGES}) facts) f
                  FULL JOIN (SELECT grade, at, sum(people)::int AS people FROM tally_peoplechange
                              WHERE campaign_id = %s GROUP BY grade, at) d USING (grade, at)
                 WHERE f.people IS DISTINCT FROM d.people ORDER BY grade, at
                """,  # noqa: S608 -- our own words
                [known.campaign.pk, None, known.until, known.campaign.pk],
            )
            found += [(known.campaign.slug, grade, facts, changes) for grade, facts, changes in cursor.fetchall()]
    return found
