import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base import codes
from estafeta.base.errors import NotPossible, insist
from estafeta.base.fields import LANGUAGES
from estafeta.base.texts import clean, fold, fold_name
from estafeta.campaigns.models import Campaign
from estafeta.campaigns.rules import may_lie_in, may_take_deeds
from estafeta.heroes import queries, rules
from estafeta.heroes.models import Evidence, Nomination
from estafeta.heroes.rules import acts
from estafeta.heroes.services.states import enter, held, text
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.organisations.models import Organisation
from estafeta.organisations.rules import may_organise
from estafeta.people.models import Person
from estafeta.people.queries import coordinators_of
from estafeta.people.services import register
from estafeta.territories.models import Territory

PURPOSE = "heroes.code"

S = Nomination.Status
LINES = ("title", "hero_name", "hero_about", "place")
TEXTS = ("story", "witnesses", "links")


@transaction.atomic
def nominate(  # noqa: PLR0913 -- what a nomination cannot be without
    nominator: Person,
    *,
    campaign: Campaign,
    territory: Territory,
    hero_name: str,
    title: str,
    story: str,
    happened_on: date,
    duty_as_told: str,
    language: str,
    organisation: Organisation | None = None,
    is_minor: bool = False,
    is_posthumous: bool = False,
    asked_name: str = "",
    asked_contact: tuple[str, str] | None = None,
    confirmed: bool = True,
    now: datetime | None = None,
    **words: Any,
) -> Nomination:
    """Write down what somebody tells of a civic hero, who may be themselves.

    Takes:   organisation -- in whose name; `asked_name`, `asked_contact` -- of the hero, or of the guardian or family
             who answers for them; `confirmed` -- whether the nominator's contact is proved; `words` -- hero_about,
             place, witnesses, links.
    Returns: the nomination; sent again in the same words within the day (two presses), the one already there.
    Raises:  NotPossible for a day outside the prize's time, missing or endless words, too many in a day.
    Writes:  one Nomination, at most one Person, one journal Entry; Letters: the code, or the link and to coordinators.
    Locks:   the nominator's Person row, so that two presses nominate once.
    """
    at = now or timezone.now()
    Person.objects.select_for_update(no_key=True).get(pk=nominator.pk)
    insist(may_take_deeds(campaign))
    insist(may_lie_in(territory, campaign))
    insist(rules.lies_in_time(queries.prize_of(campaign), happened_on, timezone.localdate(at)))
    if organisation is not None:
        insist(may_organise(nominator, organisation))
    made = Nomination(
        campaign=campaign, territory=territory, nominator=nominator, organisation=organisation, language=language,
        happened_on=happened_on, duty_as_told=duty_as_told, is_minor=is_minor, is_posthumous=is_posthumous, made_at=at,
    )  # fmt: skip
    _write_words(made, {"hero_name": hero_name, "title": title, "story": story} | words)
    same = Nomination.objects.filter(nominator=nominator, hero_folded=made.hero_folded, title=made.title)
    if there := same.filter(happened_on=happened_on).exclude(status__in=[S.WITHDRAWN, S.CLOSED]).first():
        return there
    if queries.nominated_today(nominator) >= acts.MOST_A_DAY:
        raise NotPossible(_("You have nominated several people today. Please come back tomorrow."))
    made.asked_kind = asked_kind(made)
    made.asked = _answers(made, asked_name, asked_contact)
    made.token, made.consent_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    made.sheet_key = secrets.token_hex(8)
    made.save()
    record(nominator if confirmed else None, "nominated", made)
    if confirmed:
        _send(made, at)
    else:
        _send_code(made, at)
    return made


@transaction.atomic
def nominate_without_account(name: str, *, email: str = "", phone: str = "", language: str, **told: Any) -> Nomination:
    """Write down the nomination of somebody who is not signed in; it counts once the code sent to them is entered.

    Raises: NotPossible without a contact, and as `nominate` does.
    """
    nominator = register(name, email=email, phone=phone, language=language)
    if not (nominator.email or nominator.phone):
        raise NotPossible(_("Leave an e-mail address or a phone number: the answer is sent there."))
    return nominate(nominator, language=language, confirmed=False, **told)


def asked_kind(nomination: Nomination) -> str:
    """Who answers for the hero: of a child the guardian, of the dead the family, else the hero."""
    if nomination.is_minor:
        return Nomination.Asked.GUARDIAN
    return Nomination.Asked.FAMILY if nomination.is_posthumous else Nomination.Asked.HERO


def confirm(nomination: Nomination, digits: str, *, now: datetime | None = None) -> Nomination:
    """Enter the code that was sent to the nominator; from then on it waits for an investigator. Twice is harmless.

    Raises: NotPossible for a wrong or old code; a spent try stands in a transaction of its own.
    Locks:  the Nomination row.
    """
    at = now or timezone.now()
    if nomination.status != S.UNCONFIRMED:
        return nomination
    if fault := _fault_of(nomination, digits, at):
        raise NotPossible(fault)
    with transaction.atomic():
        nomination = held(nomination)
        if nomination.status == S.UNCONFIRMED:
            _send(nomination, at)
    return nomination


@transaction.atomic
def resend_code(nomination: Nomination, *, now: datetime | None = None) -> None:
    """Send a new code; the old one no longer counts.

    Raises: NotPossible within a minute of the last one, or when none is needed.
    Locks:  the Nomination row.
    """
    nomination, at = held(nomination), now or timezone.now()
    if nomination.status != S.UNCONFIRMED or nomination.code_lapses_at is None:
        raise NotPossible(_("This nomination needs no code."))
    if at < nomination.code_lapses_at - acts.CODE_LIFE + acts.CODE_PAUSE:
        raise NotPossible(_("The code is on its way. You can ask for another one in a minute."))
    _send_code(nomination, at)


