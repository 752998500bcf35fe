import json
import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.template import Context, TemplateDoesNotExist
from django.template.backends.django import Template
from django.template.loader import select_template
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from estafeta.base import jobs
from estafeta.base.errors import NotPossible
from estafeta.notifications import channels, queries, rules
from estafeta.notifications.models import Letter, Rhythm
from estafeta.people.models import Person

log = logging.getLogger(__name__)
SWEPT_AT_ONCE = 500
MISSED_AFTER = timedelta(minutes=2)


@transaction.atomic(savepoint=False)
def queue_letter(
    person: Person,
    kind: str,
    *,
    key: str,
    urgent: bool = False,
    due_at: datetime | None = None,
    in_digest: bool = False,
    **details: Any,
) -> Letter | None:
    """Write a letter that the postman carries once this transaction is committed.

    Takes:   kind -- names the template `letters/<kind>.txt`; `key` -- what makes this letter the only one of
             its sort, such as "sign_up_going:17"; `urgent` -- may ring at night; `due_at` -- aware moment,
             default now; `in_digest` -- leave it to the daily letter
             of a reader who gets one; `details` -- JSON values for the template.
    Returns: the Letter, the first one when the key was used before; None when neither the person nor their
             guardian has a contact, or the daily letter says it.
    Writes:  one Letter and one job, in the caller's transaction.
    """
    reader = person
    if rules.channel_for(reader) is None and person.guardian is not None:
        reader = person.guardian
    channel = rules.channel_for(reader)
    if channel is None or reader.forgotten_at is not None:
        return None
    if in_digest and queries.rhythm_of(reader) != Rhythm.Choice.NEVER:
        return None
    now = timezone.now()
    letter = Letter(
        person=reader, kind=kind, language=reader.language, channel=channel, details=details, key=key,
        is_urgent=urgent, queued_at=now, due_at=due_at or now,
    )  # fmt: skip
    if not _write_once(letter):
        return Letter.objects.get(key=key)
    jobs.defer("notifications.deliver", run_at=due_at, letter_id=letter.pk)
    return letter


def _write_once(letter: Letter) -> bool:
    """Insert a letter unless its key was used; whether it is new. One statement, since every sign-up waits for it.

    Why: Django's get_or_create takes four, and its bulk_create cannot tell a new row from an old one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO notifications_letter (person_id, kind, language, channel, details, key, is_urgent,
                                                 state, queued_at, due_at, tries, subject, body, fault)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, '', '', '')
               ON CONFLICT (key) DO NOTHING RETURNING id""",
            [
                letter.person_id, letter.kind, letter.language, letter.channel, json.dumps(letter.details), letter.key,
                letter.is_urgent, letter.state, letter.queued_at, letter.due_at,
            ],
        )  # fmt: skip
        written = cursor.fetchone()
    if written is None:
        return False
    letter.pk = written[0]
    letter._state.adding = False  # noqa: SLF001 -- as Django itself marks a row that it has just inserted
    return True


@transaction.atomic
def deliver(letter_id: int, *, now: datetime | None = None) -> bool:
    """Carry one letter, if it still waits, is due and nobody else is carrying it. Running it twice sends once.

    Returns: whether it was sent now.
    Writes:  the Letter's state, text and fault; a later job when it must wait or be tried again.
    Locks:   the Letter row, skipped where another postman holds it.
    """
    at = now or timezone.now()
    letter = (
        Letter.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("person__territory")
        .filter(pk=letter_id, state=Letter.State.WAITING, due_at__lte=at)
        .first()
    )
    if letter is None:
        return False
    letter.channel = rules.channel_for(letter.person) or letter.channel
    may_ring = letter.is_urgent or letter.channel == Letter.Channel.EMAIL
    if not may_ring and (morning := rules.quiet_until(letter.person, at)):
        _put_off(letter, morning)
        return False
    try:
        letter.subject, letter.body = text_of(letter)
        channels.send(letter)
    except channels.NotSent as fault:
        _note_failure(letter, fault, at)
        return False
    letter.state, letter.sent_at, letter.tries, letter.fault = Letter.State.SENT, at, letter.tries + 1, ""
    letter.save(update_fields=["state", "sent_at", "tries", "fault", "subject", "body", "channel"])
    return True


