"""What a jury member sees, and what comes of the marks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, QuerySet
from django.utils.crypto import salted_hmac

from estafeta.base.texts import fold_name
from estafeta.campaigns.models import Campaign
from estafeta.heroes import rules
from estafeta.heroes.models import Nomination, Score
from estafeta.heroes.queries.sight import before_jury, evidence_of
from estafeta.organisations.models import Membership
from estafeta.people.models import Person
from estafeta.people.queries import paths_above
from estafeta.territories.models import Territory

CRITERIA = tuple(rules.CRITERIA)
BEST = 10
TO_A_HUNDRED = 100 / (BEST * len(CRITERIA))


@dataclass(frozen=True)
class Shown:
    """One piece of evidence as the jury reads it: of what kind, from which side, what it shows."""

    kind: str
    side: str
    words: str


@dataclass(frozen=True)
class Sheet:
    """A nomination as a jury member reads it: no name, place, organisation, number, or order of arrival."""

    key: str
    text: str
    happened: date
    duty: str
    evidence: tuple[Shown, ...]


@dataclass(frozen=True)
class Place:
    """One nomination in a jury member's list."""

    key: str
    beginning: str
    state: str


@dataclass(frozen=True)
class Ranked:
    """A nomination with what its marks amount to."""

    nomination: Nomination
    scores: int
    conflicts: int
    mean: float | None
    mark: float | None
    reaches: bool


def sheet_of(nomination: Nomination) -> Sheet:
    """What is masked: the names of hero, nominator, who is asked, witnesses, sources, places above, bodies."""
    hidden = rules.stems(_names(nomination))
    shown = tuple(
        Shown(one.get_kind_display(), one.get_side_display(), rules.blind(one.words, hidden))
        for one in sorted(evidence_of(nomination), key=lambda one: (one.kind, one.side, one.words))
        if one.confirmed_at
    )
    return Sheet(
        nomination.sheet_key, rules.blind(nomination.sheet, hidden), nomination.happened_on.replace(day=1),
        str(nomination.get_duty_display()), shown,
    )  # fmt: skip


def nomination_of_sheet(person: Person | None, key: str) -> Nomination | None:
    """What is before the jury under this key, for whose role reaches it."""
    return before_jury(person).filter(sheet_key=key).first()


def own_order(juror: Person, keys: Iterable[str]) -> list[str]:
    """The keys in an order of this jury member's own, which tells nothing of when or whence they came.

    Why: who is read first is judged differently; with an order for each juror nobody is always first.
    """
    return sorted(keys, key=lambda key: salted_hmac("heroes.order", f"{juror.pk}:{key}", algorithm="sha256").digest())


def places_of(juror: Person) -> list[Place]:
    """A jury member's whole list: to be marked, marked, or barred by a conflict. A constant number of queries."""
    waiting = {one.sheet_key: one for one in before_jury(juror).prefetch_related("evidence")}
    said = {
        score.nomination.sheet_key: score
        for score in Score.objects.filter(juror=juror, nomination__in=waiting.values(), round=F("nomination__round"))
        .select_related("nomination")
    }  # fmt: skip
    barred = conflicts_of(juror, list(waiting.values()))
    territories = names_above(one.territory for one in waiting.values())
    found = []
    for key in own_order(juror, waiting):
        one, score = waiting[key], said.get(key)
        if barred.get(one.pk) or (score and score.conflict):
            found.append(Place(key, "", "barred"))
            continue
        hidden = rules.stems(_names(one, territories[one.territory.path]))
        found.append(
            Place(key, rules.blind(one.sheet, hidden)[:120], "marked" if score and score.scored_at else "open")
        )
    return found


def conflicts_of(juror: Person, of: list[Nomination]) -> dict[int, str]:
    """By nomination: the conflict that bars a jury member without their having to say so; "" where there is none.

    Why: nominator, who is asked, investigator; the same e-mail, phone or name as hero, nominator or who is asked;
         a common organisation with them, or the organisation that nominates or to which the hero belongs.
    """
    people = {pk for one in of for pk in (one.nominator_id, one.asked_id) if pk}
    rows = Membership.objects.filter(left_at=None, person__in=[*people, juror.pk]).values_list("person", "organisation")
    bodies: dict[int, set[int]] = {}
    for person, body in rows:
        bodies.setdefault(person, set()).add(body)
    own = bodies.get(juror.pk, set())
    found = {}
    for one in of:
        near = {pk for pk in (one.nominator_id, one.asked_id) if pk}
        theirs = {body for body in (one.organisation_id, one.hero_organisation_id) if body}
        theirs = theirs.union(*(bodies.get(pk, set()) for pk in near))
        if juror.pk in {*near, one.investigator_id}:
            found[one.pk] = Score.Conflict.NOMINATOR.value
        elif _is_same(juror, one):
            found[one.pk] = Score.Conflict.CONTACT.value
        elif own & theirs:
            found[one.pk] = Score.Conflict.ORGANISATION.value
        else:
            found[one.pk] = ""
    return found