@transaction.atomic
def withdraw(nomination: Nomination) -> Nomination:
    """The nominator takes it back before it is decided; twice is harmless.

    Locks: the Nomination row.
    """
    nomination = held(nomination)
    if nomination.status != S.WITHDRAWN:
        enter(nomination, S.WITHDRAWN, nomination.nominator, act="withdrawn")
    return nomination


@transaction.atomic
def add_evidence(
    nomination: Nomination, by: Person, *, kind: str, source: str, words: str = "", link: str = "",
    now: datetime | None = None,
) -> Evidence:  # fmt: skip
    """Put a source to a nomination; it counts once the investigator has confirmed it.

    Takes:   by -- the nominator or the investigator, as whoever calls has looked; `source` -- who says so.
    Returns: the evidence; the same source, kind and link again is the one that is there.
    Raises:  NotPossible without a source, beyond twenty, or once the nomination is decided.
    Locks:   the Nomination row.
    """
    nomination = held(nomination)
    if nomination.status not in {S.UNCONFIRMED, *rules.OPEN}:
        raise NotPossible(_("This nomination takes no more evidence."))
    source = " ".join(text(source, _("Say who can confirm it.")).split())[: acts.LONGEST_LINE]
    if kind not in Evidence.Kind.values:
        raise NotPossible(_("Say what kind of evidence it is."))
    found = nomination.evidence.filter(kind=kind, folded_source=fold(source)[:200], link=link)
    if there := found.first():
        return there
    if nomination.evidence.count() >= acts.MOST_EVIDENCE:
        raise NotPossible(_("There are twenty pieces of evidence already; that is enough."))
    made = Evidence.objects.create(
        nomination=nomination, kind=kind, source=source, folded_source=fold(source)[:200], link=link,
        words=clean(words, most=acts.LONGEST_TEXT), added_by=by, added_at=now or timezone.now(),
    )  # fmt: skip
    record(by, "evidence_added", nomination, evidence=made.pk)
    return made


def _write_words(nomination: Nomination, words: dict[str, Any]) -> None:
    """Put checked words into a nomination that is not saved yet."""
    for name, value in words.items():
        if name not in (*LINES, *TEXTS):
            raise TypeError(f"a nomination has no {name!r}")
        setattr(nomination, name, clean(value))
    nomination.hero_folded = fold_name(nomination.hero_name)[:200]
    if not nomination.hero_folded:
        raise NotPossible(_("Write who it was."))
    if not fold(nomination.title) or not fold(nomination.story):
        raise NotPossible(_("Write what happened."))
    if len(nomination.title) > acts.LONGEST_TITLE or any(
        len(getattr(nomination, name)) > acts.LONGEST_LINE for name in LINES
    ):
        raise NotPossible(_("A line is too long: 200 characters at most."))
    if any(len(getattr(nomination, name)) > acts.LONGEST_TEXT for name in TEXTS):
        raise NotPossible(_("The text is too long: 5,000 characters at most."))
    if nomination.language not in LANGUAGES or nomination.duty_as_told not in Nomination.Duty.values:
        raise NotPossible(_("Say whether it was their job."))


def _answers(nomination: Nomination, name: str, contact: tuple[str, str] | None) -> Person | None:
    """Who will be asked for consent, when a contact is known; the hero's own name serves for the hero."""
    if contact is None or not contact[1]:
        return None
    kind, address = contact
    email, phone = (address, "") if kind == "email" else ("", address)
    answers = nomination.hero_name if nomination.asked_kind == Nomination.Asked.HERO else name or _("Family")
    return register(answers, language=nomination.language, email=email, phone=phone)


def _send(nomination: Nomination, at: datetime) -> None:
    nomination.sent_at, nomination.code_digest, nomination.code_lapses_at = at, "", None
    enter(nomination, S.SENT, nomination.nominator, act="sent")
    queue_letter(
        nomination.nominator, "nomination_sent", key=f"nomination_sent:{nomination.pk}", title=nomination.title,
        token=nomination.token,
    )  # fmt: skip
    for person in coordinators_of(nomination.territory, nomination.campaign.slug):
        queue_letter(
            person, "nomination_waits", key=f"nomination_waits:{nomination.pk}:{person.pk}", number=nomination.pk,
            place=nomination.territory.name,
        )  # fmt: skip


def _send_code(nomination: Nomination, at: datetime) -> None:
    digits = codes.drawn()
    nomination.code_digest = codes.digest(PURPOSE, nomination.token, digits)
    nomination.code_lapses_at = at + acts.CODE_LIFE
    nomination.code_tries_left = acts.CODE_TRIES
    nomination.save(update_fields=["code_digest", "code_lapses_at", "code_tries_left"])
    queue_letter(
        nomination.nominator, "nomination_code", key=f"nomination_code:{nomination.pk}:{int(at.timestamp())}",
        urgent=True, code=digits, token=nomination.token,
    )  # fmt: skip


@transaction.atomic
def _fault_of(nomination: Nomination, digits: str, at: datetime) -> str:
    """What is wrong with a code, "" when nothing is; a wrong one spends a try."""
    row = held(nomination)
    if row.status != S.UNCONFIRMED:
        return ""
    if row.code_lapses_at is None or at >= row.code_lapses_at or row.code_tries_left == 0:
        return _("This code no longer counts. Ask for a new one.")
    if codes.is_right(row.code_digest, PURPOSE, row.token, digits):
        return ""
    row.code_tries_left -= 1
    row.save(update_fields=["code_tries_left"])
    return _("This is not the code that was sent. Look again, or ask for a new one.")
