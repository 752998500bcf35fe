from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.base.images import Picture
from estafeta.base.texts import clean
from estafeta.heroes import queries, rules
from estafeta.heroes.models import Evidence, Nomination
from estafeta.heroes.rules import acts
from estafeta.heroes.services.states import enter, held, text
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.people.services import register
from estafeta.photos import services as photos
from estafeta.photos.models import Photo

S = Nomination.Status


@transaction.atomic
def assign(nomination: Nomination, investigator: Person, *, by: Person, now: datetime | None = None) -> Nomination:
    """Give a nomination to an investigator, or to another one while it is being verified; who is asked is asked.

    Raises: NotPossible when `by` may not, or the investigator has a part of their own in it.
    Writes: the Nomination, one journal Entry, Letters to the investigator, the nominator and who is asked for consent.
    Locks:  the Nomination row.
    """
    nomination, at = held(nomination), now or timezone.now()
    insist(rules.may_assign(by, nomination))
    insist(rules.may_investigate(investigator, nomination))
    if nomination.investigator_id == investigator.pk and nomination.status == S.CHECKING:
        return nomination
    nomination.investigator, nomination.assigned_at = investigator, at
    if nomination.status == S.CHECKING:
        nomination.save(update_fields=["investigator", "assigned_at"])
        record(by, "assigned_anew", nomination, to=investigator.pk)
    else:
        enter(nomination, S.CHECKING, by, act="assigned", to=investigator.pk)
    queue_letter(
        investigator, "nomination_given", key=f"nomination_given:{nomination.pk}:{int(at.timestamp())}",
        number=nomination.pk,
    )  # fmt: skip
    if nomination.asked is not None and nomination.consent == Nomination.Word.NOT_ASKED:
        _ask(nomination, by, at)
    return nomination


@transaction.atomic
def ask_consent(
    nomination: Nomination, by: Person, *, name: str, contact: tuple[str, str], now: datetime | None = None
) -> Nomination:
    """Ask the hero, the guardian or the family, by a contact that the investigator has found.

    Raises: NotPossible when `by` does not verify it, they have answered, or the one named is the nominator of another.
    Locks:  the Nomination row.
    """
    nomination, at = _checked(nomination, by), now or timezone.now()
    if nomination.consent in {Nomination.Word.GIVEN, Nomination.Word.REFUSED}:
        raise NotPossible(_("They have answered already."))
    kind, address = contact
    email, phone = (address, "") if kind == "email" else ("", address)
    nomination.asked = register(name, language=nomination.language, email=email, phone=phone)
    insist(rules.may_check(by, nomination))
    _ask(nomination, by, at)
    return nomination


@transaction.atomic
def answer_consent(
    nomination: Nomination, *, agrees: bool, shown_name: str = "", now: datetime | None = None
) -> Nomination:
    """The hero, guardian or family says yes or no by their private link; a yes can be taken back at any time.

    Takes:  shown_name -- how the hero is to be named in public; of a minor nothing is kept.
    Writes: the Nomination, one journal Entry; a no closes it quietly, and hides the hero where one was public already.
    Locks:  the Nomination row.
    """
    nomination, at = held(nomination), now or timezone.now()
    if nomination.status in {S.WITHDRAWN, S.CLOSED}:
        return nomination
    if nomination.consent == Nomination.Word.NOT_ASKED:
        raise NotPossible(_("Nobody has asked yet."))
    nomination.consent_at = at
    if not agrees:
        nomination.consent, nomination.shown_name = Nomination.Word.REFUSED, ""
        _hide(nomination, at)
        enter(nomination, S.CLOSED, nomination.asked, act="consent_refused")
        return nomination
    nomination.consent = Nomination.Word.GIVEN
    name = " ".join(clean(shown_name, most=acts.LONGEST_LINE).split())
    nomination.shown_name = "" if nomination.is_minor else name or nomination.hero_name
    nomination.save(update_fields=["consent", "consent_at", "shown_name"])
    record(nomination.asked, "consent_given", nomination)
    return nomination


@transaction.atomic
def confirm_evidence(
    evidence: Evidence, by: Person, *, side: str, words: str = "", now: datetime | None = None
) -> Evidence:
    """The investigator has looked at a source: from which side it comes, and what it shows.

    Raises: NotPossible when `by` does not verify the nomination, or adds the weight of their own word.
    Locks:  the Nomination row.
    """
    nomination, at = _checked(evidence.nomination, by), now or timezone.now()
    evidence = Evidence.objects.get(pk=evidence.pk)
    if side not in Evidence.Side.values:
        raise NotPossible(_("Say from which side it comes."))
    if side != Evidence.Side.INVOLVED and evidence.folded_source in queries.own_names(nomination):
        raise NotPossible(_("The hero, the nominator and who answers for the hero are no independent source."))
    evidence.side, evidence.confirmed_by, evidence.confirmed_at = side, by, at
    evidence.words = clean(words, most=acts.LONGEST_TEXT) or evidence.words
    evidence.save()
    record(by, "evidence_confirmed", nomination, evidence=evidence.pk, side=side)
    return evidence


