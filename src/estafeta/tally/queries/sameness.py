"""Two rows of one human are one of the people, from the moment at which a coordinator said so until it was undone.

Facts keep their person. What was said of a pair is only ever added (people.models.Verdict), so the same question has
the same answer for ever; docs/decisions/0006-as-of.md and 0010-two-rows-of-one-human.md.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef

from estafeta.people.models import Person
from estafeta.tally.models import Fact
from estafeta.tally.queries.moments import Question
from estafeta.territories.models import Territory

# The last word on each pair by a moment, and under which row somebody counts then: the one met first of all who are
# said to be the same, also by way of others. Value: the moment.
SAID = """
said AS (
  SELECT DISTINCT ON (v.pair_id) p.one_id, p.other_id, v.state
    FROM people_verdict v JOIN people_pair p ON p.id = v.pair_id
   WHERE v.recorded_at <= %s ORDER BY v.pair_id, v.recorded_at DESC, v.id DESC),
ways AS (
  SELECT one_id AS a, other_id AS b FROM said WHERE state = 'same'
  UNION SELECT other_id, one_id FROM said WHERE state = 'same'),
reach AS (
  SELECT a AS person_id, a AS as_id FROM ways
  UNION SELECT reach.person_id, ways.b FROM reach JOIN ways ON ways.a = reach.as_id),
who AS (SELECT person_id, min(as_id) AS as_id FROM reach GROUP BY person_id)"""

# Each of these few people is looked up by the index of people, whatever the size of the campaign.
CHANGED = """
WITH RECURSIVE {said},
waiting AS (SELECT one_id, other_id FROM said WHERE state = 'waiting'),
asked AS MATERIALIZED (
  SELECT person_id FROM who UNION SELECT one_id FROM waiting UNION SELECT other_id FROM waiting),
there AS MATERIALIZED (
  SELECT asked.person_id, coalesce(who.as_id, asked.person_id) AS as_id, facts.best
    FROM asked LEFT JOIN who USING (person_id) CROSS JOIN LATERAL (
      SELECT min(f.grade) AS best FROM tally_fact f
       WHERE f.person_id = asked.person_id AND {where} AND {stands} OFFSET 0) facts
   WHERE facts.best IS NOT NULL),
changes AS (
  SELECT there.best, -1 AS people FROM there JOIN who USING (person_id)
  UNION ALL SELECT min(there.best), 1 FROM there JOIN who USING (person_id) GROUP BY there.as_id)
SELECT best, sum(people)::int FROM changes GROUP BY best HAVING sum(people) <> 0
UNION ALL
SELECT '?', count(DISTINCT (least(one.as_id, other.as_id), greatest(one.as_id, other.as_id)))::int
  FROM waiting JOIN there one ON one.person_id = waiting.one_id JOIN there other ON other.person_id = waiting.other_id
 WHERE one.as_id <> other.as_id AND one.best <= 'C' AND other.best <= 'C'
"""


@dataclass(frozen=True)
class Sameness:
    """How the verdicts change the number of different named people by best grade, and how many pairs still wait."""

    change: Counter[str]
    unresolved: int


def sameness(question: Question, stands: str) -> Sameness:
    """Takes: stands -- `people.STANDS`. One query."""
    where, values = question.where("f", "recorded_at")
    with connection.cursor() as cursor:
        cursor.execute(
            CHANGED.format(said=SAID, where=where, stands=stands),
            [question.recorded_until, *values, *question.standing("attendance")],
        )
        found = dict(cursor.fetchall())
    unresolved = found.pop("?", 0)
    return Sameness(Counter(found), unresolved)


# Everybody said to be the same human as one person, also by way of others. Value: the person.
ROWS = """
WITH RECURSIVE reach AS (
  SELECT %s::bigint AS id
  UNION SELECT CASE WHEN p.one_id = reach.id THEN p.other_id ELSE p.one_id END
    FROM reach JOIN people_pair p ON reach.id IN (p.one_id, p.other_id) AND p.state = 'same')
SELECT id FROM reach ORDER BY id"""


def rows_of(person: Person) -> list[int]:
    """The keys of all rows that are said to be this human now, their own among them. One query."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [person.pk])
        return [key for (key,) in cursor.fetchall()]


def counted_outside(person: str, paths: Iterable[str]) -> Exists:
    """Whether somebody was counted elsewhere than in these subtrees; what has no place lies outside of all.

    Takes: person -- the way to them from the row that asks, such as `one`.
    """
    entries = Fact.objects.filter(kind=Fact.Kind.ATTENDANCE, person=OuterRef(person))
    for path in paths:
        entries = entries.exclude(territory__path__startswith=path)
    return Exists(entries)


def counted_at_all(person: str) -> Exists:
    """Takes: person -- as above."""
    return Exists(Fact.objects.filter(kind=Fact.Kind.ATTENDANCE, person=OuterRef(person)))


def places_counted(people: Iterable[int]) -> dict[int, set[tuple[int, int]]]:
    """By person: in which campaigns and territories they were counted, those of examples left out. One query."""
    found: dict[int, set[tuple[int, int]]] = {}
    entries = Fact.objects.filter(kind=Fact.Kind.ATTENDANCE, person__in=people, campaign__is_example=False)
    for person, campaign, territory in (
        entries.exclude(territory=None).order_by().values_list("person", "campaign", "territory").distinct()
    ):
        found.setdefault(person, set()).add((campaign, territory))
    return found


def territories_counted(people: Iterable[int]) -> dict[int, list[Territory]]:
    """By person: the territories in which they were counted. Two queries."""
    rows = Fact.objects.filter(kind=Fact.Kind.ATTENDANCE, person__in=people).exclude(territory=None)
    pairs = set(rows.order_by().values_list("person", "territory").distinct())
    places = Territory.objects.in_bulk({territory for _person, territory in pairs})
    found: dict[int, list[Territory]] = {}
    for person, territory in sorted(pairs):
        found.setdefault(person, []).append(places[territory])
    return found
