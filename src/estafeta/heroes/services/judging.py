from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean, fold, slug_with_key
from estafeta.heroes import queries, rules
from estafeta.heroes.models import Hero, Nomination, Objection, Score
from estafeta.heroes.rules import acts
from estafeta.heroes.services.states import enter, held, text
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.people.models import Person

S = Nomination.Status


@transaction.atomic
def declare_conflict(nomination: Nomination, juror: Person, *, words: str) -> Score:
    """A jury member says that they cannot judge this; marks that they gave before are taken away.

    Returns: the row without marks; declaring twice changes nothing.
    Locks:   the Nomination row.
    """
    nomination = _before_jury(nomination, juror)
    score, _new = Score.objects.get_or_create(nomination=nomination, juror=juror, round=nomination.round)
    if score.conflict:
        return score
    score.conflict = Score.Conflict.DECLARED
    score.conflict_words = text(words, _("Say in a line what the conflict is."), most=acts.LONGEST_LINE)
    score.risk = score.effort = score.effect = score.example = score.scored_at = None
    score.why = ""
    score.save()
    record(juror, "conflict_declared", nomination)
    return score


def score(
    nomination: Nomination, juror: Person, *, risk: int, effort: int, effect: int, example: int, why: str = "",
    now: datetime | None = None,
) -> Score:  # fmt: skip
    """Give one's four marks, from 1 to 10 each, once; they cannot be changed after the others' have been seen.

    Returns: the score; sent again it is the first one.
    Raises:  NotPossible for whoever is no juror there or has a conflict, declared or found; for marks out of range.
    Writes:  one Score, one journal Entry; a found conflict is written down instead of marks, in a transaction of its
             own that the refusal does not undo.
    Locks:   the Nomination row.
    """
    at = now or timezone.now()
    given = (risk, effort, effect, example)
    if not all(1 <= mark <= queries.judging.BEST for mark in given):
        raise NotPossible(_("Each mark is a whole number from 1 to 10."))
    made = _scored(nomination, juror, given, clean(why, most=acts.LONGEST_LINE), at)
    if made.conflict:
        raise NotPossible(_("You have a conflict of interest here, so you give no marks."))
    return made


@transaction.atomic
def _scored(nomination: Nomination, juror: Person, given: tuple[int, int, int, int], why: str, at: datetime) -> Score:
    nomination = _before_jury(nomination, juror)
    there = queries.score_of(nomination, juror)
    if there is not None and (there.scored_at or there.conflict):
        return there
    conflict = queries.conflicts_of(juror, [nomination])[nomination.pk]
    if conflict:
        found, _new = Score.objects.update_or_create(
            nomination=nomination, juror=juror, round=nomination.round, defaults={"conflict": conflict}
        )
        record(juror, "conflict_found", nomination, kind=conflict)
        return found
    risk, effort, effect, example = given
    made, _new = Score.objects.update_or_create(
        nomination=nomination, juror=juror, round=nomination.round,
        defaults={"risk": risk, "effort": effort, "effect": effect, "example": example, "why": why, "scored_at": at},
    )  # fmt: skip
    record(juror, "scored", nomination)
    return made


@transaction.atomic
def decide(nomination: Nomination, by: Person, *, reason: str, now: datetime | None = None) -> Nomination:
    """Write the jury's verdict down, with its reasons; what it is follows from the marks alone. Twice is harmless.

    Returns: the nomination, honoured when its evened mark reaches the bar and consent stands.
    Raises:  NotPossible when `by` may not, marks are missing, or no reason is given.
    Writes:  the Nomination, one journal Entry, a Letter; where it is honoured one Hero.
    Locks:   the Nomination row.
    Why:     docs/heroes.md; a public vote is a prize of its own and is not asked here.
    """
    nomination, at = held(nomination), now or timezone.now()
    insist(rules.may_assign(by, nomination))
    if nomination.status in {S.HONOURED, S.NOT_HONOURED}:
        return nomination
    prize = queries.prize_of(nomination.campaign)
    scored = nomination.scores.filter(round=nomination.round, scored_at__isnull=False).count()
    insist(rules.may_decide(nomination, scored, prize))
    mark = queries.evened_mark(nomination)
    if mark is None:
        raise NotPossible(_("Not enough jury members have given their marks yet."))
    nomination.reason = text(reason, _("Write the reasons of the jury."))
    nomination.mark, nomination.decided_at, nomination.decided_by = mark, at, by
    if rules.is_honoured(float(mark), prize) and not queries.honoured_before(nomination).exists():
        enter(nomination, S.HONOURED, by, act="honoured", mark=str(mark))
        _enrol(nomination, at)
    else:
        enter(nomination, S.NOT_HONOURED, by, act="not_honoured", mark=str(mark))
    return nomination


