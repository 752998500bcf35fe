"""Signing up, changing one's mind, staying away."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from estafeta.base import jobs
from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean
from estafeta.deeds.models import Deed, Shift
from estafeta.journal.services import record
from estafeta.participation import queries, rules
from estafeta.participation.models import Offer, SignUp, Team, TeamMember
from estafeta.participation.services import letters, offers, places
from estafeta.people.models import Consent, Person
from estafeta.people.services import give_consent, note_birth, register

LONGEST_NAME = 200


class Clash(NotPossible):
    """The person does something else at that time; `clashes` says what. Saying so a second time passes."""

    def __init__(self, clashes: Sequence[SignUp]) -> None:
        super().__init__(_("You are already signed up for something else at this time."))
        self.clashes = clashes


@transaction.atomic
def sign_up(  # noqa: PLR0913 -- the fields of one short form
    person: Person,
    shift: Shift,
    *,
    seats: int = 1,
    names: Sequence[str] = (),
    team_name: str = "",
    language: str = "",
    born_on: date | None = None,
    clash_known: bool = False,
    came_by: str = "",
    team: Team | None = None,
    invited: bool = False,
    now: datetime | None = None,
) -> SignUp:
    """Give a person whose contact is known to be theirs a place on `shift`, or the next one in its waiting list.

    Takes:   shift -- its number is enough, it is read again; `seats` -- of a team with its captain; `names` -- of the
             others, if they are known; `born_on` -- said now because the deed asks for it; `clash_known` -- the person
             knows that they do something else then; `came_by` -- the opaque mark of the way that led here; `team` --
             the lasting team whose captain this is; `invited` -- whoever calls has seen an invitation.
    Returns: the active SignUp (GOING or WAITING). Signing up twice returns the first one as it is.
    Raises:  NotPossible when a rule says no; Clash, which is one, when something overlaps and it was not known.
    Writes:  one SignUp, the shift's places, one journal Entry, one Letter; all or none.
    Locks:   the Shift row, so that the last place is given once.
    Why:     docs/decisions/0004-waiting-list.md
    """
    at = now or timezone.now()
    shift = places.lock(shift.pk)
    already, clashes = queries.standing(person, shift)
    if already:
        return already
    names = named(names)
    if born_on and person.born_on is None:
        insist(rules.is_believable_birth(born_on, at.date()))
        person = note_birth(person, born_on)
    insist(rules.may_sign_up(person, shift, seats=seats, named=len(names), invited=invited, at=at))
    if team is not None:
        insist(rules.may_lead(person, team))
    if clashes and not clash_known:
        raise Clash(clashes)
    made = SignUp(
        shift=shift,
        person=person,
        seats=seats,
        team_name=team.name if team else clean(team_name, most=LONGEST_NAME),
        team=team,
        came_by=came_by,
        language=language or person.language,
        token=secrets.token_urlsafe(32),
        made_at=at,
    )
    give_place(made, shift, at)
    write_members(made, names)
    return made


def give_place(sign_up: SignUp, shift: Shift, at: datetime) -> None:
    """Write a sign-up as GOING where its whole unit fits, else as WAITING; and say so.

    Takes: shift -- locked by the caller.
    """
    if places.fits(shift, sign_up.seats):
        places.take(shift, sign_up.seats)
        sign_up.status = SignUp.Status.GOING
    else:
        sign_up.status = SignUp.Status.WAITING
    sign_up.confirmed_at = at
    sign_up.save()
    record(sign_up.person, "signed_up", sign_up, status=sign_up.status, seats=sign_up.seats)
    letters.tell(sign_up, f"sign_up_{sign_up.status}")
    places.carry_on(sign_up)


def named(names: Sequence[str]) -> list[str]:
    """Names of a team as they are kept: in one line each, the empty ones left out."""
    tidy = (" ".join(clean(name, most=LONGEST_NAME).split()) for name in names[: rules.MOST_SEATS + 1])
    return [name for name in tidy if name]


def write_members(sign_up: SignUp, names: Sequence[str]) -> None:
    if names:
        TeamMember.objects.bulk_create(TeamMember(sign_up=sign_up, name=name) for name in names)


@transaction.atomic
def sign_up_child(
    guardian: Person,
    name: str,
    born_on: date,
    shift: Shift,
    *,
    clash_known: bool = False,
    came_by: str = "",
    now: datetime | None = None,
) -> SignUp:
    """Sign up a child through a guardian who is signed in; the guardian's consent is written with it.

    Raises: NotPossible when a rule says no to the child or to the guardian.
    Why:    PRODUCT.md, Keeping people safe.
    """
    at = now or timezone.now()
    child = ward_of(guardian, name, born_on, at)
    made = sign_up(child, shift, clash_known=clash_known, came_by=came_by, now=at)
    agree_for(child)
    return made


def ward_of(guardian: Person, name: str, born_on: date, at: datetime) -> Person:
    """The child as a person of its own, known by its guardian and its name."""
    insist(rules.is_believable_birth(born_on, at.date()))
    insist(rules.may_answer_for_a_child(guardian, at.date()))
    return register(name, language=guardian.language, born_on=born_on, guardian=guardian)


def agree_for(child: Person) -> None:
    """Write the guardian's word that the child may take part."""
    if child.guardian is not None:
        wording = _("I am the parent or guardian of this child and agree that the child takes part.")
        give_consent(child, Consent.Purpose.TAKE_PART, by=child.guardian, wording=wording)


