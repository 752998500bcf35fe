"""Campaigns side by side, and how many different people all of them had together: nobody is added twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from estafeta.campaigns.models import Campaign
from estafeta.people.models import Person
from estafeta.tally.models import Closing, Fact
from estafeta.tally.queries.figures import figure
from estafeta.tally.queries.moments import horizon
from estafeta.tally.queries.sameness import SAID
from estafeta.tally.queries.shapes import Metric, TallyFigure

# Everybody who stands in one of the campaigns as of its own moment, two rows of one human as one.
ACROSS = """
WITH RECURSIVE {said},
asked AS (SELECT * FROM unnest(%s::bigint[], %s::timestamptz[]) AS asked (campaign_id, until)),
there AS (
  SELECT f.person_id, min(f.grade) AS best FROM tally_fact f JOIN asked USING (campaign_id)
   WHERE f.kind = 'attendance' AND f.recorded_at <= asked.until AND f.grade IN ('A', 'B', 'C')
     AND NOT EXISTS (SELECT 1 FROM tally_fact c WHERE c.corrects_id = f.id AND c.recorded_at <= asked.until)
   GROUP BY f.person_id)
SELECT best, count(*) FROM (
  SELECT coalesce(who.as_id, there.person_id) AS human, min(there.best) AS best
    FROM there LEFT JOIN who USING (person_id) GROUP BY 1) humans GROUP BY best"""


@dataclass(frozen=True)
class SideBySide:
    """Campaigns with their figures, the earliest first; `people` are those of all of them, each once."""

    rows: list[tuple[Campaign, TallyFigure]]
    people: Metric


def side_by_side(campaigns: Sequence[Campaign]) -> SideBySide:
    """Every campaign as of now, a closed one as of its closing."""
    ordered = sorted(campaigns, key=lambda campaign: (campaign.starts_on, campaign.pk))
    rows = [(campaign, figure(campaign)) for campaign in ordered]
    return SideBySide(rows, _together(rows))


def _together(rows: Sequence[tuple[Campaign, TallyFigure]]) -> Metric:
    """The people of several campaigns: named ones each once; of heads without a name the least and the most."""
    with connection.cursor() as cursor:
        cursor.execute(
            ACROSS.format(said=SAID),
            [horizon(), [campaign.pk for campaign, _figure in rows], [told.recorded_until for _campaign, told in rows]],
        )
        grades = dict(cursor.fetchall())
    named = sum(grades.values())
    unnamed = sum(told.people.parts.get("unnamed", 0) for _campaign, told in rows)
    low = max([named, *((told.people.low or 0) for _campaign, told in rows)])
    high = named + unnamed
    parts = {"named": named, "unnamed": unnamed}
    return Metric("people", low if low == high else None, low, high, {**dict.fromkeys("ABCDE", 0), **grades}, parts)


def closing_of(campaign: Campaign) -> Closing | None:
    return Closing.objects.filter(campaign=campaign).first()


def people_counted_in(campaign: Campaign, *, after: int = 0, most: int = 500) -> list[Person]:
    """Those who stand by name in a campaign, in the order of their numbers, a few at a time."""
    keys = (
        Fact.objects.filter(campaign=campaign, kind=Fact.Kind.ATTENDANCE, person__gt=after, corrected_by=None)
        .order_by("person")
        .values_list("person", flat=True)
        .distinct()[:most]
    )
    return list(Person.objects.filter(pk__in=list(keys), forgotten_at=None).select_related("guardian").order_by("pk"))
