from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core import signing
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from estafeta.base.decisions import YES, Decision, no
from estafeta.deeds import rules as deed_rules
from estafeta.deeds.models import Deed, DeedRight, Shift
from estafeta.organisations import rules as organisation_rules
from estafeta.participation.models import SignUp, Team
from estafeta.people.models import Person
from estafeta.people.rules import age_of, is_minor, may_take_part
from estafeta.tally.queries import Entry

MOST_SEATS = 200  # the largest team under one captain; a larger one is several teams
OPEN = (Deed.Status.ANNOUNCED, Deed.Status.UNDER_WAY)
CODE_LIFE = timedelta(minutes=15)
CODE_TRIES = 5
CODE_PAUSE = timedelta(seconds=60)
MOST_CODES = 5  # to one person within CODES_WITHIN, however many pages ask for them
CODES_WITHIN = timedelta(hours=1)
UNCONFIRMED_LIFE = timedelta(days=1)
LONGEST_OFFER = timedelta(hours=24)  # docs/decisions/0004-waiting-list.md
SHORTEST_OFFER = timedelta(minutes=15)
OFFERS_END_BEFORE_START = timedelta(hours=2)
EVE_HOUR = time(18)
MORNING_HOUR = time(8)
EARLIEST_REMINDED = time(9)  # an earlier shift has its eve letter only: nobody is rung out of bed
EARLIEST_BIRTH = date(1900, 1, 1)


def zone_of(shift: Shift) -> ZoneInfo:
    return ZoneInfo(shift.deed.territory.time_zone)


def day_of(shift: Shift) -> date:
    """The calendar day on which the shift begins, where it takes place."""
    return shift.starts_at.astimezone(zone_of(shift)).date()


def is_open(shift: Shift, at: datetime) -> Decision:
    """Whether anybody may still sign up."""
    if shift.deed.status == Deed.Status.CANCELLED:
        return no(_("This deed was cancelled."))
    if shift.deed.status not in OPEN:
        return no(_("This deed is not open for sign-up."))
    if at >= shift.starts_at:
        return no(_("This shift has already started."))
    return YES


def is_for_everybody(shift: Shift) -> Decision:
    """Whether one may come without an invitation; who is invited answers by a private link."""
    if shift.deed.by_invitation:
        return no(_("One comes here by invitation."))
    return YES


def may_take_seats(shift: Shift, seats: int, named: int = 0) -> Decision:
    """How large a team may be. Whether places are left is decided under the lock, in services."""
    if not 1 <= seats <= MOST_SEATS:
        return no(_("A team has from 1 to %(most)s places.") % {"most": MOST_SEATS})
    if shift.capacity is not None and seats > shift.capacity:
        return no(
            ngettext_lazy(
                "This shift has only %(count)s place in all.", "This shift has only %(count)s places in all.", "count"
            )
            % {"count": shift.capacity}
        )
    if named > seats - 1:
        return no(_("There are more names than places. Raise the number of places, or remove a name."))
    return YES


def asks_birth(deed: Deed) -> bool:
    """Whether the deed needs to know one's age; else the birth date is not asked for."""
    return deed.min_age is not None or deed.max_age is not None or not deed.type.fits_minors


def must_say_birth(person: Person | None, deed: Deed) -> bool:
    return asks_birth(deed) and (person is None or person.born_on is None)


def is_believable_birth(born_on: date, on: date) -> Decision:
    return YES if EARLIEST_BIRTH <= born_on <= on else no(_("This date of birth cannot be right."))


def may_answer_for_a_child(guardian: Person, on: date) -> Decision:
    if is_minor(guardian, on):
        return no(_("A parent or guardian has to be grown up."))
    return YES


