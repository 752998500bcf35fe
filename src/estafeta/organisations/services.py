import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean, fold, slug_with_key
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.organisations import queries, rules
from estafeta.organisations.models import Invitation, Membership, Organisation
from estafeta.people.models import Person
from estafeta.territories.models import Territory


@transaction.atomic
def register(
    owner: Person,
    *,
    kind: str,
    name: str,
    territory: Territory,
    registration_number: str = "",
    about: str = "",
    website: str = "",
) -> Organisation:
    """Register an organisation, with `owner` as its first owner.

    Returns: the organisation; the same owner, kind, name and territory twice give the first one.
    Raises:  NotPossible when the name is empty or too long, or the registration number is missing or taken.
    Writes:  one Organisation, one Membership, one journal Entry; all or none.
    Locks:   the owner's Person row, so that two presses register once.
    """
    Person.objects.select_for_update(no_key=True).get(pk=owner.pk)
    name, number = clean(name), clean(registration_number)
    _insist_on_names(kind, name, number)
    folded = fold(name)
    if already := queries.owned_by(owner).filter(kind=kind, folded_name=folded, territory=territory).first():
        return already
    _insist_number_is_free(number)
    made = Organisation.objects.create(
        kind=kind,
        name=name,
        folded_name=folded,
        slug=slug_with_key(name),
        territory=territory,
        registration_number=number,
        about=clean(about),
        website=website,
    )
    Membership.objects.create(organisation=made, person=owner, role=Membership.Role.OWNER)
    record(owner, "registered", made, kind=kind)
    return made


@transaction.atomic
def revise(
    organisation: Organisation, by: Person, *, name: str, registration_number: str, about: str, website: str
) -> Organisation:
    """Change what an organisation says of itself. A verified one that changes its name is verified anew.

    Raises: NotPossible when `by` is no owner, or as in `register`.
    Writes: the Organisation, one journal Entry; nothing when nothing changes.
    Locks:  the Organisation row.
    """
    insist(rules.may_manage(by, organisation))
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    wanted = {
        "name": clean(name),
        "registration_number": clean(registration_number),
        "about": clean(about),
        "website": website,
    }
    _insist_on_names(held.kind, wanted["name"], wanted["registration_number"])
    changed = [field for field, value in wanted.items() if getattr(held, field) != value]
    if not changed:
        return held
    if "registration_number" in changed:
        _insist_number_is_free(wanted["registration_number"])
    for field in changed:
        setattr(held, field, wanted[field])
    held.folded_name = fold(held.name)
    if {"name", "registration_number"} & set(changed):
        held.verified_at, held.verified_by, held.verified_note = None, None, ""
    held.save()
    record(by, "revised", held, fields=changed)
    return held


@transaction.atomic
def verify(organisation: Organisation, by: Person, *, note: str, now: datetime | None = None) -> Organisation:
    """Vouch for an organisation, so that its deeds are announced at once.

    Takes:   note -- what was checked and how, for coordinators.
    Returns: the organisation; a second call changes nothing.
    Raises:  NotPossible when `by` does not coordinate its territory, or says nothing of what was checked.
    Writes:  the Organisation, one journal Entry, one Letter for each organiser; all or none.
    Locks:   the Organisation row.
    """
    insist(rules.may_verify(by, organisation))
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if held.is_verified:
        return held
    note = clean(note, most=200)
    if not note:
        raise NotPossible(_("Write what you checked, and how."))
    held.verified_at, held.verified_by, held.verified_note = now or timezone.now(), by, note
    held.save(update_fields=["verified_at", "verified_by", "verified_note"])
    record(by, "verified", held)
    moment = held.verified_at.isoformat()
    for person in queries.organisers_of(held):
        key = f"organisation_verified:{held.pk}:{moment}:{person.pk}"
        queue_letter(person, "organisation_verified", key=key, name=held.name)
    return held


@transaction.atomic
def invite(organisation: Organisation, by: Person, *, role: str, now: datetime | None = None) -> Invitation:
    """Make a private link that gives whoever takes it a part in the organisation, once, within 14 days.

    Raises: NotPossible when `by` is no owner, or there is no such role.
    Writes: one Invitation, one journal Entry.
    """
    insist(rules.may_manage(by, organisation))
    if role not in Membership.Role.values:
        raise NotPossible(_("There is no such part in an organisation."))
    at = now or timezone.now()
    made = Invitation.objects.create(
        organisation=organisation,
        role=role,
        token=secrets.token_urlsafe(32),
        invited_by=by,
        lapses_at=at + timedelta(days=rules.INVITATION_DAYS),
    )
    record(by, "invited", organisation, role=role)
    return made


