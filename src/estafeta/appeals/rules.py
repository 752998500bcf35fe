import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from estafeta.appeals.models import Appeal, Need, Pledge
from estafeta.base.decisions import YES, Decision, no
from estafeta.base.texts import fold
from estafeta.campaigns.models import Campaign
from estafeta.organisations.models import Organisation
from estafeta.organisations.rules import may_organise
from estafeta.people.models import Person
from estafeta.people.rules import is_minor, may_coordinate

S = Appeal.Status
# Where an appeal may go from where it stands. Every act that moves an appeal reads this table; there is no other.
TRANSITIONS: dict[str, frozenset[str]] = {
    S.SENT: frozenset({S.ASKED_BACK, S.PUBLISHED, S.REFUSED, S.MERGED, S.WITHDRAWN}),
    S.ASKED_BACK: frozenset({S.SENT, S.PUBLISHED, S.REFUSED, S.MERGED, S.WITHDRAWN}),
    S.PUBLISHED: frozenset({S.ANSWERED, S.UNDER_WAY, S.DONE, S.MERGED, S.WITHDRAWN}),
    S.ANSWERED: frozenset({S.PUBLISHED, S.UNDER_WAY, S.DONE, S.MERGED, S.WITHDRAWN}),
    S.UNDER_WAY: frozenset({S.PUBLISHED, S.ANSWERED, S.DONE, S.WITHDRAWN}),
    S.DONE: frozenset({S.CONFIRMED, S.PUBLISHED, S.ANSWERED}),
    S.CONFIRMED: frozenset(),
    S.REFUSED: frozenset(),
    S.MERGED: frozenset({S.SENT, S.ASKED_BACK, S.PUBLISHED, S.ANSWERED}),
    S.WITHDRAWN: frozenset(),
}
WAITING = (S.SENT, S.ASKED_BACK)
LONGEST_TITLE = 120
LONGEST_TEXT = 5_000
LONGEST_LINE = 200
MOST_QUANTITY = 1_000_000_000
MOST_NEEDS = 30
MOST_PICTURES = 5
MOST_SEARCHES = 20  # of one person
CODE_LIFE = timedelta(minutes=15)
CODE_TRIES = 5
CODE_PAUSE = timedelta(seconds=60)
MOST_CODES = 5  # to one person within CODES_WITHIN, however many appeals ask for them
CODES_WITHIN = timedelta(hours=1)
MOST_A_DAY = 5  # appeals of one asker
ANSWER_WITHIN = timedelta(hours=48)  # PRODUCT.md, Nobody waits in vain
PLEDGE_LASTS = timedelta(days=21)
LONGEST_PLEDGE = timedelta(days=366)
REMIND_BEFORE = timedelta(days=2)
STUCK_AFTER = timedelta(days=14)  # without a step: a coordinator looks at it
LAPSED_LATELY = timedelta(days=30)
NEAR_M = 30_000.0  # as far as two appeals may lie apart and be about one thing

EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w+")
PHONE = re.compile(r"(?:\d[\s().\-‐–]*){9,}\d")
SHORTEST_NAME = 3


def may_move(appeal: Appeal, to: str) -> Decision:
    """Whether the table lets an appeal go from its state to `to`."""
    if to in TRANSITIONS[appeal.status]:
        return YES
    return no(_("This can't be done with the appeal any more: it is in another state now."))


def may_check(person: Person | None, appeal: Appeal) -> Decision:
    """A coordinator of the appeal's territory publishes, asks back, joins and refuses."""
    if person is None:
        return no(_("Please sign in first."))
    return may_coordinate(person, appeal.territory, appeal.campaign.slug)


def may_ask(asker: Person, organisation: Organisation | None, on: date) -> Decision:
    """A grown person; a minor through a guardian, or through a school that speaks for its pupils."""
    school = organisation is not None and organisation.kind == Organisation.Kind.SCHOOL
    if is_minor(asker, on) and asker.guardian_id is None and not school:
        return no(_("A parent, guardian or school has to ask for you: you are not old enough to do it alone."))
    return YES


def may_be_read_by_all(appeal: Appeal, *texts: str) -> Decision:
    """Why: public pages show no contact and no minor's name (PRODUCT.md, Keeping people safe)."""
    text = "\n".join(texts)
    if EMAIL.search(text) or PHONE.search(text):
        return no(_("The public text holds an e-mail address or a phone number. Take it out first."))
    if appeal.asker.guardian_id is not None:
        read = set(fold(text).split())
        names = {word for word in fold(appeal.asker.name).split() if len(word) >= SHORTEST_NAME}
        if read & names:
            return no(_("The public text names the child. Write “a pupil” or “a child” instead."))
    return YES


def may_be_answered(appeal: Appeal, campaign: Campaign) -> Decision:
    """Whether a deed of this campaign may be announced for it."""
    if appeal.takes_help and appeal.campaign_id == campaign.pk:
        return YES
    return no(_("This appeal takes no help now."))


def may_pledge_as(person: Person, organisation: Organisation | None, need: Need) -> Decision:
    """One's own word, or that of an organisation that one organises for; a permit is an authority's to give."""
    if organisation is not None and not (decision := may_organise(person, organisation)):
        return decision
    if need.kind == Need.Kind.PERMIT and (
        organisation is None or organisation.kind != Organisation.Kind.AUTHORITY or not organisation.is_verified
    ):
        return no(_("Only a verified authority answers for a permit."))
    return YES


def may_settle(person: Person | None, pledge: Pledge) -> Decision:
    """Who gave it, or an organiser of the organisation that did."""
    if person is not None and pledge.person_id == person.pk:
        return YES
    if person is not None and pledge.organisation is not None:
        return may_organise(person, pledge.organisation)
    return no(_("Only who promised this can do it."))


@dataclass(frozen=True)
class NextStep:
    """Who is to act on an appeal, and how, in words for everybody."""

    who: str
    words: str | Promise


_NEXT = {
    S.SENT: NextStep("coordinator", _("A coordinator reads it and answers within two days.")),
    S.ASKED_BACK: NextStep("asker", _("The asker answers the coordinator's question.")),
    S.PUBLISHED: NextStep("everybody", _("Somebody promises what is needed, or announces a deed.")),
    S.ANSWERED: NextStep("organiser", _("The help is brought, and somebody announces a deed.")),
    S.UNDER_WAY: NextStep("organiser", _("The deed takes place, and its organiser tells what came of it.")),
    S.DONE: NextStep("asker", _("The asker says whether it is as hoped.")),
}


def next_step(appeal: Appeal) -> NextStep | None:
    """What happens next; None only where an appeal has come to its end."""
    return _NEXT.get(S(appeal.status))