@transaction.atomic
def object_to(nomination: Nomination, *, words: str, now: datetime | None = None) -> Objection:
    """The nominator asks that a decision be looked at again; while one waits, it is that one.

    Locks: the Nomination row.
    """
    nomination, at = held(nomination), now or timezone.now()
    if there := nomination.objections.filter(settled_at=None).first():
        return there
    insist(rules.may_object(nomination, at))
    if nomination.objections.filter(against=nomination.status, made_at__gte=nomination.decided_at).exists():
        raise NotPossible(_("Your objection to this decision has been answered."))
    words = text(words, _("Write what was overlooked."))
    made = Objection.objects.create(nomination=nomination, against=nomination.status, words=words, made_at=at)
    record(nomination.nominator, "objected", nomination)
    return made


@transaction.atomic
def settle(objection: Objection, by: Person, *, is_upheld: bool, answer: str, now: datetime | None = None) -> Objection:
    """Answer an objection: upheld, it is verified or judged anew, by fresh marks; else the decision stands.

    Returns: the objection; one that was answered stays as it is.
    Raises:  NotPossible when `by` took the decision or does not coordinate there, or without an answer.
    Writes:  the Objection, one journal Entry, a Letter; upheld, the Nomination.
    Locks:   the Nomination row.
    """
    nomination, at = held(objection.nomination), now or timezone.now()
    objection = Objection.objects.select_related("nomination").get(pk=objection.pk)
    objection.nomination = nomination
    if objection.settled_at is not None:
        return objection
    insist(rules.may_settle(by, objection))
    objection.answer = text(answer, _("Write the answer."))
    objection.settled_at, objection.settled_by, objection.is_upheld = at, by, is_upheld
    objection.save()
    if is_upheld and nomination.status in rules.DECIDED_AGAINST:
        nomination.round += 1
        nomination.mark, nomination.decided_at, nomination.decided_by = None, None, None
        back = S.CHECKING if nomination.status == S.REFUSED and nomination.investigator else S.VERIFIED
        if nomination.status == S.REFUSED and nomination.investigator is None:
            nomination.investigator = _other_investigator(nomination)
            back = S.CHECKING
        enter(nomination, back, by, act="opened_anew")
    else:
        record(by, "objection_refused", nomination)
    queue_letter(
        nomination.nominator, "objection_answered", key=f"objection_answered:{objection.pk}", title=nomination.title,
        token=nomination.token, answer=objection.answer,
    )  # fmt: skip
    return objection


def _other_investigator(nomination: Nomination) -> Person:
    found = queries.investigators_for(nomination)
    if not found:
        raise NotPossible(_("There is no investigator for this territory. Give somebody the role first."))
    return found[0]


def _before_jury(nomination: Nomination, juror: Person) -> Nomination:
    nomination = held(nomination)
    insist(rules.may_judge(juror, nomination))
    if nomination.status != S.VERIFIED:
        raise NotPossible(_("This can't be done with the nomination any more: it is in another state now."))
    return nomination


def _enrol(nomination: Nomination, at: datetime) -> Hero:
    """Write the hero into the roll, in the words of the nomination's own language."""
    name = "" if nomination.is_minor else nomination.shown_name or nomination.hero_name
    place = nomination.territory
    words = {f"title_{nomination.language}": _public(nomination, nomination.title),
             f"story_{nomination.language}": _public(nomination, nomination.sheet)}  # fmt: skip
    hero = Hero(
        nomination=nomination, campaign=nomination.campaign, territory=place, slug=slug_with_key(name or "hero"),
        name=name, is_minor=nomination.is_minor, is_posthumous=nomination.is_posthumous,
        happened_on=nomination.happened_on, honoured_at=at, **words,
    )  # fmt: skip
    hero.folded = folded_of(hero)
    hero.save()
    record(None, "enrolled", hero)
    return hero


def folded_of(hero: Hero) -> str:
    """What a search of the roll looks through."""
    place = hero.territory
    told = [hero.title_kk, hero.title_ru, hero.title_en, place.name_kk, place.name_ru, place.name_en]
    return fold(" ".join([hero.name, *told]))


def _public(nomination: Nomination, words: str) -> str:
    """The words without contacts, and without the name of a minor."""
    return rules.blind(words, rules.stems([nomination.hero_name] if nomination.is_minor else []))
