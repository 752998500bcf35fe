"""The line of an appeal after somebody answered: under way, done, confirmed or open again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.appeals import queries, rules
from estafeta.appeals.models import Appeal, Pledge
from estafeta.appeals.services.asking import tell_coordinators
from estafeta.appeals.services.checking import checked
from estafeta.appeals.services.states import enter, held
from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean
from estafeta.notifications.services import queue_letter
from estafeta.people.models import Person

S = Appeal.Status


@transaction.atomic
def mark_under_way(appeal: Appeal, *, by: Person | None, words: str = "", now: datetime | None = None) -> Appeal:
    """Say that a deed was announced for an appeal. One that is under way or over stays as it is.

    Locks: the Appeal row.
    """
    appeal = held(appeal)
    if appeal.status in {S.PUBLISHED, S.ANSWERED}:
        enter(appeal, S.UNDER_WAY, by, now or timezone.now(), act="under_way", words=words)
    return appeal


@transaction.atomic
def mark_done(appeal: Appeal, *, by: Person | None, words: str = "", now: datetime | None = None) -> Appeal:
    """Say that what was asked for is done; every giver is told, and the asker has the last word.

    Locks: the Appeal row.
    """
    appeal = held(appeal)
    if not appeal.takes_help:
        return appeal
    step = enter(appeal, S.DONE, by, now or timezone.now(), act="done", words=words)
    for pledge in Pledge.objects.filter(need__appeal=appeal, status__in=Pledge.COUNTED).select_related("person"):
        queue_letter(
            pledge.person, "appeal_outcome", key=f"appeal_outcome:{step.pk}:{pledge.person_id}",
            title=appeal.title, slug=appeal.slug, words=step.words,
        )  # fmt: skip
    return appeal


@transaction.atomic
def finish(appeal: Appeal, by: Person, *, words: str, now: datetime | None = None) -> Appeal:
    """A coordinator says that the help has come, where no deed was needed.

    Raises: NotPossible without rights or words.
    """
    appeal = checked(appeal, by)
    if not clean(words):
        raise NotPossible(_("Write what came of it."))
    insist(rules.may_be_read_by_all(appeal, words))
    return mark_done(appeal, by=by, words=words, now=now)


@transaction.atomic
def deed_called_off(appeal: Appeal, *, by: Person | None, now: datetime | None = None) -> Appeal:
    """Put an appeal back into the line when the last deed for it was called off.

    Locks: the Appeal row.
    """
    appeal = held(appeal)
    if appeal.status == S.UNDER_WAY:
        enter(appeal, _open_state(appeal), by, now or timezone.now(), act="deed_called_off")
    return appeal


@transaction.atomic
def confirm(appeal: Appeal, *, now: datetime | None = None) -> Appeal:
    """The asker says that it is as hoped; twice is harmless.

    Locks: the Appeal row.
    """
    appeal = held(appeal)
    if appeal.status != S.CONFIRMED:
        enter(appeal, S.CONFIRMED, appeal.asker, now or timezone.now(), act="confirmed")
    return appeal


@transaction.atomic
def reopen(appeal: Appeal, *, words: str, now: datetime | None = None) -> Appeal:
    """The asker says what is still missing, for the coordinator to read; the appeal is open again.

    Locks: the Appeal row.
    """
    appeal = held(appeal)
    words = clean(words, most=200)
    if not words:
        raise NotPossible(_("Write what is still missing."))
    appeal.private_detail = f"{appeal.private_detail}\n\n{words}".strip()
    appeal.waits_since = at = now or timezone.now()
    enter(appeal, _open_state(appeal), appeal.asker, at, act="reopened")
    tell_coordinators(appeal, risen=False)
    return appeal


def _open_state(appeal: Appeal) -> str:
    return S.ANSWERED if queries.has_standing_pledges(appeal) else S.PUBLISHED
