"""How the number of different named people changed: derived until a moment, counted from the facts after it."""

from collections import Counter
from datetime import datetime

from django.db import connection
from django.db.models import Sum

from estafeta.tally.models import PeopleChange, PeopleUntil
from estafeta.tally.queries.moments import Question

# Every attendance adds to its grade when it was recorded, its correction subtracts when that was recorded; a person
# counts under the best grade of which something stands. Values: campaign, after, until.
CHANGES = """
WITH span AS (SELECT %s::bigint AS campaign, coalesce(%s::timestamptz, '-infinity') AS after, %s::timestamptz AS until),
touched AS (
  SELECT f.person_id FROM tally_fact f, span
   WHERE f.campaign_id = span.campaign AND f.kind = 'attendance' AND f.recorded_at > span.after
     AND f.recorded_at <= span.until
  UNION
  SELECT f.person_id FROM tally_fact c JOIN tally_fact f ON f.id = c.corrects_id, span
   WHERE c.campaign_id = span.campaign AND c.kind = 'correction' AND f.kind = 'attendance'
     AND c.recorded_at > span.after AND c.recorded_at <= span.until),
events AS (
  SELECT f.person_id, f.grade, f.recorded_at AS at, 1 AS sign
    FROM touched JOIN tally_fact f ON f.person_id = touched.person_id, span
   WHERE f.campaign_id = span.campaign AND f.kind = 'attendance' AND f.recorded_at <= span.until
  UNION ALL
  SELECT f.person_id, f.grade, c.recorded_at, -1
    FROM touched JOIN tally_fact f ON f.person_id = touched.person_id
    JOIN tally_fact c ON c.corrects_id = f.id, span
   WHERE f.campaign_id = span.campaign AND f.kind = 'attendance' AND c.recorded_at <= span.until),
moments AS (
  SELECT person_id, at,
         sum(sign) FILTER (WHERE grade = 'A') AS a, sum(sign) FILTER (WHERE grade = 'B') AS b,
         sum(sign) FILTER (WHERE grade = 'C') AS c, sum(sign) FILTER (WHERE grade = 'D') AS d,
         sum(sign) FILTER (WHERE grade = 'E') AS e
    FROM events GROUP BY person_id, at),
standing AS (
  SELECT person_id, at,
         CASE WHEN sum(a) OVER history > 0 THEN 'A' WHEN sum(b) OVER history > 0 THEN 'B'
              WHEN sum(c) OVER history > 0 THEN 'C' WHEN sum(d) OVER history > 0 THEN 'D'
              WHEN sum(e) OVER history > 0 THEN 'E' END AS best
    FROM moments WINDOW history AS (PARTITION BY person_id ORDER BY at)),
steps AS (
  SELECT at, best, lag(best) OVER (PARTITION BY person_id ORDER BY at) AS before FROM standing),
changes AS (
  SELECT at, best AS grade, 1 AS people FROM steps WHERE best IS DISTINCT FROM before AND best IS NOT NULL
  UNION ALL
  SELECT at, before, -1 FROM steps WHERE best IS DISTINCT FROM before AND before IS NOT NULL)
SELECT span.campaign AS campaign_id, grade, at, sum(people)::int AS people FROM changes, span
 WHERE at > span.after GROUP BY span.campaign, grade, at HAVING sum(people) <> 0
"""


def named_until_now(question: Question) -> Counter[str] | None:
    """Different named people of the whole campaign by best grade; None where nothing is derived yet."""
    derived = PeopleUntil.objects.filter(campaign=question.campaign).first()
    if derived is None:
        return None
    until = min(derived.until, question.recorded_until)
    rows = PeopleChange.objects.filter(campaign=question.campaign, at__lte=until).values("grade")
    named = Counter({row["grade"]: row["number"] for row in rows.annotate(number=Sum("people")).order_by()})
    if question.recorded_until > until:
        named.update(_changed(question.campaign.pk, until, question.recorded_until))
    return named


def _changed(campaign_id: int, after: datetime, until: datetime) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT grade, sum(people)::int FROM ({CHANGES}) changed GROUP BY grade",  # noqa: S608 -- our own words
            [campaign_id, after, until],
        )
        return dict(cursor.fetchall())
