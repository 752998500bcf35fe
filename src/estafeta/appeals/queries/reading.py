"""Appeals, their needs and what becomes of them, as those who may see them see them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.appeals import rules
from estafeta.appeals.models import Appeal, ContactCode, Need, Pledge, Step, Supporter
from estafeta.base.geo import box_around, distance_m
from estafeta.base.texts import fold
from estafeta.campaigns.models import Campaign
from estafeta.moderation.queries import shown
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import organised_by
from estafeta.people.models import Person, Role
from estafeta.people.queries import desks
from estafeta.territories.models import Territory

PUBLIC = Q(status__in=Appeal.PUBLIC, published_at__isnull=False) & shown("appeals.appeal")
COMPARED = 300
SIMILAR = 3
LIKE_ENOUGH = 2.0
SHORTEST_WORD = 4
STATES = {
    "open": (Appeal.Status.PUBLISHED, Appeal.Status.ANSWERED, Appeal.Status.UNDER_WAY),
    "unanswered": (Appeal.Status.PUBLISHED,),
    "done": (Appeal.Status.DONE, Appeal.Status.CONFIRMED),
}


@dataclass(frozen=True)
class Filters:
    """What somebody looks for among the appeals; `state` is a key of STATES, "" for all."""

    q: str = ""
    kind: str = ""
    state: str = ""
    territory: Territory | None = None


@dataclass(frozen=True)
class NeedState:
    """A need with what was promised, brought and is still missing; `over` is what was promised beyond it."""

    need: Need
    pledged: int
    delivered: int
    pledges: list[Pledge] = field(default_factory=list)

    @property
    def remaining(self) -> int:
        return max(0, self.need.quantity - self.pledged)

    @property
    def over(self) -> int:
        return max(0, self.pledged - self.need.quantity)


def public_appeals() -> QuerySet[Appeal]:
    return Appeal.objects.filter(PUBLIC).select_related("territory")


def appeals_visible_to(person: Person | None) -> QuerySet[Appeal]:
    """Public appeals, and all of the territories that one coordinates. One's own are reached by their private link."""
    return Appeal.objects.filter(PUBLIC | _coordinated(person))


def appeals_coordinated_by(person: Person | None) -> QuerySet[Appeal]:
    """Every appeal of the subtrees of this coordinator, in the campaigns of each role."""
    return Appeal.objects.filter(_coordinated(person)).select_related("territory", "campaign", "asker__guardian")


def appeals_to_check(person: Person | None) -> QuerySet[Appeal]:
    """Those that wait for a coordinator's word in this one's territories; the longest waiting first."""
    return appeals_coordinated_by(person).filter(status=Appeal.Status.SENT).order_by("sent_at", "pk")


def appeals_of(person: Person | None) -> QuerySet[Appeal]:
    """Those that `person` asked, or asked for a ward; the latest first."""
    if person is None:
        return Appeal.objects.none()
    own = Q(asker=person) | Q(asker__guardian=person)
    return Appeal.objects.filter(own).select_related("territory").order_by("-sent_at", "-pk")


def appeal_of_link(token: str) -> Appeal | None:
    """The appeal behind a private link."""
    return (
        Appeal.objects.filter(token=token)
        .select_related("territory", "campaign", "asker__guardian", "merged_into", "contact_code")
        .first()
    )


def find(filters: Filters) -> QuerySet[Appeal]:
    """Public appeals that answer to the filters; the latest published first."""
    found = public_appeals()
    if filters.territory is not None:
        found = found.filter(territory__path__startswith=filters.territory.path)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.state in STATES:
        found = found.filter(status__in=STATES[filters.state])
    for word in fold(filters.q).split():
        found = found.filter(folded__contains=word)
    return found.order_by("-published_at", "-pk")