@transaction.atomic
def set_aside(evidence: Evidence, by: Person) -> Evidence:
    """Take the confirmation of a source back; the source stays on the sheet. Locks the Nomination row."""
    nomination = _checked(evidence.nomination, by)
    evidence = Evidence.objects.get(pk=evidence.pk)
    if evidence.confirmed_at is not None:
        evidence.confirmed_by = evidence.confirmed_at = None
        evidence.save(update_fields=["confirmed_by", "confirmed_at"])
        record(by, "evidence_set_aside", nomination, evidence=evidence.pk)
    return evidence


def add_pictures(evidence: Evidence, by: Person, pictures: list[Picture]) -> list[Photo]:
    """Pictures of a document, for those who verify; nobody else sees them, and where they were taken is removed."""
    return [photos.add_photo(by, evidence, picture, consent=True, is_public=False) for picture in pictures]


@transaction.atomic
def write_sheet(
    nomination: Nomination, by: Person, *, duty: str, duty_reason: str = "", sheet: str,
    hero_organisation: Organisation | None = None,
) -> Nomination:  # fmt: skip
    """Write what the jury reads, and whether it was the hero's job.

    Takes:  sheet -- what happened, without names; `hero_organisation` -- whose members can't be its jury.
    Locks:  the Nomination row.
    """
    nomination = _checked(nomination, by)
    nomination.sheet = text(sheet, _("Write for the jury what happened."))
    if duty not in Nomination.Duty.values:
        raise NotPossible(_("Say whether it was their job."))
    nomination.duty, nomination.duty_reason = duty, clean(duty_reason, most=acts.LONGEST_LINE)
    if duty == Nomination.Duty.BEYOND and not nomination.duty_reason:
        raise NotPossible(_("Write what went beyond their duty."))
    nomination.hero_organisation = hero_organisation
    nomination.save(update_fields=["sheet", "duty", "duty_reason", "hero_organisation"])
    record(by, "sheet_written", nomination, duty=duty)
    return nomination


@transaction.atomic
def verify(nomination: Nomination, by: Person, *, now: datetime | None = None) -> Nomination:
    """Put a nomination before the jury: proved, within its time, more than duty, and with consent. Twice is harmless.

    Raises: NotPossible with what is still missing.
    Locks:  the Nomination row.
    """
    nomination, at = held(nomination), now or timezone.now()
    insist(rules.may_check(by, nomination))
    if nomination.status == S.VERIFIED:
        return nomination
    prize = queries.prize_of(nomination.campaign)
    before = queries.honoured_before(nomination).exists()
    sent_on = timezone.localdate(nomination.sent_at or at)
    insist(rules.may_be_verified(
        nomination, queries.proof(nomination), honoured_before=before, on=sent_on, prize=prize
    ))  # fmt: skip
    nomination.verified_at = at
    enter(nomination, S.VERIFIED, by, act="verified")
    return nomination


@transaction.atomic
def refuse(nomination: Nomination, by: Person, *, reason: str, now: datetime | None = None) -> Nomination:
    """Say, with the reason, that it can't be verified: the investigator, or a coordinator before one is named.

    Locks: the Nomination row.
    """
    nomination, at = held(nomination), now or timezone.now()
    insist(rules.may_check(by, nomination) if nomination.investigator else rules.may_assign(by, nomination))
    if nomination.status == S.REFUSED:
        return nomination
    nomination.reason = text(reason, _("Write why, for the nominator."))
    nomination.decided_at, nomination.decided_by = at, by
    enter(nomination, S.REFUSED, by, act="refused")
    return nomination


def _checked(nomination: Nomination, by: Person) -> Nomination:
    """The locked nomination, when `by` verifies it and it is not decided."""
    nomination = held(nomination)
    insist(rules.may_check(by, nomination))
    if nomination.status != S.CHECKING:
        raise NotPossible(_("This can't be done with the nomination any more: it is in another state now."))
    return nomination


def _ask(nomination: Nomination, by: Person, at: datetime) -> None:
    nomination.consent, nomination.consent_asked_at = Nomination.Word.ASKED, at
    nomination.save(update_fields=["asked", "consent", "consent_asked_at"])
    record(by, "consent_asked", nomination)
    if nomination.asked is not None:
        queue_letter(
            nomination.asked, "consent_asked", key=f"consent_asked:{nomination.pk}:{nomination.asked_id}",
            token=nomination.consent_token,
        )  # fmt: skip


def _hide(nomination: Nomination, at: datetime) -> None:
    hero = getattr(nomination, "hero", None)
    if hero is not None and hero.hidden_at is None:
        hero.hidden_at = at
        hero.save(update_fields=["hidden_at"])
