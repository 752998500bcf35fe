from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.accounts.services import end_login
from estafeta.base import jobs
from estafeta.base.errors import NotPossible, insist
from estafeta.base.fields import LANGUAGES, normal_email, normal_phone
from estafeta.base.texts import clean, fold_name
from estafeta.people import queries, rules
from estafeta.people.models import Consent, Farewell, Person, Role
from estafeta.people.services.sameness import drop_pairs_of
from estafeta.territories.models import Territory

LONGEST_NAME = 200


@transaction.atomic
def register(
    name: str,
    *,
    email: str = "",
    phone: str = "",
    language: str = "kk",
    born_on: date | None = None,
    guardian: Person | None = None,
    territory: Territory | None = None,
) -> Person:
    """Meet somebody: the person already known by this contact and name, else a new one.

    Takes:   email, phone -- as typed; `guardian` -- for a minor, who may have no contact of their own.
    Returns: the same person however the contact is typed and the name is spelled; a child who is given a
             parent's phone has another name and so is another person. Nothing of a known person is changed.
    Raises:  NotPossible for a missing or endless name, or a contact that is none.
    Writes:  at most one Person.
    Locks:   the contact (an advisory lock to the end of the transaction), so that two at once make one person.
    """
    known_as = _name(name)
    email, phone = _email(email), _phone(phone)
    folded = fold_name(known_as)[:LONGEST_NAME]
    _lock_contacts(email, phone, f"ward:{guardian.pk}:{folded}" if guardian else "")
    if known := queries.known_person(folded, email=email, phone=phone, born_on=born_on, guardian=guardian):
        return known
    return Person.objects.create(
        name=known_as,
        folded_name=folded,
        email=email,
        phone=phone,
        language=language if language in LANGUAGES else LANGUAGES[0],
        born_on=born_on,
        guardian=guardian,
        territory=territory,
    )


@transaction.atomic
def person_for_login(user: Any, *, language: str = "kk", phone: str = "", email: str = "") -> Person:
    """The person of a login, made or attached when it has none yet.

    Takes:   email, phone -- contacts of the login that were verified by a code, normalised.
    Returns: the login's person; somebody registered before under that contact, when there is exactly one grown
             person without a login; otherwise a new person whose name is asked for once.
    Writes:  one Person, or the login of one.
    Locks:   the contacts, so that two windows make one person.
    """
    _lock_contacts(email, phone, f"login:{user.pk}")
    if own := Person.objects.filter(user=user).first():
        return own
    candidates = list(queries.people_by_contact(email=email, phone=phone)[:2])
    if len(candidates) == 1:
        candidates[0].user = user
        candidates[0].save(update_fields=["user"])
        return candidates[0]
    return Person.objects.create(
        user=user, email=email, phone=phone, language=language if language in LANGUAGES else LANGUAGES[0]
    )


def note_birth(person: Person, born_on: date) -> Person:
    """Write down when somebody was born, said by them or their guardian. A date that is there stays."""
    if person.born_on is None:
        person.born_on = born_on
        person.save(update_fields=["born_on"])
    return person


