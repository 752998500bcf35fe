"""What is derived behind the facts, scope by scope, up to where nothing can appear any more: people, sums, peaks."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection, transaction

from estafeta.campaigns.models import Campaign
from estafeta.tally.models import Fact, PeopleChange, RunningSum, Settled, Span
from estafeta.tally.queries.changes import (
    ALL_FROM_THE_BEGINNING,
    CHANGES_OF_ALL,
    CHANGES_OF_PLACES,
    PLACES_FROM_THE_BEGINNING,
    WHOLE,
)
from estafeta.tally.queries.moments import Question, horizon
from estafeta.tally.queries.people import peak
from estafeta.tally.queries.running import step_of
from estafeta.territories.models import Territory

BEFORE_ALL = datetime(1, 1, 2, tzinfo=UTC)

SHAPES = {  # of the whole campaign or of places; from the beginning on or since the last time
    (True, True): ALL_FROM_THE_BEGINNING,
    (True, False): CHANGES_OF_ALL,
    (False, True): PLACES_FROM_THE_BEGINNING,
    (False, False): CHANGES_OF_PLACES,
}
PEOPLE = """
WITH new AS MATERIALIZED ({changes}),
prior AS (
  SELECT k.scope, k.grade, coalesce(p.total, 0) AS total
    FROM (SELECT DISTINCT scope, grade FROM new) k LEFT JOIN LATERAL (
      SELECT total FROM tally_peoplechange
       WHERE campaign_id = %s AND scope = k.scope AND grade = k.grade ORDER BY at DESC LIMIT 1) p ON true)
INSERT INTO tally_peoplechange (campaign_id, scope, grade, at, people, total)
SELECT %s, scope, grade, at, people,
       prior.total + sum(people) OVER (PARTITION BY scope, grade ORDER BY at)
  FROM new JOIN prior USING (scope, grade)
"""
SUMS = """
WITH scopes AS (SELECT * FROM unnest(%s::bigint[], %s::timestamptz[]) AS t (scope, since)),
members AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS t (scope, territory)),
new AS MATERIALIZED (
  SELECT scopes.scope, s.kind, s.grade, s.minutes_measured,
         date_bin('10 minutes', s.at, '2000-01-01 00:00+00') + interval '10 minutes' AS at,
         sum(s.heads) AS heads, sum(s.minutes) AS minutes
    FROM tally_sum s, {scopes} WHERE s.campaign_id = %s AND s.at >= scopes.since AND s.at < %s AND {inside}
   GROUP BY 1, 2, 3, 4, 5),
prior AS (
  SELECT k.*, coalesce(r.heads, 0) AS heads, coalesce(r.minutes, 0) AS minutes
    FROM (SELECT DISTINCT scope, kind, grade, minutes_measured FROM new) k LEFT JOIN LATERAL (
      SELECT heads, minutes FROM tally_runningsum
       WHERE campaign_id = %s AND scope = k.scope AND kind = k.kind AND grade = k.grade
         AND minutes_measured = k.minutes_measured ORDER BY at DESC LIMIT 1) r ON true)
INSERT INTO tally_runningsum (campaign_id, scope, kind, grade, minutes_measured, at, heads, minutes)
SELECT %s, scope, kind, grade, minutes_measured, new.at,
       prior.heads + sum(new.heads) OVER before, prior.minutes + sum(new.minutes) OVER before
  FROM new JOIN prior USING (scope, kind, grade, minutes_measured)
WINDOW before AS (PARTITION BY scope, kind, grade, minutes_measured ORDER BY new.at)
"""
SPANS = """
INSERT INTO tally_span AS known (campaign_id, deed_id, territory_id, heads, begins_at, ends_at)
SELECT campaign_id, deed_id, territory_id, sum(heads), min(begins_at), max(ends_at) FROM tally_sum
 WHERE campaign_id = %s AND at > %s AND at <= %s AND heads > 0 AND kind IN ('attendance', 'headcount')
   AND grade IN ('A', 'B', 'C') GROUP BY 1, 2, 3
ON CONFLICT (deed_id, territory_id) DO UPDATE
   SET heads = known.heads + excluded.heads, begins_at = least(known.begins_at, excluded.begins_at),
       ends_at = greatest(known.ends_at, excluded.ends_at)
