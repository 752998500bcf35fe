from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from estafeta.base.decisions import YES, Decision, no
from estafeta.heroes.models import Evidence, Nomination, Objection, Prize
from estafeta.people.models import Person, Role
from estafeta.people.rules import holds_in, may_coordinate

S = Nomination.Status
# Where a nomination may go from where it stands. Every act that moves one reads this table; there is no other.
TRANSITIONS: Final[dict[str, frozenset[str]]] = {
    S.UNCONFIRMED: frozenset({S.SENT, S.WITHDRAWN}),
    S.SENT: frozenset({S.CHECKING, S.REFUSED, S.WITHDRAWN, S.CLOSED}),
    S.CHECKING: frozenset({S.VERIFIED, S.REFUSED, S.WITHDRAWN, S.CLOSED}),
    S.VERIFIED: frozenset({S.HONOURED, S.NOT_HONOURED, S.WITHDRAWN, S.CLOSED}),
    S.HONOURED: frozenset({S.CLOSED}),
    S.NOT_HONOURED: frozenset({S.VERIFIED, S.CLOSED}),
    S.REFUSED: frozenset({S.CHECKING, S.CLOSED}),
    S.WITHDRAWN: frozenset(),
    S.CLOSED: frozenset(),
}
OPEN: Final = (S.SENT, S.CHECKING, S.VERIFIED)
DECIDED_AGAINST: Final = (S.REFUSED, S.NOT_HONOURED)
LONGEST_TITLE: Final = 120
LONGEST_LINE: Final = 200
LONGEST_TEXT: Final = 5_000
MOST_EVIDENCE: Final = 20
MOST_A_DAY: Final = 5  # nominations of one nominator
CODE_LIFE: Final = timedelta(minutes=30)
CODE_PAUSE: Final = timedelta(minutes=1)
CODE_TRIES: Final = 5
OBJECT_WITHIN: Final = timedelta(days=14)
LEAST_SOURCES: Final = 2
BEFORE_THE_CAMPAIGN: Final = timedelta(days=365)
CRITERIA: Final[dict[str, str | Promise]] = {
    "risk": _("What they risked: life, health, what they own"),
    "effort": _("How far they went beyond what anybody would have done"),
    "effect": _("What came of it for others"),
    "example": _("What others can take from it"),
}


def may_move(nomination: Nomination, to: str) -> Decision:
    """Whether the table lets a nomination go from its state to `to`."""
    if to in TRANSITIONS[nomination.status]:
        return YES
    return no(_("This can't be done with the nomination any more: it is in another state now."))


def lies_in_time(prize: Prize, happened_on: date, on: date) -> Decision:
    """The deed lies within the prize's time, and the nomination before its last day."""
    if on > prize.takes_until:
        return no(_("Nominations of this campaign are closed."))
    if happened_on > on:
        return no(_("This day has not come yet."))
    if happened_on < prize.events_since:
        return no(_("It happened too long ago for this campaign."))
    return YES


def may_hold(person: Person | None, kind: str, nomination: Nomination) -> Decision:
    """Whether a role of this kind reaches the nomination's territory in its campaign."""
    if person is not None:
        roles = person.roles.filter(kind=kind, ended_at=None).select_related("territory")
        if any(holds_in(role, nomination.territory, nomination.campaign.slug) for role in roles):
            return YES
    return no(_("You have no part in this nomination."))


def is_own(person: Person, nomination: Nomination) -> bool:
    """Whether somebody nominated, is the hero, or answers for the hero."""
    return person.pk in {nomination.nominator_id, nomination.asked_id}


def may_assign(person: Person | None, nomination: Nomination) -> Decision:
    """A coordinator of the territory, about somebody else's hero."""
    if person is not None and is_own(person, nomination):
        return no(_("You nominated or are asked for consent: somebody else decides this."))
    return may_coordinate(person, nomination.territory, nomination.campaign.slug)


def may_investigate(person: Person | None, nomination: Nomination) -> Decision:
    """Who can be given a nomination to verify: an investigator of the territory with no part of their own in it."""
    if person is not None and is_own(person, nomination):
        return no(_("Who nominated or is asked for consent can't verify it."))
    return may_hold(person, Role.Kind.INVESTIGATOR, nomination)


