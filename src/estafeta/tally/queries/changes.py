"""How the number of different named people changed: derived until a moment, counted from the facts after it."""

from collections import Counter
from datetime import datetime

from django.db import connection

from estafeta.campaigns.models import Campaign
from estafeta.tally import rules
from estafeta.tally.models import Settled
from estafeta.tally.queries.moments import Question

WHOLE = 0  # the scope of a whole campaign

# Every attendance adds to its grade when it was recorded, its correction subtracts when that was recorded; a person
# counts in each scope under the best grade of which something stands there. The whole campaign has no members.
# Values: campaign, until, scopes, after of each, scopes of members, territories of members.
SCOPES = """
WITH span AS (SELECT %s::bigint AS campaign, %s::timestamptz AS until),
scopes AS (SELECT * FROM unnest(%s::bigint[], %s::timestamptz[]) AS t (scope, after)),
members AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS t (scope, territory)),"""
TOUCHED = """
touched AS (
  SELECT scopes.scope, f.person_id FROM span, tally_fact f, {scopes}
   WHERE f.campaign_id = span.campaign AND f.kind = 'attendance' AND f.recorded_at > scopes.after
     AND f.recorded_at <= span.until AND {inside}
  UNION
  SELECT scopes.scope, f.person_id FROM span, tally_fact c JOIN tally_fact f ON f.id = c.corrects_id, {scopes}
   WHERE c.campaign_id = span.campaign AND c.kind = 'correction' AND f.kind = 'attendance'
     AND c.recorded_at > scopes.after AND c.recorded_at <= span.until AND {inside}),
clean AS (SELECT 0::bigint AS scope, NULL::timestamptz AS at, '' AS grade, '' AS before WHERE false),"""
# From the beginning on, all are touched; those of whom nothing was taken back only ever get a better grade, which
# one pass over the entries finds.
FROM_THE_BEGINNING = """
corrected AS MATERIALIZED (
  SELECT DISTINCT f.person_id FROM span, tally_fact c JOIN tally_fact f ON f.id = c.corrects_id
   WHERE c.campaign_id = span.campaign AND c.kind = 'correction' AND c.recorded_at <= span.until
     AND f.kind = 'attendance'),
touched AS (
  SELECT DISTINCT scopes.scope, f.person_id FROM span, corrected JOIN tally_fact f USING (person_id), {scopes}
   WHERE f.campaign_id = span.campaign AND f.kind = 'attendance' AND f.recorded_at <= span.until AND {inside}),
clean AS (
  SELECT scopes.scope, f.recorded_at AS at, f.grade, min(f.grade) OVER (
           PARTITION BY scopes.scope, f.person_id ORDER BY f.recorded_at, f.grade
           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
    FROM span, tally_fact f, {scopes}
   WHERE f.campaign_id = span.campaign AND f.kind = 'attendance' AND f.recorded_at <= span.until AND {inside}
     AND f.person_id NOT IN (SELECT person_id FROM corrected)),"""