def with_needs(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """The same, with what `need_states` reads, in two queries more."""
    pledges = Prefetch("pledges", Pledge.objects.select_related("organisation").order_by("pk"))
    return appeals.prefetch_related(Prefetch("needs", Need.objects.prefetch_related(pledges).order_by("pk")))


def need_states(appeal: Appeal) -> list[NeedState]:
    """Each need of an appeal with its pledges and sums; two queries unless `with_needs` read them."""
    needs = appeal.needs.all()
    if "needs" not in getattr(appeal, "_prefetched_objects_cache", {}):
        needs = needs.prefetch_related(Prefetch("pledges", Pledge.objects.select_related("organisation")))
    states = [state_of(need, need.pledges.all()) for need in needs]
    return [state for state in states if state.need.dropped_at is None or state.delivered]


def state_of(need: Need, pledges: Iterable[Pledge]) -> NeedState:
    """A need's sums over its pledges: every pledge that stands counts once, whatever it has become."""
    standing = [pledge for pledge in pledges if pledge.status in Pledge.COUNTED]
    kept = sum(pledge.quantity for pledge in standing if pledge.status in Pledge.KEPT)
    return NeedState(need, sum(pledge.quantity for pledge in standing), kept, standing)


def has_standing_pledges(appeal: Appeal) -> bool:
    return Pledge.objects.filter(need__appeal=appeal, status__in=Pledge.COUNTED).exists()


def steps_of(appeal: Appeal) -> QuerySet[Step]:
    return appeal.steps.order_by("pk")


def last_words_about(appeals: Iterable[int]) -> dict[int, str]:
    """What was said when each of these appeals was done, by the appeal's key."""
    done = Step.objects.filter(appeal__in=list(appeals), status=Appeal.Status.DONE).order_by("pk")
    return {step.appeal_id: step.words for step in done}


def supporters_of(appeal: Appeal) -> int:
    return Supporter.objects.filter(appeal=appeal).count()


def pledges_of(person: Person | None) -> QuerySet[Pledge]:
    """Pledges of a person and of the organisations that it organises for, with what came of them; the latest first."""
    if person is None:
        return Pledge.objects.none()
    bodies = list(organised_by(person).order_by().values_list("pk", flat=True))
    own = Q(person=person) | Q(organisation__in=bodies)
    return Pledge.objects.filter(own).select_related("need__appeal__territory", "organisation").order_by("-pk")


def needs_in(organisations: Iterable[Organisation]) -> QuerySet[Appeal]:
    """Open appeals in the regions where these organisations are at home: what they may be able to meet."""
    seen = Q(pk__in=[])
    for body in organisations:
        steps = body.territory.path.strip("/").split("/")
        seen |= Q(territory__path__startswith="/".join(steps[:2]) + "/")
    return public_appeals().filter(seen, status__in=Appeal.HELPABLE, needs__isnull=False).distinct()


def similar_near(
    campaign: Campaign,
    territory: Territory,
    *,
    kind: str,
    text: str,
    lon: float | None = None,
    lat: float | None = None,
) -> list[Appeal]:
    """Open public appeals that may be about the same thing: near, of the same kind, in like words.

    Returns: at most three, the likest first; one query.
    """
    point = (lon, lat) if lon is not None and lat is not None else (territory.lon, territory.lat)
    near = Q(territory=territory)
    if point[0] is not None and point[1] is not None:
        west, south, east, north = box_around(point[0], point[1], rules.NEAR_M)
        near |= Q(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
        near |= Q(
            lon=None, territory__lon__gte=west, territory__lon__lte=east, territory__lat__gte=south,
            territory__lat__lte=north,
        )  # fmt: skip
    open_ones = public_appeals().filter(near, campaign=campaign, status__in=Appeal.HELPABLE)
    wanted = _long_words(fold(text))
    scored = [
        (_likeness(appeal, kind, wanted, point), appeal) for appeal in open_ones.order_by("-published_at")[:COMPARED]
    ]
    scored = [(score, appeal) for score, appeal in scored if score >= LIKE_ENOUGH]
    return [appeal for _score, appeal in sorted(scored, key=lambda pair: (-pair[0], pair[1].pk))[:SIMILAR]]


def nearest_desk(territory: Territory, campaign_slug: str) -> Territory:
    """The territory nearest above, itself first, that has a coordinator; itself where there is none at all."""
    nearest = desks(territory, campaign_slug)
    return nearest[0] if nearest else territory


def asked_today(asker: Person) -> int:
    since = timezone.now() - timedelta(days=1)
    contact = asker.guardian or asker
    return Appeal.objects.filter(
        Q(asker=contact) | Q(asker__guardian=contact), typed_in_by=None, sent_at__gte=since
    ).count()


def reader_of(appeal: Appeal) -> Person:
    """Who reads what is written to the asker: a child without a contact has a guardian."""
    asker = appeal.asker
    return asker.guardian if asker.guardian is not None and not (asker.email or asker.phone) else asker


def codes_sent_to(person: Person, *, since: datetime) -> int:
    """Codes sent to a person for appeals that were sent in or written about since then."""
    sent = ContactCode.objects.filter(person=person, sent_at__gte=since)
    return sent.aggregate(all=Sum("times_sent"))["all"] or 0


def dead_ends() -> list[Appeal]:
    """The consistency check: appeals that have not ended and yet nobody is to act on. There must be none."""
    open_ones = Appeal.objects.exclude(status__in=Appeal.FINAL)
    return [appeal for appeal in open_ones if rules.next_step(appeal) is None]


def due_needs(appeal: Appeal, on: date) -> list[Need]:
    """Needs whose day has passed while something is still missing."""
    return [
        state.need
        for state in need_states(appeal)
        if state.remaining and state.need.needed_by and state.need.needed_by < on
    ]


def _coordinated(person: Person | None) -> Q:
    found = Q(pk__in=[])
    if person is None:
        return found
    for role in person.roles.filter(kind=Role.Kind.COORDINATOR, ended_at=None).select_related("territory"):
        within = Q(territory__path__startswith=role.territory.path)
        found |= within & Q(campaign__slug=role.campaign) if role.campaign else within
    return found


def _long_words(folded: str) -> set[str]:
    return {word[: SHORTEST_WORD + 2] for word in folded.split() if len(word) >= SHORTEST_WORD}


def _likeness(appeal: Appeal, kind: str, wanted: set[str], point: tuple[float | None, float | None]) -> float:
    """Words in common, by their beginnings; the same kind; nearness."""
    score = 2.0 * len(wanted & _long_words(fold(f"{appeal.title} {appeal.about}"))) / max(1, min(len(wanted), 3))
    score += appeal.kind == kind
    here = (appeal.lon, appeal.lat) if appeal.lon is not None else (appeal.territory.lon, appeal.territory.lat)
    if point[0] is not None and point[1] is not None and here[0] is not None and here[1] is not None:
        score += max(0.0, 1 - distance_m(point[0], point[1], here[0], here[1]) / rules.NEAR_M)
    return score


@dataclass(frozen=True)
class Line:
    """Where an appeal stands on the line asked, answered, under way, done."""

    names: tuple[str, ...]
    at: int
    finished: bool


def line_of(appeal: Appeal) -> Line:
    names = (_("asked"), _("answered"), _("under way"), _("done"))
    at = {"answered": 1, "under_way": 2, "done": 3, "confirmed": 3}.get(appeal.status, 0)
    return Line(names, at, appeal.status == Appeal.Status.CONFIRMED)


def public_steps_of(appeal: Appeal) -> QuerySet[Step]:
    """The steps that everybody reads: what was asked back or refused stays between the asker and the coordinator."""
    return steps_of(appeal).filter(status__in=Appeal.PUBLIC)


def joinable(person: Person | None, appeal: Appeal) -> list[Appeal]:
    """The appeals of this coordinator to which `appeal` may be joined, the likest first."""
    region = "/".join(appeal.territory.path.strip("/").split("/")[:2]) + "/"
    near = appeals_coordinated_by(person).filter(
        status__in=Appeal.HELPABLE, campaign=appeal.campaign, territory__path__startswith=region
    )
    like = similar_near(
        appeal.campaign, appeal.territory, kind=appeal.kind, text=f"{appeal.title} {appeal.about}",
        lon=appeal.lon, lat=appeal.lat,
    )  # fmt: skip
    known = {one.pk for one in like} | {appeal.pk}
    return [one for one in like if one.pk != appeal.pk] + list(near.exclude(pk__in=known).order_by("title")[:50])


# --- the desk: what waits for an asker's or giver's hand, and what looks wrong in a coordinator's territories -------
def _asked_by(person: Person | None) -> QuerySet[Appeal]:
    return appeals_of(person).order_by("pk")


def questions_to(person: Person | None) -> QuerySet[Appeal]:
    """One's own appeals about which a coordinator has a question."""
    return _asked_by(person).filter(status=Appeal.Status.ASKED_BACK)


def last_words_of(person: Person | None) -> QuerySet[Appeal]:
    """One's own appeals that are done and wait for the asker's word."""
    return _asked_by(person).filter(status=Appeal.Status.DONE)


def pledges_to_confirm(person: Person | None) -> QuerySet[Pledge]:
    """Help that was brought to one's own appeals, or to those typed in for somebody, and not confirmed yet."""
    if person is None:
        return Pledge.objects.none()
    receiver = (
        Q(need__appeal__asker=person) | Q(need__appeal__asker__guardian=person) | Q(need__appeal__typed_in_by=person)
    )
    return (
        Pledge.objects.filter(receiver, status=Pledge.Status.DELIVERED)
        .select_related("need__appeal__territory")
        .order_by("pk")
    )


def stuck_appeals(person: Person | None, at: datetime) -> QuerySet[Appeal]:
    """Appeals of this coordinator's territories that have not ended and took no step in `rules.STUCK_AFTER`.

    Why: an appeal without a next step is a dead end (PRODUCT.md, Nobody waits in vain).
    """
    moved = Step.objects.filter(appeal=OuterRef("pk"), at__gt=at - rules.STUCK_AFTER)
    return (
        appeals_coordinated_by(person)
        .filter(~Exists(moved), sent_at__lte=at - rules.STUCK_AFTER)
        .exclude(status__in=(*Appeal.FINAL, Appeal.Status.SENT))
        .order_by("sent_at", "pk")
    )


def lapsed_pledges(person: Person | None, at: datetime) -> QuerySet[Pledge]:
    """Promises that lapsed lately for appeals of this coordinator's territories that still take help."""
    return (
        Pledge.objects.filter(
            status=Pledge.Status.LAPSED,
            settled_at__gte=at - rules.LAPSED_LATELY,
            need__appeal__in=appeals_coordinated_by(person).filter(status__in=Appeal.HELPABLE),
        )
        .select_related("need__appeal__territory")
        .order_by("settled_at", "pk")
    )
