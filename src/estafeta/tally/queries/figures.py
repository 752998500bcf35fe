from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import connection

from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.organisations.models import Organisation
from estafeta.tally import rules
from estafeta.tally.models import Settled
from estafeta.tally.queries.changes import settled
from estafeta.tally.queries.moments import VERSIONS, Question, question
from estafeta.tally.queries.people import people
from estafeta.tally.queries.running import added_up
from estafeta.tally.queries.shapes import Metric, Scope, TallyFigure
from estafeta.tally.queries.told import told_minutes, without_told
from estafeta.territories.models import Territory

ANNOUNCED = (Deed.Status.ANNOUNCED, Deed.Status.UNDER_WAY)
KEPT_S = 60
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
    Why:    PRODUCT.md, "Counting": the same question has the same answer for ever; docs/decisions/0006-as-of.md.
    """
    asked = question(campaign, territory=territory, organisation=organisation, as_of=as_of)
    return TallyFigure(
        metrics=_metrics(asked),
        scope=Scope(
            campaign=campaign.slug,
            territory=territory.code if territory else None,
            organisation=organisation.slug if organisation else None,
        ),
        as_of=asked.as_of,
        recorded_until=asked.recorded_until,
    )


def _metrics(asked: Question) -> tuple[Metric, ...]:
    """The six; kept for a minute under the last fact, verdict, state or version of a deed that is in them.

    Why: nothing can be added before that any more, so what is kept is never stale; the minute bounds the keeping
         where the tree of territories was changed.
    """
    number, moment = asked.campaign.pk, asked.recorded_until
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest((SELECT max(recorded_at) FROM tally_fact WHERE campaign_id = %s AND recorded_at <= %s),"
            " (SELECT max(recorded_at) FROM people_verdict WHERE recorded_at <= %s),"
            " (SELECT max(recorded_at) FROM tally_deedversion WHERE campaign_id = %s AND recorded_at <= %s),"
            " (SELECT max(recorded_at) FROM deeds_statechange WHERE recorded_at <= %s),"
            " (SELECT max(at) FROM tally_told WHERE campaign_id = %s AND at <= %s)),"
            " EXISTS (SELECT 1 FROM tally_told WHERE campaign_id = %s)",
            [number, moment, moment, number, moment, moment, number, moment, number],
        )
        last, has_told = cursor.fetchone()
    if last is None:
        last = "none"
    territory = asked.territory.pk if asked.territory is not None and asked.narrows_territory else 0
    organisation = asked.organisation.pk if asked.organisation else 0
    key = f"tally:{rules.METHOD_VERSION}:{asked.campaign.pk}:{territory}:{organisation}:{last}".replace(" ", "T")
    kept: tuple[Metric, ...] | None = cache.get(key)
    if kept is None:
        known = settled(asked)
        totals = _totals(asked, known, told=told_minutes(asked) if has_told else 0)
        taking_part = people(asked, totals.unnamed, known)
        kept = (taking_part, totals.participations, totals.spectators, *_deeds(asked, totals.hours))
        cache.set(key, kept, KEPT_S)
    return kept


@dataclass(frozen=True)
class _Totals:
    participations: Metric
    spectators: Metric
    hours: Metric
    unnamed: int


def _totals(asked: Question, known: Settled | None, *, told: int) -> _Totals:
    taking_part: Counter[str] = Counter()
    watching: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    measured = estimated = unnamed = 0
    for kind, grade, is_measured, heads, time in added_up(asked, known):
        if kind == "spectators":
            watching[grade] += int(heads)
            continue
        taking_part[grade] += int(heads)
        minutes[grade] += int(time)
        if grade in rules.HEADLINE_GRADES:
            measured += int(time) if is_measured else 0
            estimated += 0 if is_measured else int(time)
            unnamed += int(heads) if kind == "headcount" else 0
    told = min(told, measured + estimated)
    if told:
        minutes, measured, estimated = without_told(told, minutes, measured, estimated)
    hours = (measured + estimated) // 60
    apart = {"told_minutes": told} if told else {}
    return _Totals(
        participations=_graded("participations", taking_part),
        spectators=_graded("spectators", watching),
        hours=Metric(
            "hours", hours, hours, hours,
            rules.whole_hours(minutes),
            {"measured_minutes": measured, "estimated_minutes": estimated, **apart},
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
SELECT v.deed_id, v.type_id, v.territory_id, v.starts_at, h.status FROM ({versions}) v CROSS JOIN LATERAL (
  SELECT s.status FROM deeds_statechange s WHERE s.deed_id = v.deed_id AND s.recorded_at <= %s
   ORDER BY s.recorded_at DESC, s.id DESC LIMIT 1) h
 WHERE {where}"""


def states_of_deeds(asked: Question) -> tuple[str, list[Any]]:
    """SQL for one row per deed and its state as of the moment, and its values."""
    where, values = asked.where_deeds("v")
    moment = asked.recorded_until
    return STATES.format(versions=VERSIONS, where=where), [asked.campaign.pk, moment, moment, *values]


def deeds_by_state(asked: Question) -> Counter[str]:
    states, values = states_of_deeds(asked)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT status, count(*) FROM ({states}) states GROUP BY status", values)  # noqa: S608 -- as above
        return Counter(dict(cursor.fetchall()))
