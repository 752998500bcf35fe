from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from estafeta.base.decisions import YES, Decision, no
from estafeta.deeds.models import Deed
from estafeta.organisations.rules import may_organise
from estafeta.participation.rules import may_lead
from estafeta.people.models import Person
from estafeta.people.rules import is_minor, may_coordinate
from estafeta.relay.models import Baton

# docs/decisions/0015-the-way-of-a-baton.md says why each is what it is.
OF_A_PARTICIPANT = 3  # enough for a friend, a neighbour and a colleague; more would be a mailing list
OF_AN_ORGANISER = 10
PASS_LASTS = timedelta(days=14)
CARRY_LASTS = timedelta(days=60)
MOST_REVIVALS = 5  # of one baton
MOST_LETTERS_A_DAY = 10  # to contacts that one giver names, so that batons never become mail to strangers
LONGEST_WORDS = 200
FULLY_BROUGHT = PASS_LASTS + timedelta(days=14)  # what a deed brings is not settled before its batons are

S = Baton.Status
# Where a baton may go from where it stands. Every act that moves a baton reads this table; there is no other.
TRANSITIONS: dict[str, frozenset[str]] = {
    S.ON_THE_WAY: frozenset({S.ACCEPTED, S.DECLINED, S.LAPSED}),
    S.ACCEPTED: frozenset({S.CARRIED, S.DECLINED, S.LAPSED}),
    S.CARRIED: frozenset({S.ACCEPTED}),  # the sign-up or deed that carried it was called off
    S.DECLINED: frozenset({S.ON_THE_WAY}),
    S.LAPSED: frozenset({S.ON_THE_WAY}),
}


def may_move(baton: Baton, to: str) -> Decision:
    """Whether the table lets a baton go from its state to `to`."""
    if to in TRANSITIONS[baton.status]:
        return YES
    return no(_NO_MORE.get(baton.status, _("This can't be done with this baton any more.")))


_NO_MORE: dict[str, Promise] = {
    S.ACCEPTED: _("This baton has been accepted already."),
    S.CARRIED: _("This baton has been carried on already."),
    S.DECLINED: _("This baton was declined and went back to who gave it."),
    S.LAPSED: _("Nobody took this baton in time, and it went back to who gave it."),
}


def may_give(person: Person | None, on: date) -> Decision:
    """Why: a minor's guardian passes the batons of a child (PRODUCT.md, Keeping people safe)."""
    if person is None or person.forgotten_at is not None:
        return no(_("Please sign in first."))
    if is_minor(person, on):
        return no(_("A parent or guardian passes the baton on for you."))
    return YES


def may_answer(person: Person | None, baton: Baton) -> Decision:
    """Who may take or decline a baton: whoever holds its link, or whoever speaks for those to whom it goes."""
    if person is not None and person.pk == baton.giver_id:
        return no(_("This is your own baton: pass it to somebody else."))
    if baton.to in {Baton.To.LINK, Baton.To.PERSON}:
        return YES
    if person is None:
        return no(_("Please sign in first: this baton is for an organisation, a team or a place."))
    if baton.team is not None:
        return may_lead(person, baton.team)
    if baton.organisation is not None:
        return may_organise(person, baton.organisation)
    return _may_answer_for_the_place(person, baton)


def _may_answer_for_the_place(person: Person, baton: Baton) -> Decision:
    """A coordinator of the territory, or an organiser of any organisation at home in it."""
    assert baton.territory is not None  # noqa: S101 -- the constraint baton_goes_to_whom_it_says
    if may_coordinate(person, baton.territory, baton.campaign.slug):
        return YES
    memberships = person.memberships.filter(left_at=None, role__in=("owner", "organiser"))
    if memberships.filter(organisation__territory__path__startswith=baton.territory.path).exists():
        return YES
    return no(_("Coordinators and organisations of this place answer for it."))


def may_follow(parent: Deed, child: Deed, at: datetime) -> Decision:
    """Whether `child` may continue what `parent` handed on at a moment.

    Why: a deed that is over hands on to one that is not; along every line the ends grow later, so that no line can
         close to a circle, in whatever order batons arrive.
    """
    if parent.pk == child.pk:
        return no(_("A deed does not lead to itself."))
    if parent.ends_at is None or child.ends_at is None or parent.status not in Deed.HELD:
        return no(_("Only a deed that is over hands its baton on."))
    if not parent.ends_at <= at <= child.ends_at or parent.ends_at >= child.ends_at:
        return no(_("The next deed ends after the one that handed the baton on."))
    return YES
