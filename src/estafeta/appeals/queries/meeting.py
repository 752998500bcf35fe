"""What is needed, as those who can give look for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Greatest

from estafeta.appeals.models import Appeal, Giving, Need, Pledge, SavedSearch
from estafeta.appeals.queries.reading import PUBLIC
from estafeta.base.texts import fold
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import organised_by
from estafeta.people.models import Person
from estafeta.territories.models import Territory


@dataclass(frozen=True)
class Wanted:
    """What somebody is able to meet; nothing in `kinds` or `words` means anything."""

    territory: Territory | None = None
    kinds: Sequence[str] = field(default_factory=list)
    words: str = ""


def needs_to_meet(wanted: Wanted) -> QuerySet[Need]:
    """Needs of open appeals of which something is missing, with `missing` and `open_since`; the oldest first.

    Any of the words is enough, in what is needed or in what its appeal says.
    """
    public = Appeal.objects.filter(PUBLIC, status__in=Appeal.HELPABLE)
    found = Need.objects.filter(appeal__in=public, dropped_at=None)
    if wanted.territory is not None:
        found = found.filter(appeal__territory__path__startswith=wanted.territory.path)
    if wanted.kinds:
        found = found.filter(kind__in=wanted.kinds)
    if words := fold(wanted.words).split():
        any_of = Q(pk__in=[])
        for word in words:
            any_of |= Q(folded__contains=word) | Q(appeal__folded__contains=word)
        found = found.filter(any_of)
    standing = Sum("pledges__quantity", filter=Q(pledges__status__in=Pledge.COUNTED))
    return (
        found.annotate(promised=Coalesce(standing, 0), open_since=Greatest("made_at", "appeal__published_at"))
        .filter(promised__lt=F("quantity"))
        .annotate(missing=F("quantity") - F("promised"))
        .select_related("appeal__territory")
        .order_by("open_since", "pk")
    )


def new_needs(search: SavedSearch, until: datetime) -> QuerySet[Need]:
    """What fits a saved search and has become open since its person last heard of it."""
    wanted = Wanted(search.territory, search.kinds, search.words)
    since = search.told_until
    opened = Q(made_at__gt=since) | Q(appeal__published_at__gt=since)
    return needs_to_meet(wanted).filter(opened, made_at__lte=until, appeal__published_at__lte=until)


def givings_of(person: Person | None) -> list[Giving]:
    """What a person and the organisations that it organises for can give: kept or still empty, the person first."""
    if person is None:
        return []
    bodies = list(organised_by(person).select_related("territory").order_by("name", "pk"))
    kept = {one.organisation_id: one for one in Giving.objects.filter(Q(person=person) | Q(organisation__in=bodies))}
    own = kept.get(None) or Giving(person=person)
    return [own, *(kept.get(body.pk) or Giving(organisation=body) for body in bodies)]


def what_they_give(givings: Sequence[Giving]) -> Wanted:
    """Everything that these can give together, without a place."""
    kinds = {kind for one in givings for kind in one.kinds}
    return Wanted(
        kinds=[kind for kind in Need.Kind.values if kind in kinds],
        words=" ".join(one.words for one in givings if one.words),
    )


def usual_territory(person: Person, bodies: Sequence[Organisation]) -> Territory | None:
    """The region where somebody is likely to give: that of the first organisation, else of the person."""
    home = bodies[0].territory if bodies else person.territory
    if home is None:
        return None
    region = "/".join(home.path.strip("/").split("/")[:2]) + "/"
    return Territory.objects.filter(path=region).first() or home


def searches_of(person: Person | None) -> QuerySet[SavedSearch]:
    found = SavedSearch.objects.filter(person=person) if person is not None else SavedSearch.objects.none()
    return found.select_related("territory").order_by("pk")


def searches_that_run() -> QuerySet[SavedSearch]:
    return SavedSearch.objects.filter(paused_at=None, person__forgotten_at=None)