def text_of(letter: Letter) -> tuple[str, str]:
    """Subject and body of a letter in its reader's language.

    Raises: channels.NotSent when its template is missing or breaks.
    """
    language = letter.person.language or letter.language
    names = [f"letters/{letter.kind}.txt"]
    if letter.channel == Letter.Channel.SMS:
        names.insert(0, f"letters/{letter.kind}.sms.txt")
    details = {"person": letter.person, "site_url": settings.SITE_URL, "language": language} | letter.details
    try:
        with translation.override(language):
            found = select_template(names)
            assert isinstance(found, Template)  # noqa: S101 -- the only engine in the settings is Django's
            text = found.template.render(Context(details, autoescape=False)).strip()
    except TemplateDoesNotExist as fault:
        raise channels.NotSent(f"there is no template letters/{letter.kind}.txt", for_good=True) from fault
    subject, _blank, body = text.partition("\n")
    return " ".join(subject.split())[:200], body.strip()


def sweep(*, now: datetime | None = None) -> int:
    """Queue again whatever is due and was missed: a job lost, a postman killed.

    Returns: how many were queued.
    """
    at = now or timezone.now()
    missed = queries.letters_due(at - MISSED_AFTER).values_list("pk", flat=True)[:SWEPT_AT_ONCE]
    return sum(
        jobs.defer("notifications.deliver", once_as=f"letter:{letter_id}", letter_id=letter_id) for letter_id in missed
    )


@transaction.atomic
def send_again(letter_id: int) -> bool:
    """Give a letter that failed for good another round of tries.

    Returns: whether it had failed.
    Locks:   the Letter row.
    """
    letter = Letter.objects.select_for_update().filter(pk=letter_id, state=Letter.State.FAILED).first()
    if letter is None:
        return False
    letter.state, letter.tries, letter.due_at = Letter.State.WAITING, 0, timezone.now()
    letter.save(update_fields=["state", "tries", "due_at"])
    jobs.defer("notifications.deliver", letter_id=letter.pk)
    return True


def _put_off(letter: Letter, until: datetime) -> None:
    letter.due_at = until
    letter.save(update_fields=["due_at"])
    jobs.defer("notifications.deliver", run_at=until, letter_id=letter.pk)


def _note_failure(letter: Letter, fault: channels.NotSent, at: datetime) -> None:
    """Try again later, or give up; the log and the fault name the letter and never its reader."""
    letter.tries += 1
    letter.fault = str(fault)[:200]
    log.warning("letter %s (%s) was not sent, try %s: %s", letter.pk, letter.kind, letter.tries, fault)
    if fault.for_good or letter.tries >= rules.MOST_TRIES:
        letter.state = Letter.State.FAILED
        letter.save(update_fields=["state", "tries", "fault"])
        return
    letter.save(update_fields=["tries", "fault"])
    _put_off(letter, at + rules.pause_after(letter.tries))


@transaction.atomic
def forget_letters(person: Person, *, about: str = "") -> None:
    """Delete a person's letters that were not sent, and empty those that were: kind and moments stay.

    Takes: about -- only those that name this child.
    """
    theirs = Letter.objects.filter(person=person)
    if about:
        theirs = theirs.filter(details__name=about)
    theirs.exclude(state=Letter.State.SENT).delete()
    theirs.update(subject="", body="", details={}, fault="")


@transaction.atomic
def choose_rhythm(person: Person, choice: str) -> Rhythm:
    """Say how often the letter comes that says what waits. The same choice again changes nothing.

    Raises: NotPossible when there is no such rhythm.
    Writes: one Rhythm.
    """
    if choice not in Rhythm.Choice.values:
        raise NotPossible(_("Choose how often."))
    return Rhythm.objects.update_or_create(person=person, defaults={"choice": choice})[0]
