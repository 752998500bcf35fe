from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from estafeta.base.texts import fold
from estafeta.campaigns.models import Campaign
from estafeta.heroes import rules
from estafeta.heroes.models import Evidence, Hero, Nomination, Objection, Prize, Score, Vote
from estafeta.journal.queries import key_of
from estafeta.moderation.queries import hidden
from estafeta.people.models import Person, Role
from estafeta.people.queries import paths_above
from estafeta.photos.models import Photo
from estafeta.territories.models import Territory

S = Nomination.Status


def nominations() -> QuerySet[Nomination]:
    """All, with what pages and rules read of them."""
    return Nomination.objects.select_related(
        "campaign", "territory", "nominator", "asked", "organisation", "hero_organisation", "investigator"
    )


def nomination_of_link(token: str) -> Nomination | None:
    """What the nominator's private link opens."""
    return nominations().filter(token=token).first()


def nomination_of_consent(token: str) -> Nomination | None:
    """What the hero's or the family's private link opens, once they were asked."""
    return nominations().filter(consent_token=token).exclude(consent=Nomination.Word.NOT_ASKED).first()


def nominations_visible_to(person: Person | None) -> QuerySet[Nomination]:
    """Sent ones in the territories that a person coordinates, and those given to them to verify; never one's own."""
    if person is None:
        return Nomination.objects.none()
    given = Q(investigator=person) & _within(person, Role.Kind.INVESTIGATOR)
    seen = _within(person, Role.Kind.COORDINATOR) | given
    return nominations().filter(seen, sent_at__isnull=False).exclude(nominator=person).exclude(asked=person)


def to_assign(person: Person | None) -> QuerySet[Nomination]:
    """For a coordinator: what waits for an investigator, the longest waiting first."""
    if person is None:
        return Nomination.objects.none()
    return _others(person).filter(_within(person, Role.Kind.COORDINATOR), status=S.SENT).order_by("sent_at", "pk")


def to_check(person: Person | None) -> QuerySet[Nomination]:
    """For an investigator: what was given to them and is not verified yet."""
    if person is None:
        return Nomination.objects.none()
    mine = _within(person, Role.Kind.INVESTIGATOR)
    return nominations().filter(mine, investigator=person, status=S.CHECKING).order_by("assigned_at", "pk")


def to_judge(person: Person | None) -> QuerySet[Nomination]:
    """For a jury member: what is before the jury, without a conflict and without their marks in this round."""
    if person is None:
        return Nomination.objects.none()
    said = Score.objects.filter(nomination=OuterRef("pk"), juror=person, round=OuterRef("round"))
    settled = said.exclude(scored_at=None, conflict="")
    return before_jury(person).exclude(Exists(settled)).order_by("verified_at", "pk")


def before_jury(person: Person | None) -> QuerySet[Nomination]:
    """What a jury member's role reaches of that which is before the jury."""
    if person is None:
        return Nomination.objects.none()
    return nominations().filter(_within(person, Role.Kind.JURY), status=S.VERIFIED)


def to_decide(person: Person | None) -> QuerySet[Nomination]:
    """For a coordinator: what has enough marks; see `judging.ranking` for how many."""
    if person is None:
        return Nomination.objects.none()
    return (
        _others(person).filter(_within(person, Role.Kind.COORDINATOR), status=S.VERIFIED).order_by("verified_at", "pk")
    )


def oldest_to_judge(person: Person | None) -> QuerySet[Nomination]:
    """The one that has waited longest for a jury member's marks; what stands for all of them on a desk."""
    oldest = to_judge(person).values("pk")[:1]
    return Nomination.objects.filter(pk__in=oldest) if person else Nomination.objects.none()


def ready_to_decide(person: Person | None) -> QuerySet[Nomination]:
    """For a coordinator: what has as many marks as the prize asks for."""
    given = Score.objects.filter(nomination=OuterRef("pk"), round=OuterRef("round"), scored_at__isnull=False)
    number = given.order_by().values("nomination").annotate(number=Count("pk")).values("number")
    enough = Coalesce("campaign__prize__least_scores", Prize._meta.get_field("least_scores").default)  # noqa: SLF001 -- _meta is Django's documented model API
    return to_decide(person).annotate(given=Subquery(number)).filter(given__gte=enough)


def objections_to_settle(person: Person | None) -> QuerySet[Objection]:
    """For a coordinator: objections to decisions that others took, the longest waiting first."""
    if person is None:
        return Objection.objects.none()
    seen = nominations_visible_to(person).exclude(decided_by=person).exclude(investigator=person)
    return (
        Objection.objects.filter(settled_at=None, nomination__in=seen.values("pk"))
        .select_related("nomination__territory", "nomination__campaign")
        .order_by("made_at", "pk")
    )


def investigators_for(nomination: Nomination) -> list[Person]:
    """Who may be given a nomination, those with the least in hand first."""
    roles = Role.objects.filter(
        kind=Role.Kind.INVESTIGATOR, ended_at=None, campaign__in={"", nomination.campaign.slug},
        territory__path__in=paths_above(nomination.territory),
    ).select_related("person")  # fmt: skip
    people = {role.person_id: role.person for role in roles if not rules.is_own(role.person, nomination)}
    in_hand = dict.fromkeys(people, 0)
    held = Nomination.objects.filter(investigator__in=people, status=S.CHECKING).values_list("investigator", flat=True)
    for pk in held:
        in_hand[pk] += 1
    return sorted(people.values(), key=lambda person: (in_hand[person.pk], person.pk))