def suits_age(person: Person, deed: Deed, on: date) -> Decision:
    """Age limits of the deed, and work that the law forbids to minors (PRODUCT.md, Keeping people safe)."""
    if not deed.type.fits_minors and is_minor(person, on):
        return no(_("The law does not allow this kind of work to minors."))
    if not asks_birth(deed):
        return YES
    age = age_of(person, on)
    if age is None:
        return no(_("This deed has age limits: tell your date of birth."))
    if deed.min_age is not None and age < deed.min_age:
        return no(_("This deed is for people of %(age)s and older.") % {"age": deed.min_age})
    if deed.max_age is not None and age > deed.max_age:
        return no(_("This deed is for people of %(age)s and younger.") % {"age": deed.max_age})
    return YES


def may_sign_up(
    person: Person, shift: Shift, *, seats: int = 1, named: int = 0, invited: bool = False, at: datetime
) -> Decision:
    """Who may, for how many, and until when. Whether a place is left is decided under the lock, in services."""
    on = day_of(shift)
    return (
        is_open(shift, at)
        and (YES if invited else is_for_everybody(shift))
        and may_take_seats(shift, seats, named)
        and may_take_part(person, on)
        and suits_age(person, shift.deed, on)
    )


MOST_TEAMS = 10  # of one captain
LONGEST_TEAM_NAME = 80


def stands(team: Team) -> Decision:
    return YES if team.ended_at is None else no(_("This team has been dissolved."))


def may_captain(person: Person, on: date) -> Decision:
    """Why: a captain answers for others, and a minor for nobody (PRODUCT.md, Keeping people safe)."""
    if is_minor(person, on):
        return no(_("A team's captain has to be grown up."))
    return YES


def may_lead(person: Person | None, team: Team) -> Decision:
    """A team's captain speaks for it: signs it up, takes its batons, hands it over."""
    if not (decision := stands(team)):
        return decision
    if person is None or team.captain_id != person.pk:
        return no(_("Only the team's captain can do this."))
    return YES


def may_cancel(sign_up: SignUp, at: datetime) -> Decision:
    """Until the shift has begun; afterwards it is attendance that counts."""
    if at >= sign_up.shift.starts_at:
        return no(_("This shift has already started."))
    return YES


def may_change_seats(sign_up: SignUp, seats: int, named: int, at: datetime) -> Decision:
    if not sign_up.is_active:
        return no(_("This sign-up is no longer active."))
    return is_open(sign_up.shift, at) and may_take_seats(sign_up.shift, seats, named)


def offer_lapses_at(shift: Shift, at: datetime) -> datetime | None:
    """Until when a freed place is held for one on the waiting list; None: no time is left to ask, give it at once.

    Why: docs/decisions/0004-waiting-list.md
    """
    last = shift.starts_at - OFFERS_END_BEFORE_START
    if at >= last:
        return None
    return max(min(at + LONGEST_OFFER, last), at + SHORTEST_OFFER)


def is_eve(shift: Shift, at: datetime) -> bool:
    """From six in the evening of the day before, where the shift takes place."""
    here = at.astimezone(zone_of(shift))
    return here.date() + timedelta(days=1) == day_of(shift) and here.time() >= EVE_HOUR


def eve_of(shift: Shift) -> datetime:
    return datetime.combine(day_of(shift) - timedelta(days=1), EVE_HOUR, zone_of(shift))


def is_morning(shift: Shift, at: datetime) -> bool:
    """From eight in the morning of the day itself until the shift begins."""
    here, starts = at.astimezone(zone_of(shift)), shift.starts_at.astimezone(zone_of(shift))
    return (
        here.date() == starts.date()
        and here.time() >= MORNING_HOUR
        and at < shift.starts_at
        and starts.time() >= EARLIEST_REMINDED
    )


def may_see_list(person: Person | None, deed: Deed) -> Decision:
    """Names and contacts of those who come: for who runs the deed or checks people in, and nobody else."""
    return deed_rules.may_manage(person, deed) or organisation_rules.may_check_in_for(person, deed.organisation)