def may_check(person: Person | None, nomination: Nomination) -> Decision:
    """The investigator to whom it was given, while the role lasts."""
    if person is None or nomination.investigator_id != person.pk:
        return no(_("Somebody else verifies this nomination."))
    return may_investigate(person, nomination)


def may_judge(person: Person | None, nomination: Nomination) -> Decision:
    return may_hold(person, Role.Kind.JURY, nomination)


@dataclass(frozen=True)
class Proof:
    """What the evidence amounts to: whose word counts, and whether it is enough."""

    independent: int
    official: int

    @property
    def is_enough(self) -> bool:
        return self.official > 0 or self.independent >= LEAST_SOURCES


def proof_of(evidence: Iterable[Evidence], own: frozenset[str]) -> Proof:
    """Two sources independent of the hero, the nominator and each other, or one official confirmation.

    Takes: own -- folded names of the hero, the nominator and who is asked: none of them is a source.
    Why:   one newspaper quoted three times is one source, so sources are told apart by their folded names.
    """
    confirmed = [one for one in evidence if one.confirmed_at and one.folded_source not in own]
    return Proof(
        len({one.folded_source for one in confirmed if one.side != Evidence.Side.INVOLVED}),
        len({one.folded_source for one in confirmed if one.side == Evidence.Side.OFFICIAL}),
    )


def may_be_verified(nomination: Nomination, proof: Proof, *, honoured_before: bool, on: date, prize: Prize) -> Decision:
    """Everything that must be true before a jury sees it."""
    checks = (
        (
            nomination.duty in {Nomination.Duty.NONE, Nomination.Duty.BEYOND},
            _("First say whether it was their job. Duty well done is thanked, not honoured here."),
        ),
        (bool(nomination.sheet), _("First write the sheet for the jury.")),
        (prize.events_since <= nomination.happened_on <= on, _("It happened too long ago for this campaign.")),
        (proof.is_enough, _("It takes two independent sources, or one official confirmation.")),
        (nomination.consent == Nomination.Word.GIVEN, _("The hero or the family has not agreed yet.")),
        (not honoured_before, _("This person has been honoured for this deed before.")),
    )
    return next((no(reason) for holds, reason in checks if not holds), YES)


def is_honoured(mark: float, prize: Prize) -> bool:
    """The verdict: the evened mark reaches the bar. Nothing else is asked, no vote and no coordinator."""
    return round(mark, 2) >= prize.bar


def may_decide(nomination: Nomination, scores: int, prize: Prize) -> Decision:
    """Once enough jury members without a conflict have given their marks."""
    if nomination.status != S.VERIFIED:
        return no(_("This can't be done with the nomination any more: it is in another state now."))
    if scores < prize.least_scores:
        return no(_("Not enough jury members have given their marks yet."))
    return YES


def may_object(nomination: Nomination, at: datetime) -> Decision:
    """The nominator, within two weeks of a decision against the nomination."""
    if nomination.status not in DECIDED_AGAINST or nomination.decided_at is None:
        return no(_("There is no decision to object to."))
    if at > nomination.decided_at + OBJECT_WITHIN:
        return no(_("An objection is possible within two weeks of the decision."))
    return YES


def may_settle(person: Person | None, objection: Objection) -> Decision:
    """A coordinator of the territory who did not take the decision."""
    nomination = objection.nomination
    if person is not None and person.pk in {nomination.decided_by_id, nomination.investigator_id}:
        return no(_("Who took the decision does not judge the objection to it."))
    return may_assign(person, nomination)


def may_vote(prize: Prize, on: date) -> Decision:
    if prize.vote_until is None or on > prize.vote_until:
        return no(_("There is no public vote now."))
    return YES


_NEXT: Final[dict[str, str | Promise]] = {
    S.UNCONFIRMED: _("Enter the code that was sent to you."),
    S.SENT: _("A coordinator gives it to an investigator."),
    S.CHECKING: _("An investigator looks at the evidence and asks the hero or the family for consent."),
    S.VERIFIED: _("The jury members give their marks, each for themselves."),
}


def next_step(nomination: Nomination) -> str | Promise:
    """What happens next; "" where it has come to its end."""
    return _NEXT.get(S(nomination.status), "")