@transaction.atomic
def tell_about_oneself(person: Person, **told: Any) -> Person:
    """Change what a person says of themselves.

    Takes:  told -- any of name, language, born_on, territory.
    Raises: NotPossible for a missing or endless name, or when a minor with a guardian would age by it.
    Locks:  the Person row.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if "name" in told:
        told["name"] = _name(told["name"])
        told["folded_name"] = fold_name(told["name"])[:LONGEST_NAME]
    if "born_on" in told and person.guardian_id and told["born_on"] != person.born_on:
        raise NotPossible(_("Your guardian says when you were born."))
    for field, value in told.items():
        setattr(person, field, value)
    person.save(update_fields=list(told))
    return person


@transaction.atomic
def note_contact(person: Person, *, email: str = "", phone: str = "") -> Person:
    """Write down a contact, in its normal form, that was just proved by a code."""
    if email:
        person.email = email
    if phone:
        person.phone = phone
    person.save(update_fields=["email", "phone"])
    return person


@transaction.atomic
def be_known_person(user: Any, chosen: Person) -> Person:
    """Say at the first sign-in which of the people under one's contact one is.

    Takes:   chosen -- somebody without a login who gave the same contact.
    Returns: the chosen person, now with the login; the nameless one that the sign-in made is gone.
    Raises:  NotPossible when `chosen` gave another contact, has a login, or the present person already did something.
    Locks:   both Person rows.
    """
    present = Person.objects.select_for_update().get(user=user)
    if present.name:
        raise NotPossible(_("You already said who you are."))
    same_contact = queries.people_by_contact(email=user.email or "", phone=user.phone or "")
    known = same_contact.select_for_update().filter(pk=chosen.pk).first()
    if known is None:
        raise NotPossible(_("Choose somebody from the list."))
    try:
        present.delete()
    except ProtectedError as fault:
        raise NotPossible(_("This sign-in was already used. Write a name instead.")) from fault
    known.user = user
    known.save(update_fields=["user"])
    return known


@transaction.atomic
def give_role(person: Person, kind: str, territory: Territory, *, by: Person | None, campaign: str = "") -> Role:
    """Let `person` act in a territory and everything beneath it.

    Takes:   by -- who gives it; None: the system itself (the first set-up, the example campaign).
    Returns: the role; giving it twice returns the first one.
    Raises:  NotPossible when `by` may not.
    Writes:  one Role, and a job that writes it into the journal, which stands a floor above.
    """
    if by is not None:
        insist(rules.may_give_role(by, territory, campaign))
    if person.forgotten_at is not None:
        raise NotPossible(_("This person has asked to be forgotten."))
    role, is_new = Role.objects.get_or_create(
        person=person,
        kind=kind,
        territory=territory,
        campaign=campaign,
        ended_at=None,
        defaults={"given_by": by},
    )
    if is_new:
        _write_down(by, "role_given", role)
    return role


@transaction.atomic
def give_role_by_contact(
    name: str, kind: str, territory: Territory, *, by: Person, campaign: str = "", email: str = "", phone: str = ""
) -> Role:
    """Give a role to the person who signs in with a contact, else to the one known or registered by it.

    Raises: NotPossible when `by` may not, before anybody is registered.
    """
    insist(rules.may_give_role(by, territory, campaign))
    person = queries.by_contact(email=email, phone=phone).exclude(user=None).first()
    if person is None:
        person = register(name, email=email, phone=phone, language=by.language)
    return give_role(person, kind, territory, by=by, campaign=campaign)


@transaction.atomic
def end_role(role: Role, *, by: Person | None) -> Role:
    """Take a role back, or lay one's own down. Ending twice changes nothing.

    Raises: NotPossible when `by` may not.
    Locks:  the Role row.
    """
    role = Role.objects.select_for_update(of=("self",)).select_related("territory").get(pk=role.pk)
    if by is not None:
        insist(rules.may_end_role(by, role))
    if role.ended_at is None:
        role.ended_at, role.ended_by = timezone.now(), by
        role.save(update_fields=["ended_at", "ended_by"])
        _write_down(by, "role_ended", role)
    return role


@transaction.atomic
def give_consent(person: Person, purpose: str, *, by: Person, wording: str = "") -> Consent:
    """Write down a word on one use of a person's data.

    Takes:   by -- the person, or the guardian of a minor; `wording` -- the sentence that was agreed to.
    Returns: the consent; giving it twice returns the first one.
    Raises:  NotPossible when `by` is neither.
    """
    _insist_own_or_ward(person, by)
    consent, _made = Consent.objects.get_or_create(
        person=person, purpose=purpose, ended_at=None, defaults={"given_by": by, "wording": wording[:200]}
    )
    return consent


@transaction.atomic
def end_consent(person: Person, purpose: str, *, by: Person) -> None:
    """Take a consent back; the row stays as a record of when it held."""
    _insist_own_or_ward(person, by)
    Consent.objects.filter(person=person, purpose=purpose, ended_at=None).update(ended_at=timezone.now())


@transaction.atomic
def say_consents(person: Person, purposes: set[str]) -> None:
    """Let exactly these of one's changeable consents stand; what was given before and is left out ends."""
    held = queries.consents_of(person) & set(rules.CHANGEABLE_CONSENTS)
    for purpose in purposes - held:
        give_consent(person, purpose, by=person)
    for purpose in held - purposes:
        end_consent(person, purpose, by=person)


