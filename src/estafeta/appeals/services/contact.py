"""Showing that an asker's contact is the asker's own, by a code that is sent to it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.appeals import queries, rules
from estafeta.appeals.models import Appeal, ContactCode
from estafeta.appeals.services.states import held
from estafeta.base import codes
from estafeta.base.errors import NotPossible
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter

PURPOSE = "appeals.code"


@transaction.atomic
def send_code(appeal: Appeal, *, now: datetime | None = None) -> None:
    """Send a code to the asker's contact; one sent before no longer counts.

    Raises: NotPossible when the contact is confirmed, within a minute of the last code, or after five in an hour.
    Writes: the ContactCode, one Letter.
    Locks:  the Appeal row.
    """
    appeal, at = held(appeal), now or timezone.now()
    if appeal.contact_confirmed_at is not None:
        raise NotPossible(_("Your contact is confirmed already."))
    reader = queries.reader_of(appeal)
    before = ContactCode.objects.filter(appeal=appeal).first()
    if before is not None and at - before.sent_at < rules.CODE_PAUSE:
        raise NotPossible(_("The code is on its way. You can ask for another one in a minute."))
    # Why: nobody shall be able to ring a stranger's phone all night by asking in their name.
    if queries.codes_sent_to(reader, since=at - rules.CODES_WITHIN) >= rules.MOST_CODES:
        raise NotPossible(_("Several codes were sent to this contact already. Try again in an hour."))
    digits = codes.drawn()
    times = before.times_sent + 1 if before else 1
    ContactCode.objects.update_or_create(
        appeal=appeal,
        defaults={
            "person": reader, "digest": codes.digest(PURPOSE, appeal.token, digits), "sent_at": at,
            "lapses_at": at + rules.CODE_LIFE, "tries_left": rules.CODE_TRIES, "times_sent": times,
        },
    )  # fmt: skip
    queue_letter(
        appeal.asker, "appeal_code", key=f"appeal_code:{appeal.pk}:{times}", urgent=True, code=digits,
        title=appeal.title, token=appeal.token,
    )  # fmt: skip


def confirm_contact(appeal: Appeal, digits: str, *, now: datetime | None = None) -> Appeal:
    """Enter the code: the contact is the asker's own. Twice is harmless.

    Raises: NotPossible for a wrong or old code.
    Writes: a spent try in a transaction of its own (do not call this inside another); then the Appeal.
    Locks:  the Appeal row.
    """
    fault = _fault_of(appeal, digits, now or timezone.now())
    if fault:
        raise NotPossible(fault)
    return Appeal.objects.get(pk=appeal.pk)


@transaction.atomic
def _fault_of(appeal: Appeal, digits: str, at: datetime) -> str:
    """What is wrong with a code, "" when nothing is; a wrong one spends a try, a right one confirms."""
    appeal = held(appeal)
    if appeal.contact_confirmed_at is not None:
        return ""
    code = ContactCode.objects.filter(appeal=appeal).first()
    if code is None or at >= code.lapses_at or code.tries_left == 0:
        return _("This code no longer counts. Ask for a new one.")
    if not codes.is_right(code.digest, PURPOSE, appeal.token, digits):
        code.tries_left -= 1
        code.save(update_fields=["tries_left"])
        return _("This is not the code that was sent. Look again, or ask for a new one.")
    code.delete()
    appeal.contact_confirmed_at = at
    appeal.save(update_fields=["contact_confirmed_at"])
    record(appeal.asker, "contact_confirmed", appeal)
    return ""