"""


@dataclass
class _Scopes:
    """Scopes to be settled: since when each, and which places with entries belong to it."""

    campaign: Campaign
    until: datetime
    after: dict[int, datetime] = field(default_factory=dict)
    places: dict[int, list[int]] = field(default_factory=dict)
    members: dict[int, str] = field(default_factory=dict)

    def only(
        self, *, whole: bool, fresh: bool | None = None
    ) -> "tuple[list[int], list[datetime], list[int], list[int]]":
        """Takes: fresh -- only those of which nothing is written down yet, or only the others."""
        scopes = [scope for scope in self.after if (scope == WHOLE) is whole]
        scopes = [one for one in scopes if fresh is None or (self.after[one] == BEFORE_ALL) is fresh]
        pairs = [(scope, place) for scope in scopes for place in self.places[scope]]
        after = [self.after[scope] for scope in scopes]
        return scopes, after, [scope for scope, _place in pairs], [place for _scope, place in pairs]


@transaction.atomic
def settle_people(campaign: Campaign) -> int:
    """Write down how the people, heads and minutes of a campaign's scopes changed since the last time.

    Returns: how many changes of people were written; 0 for a campaign without facts, of which nothing is noted.
    Locks:   the campaign's Settled row, so that two at once do not write the same changes.
    """
    if not Fact.objects.filter(campaign=campaign).exists():
        return 0
    Settled.objects.get_or_create(campaign=campaign, scope=WHOLE, defaults={"until": BEFORE_ALL})
    known = Settled.objects.select_for_update().get(campaign=campaign, scope=WHOLE)
    until = horizon()
    if until <= known.until:
        return 0
    scopes = _touched(campaign, known.until, until)
    written = _write_people(scopes)
    _write_sums(scopes)
    with connection.cursor() as cursor:
        cursor.execute(SPANS, [campaign.pk, known.until, until])
    spans = list(Span.objects.filter(campaign=campaign).values_list("territory", "begins_at", "ends_at", "heads"))
    for scope in scopes.after:
        own = set(scopes.places[scope])
        inside = [span[1:] for span in spans if scope == WHOLE or span[0] in own]
        Settled.objects.update_or_create(
            campaign=campaign,
            scope=scope,
            defaults={"until": until, "members": scopes.members[scope], "peak": peak(inside)},
        )
    return written


def _touched(campaign: Campaign, after: datetime, until: datetime) -> _Scopes:
    """The whole campaign, and every territory in whose subtree something was recorded since."""
    found = _Scopes(campaign, until, {WHOLE: after}, {WHOLE: []}, {WHOLE: ""})
    entries = Fact.objects.filter(campaign=campaign, territory__isnull=False, recorded_at__lte=until)
    new = set(entries.filter(recorded_at__gt=after).order_by().values_list("territory", flat=True).distinct())
    if not new:
        return found
    known = {one.scope: one for one in Settled.objects.filter(campaign=campaign)}
    there = known.keys() | new
    for territory in _above(new):
        if territory.pk == campaign.territory_id:
            continue
        asked = Question(campaign, territory, None, until, until)
        own = known.get(territory.pk)
        if own and own.members != asked.members:
            _forget(campaign, territory.pk)
            own = None
        found.after[territory.pk] = own.until if own else BEFORE_ALL
        found.members[territory.pk] = asked.members
        found.places[territory.pk] = sorted(there.intersection(asked.places))
    return found


def _above(places: set[int]) -> list[Territory]:
    """The places, all that they lie in, and what those belonged to before."""
    found: dict[int, Territory] = {}
    look_at = list(Territory.objects.filter(pk__in=places))
    while look_at:
        found |= {one.pk: one for one in look_at}
        above = {number for one in look_at for number in (one.parent_id, one.was_in_id) if number} - found.keys()
        look_at = list(Territory.objects.filter(pk__in=above))
    return list(found.values())


def _write_people(scopes: _Scopes) -> int:
    written = 0
    for (whole, fresh), changes in SHAPES.items():
        told = scopes.only(whole=whole, fresh=fresh)
        if not told[0]:
            continue
        with connection.cursor() as cursor:
            campaign = scopes.campaign.pk
            cursor.execute(PEOPLE.format(changes=changes), [campaign, scopes.until, *told, campaign, campaign])
            written += int(cursor.rowcount)
    return written


def _write_sums(scopes: _Scopes) -> None:
    shapes = {
        True: SUMS.format(scopes="scopes", inside="true"),
        False: SUMS.format(
            scopes="scopes JOIN members ON members.scope = scopes.scope", inside="s.territory_id = members.territory"
        ),
    }
    for whole, statement in shapes.items():
        numbers, after, *members = scopes.only(whole=whole)
        if not numbers:
            continue
        campaign, since = scopes.campaign.pk, [step_of(moment) for moment in after]
        with connection.cursor() as cursor:
            cursor.execute(statement, [numbers, since, *members, campaign, step_of(scopes.until), campaign, campaign])


def settle_all() -> int:
    """Settle every campaign in which something was recorded; each in a transaction of its own."""
    return sum(settle_people(campaign) for campaign in Campaign.objects.order_by("pk"))


@transaction.atomic
def forget_people(campaign: Campaign) -> None:
    """Throw what is derived behind the facts of a campaign away."""
    for model in (Settled, PeopleChange, RunningSum, Span):
        model.objects.filter(campaign=campaign).delete()


def _forget(campaign: Campaign, scope: int) -> None:
    for model in (Settled, PeopleChange, RunningSum):
        model.objects.filter(campaign=campaign, scope=scope).delete()


PEOPLE_DIFFER = """
WITH facts AS MATERIALIZED ({changes}),
known AS (
  SELECT scope, grade, at, people, total, sum(people) OVER (PARTITION BY scope, grade ORDER BY at) AS run
    FROM tally_peoplechange WHERE campaign_id = %s AND scope = ANY(%s))