def own_names(nomination: Nomination) -> frozenset[str]:
    """The folded names that are no source: the hero, the nominator, who is asked."""
    asked = nomination.asked.name if nomination.asked else ""
    return frozenset(filter(None, map(fold, (nomination.hero_name, nomination.nominator.name, asked))))


def evidence_of(nomination: Nomination) -> list[Evidence]:
    return list(nomination.evidence.select_related("added_by", "confirmed_by").order_by("pk"))


def proof(nomination: Nomination) -> rules.Proof:
    return rules.proof_of(evidence_of(nomination), own_names(nomination))


def honoured_before(nomination: Nomination) -> QuerySet[Hero]:
    """Heroes of this or an earlier campaign who were honoured for the same deed: the same name and day.

    Why: the rule of last winners: nobody is honoured twice for one deed, under whatever theme; for another deed they
         may be. Spellings are folded, and the words of a name may stand in any order.
    """
    same = Nomination.objects.filter(hero_folded=nomination.hero_folded, happened_on=nomination.happened_on)
    return Hero.objects.filter(nomination__in=same.exclude(pk=nomination.pk).values("pk"), hidden_at=None)


def nominated_too(nomination: Nomination) -> QuerySet[Nomination]:
    """Other nominations of this campaign that tell of the same hero."""
    alike = Nomination.objects.filter(campaign=nomination.campaign, hero_folded=nomination.hero_folded)
    return alike.exclude(pk=nomination.pk).exclude(sent_at=None).order_by("pk")


def nominated_today(nominator: Person) -> int:
    since = timezone.now() - timedelta(days=1)
    return Nomination.objects.filter(nominator=nominator, made_at__gte=since).count()


def prize_of(campaign: Campaign) -> Prize:
    """A campaign's prize; one that nobody has set yet stands as usual, unsaved."""
    found = Prize.objects.filter(campaign=campaign).first()
    return found or usual_prize(campaign)


def usual_prize(campaign: Campaign) -> Prize:
    """Deeds of the year before the campaign and of its own time, nominated until its last day."""
    since = campaign.starts_on - rules.acts.BEFORE_THE_CAMPAIGN
    return Prize(campaign=campaign, events_since=since, takes_until=campaign.ends_on)


@dataclass(frozen=True)
class Filters:
    """What a reader of the roll looks for."""

    q: str = ""
    territory: Territory | None = None
    campaign: Campaign | None = None


def heroes() -> QuerySet[Hero]:
    """The roll of honour: everybody who is on it now and is not hidden after a report."""
    shown = Hero.objects.filter(hidden_at=None).exclude(pk__in=hidden("heroes.hero"))
    return shown.select_related("territory", "campaign")


def find(filters: Filters) -> QuerySet[Hero]:
    """The roll, narrowed; the latest honoured first."""
    found = heroes()
    if filters.campaign:
        found = found.filter(campaign=filters.campaign)
    if filters.territory:
        found = found.filter(territory__path__startswith=filters.territory.path)
    for word in fold(filters.q).split():
        found = found.filter(folded__contains=word)
    return found.order_by("-honoured_at", "-pk")


def _others(person: Person) -> QuerySet[Nomination]:
    return nominations().exclude(nominator=person).exclude(asked=person)


def _within(person: Person, kind: str) -> Q:
    found = Q(pk__in=[])
    for role in person.roles.filter(kind=kind, ended_at=None).select_related("territory"):
        beneath = Q(territory__path__startswith=role.territory.path)
        found |= beneath & Q(campaign__slug=role.campaign) if role.campaign else beneath
    return found


def hero_of(nomination: Nomination) -> Hero | None:
    """The hero of the roll who came of a nomination, while they are shown."""
    return heroes().filter(nomination=nomination).first()


def open_to_objection(nomination: Nomination) -> bool:
    """Whether the nominator may object now, and has not objected to this decision yet."""
    if nomination.decided_at is None or not rules.may_object(nomination, timezone.now()):
        return False
    return not nomination.objections.filter(made_at__gte=nomination.decided_at).exists()


def open_objection(person: Person, nomination: Nomination) -> Objection | None:
    """The unanswered objection, when this person may answer it."""
    found = nomination.objections.filter(settled_at=None).first()
    if found is None:
        return None
    found.nomination = nomination
    return found if rules.may_settle(person, found) else None


def with_portraits(shown: Iterable[Hero]) -> list[tuple[Hero, Photo | None]]:
    """Heroes with the first picture of each; one query."""
    rows = list(shown)
    pictures: dict[str, Photo] = {}
    for photo in Photo.objects.filter(
        thing__in=[key_of(hero) for hero in rows], is_public=True, hidden_at=None
    ).order_by("pk"):
        pictures.setdefault(photo.thing, photo)
    return [(hero, None if hero.is_minor else pictures.get(key_of(hero))) for hero in rows]


def heroes_edited_by(person: Person | None) -> QuerySet[Hero]:
    """Heroes of the territories that a person coordinates."""
    if person is None:
        return Hero.objects.none()
    return heroes().filter(_within(person, Role.Kind.COORDINATOR))


def vote_is_open(prize: Prize) -> bool:
    return prize.pk is not None and bool(rules.may_vote(prize, timezone.localdate()))


def vote_is_over(prize: Prize) -> bool:
    return prize.vote_until is not None and prize.vote_until < timezone.localdate()


def voted_for(prize: Prize, person: Person | None) -> Hero | None:
    """Whom a person gave their voice to."""
    if person is None or prize.pk is None:
        return None
    voice = Vote.objects.filter(prize=prize, person=person, hero__hidden_at=None).select_related("hero").first()
    return voice.hero if voice else None