@transaction.atomic
def cancel(sign_up: SignUp, *, by: Person | None = None, now: datetime | None = None) -> SignUp:
    """Take a sign-up back; what it held is offered on at once. Cancelling twice changes nothing.

    Takes:  by -- who does it when it is not the person: an organiser.
    Raises: NotPossible when the shift has begun.
    Writes: the SignUp, the shift's places, one journal Entry, one Letter, the next Offer.
    Locks:  the Shift row.
    """
    at = now or timezone.now()
    shift = places.lock(sign_up.shift_id)
    sign_up = places.as_it_stands(sign_up, shift)
    if sign_up.status == SignUp.Status.CANCELLED:
        return sign_up
    was_active = sign_up.is_active
    if was_active:
        insist(rules.may_cancel(sign_up, at))
    offers.leave(sign_up, shift, at)
    record(by or sign_up.person, "cancelled", sign_up)
    if sign_up.came_by:
        jobs.defer("relay.let_go_of_sign_up", sign_up_id=sign_up.pk)
    if was_active:
        letters.tell(sign_up, "cancelled_by_person")
        offers.offer_on(shift, at)
    return sign_up


@transaction.atomic
def change_seats(
    sign_up: SignUp,
    seats: int,
    *,
    names: Sequence[str] = (),
    team_name: str = "",
    now: datetime | None = None,
) -> SignUp:
    """Make a team larger or smaller, or name its members.

    Returns: the sign-up. Who waits and asks for more goes to the end of the list; who asks for less stays where
             they are.
    Raises:  NotPossible when the places are not there, or an offer waits for an answer.
    Writes:  the SignUp, its TeamMembers, the shift's places, one journal Entry; offers for what became free.
    Locks:   the Shift row.
    """
    at = now or timezone.now()
    shift = places.lock(sign_up.shift_id)
    sign_up = places.as_it_stands(sign_up, shift)
    names = named(names)
    insist(rules.may_change_seats(sign_up, seats, len(names), at))
    more = seats - sign_up.seats
    if sign_up.status == SignUp.Status.GOING:
        _take_more(shift, more)
    elif more > 0:
        if queries.open_offer(sign_up):
            raise NotPossible(_("Answer the offer first; then you can ask for more places."))
        sign_up.confirmed_at = at
    elif queries.open_offer(sign_up):
        places.take(shift, more)
    sign_up.seats, sign_up.team_name = seats, clean(team_name, most=LONGEST_NAME)
    sign_up.save(update_fields=["seats", "team_name", "confirmed_at"])
    sign_up.members.all().delete()
    write_members(sign_up, names)
    record(sign_up.person, "changed_seats", sign_up, seats=seats)
    offers.offer_on(shift, at)
    return sign_up


def _take_more(shift: Shift, more: int) -> None:
    """Take or free the difference; nobody waits for what is left here, or it would have been offered."""
    if more > 0 and not places.fits(shift, more):
        left = shift.places_left or 0
        raise NotPossible(
            ngettext("Only %(left)s more place is left.", "Only %(left)s more places are left.", left) % {"left": left}
        )
    if more:
        places.take(shift, more)


@transaction.atomic
def will_come(sign_up: SignUp, *, now: datetime | None = None) -> SignUp:
    """On the eve: say once more that one comes. Saying nothing keeps the place too.

    Raises: NotPossible when the sign-up holds no place.
    """
    sign_up = SignUp.objects.select_for_update(of=("self",)).select_related("shift__deed", "person").get(pk=sign_up.pk)
    if sign_up.status != SignUp.Status.GOING:
        raise NotPossible(_("You have no place here at the moment."))
    if sign_up.will_come_at is None:
        sign_up.will_come_at = now or timezone.now()
        sign_up.save(update_fields=["will_come_at"])
        record(sign_up.person, "will_come", sign_up)
    return sign_up


def tell_cancelled(deed_id: int, *, now: datetime | None = None) -> int:
    """End every sign-up of a deed that was called off, and write to everybody. Running it again writes nothing new.

    Returns: how many sign-ups were ended; each shift is a transaction of its own.
    """
    at = now or timezone.now()
    deed = Deed.objects.get(pk=deed_id)
    if deed.status != Deed.Status.CANCELLED:
        return 0
    return sum(_end_all_of(shift_id, at) for shift_id in deed.shifts.values_list("pk", flat=True))


@transaction.atomic
def _end_all_of(shift_id: int, at: datetime) -> int:
    shift = places.lock(shift_id)
    active = list(
        SignUp.objects.filter(shift=shift, status__in=SignUp.ACTIVE).select_related("person__guardian").order_by("pk")
    )
    for sign_up in active:
        sign_up.shift = shift
        offers.leave(sign_up, shift, at, answer=Offer.Answer.LAPSED)
        record(None, "ended_with_deed", sign_up)
        letters.tell(sign_up, "deed_cancelled", reason=shift.deed.cancel_reason)
    return len(active)