@transaction.atomic
def ask_to_be_forgotten(person: Person, *, near: Territory | None) -> Farewell:
    """Write a wish to be forgotten for the coordinators to answer. Asking twice returns the first one."""
    asked, _made = Farewell.objects.get_or_create(
        person=person, settled_at=None, defaults={"territory": queries.desk_of_farewell(person, near)}
    )
    return asked


@transaction.atomic
def raise_farewell(farewell: Farewell, at: datetime) -> Farewell | None:
    """Let a wish that nobody answered rise to the next coordinator above; at the top it stays and waits anew.

    Returns: the Farewell as it waits now; None when it was answered, or nobody is asked yet.
    Locks:   the Farewell row.
    """
    held = Farewell.objects.select_for_update(of=("self",)).select_related("territory", "person").get(pk=farewell.pk)
    if held.settled_at is not None or held.territory is None or held.waits_since > at - rules.ANSWER_WITHIN:
        return None
    held.territory, held.waits_since = queries.desk_above(held.territory, "") or held.territory, at
    held.save(update_fields=["territory", "waits_since"])
    return held


def stay(person: Person) -> None:
    """Take the wish to be forgotten back, before it is answered."""
    Farewell.objects.filter(person=person, settled_at=None).delete()


@transaction.atomic
def settle_farewell(farewell: Farewell, *, by: Person, grant: bool) -> bool:
    """Answer a wish to be forgotten.

    Returns: whether it was answered now; False when it was answered before.
    Raises:  NotPossible when `by` may not.
    Locks:   the Farewell row.
    """
    held = Farewell.objects.select_for_update(of=("self",)).select_related("territory").get(pk=farewell.pk)
    insist(rules.may_settle_farewell(by, held))
    if held.settled_at is not None:
        return False
    held.settled_at, held.settled_by, held.is_granted = timezone.now(), by, grant
    held.save(update_fields=["settled_at", "settled_by", "is_granted"])
    return True


@transaction.atomic
def erase(person: Person) -> Person:
    """Leave of a person the row alone, without a name, a contact, a birth date, a guardian or a login.

    Returns: the person; erasing twice changes nothing.
    Writes:  the Person; the ends of their roles and consents; the login is deleted. Grown children stay without a
             guardian.
    Locks:   the Person row.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person.pk)
    if person.forgotten_at is not None:
        return person
    at, login = timezone.now(), person.user
    for role in person.roles.filter(ended_at=None):
        end_role(role, by=None)
    Consent.objects.filter(person=person, ended_at=None).update(ended_at=at)
    Farewell.objects.filter(person=person, settled_at=None).delete()
    drop_pairs_of(person)
    person.wards.update(guardian=None)
    person.name = person.folded_name = person.email = person.phone = ""
    person.user = person.born_on = person.guardian = person.territory = None
    person.forgotten_at = at
    person.save()
    if login is not None:
        end_login(login)
    return person


def _insist_own_or_ward(person: Person, by: Person) -> None:
    if by.pk not in {person.pk, person.guardian_id}:
        raise NotPossible(_("Only the person or their guardian decides this."))
    if by.pk == person.pk and rules.is_minor(person, timezone.localdate()):
        raise NotPossible(_("A guardian decides this for you."))


def _write_down(by: Person | None, act: str, role: Role) -> None:
    jobs.defer("journal.record", act=act, thing=f"people.role:{role.pk}", actor_id=by.pk if by else 0)


def _name(text: str) -> str:
    name = " ".join(clean(text).split())
    if not name:
        raise NotPossible(_("Write a name."))
    if len(name) > LONGEST_NAME:
        raise NotPossible(_("This name is too long; at most 200 characters."))
    return name


def _email(text: str) -> str:
    try:
        return normal_email(text) if text.strip() else ""
    except ValidationError as fault:
        raise NotPossible(fault.messages[0]) from fault


def _phone(text: str) -> str:
    try:
        return normal_phone(text) if text.strip() else ""
    except ValidationError as fault:
        raise NotPossible(fault.messages[0]) from fault


def _lock_contacts(*contacts: str) -> None:
    """Hold the contacts to the end of the transaction, always in one order, so that nobody waits in a ring.

    Why: there is no row yet that could be locked, and a contact alone is not unique: families share phones.
    """
    with connection.cursor() as cursor:
        for contact in sorted(filter(None, contacts)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 17))", [contact])