def score_of(nomination: Nomination, juror: Person) -> Score | None:
    """What a jury member said of it in this round."""
    return Score.objects.filter(nomination=nomination, juror=juror, round=nomination.round).first()


def others_scores(nomination: Nomination, juror: Person) -> QuerySet[Score]:
    """The others' marks, without their names; none before one's own are given.

    Returns: in the order of the marks, which tells nobody's name.
    """
    mine = score_of(nomination, juror)
    if mine is None or mine.scored_at is None:
        return Score.objects.none()
    given = Score.objects.filter(nomination=nomination, round=nomination.round, scored_at__isnull=False)
    return given.exclude(juror=juror).order_by("risk", "effort", "effect", "example", "why")


def mark_of(score: Score) -> float:
    """Four marks as one of a hundred; each criterion weighs the same."""
    return float(sum(getattr(score, name) for name in CRITERIA)) * TO_A_HUNDRED


def marks(campaign: Campaign) -> dict[tuple[int, int], float]:
    """By (nomination, juror): every mark that counts in a campaign; those of an earlier round don't. One query."""
    given = Score.objects.filter(
        nomination__campaign=campaign, nomination__status__in=Nomination.VERIFIED_ONCE, round=F("nomination__round"),
        scored_at__isnull=False,
    )  # fmt: skip
    return {(score.nomination_id, score.juror_id): mark_of(score) for score in given.order_by("pk")}


def evened_mark(nomination: Nomination) -> Decimal | None:
    """What its marks amount to with the severity of all jurors of the campaign evened out."""
    found = rules.evened(marks(nomination.campaign)).get(nomination.pk)
    return None if found is None else Decimal(str(round(found, 2)))


def ranking(campaign: Campaign, waiting: Iterable[Nomination], bar: int) -> list[Ranked]:
    """What waits for a decision with its marks, the highest first; three queries at most."""
    given = marks(campaign)
    even = rules.evened(given)
    of: dict[int, list[float]] = {}
    for (nomination, _juror), one_mark in given.items():
        of.setdefault(nomination, []).append(one_mark)
    rows = list(waiting)
    conflicts = dict(
        Score.objects.filter(nomination__in=rows, round=F("nomination__round")).exclude(conflict="").order_by()
        .values_list("nomination").annotate(number=Count("pk"))
    )  # fmt: skip
    ranked = []
    for one in rows:
        own, mark = of.get(one.pk, []), even.get(one.pk)
        mean = sum(own) / len(own) if own else None
        ranked.append(
            Ranked(one, len(own), conflicts.get(one.pk, 0), mean, mark, mark is not None and round(mark, 2) >= bar)
        )
    return sorted(ranked, key=lambda row: (-(row.mark or 0), row.nomination.pk))


def agreement(campaign: Campaign) -> float | None:
    """How far the jury of a campaign agrees, as Krippendorff's alpha."""
    return rules.agreement(marks(campaign))


def names_above(territories: Iterable[Territory]) -> dict[str, list[str]]:
    """By path: what the territory and those above it are called, in every language. One query."""
    wanted = {territory.path: paths_above(territory) for territory in territories}
    rows = Territory.objects.filter(path__in={path for paths in wanted.values() for path in paths})
    names = {row.path: [row.name_kk, row.name_ru, row.name_en] for row in rows}
    return {path: [name for above in paths for name in names.get(above, [])] for path, paths in wanted.items()}


def _names(one: Nomination, places: list[str] | None = None) -> list[str]:
    above = places if places is not None else names_above([one.territory])[one.territory.path]
    people = [one.hero_name, one.nominator.name, one.asked.name if one.asked else ""]
    bodies = [body.name for body in (one.organisation, one.hero_organisation) if body]
    sources = [evidence.source for evidence in one.evidence.all()]
    told = rules.proper_names(one.witnesses, one.hero_about, one.place, *sources)
    return [*people, *above, *bodies, *told]


def _is_same(juror: Person, one: Nomination) -> bool:
    near = [person for person in (one.nominator, one.asked) if person]
    contacts = {contact for person in near for contact in (person.email, person.phone) if contact}
    names = {one.hero_folded, *(person.folded_name for person in near)} - {""}
    return bool({juror.email, juror.phone} & contacts) or fold_name(juror.name) in names
