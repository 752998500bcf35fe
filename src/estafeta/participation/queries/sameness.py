"""Pairs of people that may be one human: whose word they wait for, and where the two are known."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from estafeta.participation.models import SignUp
from estafeta.people.models import Pair, Person
from estafeta.people.queries import coordinated_paths
from estafeta.tally.queries import counted_at_all, counted_outside, territories_counted
from estafeta.territories.models import Territory


def pairs_visible_to(person: Person | None) -> QuerySet[Pair]:
    """Pairs of whom a coordinator has rights on both: every place in which either is known lies in their subtrees.

    Why: who coordinates one town must not learn the contacts of another's people, nor decide about them.
    """
    pairs = Pair.objects.select_related("one__territory", "other__territory", "decided_by")
    if person is None:
        return pairs.none()
    pairs = pairs.exclude(one=person).exclude(other=person)
    if person.user is not None and person.user.is_superuser:
        return pairs
    paths = coordinated_paths(person, "")
    if not paths:
        return pairs.none()
    if any(path.count("/") == 1 for path in paths):  # of the whole country
        return pairs
    return pairs.filter(*_within("one", paths), *_within("other", paths))


def _within(who: str, paths: list[str]) -> list[Q | Exists]:
    home = Q(**{f"{who}__territory": None})
    places = SignUp.objects.filter(person=OuterRef(who))
    elsewhere = places
    for path in paths:
        home |= Q(**{f"{who}__territory__path__startswith": path})
        elsewhere = elsewhere.exclude(shift__deed__territory__path__startswith=path)
    known = Q(**{f"{who}__territory__isnull": False}) | Q(Exists(places)) | Q(counted_at_all(who))
    return [home, known, Q(~counted_outside(who, paths)), Q(~Exists(elsewhere))]


def waiting_pairs(person: Person | None) -> QuerySet[Pair]:
    return pairs_visible_to(person).filter(state=Pair.State.WAITING).order_by("found_at", "pk")


def decided_pairs(person: Person | None) -> QuerySet[Pair]:
    decided = {Pair.State.SAME, Pair.State.DIFFERENT}
    return pairs_visible_to(person).filter(state__in=decided).order_by("-decided_at", "-pk")


def places_of(people: Iterable[Person]) -> dict[int, list[Territory]]:
    """By person: where they are at home or were counted, each place once. Two queries."""
    people = list(people)
    counted = territories_counted([person.pk for person in people])
    found: dict[int, list[Territory]] = {}
    for person in people:
        every = [person.territory] if person.territory else []
        found[person.pk] = list({place.pk: place for place in [*every, *counted.get(person.pk, [])]}.values())
    return found
