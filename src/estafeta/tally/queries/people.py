"""How many different people: exact for those with a name, a range where heads were only counted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from django.db import connection

from estafeta.tally import rules
from estafeta.tally.models import Settled
from estafeta.tally.queries.changes import named_until_now
from estafeta.tally.queries.moments import Question
from estafeta.tally.queries.running import added_since
from estafeta.tally.queries.sameness import SAID, sameness
from estafeta.tally.queries.shapes import Metric

# A fact stands unless it was taken back by then. The time it stands for is its own: what a deed or shift says today
# may change, and the same question has to have the same answer for ever.
STANDS = """f.kind = %s AND f.id NOT IN (
  SELECT c.corrects_id FROM tally_fact c WHERE c.kind = 'correction' AND c.campaign_id = %s AND c.recorded_at <= %s)"""
ENDS_AT = "f.happened_at + greatest(f.minutes * interval '1 minute', interval '1 microsecond')"
IN_HEADLINE = "f.grade IN ('A', 'B', 'C')"

Shape = tuple[bool, bool, bool]
Event = tuple[datetime, int, tuple[int, Shape, tuple[object, ...]], int]


def people(question: Question, unnamed: int, known: Settled | None) -> Metric:
    """Everybody once: the range that the facts allow.

    Takes: unnamed -- all heads without a name in grades A to C, as the additive figure has them;
           known -- until when the scope is written down.
    """
    same = sameness(question, STANDS)
    grades = {grade: number + same.change[grade] for grade, number in named_people(question, known).items()}
    named = sum(grades[grade] for grade in rules.HEADLINE_GRADES)
    most = 0
    if unnamed and _possible_at_once(question, known) > named:
        most = greatest_at_once(question)
    low, high = rules.people_range(named, unnamed, most)
    parts = {"named": named, "unnamed": unnamed, "unresolved": same.unresolved}
    return Metric("people", low if low == high else None, low, high, grades, parts)


def named_people(question: Question, known: Settled | None) -> dict[str, int]:
    """Different rows of people with a name, each under the best grade of evidence that stands for them.

    Why: a campaign's and a territory's are derived behind the facts; an organisation's are few enough to count.
    """
    if known is None:
        return counted_people(question)
    derived = named_until_now(question, known)
    return {grade: derived[grade] for grade in rules.GRADES}


def _possible_at_once(question: Question, known: Settled | None) -> int:
    """What the number at one moment can't exceed: looked up where it is written down, else had from the sums."""
    if known is None:
        return greatest_possible_at_once(question)
    if question.recorded_until <= known.until:
        return known.peak
    return known.peak + added_since(question, known.until)


def counted_people(question: Question) -> dict[str, int]:
    """The same out of the facts themselves."""
    where, values = question.where("f", "recorded_at")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT best, count(*) FROM (SELECT min(f.grade) AS best FROM tally_fact f WHERE {where} AND {STANDS}"  # noqa: S608 -- our own words; values are parameters
            " GROUP BY f.person_id) people GROUP BY best",
            [*values, *question.standing("attendance")],
        )
        found = dict(cursor.fetchall())
    return {grade: found.get(grade, 0) for grade in rules.GRADES}


def named_at(deed_id: int) -> list[int]:
    """The keys of the people whose attendance of a deed stands, in the headline's grades."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT f.person_id FROM tally_fact f WHERE f.deed_id = %s AND f.kind = 'attendance'"  # noqa: S608 -- our own words; the value is a parameter
            f" AND {IN_HEADLINE} AND NOT EXISTS (SELECT 1 FROM tally_fact c WHERE c.corrects_id = f.id) ORDER BY 1",
            [deed_id],
        )
        return [key for (key,) in cursor.fetchall()]


def greatest_possible_at_once(question: Question) -> int:
    """A number that the greatest number at one moment can't exceed, had cheaply from the derived sums.

    Why: where it does not exceed the named people, the exact sweep can't either and is not needed.
    """
    where, values = question.where("s", "at")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(s.begins_at), max(s.ends_at), sum(s.heads) FROM tally_sum s"  # noqa: S608 -- as above
            f" WHERE {where} AND s.kind IN ('attendance', 'headcount') AND s.grade IN ('A', 'B', 'C')"
            " GROUP BY s.deed_id HAVING sum(s.heads) > 0",
            values,
        )
        spans = cursor.fetchall()
    return peak(spans)


def peak(spans: Iterable[tuple[datetime, datetime, int]]) -> int:
    """The greatest number of heads at one moment, if each span's heads are there all its time."""
    return _peak(
        (moment, number) for begins, ends, heads in spans for moment, number in ((begins, heads), (ends, -heads))
    )