def ticket_text(sign_up: SignUp) -> str:
    """What a ticket's QR says: the sign-up's number and a signature that holds for its deed alone."""
    return _signer(sign_up.shift.deed_id).sign(str(sign_up.pk))


def sign_up_of_ticket(deed: Deed, text: str) -> int | None:
    """The number of the sign-up on a ticket; None when it is forged or of another deed."""
    try:
        return int(_signer(deed.pk).unsign(text.strip()))
    except (signing.BadSignature, ValueError):
        return None


def paper_text(deed: Deed, row: str) -> str:
    """What the QR of one row of a printed list says: `p17` the sign-up 17, `w3` the third blank row; for this deed."""
    return _paper(deed.pk).sign(row)


def row_of_paper(deed: Deed, text: str) -> tuple[str, int] | None:
    """("p", sign-up) or ("w", number of a blank row); None when it is forged or of another deed."""
    try:
        row = _paper(deed.pk).unsign(text.strip())
        return (row[0], int(row[1:])) if row[:1] in {"p", "w"} else None
    except (signing.BadSignature, ValueError):
        return None


def _paper(deed_id: int) -> signing.Signer:
    return signing.Signer(salt=f"participation.paper:{deed_id}", sep=".")


def _signer(deed_id: int) -> signing.Signer:
    return signing.Signer(salt=f"participation.ticket:{deed_id}", sep=".")


# --- check-in; docs/decisions/0008-clocks-at-the-gate.md ---------------------------------------------

GATE_MARGIN = timedelta(hours=1)  # before the shift begins and after it ends
LATEST_ARRIVAL = timedelta(days=7)  # after the deed has ended; what comes later is typed in by the office
MOST_ENTRIES = 1000  # in one batch
MOST_HEADS = 100_000  # in one headcount
MOST_BLANK_ROWS = 200  # on one printed list
LONGEST_STAY = timedelta(days=31)


@dataclass(frozen=True)
class Hours:
    """When a shift, or a deed without one, takes place."""

    starts_at: datetime
    ends_at: datetime

    def hold(self, moment: datetime) -> bool:
        return self.starts_at - GATE_MARGIN <= moment <= self.ends_at + GATE_MARGIN


def may_stand_at_gate(person: Person | None, deed: Deed) -> Decision:
    """Who may see the list, and who was invited to check people in at this deed alone: names, no contacts."""
    if deed_rules.has_right(person, deed, DeedRight.Kind.CHECKER):
        return YES
    return may_see_list(person, deed)


def may_check_in(person: Person | None, deed: Deed, at: datetime) -> Decision:
    """Who stands at the gate, and from when on."""
    if not (decision := may_stand_at_gate(person, deed)):
        return decision
    if deed.status == Deed.Status.CANCELLED:
        return no(_("This deed was cancelled."))
    if deed.status not in Deed.PUBLIC or deed.starts_at is None:
        return no(_("This deed was not announced yet."))
    if at < deed.starts_at - GATE_MARGIN:
        return no(_("Check-in opens an hour before the deed begins."))
    return YES


def moment_of(done_at: datetime | None, sent_at: datetime | None, received_at: datetime) -> datetime:
    """When something at the gate was done, by the server's clock.

    Takes:   done_at, sent_at -- by the phone's clock, which may be wrong by years; sent_at -- when it was sending.
    Returns: the phone's moment, moved by as much as its clock differed from ours when it sent; never after
             `received_at`. Without a phone's clock: `received_at`.
    """
    if done_at is None:
        return received_at
    try:
        return min(done_at + (received_at - (sent_at or received_at)), received_at)
    except OverflowError:  # a clock at the end of time
        return received_at


def may_measure(hours: Hours, *, came_at: datetime, left_at: datetime, named: bool) -> Decision:
    """Whether a check-out says how long somebody was there: after they came, and while the deed went on."""
    if not named:
        return no(_("Only somebody with a name checks out; the time of a group is estimated."))
    if left_at <= came_at:
        return no(_("This check-out lies before the check-in; the time stays estimated."))
    if not hours.hold(left_at):
        return no(_("This check-out came long after the end; the time stays estimated."))
    return YES


