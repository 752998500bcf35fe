from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.appeals import queries, rules
from estafeta.appeals.models import Appeal
from estafeta.appeals.services.asking import support, tell_coordinators, write_words
from estafeta.appeals.services.states import enter, held
from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean
from estafeta.journal.services import record
from estafeta.people.models import Person
from estafeta.people.queries import desk_above
from estafeta.photos import services as photos

PUBLIC_WORDS = ("title", "about", "for_whom", "meeting_point", "kind")


@transaction.atomic
def publish(appeal: Appeal, by: Person, *, words: dict[str, Any] | None = None, now: datetime | None = None) -> Appeal:
    """Let everybody read an appeal, in the words that the coordinator leaves; what was sent is kept beside them.

    Returns: the appeal; a public one stays so.
    Raises:  NotPossible when `by` does not coordinate there, or the public words hold a contact or a child's name.
    Locks:   the Appeal row.
    """
    appeal, at = checked(appeal, by), now or timezone.now()
    if appeal.is_public:
        return appeal
    _insist_public_words(appeal, words or {})
    _note_reply(appeal, at)
    enter(appeal, Appeal.Status.PUBLISHED, by, at, act="published")
    photos.set_public(appeal, public=True)
    return appeal


@transaction.atomic
def reword(appeal: Appeal, by: Person, *, words: dict[str, Any]) -> Appeal:
    """Hide details of a public appeal; what was sent stays for those who may see it.

    Locks: the Appeal row.
    """
    appeal = checked(appeal, by)
    _insist_public_words(appeal, words)
    appeal.save()
    record(by, "reworded", appeal)
    return appeal


@transaction.atomic
def ask_back(appeal: Appeal, by: Person, *, question: str, now: datetime | None = None) -> Appeal:
    """Ask the asker something; the appeal waits for the answer.

    Locks: the Appeal row.
    """
    appeal, at, question = checked(appeal, by), now or timezone.now(), _line(question, _("Write your question."))
    _note_reply(appeal, at)
    enter(appeal, Appeal.Status.ASKED_BACK, by, at, act="asked_back", words=question)
    return appeal


@transaction.atomic
def refuse(appeal: Appeal, by: Person, *, reason: str, now: datetime | None = None) -> Appeal:
    """Refuse an appeal with a reason; twice is harmless.

    Locks: the Appeal row.
    """
    appeal, at, reason = checked(appeal, by), now or timezone.now(), _line(reason, _("Write why, for the asker."))
    if appeal.status == Appeal.Status.REFUSED:
        return appeal
    _note_reply(appeal, at)
    enter(appeal, Appeal.Status.REFUSED, by, at, act="refused", words=reason)
    return appeal


@transaction.atomic
def merge(appeal: Appeal, into: Appeal, by: Person, *, now: datetime | None = None) -> Appeal:
    """Join an appeal to another about the same thing: its links lead there, its asker supports that one.

    Raises: NotPossible without rights on both, or when somebody promised something to this one.
    Locks:  both Appeal rows, by key.
    """
    for pk in sorted({appeal.pk, into.pk}):
        held(Appeal(pk=pk))
    appeal, into, at = checked(appeal, by), checked(into, by), now or timezone.now()
    if appeal.status == Appeal.Status.MERGED and appeal.merged_into_id == into.pk:
        return appeal
    if appeal.pk == into.pk or not into.is_public:
        raise NotPossible(_("Choose another appeal that is public."))
    if queries.has_standing_pledges(appeal):
        raise NotPossible(_("Somebody has promised something to this appeal. Join the other one to it."))
    _note_reply(appeal, at)
    appeal.status_before_merge, appeal.merged_into = appeal.status, into
    enter(appeal, Appeal.Status.MERGED, by, at, act="merged", into=into.pk)
    photos.set_public(appeal, public=False)
    support(into, appeal.asker)
    return appeal


@transaction.atomic
def unmerge(appeal: Appeal, by: Person, *, now: datetime | None = None) -> Appeal:
    """Undo a merge: the appeal stands again where it stood.

    Locks: the Appeal row.
    """
    appeal = checked(appeal, by)
    if appeal.status != Appeal.Status.MERGED:
        return appeal
    before, appeal.status_before_merge, appeal.merged_into = appeal.status_before_merge, "", None
    enter(appeal, before or Appeal.Status.SENT, by, now or timezone.now(), act="unmerged")
    photos.set_public(appeal, public=appeal.is_public)
    return appeal


@transaction.atomic
def escalate_one(appeal: Appeal, *, now: datetime | None = None) -> bool:
    """Let an appeal that nobody answered in 48 hours rise to the next coordinator above, with a trace.

    Returns: whether it rose; at the top it stays and its coordinators are reminded.
    Locks:   the Appeal row.
    """
    appeal, at = held(appeal), now or timezone.now()
    if appeal.status != Appeal.Status.SENT or appeal.waits_since > at - rules.ANSWER_WITHIN:
        return False
    above = desk_above(appeal.waits_at, appeal.campaign.slug)
    appeal.waits_at, appeal.waits_since = above or appeal.waits_at, at
    appeal.save(update_fields=["waits_at", "waits_since"])
    record(None, "rose" if above else "reminded", appeal, to=appeal.waits_at.code)
    tell_coordinators(appeal, risen=True)
    return above is not None


def escalate(now: datetime | None = None) -> int:
    """Let every unanswered appeal rise; how many did. Each in a transaction of its own."""
    at = now or timezone.now()
    late = Appeal.objects.filter(status=Appeal.Status.SENT, waits_since__lte=at - rules.ANSWER_WITHIN)
    return sum(escalate_one(appeal, now=at) for appeal in late.order_by("pk"))


def checked(appeal: Appeal, by: Person) -> Appeal:
    """The locked appeal, when `by` coordinates there."""
    appeal = held(appeal)
    insist(rules.may_check(by, appeal))
    return appeal


def _insist_public_words(appeal: Appeal, words: dict[str, Any]) -> None:
    write_words(appeal, {name: value for name, value in words.items() if name in PUBLIC_WORDS})
    insist(rules.may_be_read_by_all(appeal, appeal.title, appeal.about, appeal.for_whom, appeal.meeting_point))


def _note_reply(appeal: Appeal, at: datetime) -> None:
    if appeal.replied_at is None:
        appeal.replied_at = at


def _line(text: str, missing: str) -> str:
    text = clean(text, most=rules.LONGEST_LINE)
    if not text:
        raise NotPossible(missing)
    return text