def greatest_at_once(question: Question) -> int:
    """The greatest number of different people who were at deeds at one moment.

    Returns: named people counted once where their own entries overlap, and unnamed heads; two counts of the same heads
             of a deed (same shift, group and unit) are one count, the greater.
    """
    return _peak([*_named_changes(question), *_unnamed_changes(question)])


def _peak(changes: Iterable[tuple[datetime, int]]) -> int:
    """The highest level of a sum of changes; who leaves at a moment is gone before who comes at it."""
    level = highest = 0
    for _moment, change in sorted(changes, key=itemgetter(0, 1)):
        level += change
        highest = max(highest, level)
    return highest


def _named_changes(question: Question) -> Iterator[tuple[datetime, int]]:
    where, values = question.where("f", "recorded_at")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE {SAID},
            there AS (
              SELECT coalesce(who.as_id, f.person_id) AS person_id, f.happened_at AS begins_at, {ENDS_AT} AS ends_at
                FROM tally_fact f LEFT JOIN who ON who.person_id = f.person_id
               WHERE {where} AND {IN_HEADLINE} AND {STANDS}),
            after AS (
              SELECT *, max(ends_at) OVER (PARTITION BY person_id ORDER BY begins_at, ends_at
                                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until FROM there),
            stretch AS (
              SELECT *, count(*) FILTER (WHERE until IS NULL OR begins_at >= until)
                        OVER (PARTITION BY person_id ORDER BY begins_at, ends_at) AS number FROM after),
            whole AS (
              SELECT min(begins_at) AS begins_at, max(ends_at) AS ends_at FROM stretch GROUP BY person_id, number)
            SELECT begins_at, ends_at, count(*) FROM whole GROUP BY 1, 2
            """,  # noqa: S608 -- our own words; values are parameters
            [question.recorded_until, *values, *question.standing("attendance")],
        )
        for begins, ends, number in cursor.fetchall():
            yield begins, number
            yield ends, -number


def _unnamed_changes(question: Question) -> Iterator[tuple[datetime, int]]:
    """Changes of the number of unnamed heads, deed by deed.

    Why: a count of the whole deed and counts of its shifts or groups may hold the same heads; the greater stands.
    """
    where, values = question.where("f", "recorded_at")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT f.deed_id, f.shift_id, f.group_id, f.unit, f.happened_at, {ENDS_AT}, f.heads"  # noqa: S608 -- as above
            f" FROM tally_fact f WHERE {where} AND {IN_HEADLINE} AND {STANDS}",
            [*values, *question.standing("headcount")],
        )
        rows = cursor.fetchall()
    events: list[Event] = []
    for deed, shift, group, unit, begins, ends, heads in rows:
        key = (deed, (shift is None, group is None, not unit), (shift, group, unit))
        events += [(begins, 1, key, heads), (ends, -1, key, heads)]
    events.sort(key=itemgetter(0))
    yield from _levels_as_changes(events)


def _levels_as_changes(events: list[Event]) -> Iterator[tuple[datetime, int]]:
    there: dict[int, dict[Shape, dict[tuple[object, ...], list[int]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    level: dict[int, int] = defaultdict(int)
    for moment, together in groupby(events, key=itemgetter(0)):
        touched = set()
        for _moment, coming, (deed, shape, key), heads in together:
            counts = there[deed][shape][key]
            counts.append(heads) if coming > 0 else counts.remove(heads)
            touched.add(deed)
        for deed in touched:
            now = max(sum(max(counts, default=0) for counts in keys.values()) for keys in there[deed].values())
            yield moment, now - level[deed]
            level[deed] = now
