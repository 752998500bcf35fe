"""Heads and minutes as of a moment: what ran up until ten minutes ago, and the sums since."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from estafeta.tally import rules
from estafeta.tally.models import Settled
from estafeta.tally.queries.moments import Question

STEP = timedelta(minutes=10)
KINDS = ("attendance", "headcount", "spectators")

RAN_UP = """
SELECT k.kind, g.grade, m.measured, r.heads, r.minutes
  FROM unnest(%s::text[]) AS k (kind), unnest(%s::text[]) AS g (grade), unnest(ARRAY[true, false]) AS m (measured)
 CROSS JOIN LATERAL (
   SELECT heads, minutes FROM tally_runningsum
    WHERE campaign_id = %s AND scope = %s AND kind = k.kind AND grade = g.grade AND minutes_measured = m.measured
      AND at <= %s ORDER BY at DESC LIMIT 1) r
"""


def step_of(moment: datetime) -> datetime:
    """The end of the last whole step of ten minutes before a moment."""
    return moment.replace(minute=moment.minute - moment.minute % 10, second=0, microsecond=0)


def added_up(question: Question, known: Settled | None) -> list[tuple[str, str, bool, int, int]]:
    """Heads and minutes by kind, grade and whether the time was measured; a pair may come twice."""
    where, values = question.where("s", "at")
    rows: list[tuple[str, str, bool, int, int]] = []
    with connection.cursor() as cursor:
        if known is not None:
            until = step_of(min(known.until, question.recorded_until))
            cursor.execute(RAN_UP, [list(KINDS), list(rules.GRADES), question.campaign.pk, known.scope, until])
            rows = cursor.fetchall()
            where, values = f"{where} AND s.at >= %s", [*values, until]
        cursor.execute(
            "SELECT s.kind, s.grade, s.minutes_measured, sum(s.heads), sum(s.minutes) FROM tally_sum s"  # noqa: S608 -- our own words; values are parameters
            f" WHERE {where} GROUP BY 1, 2, 3",
            values,
        )
        rows += cursor.fetchall()
    return rows


def added_since(question: Question, after: datetime) -> int:
    """How many heads of grades A to C were added after a moment, whatever was taken back."""
    where, values = question.where("s", "at")
    asked: list[Any] = [*values, after]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT coalesce(sum(greatest(s.heads, 0)), 0) FROM tally_sum s WHERE {where} AND s.at > %s"  # noqa: S608 -- as above
            " AND s.kind IN ('attendance', 'headcount') AND s.grade IN ('A', 'B', 'C')",
            asked,
        )
        return int(cursor.fetchone()[0])
