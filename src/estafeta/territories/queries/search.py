"""The chooser's search: typed in any of the three scripts' habits, answered with places and their paths."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache, reduce
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)  # fmt: skip
from django.utils.translation import get_language

from estafeta.base.fields import LANGUAGES, in_language
from estafeta.base.texts import fold
from estafeta.territories.models import Population, Territory, TerritoryQuerySet
from estafeta.territories.rules.kinds import BY_SIZE, label
from estafeta.territories.rules.likeness import letters, nearest

LONGEST_QUESTION = 100
MOST_WORDS = 8
MOST_CUTS = 3  # of words typed without commas into a place and what it lies in
MOST_CONTEXTS = 60
MOST_IN_CONTEXT = 200
_WORDS = SearchVector("folded", config="simple")  # as the index territory_words says it
_UNSAID = {Territory.Kind.RURAL_DISTRICT}
_TOWN = {Territory.Kind.CITY, Territory.Kind.TOWN}
_ADMINISTRATION = {Territory.Kind.CITY_ADMINISTRATION, Territory.Kind.ADMINISTRATION}


@dataclass(frozen=True)
class Found:
    """A place as a chooser shows it: Жамбыл ауылы · Ұлан ауданы, Шығыс Қазақстан облысы."""

    code: str
    name: str
    path: str
    kind: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    def as_result(self) -> dict[str, str]:
        """As `ui/_chooser_results.html` wants it."""
        return {"value": self.code, "text": self.name, "path": self.path}


def search(text: str, *, limit: int = 12, within: Territory | None = None) -> list[Found]:
    """The places that `text` may mean, the likeliest first. The number of queries does not grow with what is found.

    Takes:   text -- as typed: any case, Kazakh letters as Russian ones, Latin spellings, a typo, `Жамбыл, Ұлан`.
    Returns: whole names before beginnings of names, beginnings of words, typos; then the bigger kind, more people.
    """
    parts = [words for part in text[:LONGEST_QUESTION].split(",") if (words := fold(part).split()[:MOST_WORDS])]
    if not parts:
        return []
    places = Territory.objects.pickable().alias(words=_WORDS)
    if within is not None:
        places = places.under(within)
    whole = " ".join(word for part in parts for word in part)
    found: list[Territory] = []
    if len(parts) == 1:
        found = list(_ranked(places.filter(words=_all_of(parts[0])), whole)[:limit])
    if not found and (keys := _with_context(places, parts)):
        found = list(_ranked(places.filter(pk__in=keys), " ".join(parts[0]))[:limit])
    if not found:
        found = _with_a_typo(places, whole, limit)
    return described(found)


def _all_of(words: Iterable[str]) -> SearchQuery:
    return SearchQuery(" & ".join(f"'{word}':*" for word in words), search_type="raw", config="simple")


def _with_context(places: TerritoryQuerySet, parts: list[list[str]]) -> set[int]:
    """The first words name the place, the others what it lies in; without commas any cut may be meant.

    Why: one query for each cut, because an OR over them, or EXISTS, would leave the index of words aside.
    """
    cuts = [parts] if len(parts) > 1 else [[parts[0][:at], parts[0][at:]] for at in range(1, len(parts[0]))][:MOST_CUTS]
    cuts += [list(reversed(cut)) for cut in cuts if len(parts) == 1]
    keys: set[int] = set()
    for own, *above in cuts:
        lies_in = reduce(and_, map(_lies_in, above))
        named = places.filter(Q(words=_all_of(own)), lies_in)
        keys.update(named.values_list("pk", flat=True)[:MOST_IN_CONTEXT])
    return keys


def _lies_in(words: list[str]) -> Q:
    named = Territory.objects.alias(words=_WORDS).filter(Q(words=_all_of(words))).order_by("depth")
    paths = list(named.values_list("path", flat=True)[:MOST_CONTEXTS])
    return reduce(or_, (Q(path__startswith=path) & ~Q(path=path) for path in paths), Q(pk=None))


def _ranked(places: "QuerySet[Territory]", whole: str) -> "QuerySet[Territory]":
    people = Population.objects.filter(territory=OuterRef("pk")).order_by("-year").values("people")[:1]
    return places.alias(
        likeness=Case(
            When(Q(folded=whole) | Q(folded__contains=f"|{whole}|"), then=Value(0)),
            When(Q(folded__startswith=whole) | Q(folded__contains=f"|{whole}"), then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        ),
        size=Case(
            *(When(kind=kind, then=Value(rank)) for rank, kind in enumerate(BY_SIZE)),
            default=Value(len(BY_SIZE)),
            output_field=IntegerField(),
        ),
        inhabitants=Subquery(people),
    ).order_by("likeness", "size", F("inhabitants").desc(nulls_last=True), "path")


def _with_a_typo(places: TerritoryQuerySet, whole: str, limit: int) -> list[Territory]:
    counted = Territory.objects.aggregate(number=Count("pk"), last=Max("pk"))
    meant = nearest(whole, _names(counted["number"], counted["last"] or 0))
    if not meant:
        return []
    named = places.filter(reduce(or_, (Q(folded__contains=f"|{name}|") | Q(folded=name) for name in meant)))
    found = list(_ranked(named, whole)[: limit * 4])

    def slips(territory: Territory) -> int:
        return min((meant[name] for name in territory.folded.strip("|").split("|") if name in meant), default=9)

    return sorted(found, key=slips)[:limit]


@lru_cache(maxsize=1)
def _names(number: int, last: int) -> tuple[tuple[str, int], ...]:  # noqa: ARG001 -- they are the cache's key
    """Every folded name of a pickable territory with its letters; read again when territories have been added."""
    rows = Territory.objects.pickable().values_list("folded", flat=True)
    names = {name for row in rows for name in row.split("|") if name}
    return tuple((name, letters(name)) for name in sorted(names))


def described(territories: Iterable[Territory]) -> list[Found]:
    """Places with the path that tells equal names apart, in the reader's language. One query."""
    places = list(territories)
    codes = {code for place in places for code in place.path.rstrip("/").split("/")[:-1]}
    above = {one.code: one for one in Territory.objects.filter(code__in=codes)} if places else {}
    short = [_path(place, above, _UNSAID) for place in places]
    seen = [(said(place), path) for place, path in zip(places, short, strict=True)]
    found = []
    for place, path in zip(places, short, strict=True):
        if seen.count((said(place), path)) > 1:
            full = _path(place, above, set())
            twins = [one for one in places if said(one) == said(place) and _path(one, above, set()) == full]
            path = full if len(twins) == 1 else f"{full} · {place.code}"  # noqa: PLW2901 -- the same path, told longer
        found.append(Found(place.code, said(place), path, place.get_kind_display()))
    return found


def said(territory: Territory) -> str:
    """A name as it is said in full in the reader's language: Жамбыл ауылы, село Жамбыл."""
    for language in ((get_language() or LANGUAGES[0])[:2], *LANGUAGES):
        if name := getattr(territory, f"name_{language}", ""):
            return label(territory.kind, name, language)
    return territory.code


def _path(place: Territory, above: dict[str, Territory], unsaid: set[Territory.Kind]) -> str:
    chain = [above[code] for code in place.path.rstrip("/").split("/")[:-1] if code in above]
    left_out = set(unsaid)
    if place.kind in _TOWN:
        left_out |= _ADMINISTRATION
    told = [one for one in chain if one.depth and one.kind not in left_out] or chain[:1]
    return ", ".join(in_language(one, "name") for one in reversed(told))