CHANGES = """
events AS (
  SELECT touched.scope, f.person_id, f.grade, f.recorded_at AS at, 1 AS sign
    FROM span, touched JOIN tally_fact f ON f.person_id = touched.person_id {theirs}
   WHERE f.campaign_id = span.campaign AND f.kind = 'attendance' AND f.recorded_at <= span.until
  UNION ALL
  SELECT touched.scope, f.person_id, f.grade, c.recorded_at, -1
    FROM span, touched JOIN tally_fact f ON f.person_id = touched.person_id {theirs}
    JOIN tally_fact c ON c.corrects_id = f.id
   WHERE f.campaign_id = span.campaign AND f.kind = 'attendance' AND c.recorded_at <= span.until),
moments AS (
  SELECT scope, person_id, at,
         sum(sign) FILTER (WHERE grade = 'A') AS a, sum(sign) FILTER (WHERE grade = 'B') AS b,
         sum(sign) FILTER (WHERE grade = 'C') AS c, sum(sign) FILTER (WHERE grade = 'D') AS d,
         sum(sign) FILTER (WHERE grade = 'E') AS e
    FROM events GROUP BY scope, person_id, at),
standing AS (
  SELECT scope, person_id, at,
         CASE WHEN sum(a) OVER history > 0 THEN 'A' WHEN sum(b) OVER history > 0 THEN 'B'
              WHEN sum(c) OVER history > 0 THEN 'C' WHEN sum(d) OVER history > 0 THEN 'D'
              WHEN sum(e) OVER history > 0 THEN 'E' END AS best
    FROM moments WINDOW history AS (PARTITION BY scope, person_id ORDER BY at)),
steps AS (
  SELECT scope, at, best, lag(best) OVER (PARTITION BY scope, person_id ORDER BY at) AS before FROM standing),
changes AS (
  SELECT scope, at, best AS grade, 1 AS people FROM steps WHERE best IS DISTINCT FROM before AND best IS NOT NULL
  UNION ALL
  SELECT scope, at, before, -1 FROM steps WHERE best IS DISTINCT FROM before AND before IS NOT NULL
  UNION ALL SELECT scope, at, grade, 1 FROM clean WHERE before IS NULL OR grade < before
  UNION ALL SELECT scope, at, before, -1 FROM clean WHERE grade < before)
SELECT scopes.scope, grade, at, sum(people)::int AS people FROM changes JOIN scopes USING (scope)
 WHERE at > scopes.after GROUP BY scopes.scope, grade, at HAVING sum(people) <> 0
"""
WHOLE_SCOPE = {"scopes": "scopes", "inside": "true", "theirs": ""}
PLACES_SCOPE = {
    "scopes": "scopes JOIN members ON members.scope = scopes.scope",
    "inside": "f.territory_id = members.territory",
    "theirs": "JOIN members ON members.scope = touched.scope AND members.territory = f.territory_id",
}
CHANGES_OF_ALL = (SCOPES + TOUCHED + CHANGES).format(**WHOLE_SCOPE)
CHANGES_OF_PLACES = (SCOPES + TOUCHED + CHANGES).format(**PLACES_SCOPE)
ALL_FROM_THE_BEGINNING = (SCOPES + FROM_THE_BEGINNING + CHANGES).format(**WHOLE_SCOPE)
PLACES_FROM_THE_BEGINNING = (SCOPES + FROM_THE_BEGINNING + CHANGES).format(**PLACES_SCOPE)

TOTALS = """
SELECT g.grade, t.total FROM unnest(%s::text[]) AS g (grade) CROSS JOIN LATERAL (
  SELECT p.total FROM tally_peoplechange p
   WHERE p.campaign_id = %s AND p.scope = %s AND p.grade = g.grade AND p.at <= %s ORDER BY p.at DESC LIMIT 1) t
"""


def scope_of(question: Question) -> int:
    return question.territory.pk if question.territory and question.narrows_territory else WHOLE


def settled_scopes(campaign: Campaign) -> set[int]:
    """The territories of which something is written down."""
    return set(Settled.objects.filter(campaign=campaign).exclude(scope=WHOLE).values_list("scope", flat=True))


def settled(question: Question) -> Settled | None:
    """Until when what is asked is written down; None where it is not, or its territories are others today."""
    if question.organisation is not None:
        return None
    known = Settled.objects.filter(campaign=question.campaign, scope=scope_of(question)).first()
    return known if known and known.members == question.members else None


def named_until_now(question: Question, known: Settled) -> Counter[str]:
    """Different named people by best grade, five looks into an index and what came since."""
    until = min(known.until, question.recorded_until)
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, [list(rules.GRADES), question.campaign.pk, known.scope, until])
        named = Counter(dict(cursor.fetchall()))
    if question.recorded_until > until:
        named.update(_changed(question, until))
    return named


def _changed(question: Question, after: datetime) -> dict[str, int]:
    places = question.places if question.narrows_territory else []
    changes = CHANGES_OF_PLACES if question.narrows_territory else CHANGES_OF_ALL
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT grade, sum(people)::int FROM ({changes}) changed GROUP BY grade",  # noqa: S608 -- our own words
            [question.campaign.pk, question.recorded_until, [WHOLE], [after], [WHOLE] * len(places), places],
        )
        return dict(cursor.fetchall())
