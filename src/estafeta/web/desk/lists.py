"""One list out of several kinds of things, the oldest first, with its age: read by the desk and by the daily letter."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from estafeta.people.models import Person

ON_A_PAGE = 20


@dataclass(frozen=True)
class Said:
    """A thing in words, and where something can be done about it."""

    title: str
    note: str
    href: str


@dataclass(frozen=True)
class Kind:
    """Things of one sort: whose they are, since when they wait, how they are said, what can be done to many at once."""

    slug: str
    title: str | Promise
    of: Callable[[Person, datetime], QuerySet[Any]]
    since: str | Combinable
    say: Callable[[Any], Said]
    acts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    kind: Kind
    pk: int
    since: datetime
    said: Said


@dataclass(frozen=True)
class Count:
    """How many things of a kind there are, and since when the oldest waits."""

    kind: Kind
    number: int
    oldest: datetime


def counts(kinds: Sequence[Kind], person: Person, at: datetime) -> list[Count]:
    """What there is of each kind, in the order of `kinds`, without those of which there is nothing. One query."""
    try:
        sql, params = _together(kinds, person, at).query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind_, count(*), min(since_) FROM ({sql}) AS listed GROUP BY kind_", params)  # noqa: S608 -- the inner statement is Django's own, its values are parameters
        found = {slug: (number, oldest) for slug, number, oldest in cursor.fetchall()}
    return [Count(kind, *found[kind.slug]) for kind in kinds if kind.slug in found]


class _Listed:
    """The rows of one list for a paginator that knows the number already."""

    def __init__(self, kinds: Sequence[Kind], person: Person, at: datetime, number: int) -> None:
        self.kinds, self.person, self.at, self.number = kinds, person, at, number
        self.ordered = True

    def count(self) -> int:
        return self.number

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, cut: slice) -> list[Row]:
        if not self.number:
            return []
        keys = list(_together(self.kinds, self.person, self.at).order_by("since_", "kind_", "pk")[cut])
        found: dict[tuple[str, int], Any] = {}
        for kind in self.kinds:
            wanted = [pk for slug, pk, _since in keys if slug == kind.slug]
            if wanted:
                found |= {(kind.slug, one.pk): one for one in kind.of(self.person, self.at).filter(pk__in=wanted)}
        by_slug = {kind.slug: kind for kind in self.kinds}
        return [
            Row(by_slug[slug], pk, since, by_slug[slug].say(found[slug, pk]))
            for slug, pk, since in keys
            if (slug, pk) in found
        ]


def page(
    kinds: Sequence[Kind], person: Person, at: datetime, *, counted: Iterable[Count], number: object = 1
) -> Page[Row]:
    """One page of the rows of `kinds`, the oldest first: one query, and one more for each kind that is on it."""
    known = {one.kind.slug: one.number for one in counted}
    total = sum(known.get(kind.slug, 0) for kind in kinds)
    return Paginator(_Listed(kinds, person, at, total), ON_A_PAGE).get_page(number)  # type: ignore[arg-type]  # -- counted and cut as a list is


def rows_of(kind: Kind, person: Person, at: datetime, keys: Iterable[int]) -> list[Model]:
    """The things of a kind with these keys that are this person's to act on, the oldest first."""
    wanted = list(keys)
    return list(kind.of(person, at).filter(pk__in=wanted).order_by("pk")) if wanted else []


def _together(kinds: Sequence[Kind], person: Person, at: datetime) -> QuerySet[Any, Any]:
    parts = [
        kind.of(person, at)
        .order_by()
        .annotate(
            kind_=Value(kind.slug, CharField()), since_=F(kind.since) if isinstance(kind.since, str) else kind.since
        )
        .values_list("kind_", "pk", "since_")
        for kind in kinds
    ]
    together: QuerySet[Any, Any] = parts[0].union(*parts[1:], all=True)
    return together
