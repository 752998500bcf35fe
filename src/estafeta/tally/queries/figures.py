from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.organisations.models import Organisation
from estafeta.tally import rules
from estafeta.tally.queries.moments import Question, question
from estafeta.tally.queries.people import people
from estafeta.tally.queries.shapes import Metric, Scope, TallyFigure
from estafeta.territories.models import Territory

ANNOUNCED = (Deed.Status.ANNOUNCED, Deed.Status.UNDER_WAY)
REPORTED = (Deed.Status.REPORTED, Deed.Status.VERIFIED)


def figure(
    campaign: Campaign,
    *,
    territory: Territory | None = None,
    organisation: Organisation | None = None,
    as_of: datetime | None = None,
) -> TallyFigure:
    """All six metrics of a campaign, of a territory's subtree or of one organisation in it.

    Takes:  as_of -- aware moment; what was recorded later does not exist yet. None: now.
    Raises: NotPossible when the moment lies in the future.
    Why:    PRODUCT.md, "Counting": the same question has the same answer for ever; docs/decisions/0004-as-of.md.
    """
    asked = question(campaign, territory=territory, organisation=organisation, as_of=as_of)
    totals = _totals(asked)
    return TallyFigure(
        metrics=(
            people(asked, totals.unnamed),
            totals.participations,
            totals.spectators,
            *_deeds(asked, totals.hours),
        ),
        scope=Scope(
            campaign=campaign.slug,
            territory=territory.code if territory else None,
            organisation=organisation.slug if organisation else None,
        ),
        as_of=asked.as_of,
        recorded_until=asked.recorded_until,
    )


@dataclass(frozen=True)
class _Totals:
    participations: Metric
    spectators: Metric
    hours: Metric
    unnamed: int


def _totals(asked: Question) -> _Totals:
    where, values = asked.where("s", "at")
    taking_part: Counter[str] = Counter()
    watching: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    measured = estimated = unnamed = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.kind, s.grade, s.minutes_measured, sum(s.heads), sum(s.minutes) FROM tally_sum s"  # noqa: S608 -- our own words; values are parameters
            f" WHERE {where} GROUP BY 1, 2, 3",
            values,
        )
        for kind, grade, is_measured, heads, time in cursor.fetchall():
            if kind == "spectators":
                watching[grade] += int(heads)
                continue
            taking_part[grade] += int(heads)
            minutes[grade] += int(time)
            if grade in rules.HEADLINE_GRADES:
                measured += int(time) if is_measured else 0
                estimated += 0 if is_measured else int(time)
                unnamed += int(heads) if kind == "headcount" else 0
    hours = (measured + estimated) // 60
    return _Totals(
        participations=_graded("participations", taking_part),
        spectators=_graded("spectators", watching),
        hours=Metric(
            "hours", hours, hours, hours,
            rules.whole_hours(minutes),
            {"measured_minutes": measured, "estimated_minutes": estimated},
        ),
        unnamed=unnamed,
    )  # fmt: skip


def _graded(name: str, grades: Counter[str]) -> Metric:
    value = sum(grades[grade] for grade in rules.HEADLINE_GRADES)
    return Metric(name, value, value, value, {grade: grades[grade] for grade in rules.GRADES})


def _deeds(asked: Question, hours: Metric) -> tuple[Metric, Metric, Metric]:
    """Deeds, hours and completeness, in the order of the six."""
    states = deeds_by_state(asked)
    held = sum(states[state] for state in Deed.HELD)
    reported = sum(states[state] for state in REPORTED)
    share = rules.percent(reported, held)
    parts = {
        "held": held,
        "reported": reported,
        "announced": sum(states[state] for state in ANNOUNCED),
        "cancelled": states[Deed.Status.CANCELLED],
    }
    return (
        Metric("deeds", held, held, held, None, parts),
        hours,
        Metric("completeness", share, share, share, None, {"reported": reported, "held": held}),
    )


# The state of each deed as of a moment: the last one recorded by then.
STATES = """
SELECT DISTINCT ON (d.id) d.id, d.type_id, d.territory_id, d.starts_at, h.status
  FROM deeds_deed d JOIN deeds_statechange h ON h.deed_id = d.id
 WHERE {where} AND h.recorded_at <= %s ORDER BY d.id, h.recorded_at DESC, h.id DESC"""


def states_of_deeds(asked: Question) -> tuple[str, list[Any]]:
    """SQL for one row per deed and its state as of the moment, and its values."""
    where, values = asked.where("d", "")
    return STATES.format(where=where), [*values, asked.recorded_until]


def deeds_by_state(asked: Question) -> Counter[str]:
    states, values = states_of_deeds(asked)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT status, count(*) FROM ({states}) states GROUP BY status", values)  # noqa: S608 -- as above
        return Counter(dict(cursor.fetchall()))