SELECT scope, grade, coalesce(facts.people, 0), coalesce(known.people, 0)
  FROM facts FULL JOIN known USING (scope, grade, at)
 WHERE facts.people IS DISTINCT FROM known.people OR known.total <> known.run ORDER BY scope, grade, at
"""
SUMS_DIFFER = """
SELECT r.scope, r.grade, coalesce(s.heads, 0)::bigint, r.heads FROM (
  SELECT DISTINCT ON (scope, kind, grade, minutes_measured) * FROM tally_runningsum
   WHERE campaign_id = %s ORDER BY scope, kind, grade, minutes_measured, at DESC) r
  LEFT JOIN LATERAL (
    SELECT sum(heads) AS heads, sum(minutes) AS minutes FROM tally_sum s
     WHERE s.campaign_id = r.campaign_id AND s.kind = r.kind AND s.grade = r.grade
       AND s.minutes_measured = r.minutes_measured AND s.at < r.at
       AND (r.scope = 0 OR s.territory_id IN (
         SELECT territory FROM unnest(%s::bigint[], %s::bigint[]) AS t (scope, territory) WHERE t.scope = r.scope))) s
    ON true
 WHERE coalesce(s.heads, 0) <> r.heads OR coalesce(s.minutes, 0) <> r.minutes
"""


def people_differ() -> list[tuple[str, str, int, int]]:
    """Where what is derived behind the facts says something else: (campaign, grade, facts say, derived says)."""
    found: list[tuple[str, str, int, int]] = []
    for campaign in Campaign.objects.filter(pk__in=Settled.objects.values("campaign")).order_by("pk"):
        names, scopes = _all_settled(campaign)
        for until, group in scopes.items():
            for whole, changes in ((True, CHANGES_OF_ALL), (False, CHANGES_OF_PLACES)):
                told = group.only(whole=whole)
                if told[0]:
                    with connection.cursor() as cursor:
                        cursor.execute(
                            PEOPLE_DIFFER.format(changes=changes), [campaign.pk, until, *told, campaign.pk, told[0]]
                        )
                        found += [(_named(campaign, names, scope), *said) for scope, *said in cursor.fetchall()]
        pairs = [pair for group in scopes.values() for pair in zip(*group.only(whole=False)[2:], strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(SUMS_DIFFER, [campaign.pk, [one for one, _two in pairs], [two for _one, two in pairs]])
            found += [(_named(campaign, names, scope), *said) for scope, *said in cursor.fetchall()]
    return found


def _all_settled(campaign: Campaign) -> tuple[dict[int, str], dict[datetime, _Scopes]]:
    """The settled scopes of a campaign by the moment until which they are, from the beginning on."""
    known = list(Settled.objects.filter(campaign=campaign))
    there = {one.scope for one in known}
    territories = Territory.objects.in_bulk([one.scope for one in known if one.scope != WHOLE])
    scopes: dict[datetime, _Scopes] = defaultdict(lambda: _Scopes(campaign, BEFORE_ALL))
    for one in known:
        places: list[int] = []
        if one.scope != WHOLE:
            asked = Question(campaign, territories[one.scope], None, one.until, one.until)
            if asked.members != one.members:
                continue
            places = sorted(there.intersection(asked.places))
        scopes[one.until].after[one.scope] = BEFORE_ALL
        scopes[one.until].places[one.scope] = places
    return {number: territory.code for number, territory in territories.items()}, scopes


def _named(campaign: Campaign, names: dict[int, str], scope: int) -> str:
    return f"{campaign.slug} {names[scope]}" if scope in names else campaign.slug