@transaction.atomic
def join(person: Person, invitation: Invitation, *, now: datetime | None = None) -> Membership:
    """Take an invitation.

    Returns: the membership; who is a member already keeps the part they have, and the link stays free.
    Raises:  NotPossible when the invitation was taken by somebody else, or lapsed.
    Writes:  one Membership, the Invitation, one journal Entry.
    Locks:   the Invitation row, so that one link lets one person in.
    """
    held = Invitation.objects.select_for_update().select_related("organisation").get(pk=invitation.pk)
    at = now or timezone.now()
    if already := queries.memberships_of(held.organisation).filter(person=person).first():
        return already
    if held.taken_at is not None:
        raise NotPossible(_("This invitation was already taken. Ask for a new one."))
    if held.lapses_at <= at:
        raise NotPossible(_("This invitation has lapsed. Ask for a new one."))
    held.taken_by, held.taken_at = person, at
    held.save(update_fields=["taken_by", "taken_at"])
    made = Membership.objects.create(organisation=held.organisation, person=person, role=held.role)
    record(person, "joined", held.organisation, role=held.role)
    return made


@transaction.atomic
def leave(person: Person, organisation: Organisation, *, now: datetime | None = None) -> None:
    """End one's own part. Who has none already has left.

    Raises: NotPossible for the last owner.
    Writes: the Membership, one journal Entry.
    Locks:  the Organisation row, so that two last owners do not leave together.
    """
    _end(person, organisation, by=person, act="left", at=now or timezone.now())


@transaction.atomic
def remove(organisation: Organisation, member: Person, *, by: Person, now: datetime | None = None) -> None:
    """End a member's part, as an owner.

    Raises: NotPossible when `by` is no owner, or `member` is the last one.
    Writes: the Membership, one journal Entry.
    Locks:  the Organisation row.
    """
    insist(rules.may_manage(by, organisation))
    _end(member, organisation, by=by, act="removed", at=now or timezone.now())


def _end(member: Person, organisation: Organisation, *, by: Person, act: str, at: datetime) -> None:
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    held = organisation.memberships.filter(person=member, left_at=None).first()
    if held is None:
        return
    owners = organisation.memberships.filter(role=Membership.Role.OWNER, left_at=None)
    if held.role == Membership.Role.OWNER and not owners.exclude(pk=held.pk).exists():
        raise NotPossible(_("The last owner can't leave. Invite another owner first."))
    held.left_at = at
    held.save(update_fields=["left_at"])
    record(by, act, organisation, person=member.pk)


def _insist_on_names(kind: str, name: str, number: str) -> None:
    if kind not in Organisation.Kind.values:
        raise NotPossible(_("Choose what kind of organisation it is."))
    if not fold(name):
        raise NotPossible(_("Write the name of the organisation."))
    if len(name) > rules.LONGEST_NAME:
        raise NotPossible(_("The name is too long: 200 characters at most."))
    if rules.needs_registration(kind) and not number:
        raise NotPossible(_("Write the registration number (BIN) of the organisation."))
    if len(number) > rules.LONGEST_NUMBER:
        raise NotPossible(_("The registration number is too long: 20 characters at most."))


def _insist_number_is_free(number: str) -> None:
    if number and Organisation.objects.filter(registration_number=number).exists():
        raise NotPossible(
            _("An organisation with this registration number is already here. Ask its owner for an invitation.")
        )


@transaction.atomic
def leave_all(person: Person, *, now: datetime | None = None) -> None:
    """End every part of somebody who is being forgotten, also as a last owner, and the invitations they gave out.

    Writes: the Memberships, the Invitations, one journal Entry for each organisation.
    """
    at = now or timezone.now()
    for held in Membership.objects.filter(person=person, left_at=None).select_related("organisation").order_by("pk"):
        held.left_at = at
        held.save(update_fields=["left_at"])
        record(None, "left", held.organisation, person=person.pk)
    Invitation.objects.filter(invited_by=person, taken_at=None, lapses_at__gt=at).update(lapses_at=at)
