"""Issuing and revoking: what is issued is frozen with its hash; asking twice gives the same."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from estafeta.base.bulk import copy_in, reserve_ids
from estafeta.base.errors import NotPossible, insist
from estafeta.base.fields import LANGUAGES
from estafeta.base.texts import clean
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.journal.services import record
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.recognition import queries, rules
from estafeta.recognition.models import Certificate
from estafeta.tally.queries import BookEntry, book_of, entries_of

COLUMNS = (
    "id", "code", "person_id", "organisation_id", "campaign_id", "deed_id", "shown", "language", "content", "entries",
    "digest", "basis", "place", "issued_at", "issued_by_id", "revoked_because",
)  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """A certificate before it has a number: of whom, of what, and the entries that it rests on."""

    content: dict[str, Any]
    person: Person | None = None
    organisation: Organisation | None = None
    campaign: Campaign | None = None
    deed: Deed | None = None
    shown: str = Certificate.Shown.SHORT
    language: str = ""
    entries: list[str] = field(default_factory=list)

    @property
    def basis(self) -> str:
        """What tells this certificate from another of the same person."""
        scope = [self.campaign.pk if self.campaign else 0, self.deed.pk if self.deed else 0]
        return queries.digest_of([self.content, self.shown, self.language, scope, sorted(self.entries)])


@transaction.atomic
def issue(
    person: Person,
    by: Person,
    *,
    campaign: Campaign | None = None,
    shown: str = Certificate.Shown.SHORT,
    language: str = "",
    now: datetime | None = None,
) -> Certificate:
    """Freeze what a person's book holds of grades A and B, of one campaign or of all.

    Takes:   by -- the person or the guardian of a child; `shown` -- the name that `/verify/` tells.
    Returns: the Certificate; the valid one that says the same, when it is there already.
    Raises:  NotPossible when it is somebody else's book, or nothing in it is of grade A or B.
    Writes:  one Certificate, one journal Entry.
    Locks:   the Person row, so that two presses make one.
    """
    insist(rules.may_have_book_of(by, person))
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    entries = [one for one in book_of(person) if campaign is None or one.deed.campaign_id == campaign.pk]
    draft = _draft(person, entries, campaign=campaign, shown=shown, language=language)
    if draft is None:
        raise NotPossible(
            _("A certificate speaks of what others have seen: no deed of grade A or B is in the book yet.")
        )
    return _write([draft], by, now or timezone.now())[0]


@transaction.atomic
def issue_for_deed(deed: Deed, by: Person, *, language: str = "", now: datetime | None = None) -> list[Certificate]:
    """Certificates for everybody who was at a deed by grade A or B, so that the organiser can hand them out.

    Returns: one Certificate a person, in the order of names; those that are there already are not made again.
    Raises:  NotPossible when `by` does not run the deed, it is not over, or nobody is there of grade A or B.
    Writes:  the Certificates, one journal Entry; all or none.
    Locks:   the Deed row, so that two presses make one each.
    """
    locked = Deed.objects.select_for_update(of=("self",), no_key=True)
    held = locked.select_related("campaign", "organisation", "territory").get(pk=deed.pk)
    insist(rules.may_issue_for(by, held))
    by_person: dict[int, list[BookEntry]] = {}
    for entry in entries_of(held):
        by_person.setdefault(entry.person, []).append(entry)
    people = Person.objects.filter(pk__in=by_person, forgotten_at=None).exclude(name="")
    drafts = [
        draft
        for person in people.order_by("folded_name", "pk")
        if (draft := _draft(person, by_person[person.pk], campaign=held.campaign, deed=held, language=language))
    ]
    if not drafts:
        raise NotPossible(_("Nobody is on the list of this deed by grade A or B."))
    return _write(drafts, by, now or timezone.now())


@transaction.atomic
def issue_diploma(
    organisation: Organisation, campaign: Campaign, by: Person, *, language: str = "", now: datetime | None = None
) -> Certificate:
    """A diploma for an organisation that has held and reported at least one deed: the same for one and for many.

    Returns: the diploma; the valid one that says the same, when it is there already.
    Raises:  NotPossible when `by` may not, or no deed of the organisation was reported.
    Writes:  one Certificate, one journal Entry.
    Locks:   the Organisation row.
    """
    insist(rules.may_have_diploma(by, organisation))
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    content = queries.diploma_content(organisation, campaign)
    if not content["deeds"]:
        raise NotPossible(_("A diploma speaks of deeds that were held and reported; there is none yet."))
    draft = Draft(content, organisation=organisation, campaign=campaign, language=_language(language), shown="full")
    return _write([draft], by, now or timezone.now())[0]


@transaction.atomic
def revoke(certificate: Certificate, by: Person, *, reason: str, now: datetime | None = None) -> Certificate:
    """Take a certificate back: `/verify/` says so from now on, and passports find it in the list.

    Returns: the certificate; one that was revoked stays so, with its first reason.
    Raises:  NotPossible when `by` may not, or gives no reason.
    Writes:  the Certificate, one journal Entry.
    Locks:   the Certificate row.
    """
    insist(rules.may_revoke(by, certificate))
    reason = clean(reason, most=rules.LONGEST_REASON)
    if not reason:
        raise NotPossible(_("Write why. The reason is kept, and not shown."))
    held = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if held.revoked_at is not None:
        return held
    held.revoked_at, held.revoked_by, held.revoked_because = now or timezone.now(), by, reason
    held.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
    record(by, "revoked", held)
    return held


@transaction.atomic
def forget(person_id: int, *, now: datetime | None = None) -> int:
    """Empty the certificates and the paper book of somebody who is forgotten. Twice changes nothing.

    Returns: how many certificates were emptied; each is revoked.
    """
    emptied = 0
    for certificate in Certificate.objects.select_for_update(of=("self",)).filter(person=person_id):
        if not certificate.content.get("name") and certificate.revoked_at:
            continue
        certificate.content = certificate.content | {"name": "", "list": []}
        certificate.entries = []
        certificate.revoked_at = certificate.revoked_at or now or timezone.now()
        certificate.revoked_because = certificate.revoked_because or "forgotten"
        certificate.save(update_fields=["content", "entries", "revoked_at", "revoked_because"])
        emptied += 1
    for entry in Person.objects.get(pk=person_id).paper_entries.filter(taken_back_at=None):
        entry.what, entry.taken_back_at = f"#{entry.pk}", now or timezone.now()
        entry.save(update_fields=["what", "taken_back_at"])
    return emptied


def _draft(
    person: Person,
    entries: list[BookEntry],
    *,
    campaign: Campaign | None = None,
    deed: Deed | None = None,
    shown: str = Certificate.Shown.SHORT,
    language: str = "",
) -> Draft | None:
    """What is frozen of a person; None where nothing is of grade A or B."""
    deeds = queries.certified(entries)
    if not deeds:
        return None
    if shown not in Certificate.Shown.values:
        raise NotPossible(_("Choose which name is shown."))
    return Draft(
        content=queries.content_of(person.name, deeds, campaign),
        person=person,
        campaign=campaign,
        deed=deed,
        shown=shown,
        language=_language(language or person.language),
        entries=[str(entry.number) for group in deeds.values() for entry in group],
    )


def _language(asked: str) -> str:
    code = (asked or get_language() or "kk")[:2]
    return code if code in LANGUAGES else "kk"


def _write(drafts: Sequence[Draft], by: Person, at: datetime) -> list[Certificate]:
    """The certificates of these drafts in their order: those there already, and new ones."""
    bases = {draft.basis: draft for draft in drafts}
    there = Certificate.objects.filter(basis__in=bases, revoked_at=None)
    known = {(one.basis, one.person_id, one.organisation_id): one for one in there}
    keys = [(base, d.person.pk if d.person else None, d.organisation.pk if d.organisation else None)
            for base, d in bases.items()]  # fmt: skip
    fresh = [(key, bases[key[0]]) for key in keys if key not in known]
    numbers = reserve_ids(Certificate, len(fresh)) if fresh else []
    made = [
        Certificate(
            pk=number, code="".join(secrets.choice(rules.ALPHABET) for _digit in range(rules.CODE_LENGTH)),
            person=draft.person, organisation=draft.organisation, campaign=draft.campaign, deed=draft.deed,
            shown=draft.shown, language=draft.language, content=draft.content, entries=draft.entries,
            digest=queries.digest_of(draft.content), basis=key[0], place=rules.place_of(number),
            issued_at=at, issued_by=by,
        )
        for (key, draft), number in zip(fresh, numbers, strict=True)
    ]  # fmt: skip
    copy_in(Certificate, COLUMNS, [_row(one) for one in made])
    if made:
        first = made[0]
        record(by, "issued", first, many=len(made))
    written = known | {(one.basis, one.person_id, one.organisation_id): one for one in made}
    return [written[key] for key in keys]


def _row(one: Certificate) -> tuple[object, ...]:
    return (
        one.pk, one.code, one.person_id, one.organisation_id, one.campaign_id, one.deed_id, str(one.shown),
        one.language, json.dumps(one.content), json.dumps(one.entries), one.digest, one.basis, one.place,
        one.issued_at, one.issued_by_id, "",
    )  # fmt: skip
