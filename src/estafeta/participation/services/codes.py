"""Signing up without a login: a name, one contact, and a code that shows that the contact is one's own."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from estafeta.base import codes
from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean
from estafeta.deeds.models import Shift
from estafeta.journal.services import record
from estafeta.participation import queries, rules
from estafeta.participation.models import Code, SignUp
from estafeta.participation.services import letters, places
from estafeta.participation.services.sign_ups import (
    LONGEST_NAME,
    Clash,
    agree_for,
    give_place,
    named,
    ward_of,
    write_members,
)
from estafeta.people.models import Person
from estafeta.people.services import note_birth, register

PURPOSE = "participation.code"


@transaction.atomic
def ask_to_sign_up(  # noqa: PLR0913 -- the fields of one short form
    name: str,
    shift: Shift,
    *,
    email: str = "",
    phone: str = "",
    language: str = "kk",
    seats: int = 1,
    names: Sequence[str] = (),
    team_name: str = "",
    born_on: date | None = None,
    child_name: str = "",
    once: str = "",
    came_by: str = "",
    now: datetime | None = None,
) -> SignUp:
    """Write down that somebody wants to come, and send a code to the contact. It holds no place yet.

    Takes:   born_on -- of who comes, when the deed asks for it; `child_name` -- the child who comes, when `name`
             is its guardian; `once` -- a random word of the form that was sent: the same form sent twice is one;
             `came_by` -- as for sign_up().
    Returns: an UNCONFIRMED SignUp with a private link of its own. The answer is the same for a contact that is
             known and one that is not; what is known is looked at when the code has been entered.
    Raises:  NotPossible for bad input, a closed shift, or too many codes to one contact.
    Writes:  at most one Person (two with a child), one SignUp, one Code, one journal Entry, one Letter.
    """
    at = now or timezone.now()
    shift = queries.shifts().get(pk=shift.pk)
    grown = register(name, email=email, phone=phone, language=language)
    if not (grown.email or grown.phone):
        raise NotPossible(_("Leave an e-mail address or a phone number: the code is sent there."))
    names = named(names)
    said = Person(born_on=born_on, guardian=grown if child_name else None)
    insist(rules.may_sign_up(said, shift, seats=seats, named=len(names), at=at))
    if born_on:
        insist(rules.is_believable_birth(born_on, at.date()))
    if child_name and born_on is None:
        raise NotPossible(_("Tell the year in which the child was born."))
    person = ward_of(grown, child_name, born_on, at) if child_name and born_on else grown
    token = _token(once, person, shift)
    if sent_before := SignUp.objects.filter(token=token).first():
        if sent_before.status != SignUp.Status.CANCELLED:
            return sent_before
        token = _token("", person, shift)
    _spare_the_contact(grown, at)
    made = SignUp.objects.create(
        shift=shift,
        person=person,
        seats=seats,
        team_name=clean(team_name, most=LONGEST_NAME),
        came_by=came_by,
        status=SignUp.Status.UNCONFIRMED,
        language=language,
        token=token,
        made_at=at,
    )
    write_members(made, names)
    digits = codes.drawn()
    Code.objects.create(
        sign_up=made,
        digest=codes.digest(PURPOSE, made.token, digits),
        sent_at=at,
        lapses_at=at + rules.CODE_LIFE,
        tries_left=rules.CODE_TRIES,
        born_on=born_on,
    )
    record(None, "asked_to_sign_up", made)
    letters.tell(made, "sign_up_code", urgent=True, code=digits)
    return made


@transaction.atomic
def resend_code(sign_up: SignUp, *, now: datetime | None = None) -> None:
    """Send a new code; the old one no longer counts.

    Raises: NotPossible within a minute of the last one, or after too many.
    Locks:  the Code row.
    """
    at = now or timezone.now()
    code = Code.objects.select_for_update().filter(sign_up=sign_up).first()
    if code is None or sign_up.status != SignUp.Status.UNCONFIRMED:
        raise NotPossible(_("This sign-up needs no code."))
    if at - code.sent_at < rules.CODE_PAUSE:
        raise NotPossible(_("The code is on its way. You can ask for another one in a minute."))
    _spare_the_contact(letters.reader_of(sign_up.person), at)
    digits = codes.drawn()
    code.digest, code.sent_at, code.lapses_at = codes.digest(PURPOSE, sign_up.token, digits), at, at + rules.CODE_LIFE
    code.tries_left, code.times_sent = rules.CODE_TRIES, code.times_sent + 1
    code.save(update_fields=["digest", "sent_at", "lapses_at", "tries_left", "times_sent"])
    letters.tell(sign_up, "sign_up_code", once=str(code.times_sent), urgent=True, code=digits)


def confirm(sign_up: SignUp, digits: str, *, clash_known: bool = False, now: datetime | None = None) -> SignUp:
    """Enter the code: the contact is one's own, and the sign-up becomes GOING or WAITING.

    Returns: the active SignUp; the first one, when the person had signed up for this shift before.
    Raises:  NotPossible for a wrong or old code and when a rule says no; Clash, which leaves the code good.
    Writes:  a spent try in a transaction of its own (do not call this inside another); then as sign_up().
    Locks:   the Code row; then the Shift row.
    """
    at = now or timezone.now()
    if sign_up.is_active:
        return sign_up
    fault = _fault_of(sign_up, digits, at)
    if fault:
        raise NotPossible(fault)
    return _settle(sign_up, clash_known=clash_known, at=at)


@transaction.atomic
def _fault_of(sign_up: SignUp, digits: str, at: datetime) -> str:
    """What is wrong with a code, "" when nothing is; a wrong one spends a try."""
    code = Code.objects.select_for_update().filter(sign_up=sign_up).first()
    if code is None:
        return _("This sign-up is no longer open. Sign up again.")
    if at >= code.lapses_at or code.tries_left == 0:
        return _("This code no longer counts. Ask for a new one.")
    if codes.is_right(code.digest, PURPOSE, sign_up.token, digits):
        return ""
    code.tries_left -= 1
    code.save(update_fields=["tries_left"])
    return _("This is not the code that was sent. Look again, or ask for a new one.")


@transaction.atomic
def _settle(sign_up: SignUp, *, clash_known: bool, at: datetime) -> SignUp:
    shift = places.lock(sign_up.shift_id)
    sign_up = places.as_it_stands(sign_up, shift)
    if sign_up.is_active:
        return sign_up
    if sign_up.status == SignUp.Status.CANCELLED:
        raise NotPossible(_("This sign-up was cancelled. Sign up again."))
    code, person = sign_up.code, sign_up.person
    already, clashes = queries.standing(person, shift)
    if already:
        code.delete()
        sign_up.status, sign_up.cancelled_at = SignUp.Status.CANCELLED, at
        sign_up.save(update_fields=["status", "cancelled_at"])
        return already
    if code.born_on and person.born_on is None:
        person = sign_up.person = note_birth(person, code.born_on)
    named_count = sign_up.members.count() if sign_up.seats > 1 else 0
    insist(rules.may_sign_up(person, shift, seats=sign_up.seats, named=named_count, at=at))
    if clashes and not clash_known:
        raise Clash(clashes)
    code.delete()
    agree_for(person)
    give_place(sign_up, shift, at)
    return sign_up


def _spare_the_contact(person: Person, at: datetime) -> None:
    """Why: nobody shall be able to ring a stranger's phone all night by signing them up."""
    if queries.codes_sent_to(person.email, person.phone, since=at - rules.CODES_WITHIN) >= rules.MOST_CODES:
        raise NotPossible(_("Several codes were sent to this contact already. Try again in an hour."))


def _token(once: str, person: Person, shift: Shift) -> str:
    """The private link: random, or for a form's own random word always the same one.

    Why: of the word, the person and the shift, so that a word alone opens nothing; the contact is locked by
         register(), so two of one form cannot pass each other.
    """
    if not once:
        return secrets.token_urlsafe(32)
    digest = salted_hmac("participation.token", f"{once}:{person.pk}:{shift.pk}", algorithm="sha256").digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