def grade_of(kind: str, *, by_other: bool, in_hours: bool) -> str:
    """How well an entry of the gate is evidenced (PRODUCT.md, Counting).

    Takes: kind -- of CheckInEntry; by_other -- whether somebody else than the person did it; in_hours -- whether it
           was done in the deed's own hours and arrived in time.
    """
    if not by_other:
        return "E"
    return "A" if in_hours and kind in {"ticket", "person", "party"} else "C"


def grade_of_the_others(*, in_hours: bool) -> str:
    """A team's unnamed heads: on the list, and confirmed by its captain at the gate."""
    return "B" if in_hours else "C"


# --- headcounts; docs/counting.md ----------------------------------------------------------------------

ONE_IN = 20  # two counts of a group agree when they differ by one head, or by a twentieth of the greater


@dataclass(frozen=True)
class Settled:
    """What stands of all the counts of one group, and whether two people stand for it."""

    heads: int
    agreed: bool
    differ: bool


def settle(counts: Sequence[int], decided: int | None = None) -> Settled:
    """What stands of the counts of one group: the lower of the two nearest, when these agree.

    Takes:   counts -- one of each counter, one at least; decided -- by the lead, between the counts.
    Returns: of counts that do not agree the lowest, which is no better than one's own count.
    Why:     both saw at least the lower number; a mistake makes the figure smaller and never larger.
    """
    heads = sorted(counts)
    if decided is not None and len(heads) > 1 and heads[0] <= decided <= heads[-1]:
        return Settled(decided, agreed=True, differ=False)
    near = [(more - less, less) for less, more in pairwise(heads) if more - less <= max(1, more // ONE_IN)]
    if near:
        return Settled(min(near)[1], agreed=True, differ=False)
    return Settled(heads[0], agreed=False, differ=len(heads) > 1)


def may_settle(person: Person, deed: Deed, counters: Sequence[int]) -> Decision:
    """Who runs the deed, or coordinates it, decides between counts; not one of those who counted."""
    if person.pk in counters:
        return no(_("You counted this group yourself. Somebody else settles the difference."))
    return deed_rules.may_manage(person, deed)


def is_dated_there(hours: Hours, taken_at: datetime | None) -> Decision:
    """Whether a photo's own date says that it was taken while the deed went on."""
    if taken_at is None:
        return no(_("This photo does not say when it was taken, so it proves no headcount."))
    late = no(_("This photo was not taken in the deed's time, so it proves no headcount."))
    return YES if hours.hold(taken_at) else late


def grade_of_headcount(*, agreed: bool, photo: bool) -> str:
    """Two counters and a dated photo make it a C; without one of them it is the organiser's word alone."""
    return "C" if agreed and photo else "D"


# --- the word of those on a list ----------------------------------------------------------------------


def may_answer_for(person: Person, fact: Entry) -> Decision:
    """Oneself, or the child whose guardian one is; a captain answers for the team with themselves."""
    if fact.person is not None and person.pk in {fact.person_id, fact.person.guardian_id}:
        return YES
    return no(_("Only the person on the list, or a guardian, can answer this."))


def token_to_answer(reader: Person, fact: Entry) -> str:
    """What a letter's link says: whom it was sent to, and about which entry."""
    return _answers().sign(f"{fact.uuid.hex}-{reader.pk}")


def read_token_to_answer(token: str) -> tuple[UUID, int] | None:
    """The entry and the reader of a link; None when it is forged."""
    try:
        number, _dash, reader = _answers().unsign(token).partition("-")
        return UUID(number), int(reader)
    except (signing.BadSignature, ValueError):
        return None


def _answers() -> signing.Signer:
    return signing.Signer(salt="participation.there", sep=".")
