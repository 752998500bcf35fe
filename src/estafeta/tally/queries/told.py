"""Hours of people who said that they were told to come: they leave the hours given, and stand apart."""

from collections import Counter
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, QuerySet, Sum

from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.organisations.models import Organisation
from estafeta.tally import rules
from estafeta.tally.models import Told
from estafeta.tally.queries.moments import Question
from estafeta.territories.models import Territory


@dataclass(frozen=True)
class ToldWhere:
    """Where it happened: at least five people, never a deed and never a person."""

    territory: Territory
    organisation: Organisation | None
    heads: int
    minutes: int


def told_minutes(question: Question) -> int:
    """The minutes that leave the hours given, of what a question asks."""
    found = Told.objects.filter(campaign=question.campaign, at__lte=question.recorded_until)
    if question.narrows_territory:
        found = found.filter(territory__in=question.territories().values("pk"))
    if question.organisation is not None:
        found = found.filter(organisation=question.organisation)
    return int(found.aggregate(minutes=Sum("minutes", default=0))["minutes"])


def without_told(told: int, minutes: Counter[str], measured: int, estimated: int) -> tuple[Counter[str], int, int]:
    """Take minutes out of the grades A to C, and of measured and estimated ones, in proportion.

    Why: nobody knows in which grade those stand who said so; taken in proportion the mix still adds up to its whole.
    """
    whole = measured + estimated
    told = min(told, whole)
    left = Counter(minutes)
    taken = 0
    for grade in rules.HEADLINE_GRADES:
        share = minutes[grade] * told // whole if whole else 0
        left[grade] -= share
        taken += share
    for grade in sorted(rules.HEADLINE_GRADES, key=lambda grade: -left[grade]):
        more = min(told - taken, left[grade])
        left[grade] -= more
        taken += more
    measured_left = measured - (measured * told // whole if whole else 0)
    return left, measured_left, whole - told - measured_left


def told_where(campaign: Campaign, paths: list[str]) -> list[ToldWhere]:
    """Where at least five people said that they were told to come, beneath these territories; most people first."""
    found: dict[tuple[int, int | None], ToldWhere] = {}
    for row in _beneath(campaign, paths):
        key = (row.territory_id, row.organisation_id)
        before = found.get(key)
        heads, minutes = (before.heads, before.minutes) if before else (0, 0)
        found[key] = ToldWhere(row.territory, row.organisation, heads + row.heads, minutes + row.minutes)
    return sorted(found.values(), key=lambda one: (-one.heads, one.territory.path))


def minutes_a_head(deed: Deed) -> tuple[int, int]:
    """How many heads of grades A to C a deed has now, and the minutes of each on average."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(heads), 0), coalesce(sum(minutes), 0) FROM tally_sum"
            " WHERE deed_id = %s AND kind <> 'spectators' AND grade IN ('A', 'B', 'C')",
            [deed.pk],
        )
        heads, minutes = cursor.fetchone()
    return int(heads), int(minutes) // int(heads) if heads else 0


def _beneath(campaign: Campaign, paths: list[str]) -> QuerySet[Told]:
    rows = Told.objects.filter(campaign=campaign).select_related("territory", "organisation")
    found = rows.none()
    for path in paths:
        found |= rows.filter(territory__path__startswith=path)
    return found.order_by(F("pk"))
