"""The derived sums: written beside the facts, rebuilt from them, compared with them."""

from dataclasses import dataclass

from django.db import connection, transaction

from estafeta.campaigns.models import Campaign
from estafeta.tally.services.people import forget_people, people_differ, settle_people

# Every fact adds at the moment it was recorded; a correction subtracts the fact that it takes back at its own.
SIGNED = """
SELECT f.id, f.recorded_at AS at, 1 AS sign, f.id AS of FROM tally_fact f WHERE f.kind <> 'correction'
UNION ALL
SELECT c.id, c.recorded_at, -1, c.corrects_id FROM tally_fact c WHERE c.kind = 'correction'
"""
KEY = "campaign_id, deed_id, territory_id, day, group_id, grade, kind, minutes_measured, at"
TOTALS = "facts, heads, minutes, begins_at, ends_at"
ADD_UP = """
SELECT f.campaign_id, f.deed_id, f.territory_id,
       (f.happened_at AT TIME ZONE coalesce(t.time_zone, home.time_zone))::date AS day,
       f.group_id, f.grade, f.kind, f.minutes_measured, signed.at,
       sum(signed.sign)::int AS facts, sum(signed.sign * f.heads)::bigint AS heads,
       sum(CASE WHEN f.kind = 'spectators' THEN 0
                ELSE signed.sign * f.heads::bigint * f.minutes END)::bigint AS minutes,
       min(f.happened_at) AS begins_at,
       max(f.happened_at + greatest(f.minutes * interval '1 minute', interval '1 microsecond')) AS ends_at
  FROM ({signed}) signed
  JOIN tally_fact f ON f.id = signed.of
  JOIN campaigns_campaign c ON c.id = f.campaign_id
  JOIN territories_territory home ON home.id = c.territory_id
  LEFT JOIN territories_territory t ON t.id = f.territory_id
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""
ADD_UP_ALL = ADD_UP.format(signed=SIGNED)
ADD_UP_SOME = ADD_UP.format(signed=f"SELECT * FROM ({SIGNED}) every WHERE every.id = ANY(%s)")  # noqa: S608 -- our own words

ADD_UP_CAMPAIGN = ADD_UP.format(
    signed=f"SELECT every.* FROM ({SIGNED}) every JOIN tally_fact own ON own.id = every.id WHERE own.campaign_id = %s"  # noqa: S608 -- our own words
)


def add_up(fact_ids: list[int]) -> None:
    """Write the sums of facts just recorded, in the transaction that records them."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO tally_sum ({KEY}, {TOTALS}) {ADD_UP_SOME}", [fact_ids])


def add_up_campaign(campaign_id: int) -> None:
    """Write the sums of a campaign that had no facts before."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO tally_sum ({KEY}, {TOTALS}) {ADD_UP_CAMPAIGN}", [campaign_id])


@transaction.atomic
def rebuild() -> int:
    """Throw the derived sums away and add them up again from the facts.

    Returns: how many rows were written.
    Locks:   the table of sums against writers, and so recording, until it is done; readers see the old sums meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE tally_fact, tally_sum IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM tally_sum")
        cursor.execute(f"INSERT INTO tally_sum ({KEY}, {TOTALS}) {ADD_UP_ALL}")
        written = int(cursor.rowcount)
    for campaign in Campaign.objects.order_by("pk"):
        forget_people(campaign)
        settle_people(campaign)
    return written


@dataclass(frozen=True)
class Difference:
    """Where the derived sums say something else than the facts."""

    campaign: str
    deed: str
    grade: str
    kind: str
    facts_say: tuple[int, int, int] | None
    sums_say: tuple[int, int, int] | None

    def __str__(self) -> str:
        said = f"the facts say {self.facts_say or 'nothing'}, the sums {self.sums_say or 'nothing'}"
        return f"{self.campaign}, {self.deed}, {self.kind} {self.grade}: {said} (facts, heads, minutes)"


def verify(campaign: Campaign | None = None) -> list[Difference]:
    """Add everything up from the facts and compare it with the derived sums, row by row.

    Returns: every difference; empty when all is well.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH f AS MATERIALIZED ({ADD_UP_ALL}),
                 s AS MATERIALIZED (
                   SELECT {KEY}, sum(facts)::int AS facts, sum(heads)::bigint AS heads, sum(minutes)::bigint AS minutes,
                          min(begins_at) AS begins_at, max(ends_at) AS ends_at FROM tally_sum GROUP BY {KEY}),
                 differ AS (
                   (SELECT 'f' AS side, * FROM (SELECT * FROM f EXCEPT SELECT * FROM s) only_f)
                   UNION ALL
                   (SELECT 's', * FROM (SELECT * FROM s EXCEPT SELECT * FROM f) only_s))
            SELECT c.slug, coalesce(d.slug, '?'), k.grade, k.kind,
                   array_agg(ARRAY[k.facts, k.heads, k.minutes]) FILTER (WHERE k.side = 'f'),
                   array_agg(ARRAY[k.facts, k.heads, k.minutes]) FILTER (WHERE k.side = 's')
              FROM differ k JOIN campaigns_campaign c ON c.id = k.campaign_id LEFT JOIN deeds_deed d ON d.id = k.deed_id
             {"WHERE k.campaign_id = %s" if campaign else ""}
             GROUP BY 1, 2, 3, 4, k.territory_id, k.day, k.group_id, k.minutes_measured, k.at
             ORDER BY 1, 2, 3, 4
            """,  # noqa: S608 -- our own words
            [campaign.pk] if campaign else [],
        )
        rows = cursor.fetchall()
    people = [
        Difference(slug, "named people", grade, "people", (0, facts, 0), (0, changes, 0))
        for slug, grade, facts, changes in people_differ()
        if campaign is None or campaign.slug == slug.split(" ")[0]
    ]
    return people + [
        Difference(slug, deed, grade, kind, _first(facts), _first(sums))
        for slug, deed, grade, kind, facts, sums in rows
    ]


def _first(said: list[list[int]] | None) -> tuple[int, int, int] | None:
    return (said[0][0], said[0][1], said[0][2]) if said else None
