from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean
from estafeta.journal.services import record
from estafeta.moderation import rules
from estafeta.moderation.models import Case, Flag, Hiding
from estafeta.notifications.services import queue_letter
from estafeta.people.models import Person
from estafeta.people.queries import coordinators_of, desk_above, desks
from estafeta.territories.models import Territory


@transaction.atomic
def flag(  # noqa: PLR0913 -- what is flagged, and what is said of it
    kind: str,
    number: int,
    *,
    title: str,
    territory: Territory | None,
    campaign: str = "",
    reason: str,
    words: str,
    key: str,
    reporter: Person | None = None,
    now: datetime | None = None,
) -> Flag:
    """Take down that somebody does not want a thing to be public; all flags of it gather in one open case.

    Takes:   kind, number -- what is flagged, which the caller has seen; `key` -- of the form that was sent;
             `reporter` -- who is to be told what came of it, if they said so.
    Returns: the Flag; the same form sent twice is one.
    Raises:  NotPossible where “something else” is said without words.
    Writes:  one Flag, at most one Case with a journal Entry and letters to the coordinators nearest above.
    """
    if known := Flag.objects.filter(key=key).first():
        return known
    words = clean(words, most=rules.LONGEST_WORDS)
    if reason not in Flag.Reason.values or (reason == Flag.Reason.OTHER and not words):
        raise NotPossible(_("Say in a few words what is wrong."))
    at = now or timezone.now()
    nearest = desks(territory, campaign)[:1] if territory else []
    case, is_new = Case.objects.get_or_create(
        kind=kind, number=number, settled_at=None,
        defaults={"title": title[:200], "territory": territory, "campaign": campaign, "waits_since": at,
                  "waits_at": nearest[0] if nearest else territory},
    )  # fmt: skip
    made, _made = Flag.objects.get_or_create(
        key=key, defaults={"case": case, "reason": reason, "words": words, "reporter": reporter}
    )
    if is_new:
        record(reporter, "flagged", case, reason=reason)
        _tell_coordinators(case, risen=False)
    return made


@transaction.atomic
def settle(
    case: Case, by: Person, *, hide: bool, reason: str, owners: Iterable[Person] = (), now: datetime | None = None
) -> Case:
    """Hide what was flagged, or let it stay. Those who flagged it and its owners are told. Twice changes nothing.

    Raises: NotPossible when `by` may not, or says no reason.
    Writes: the Case, one Hiding, one journal Entry, letters.
    Locks:  the Case row.
    """
    case = _held(case, by)
    reason = _said(reason)
    if case.settled_at is not None:
        return case
    case.settled_at, case.settled_by, case.reason = now or timezone.now(), by, reason
    case.outcome = Case.Outcome.HIDDEN if hide else Case.Outcome.KEPT
    case.save(update_fields=["settled_at", "settled_by", "reason", "outcome"])
    record(by, case.outcome, case, reason=reason)
    if hide:
        Hiding.objects.get_or_create(
            kind=case.kind, number=case.number, restored_at=None,
            defaults={"case": case, "reason": reason, "hidden_by": by},
        )  # fmt: skip
        _tell(owners, "thing_hidden", case, reason)
    reporters = Person.objects.filter(flags__case=case).distinct().order_by("pk")
    _tell(reporters, "flag_settled", case, reason if not hide else "")
    return case


@transaction.atomic
def restore(case: Case, by: Person, *, reason: str, owners: Iterable[Person] = (), now: datetime | None = None) -> bool:
    """Show again what was hidden by a case; its owners are told.

    Returns: whether it was hidden until now.
    Raises:  NotPossible when `by` may not, or says no reason.
    Writes:  the Hiding, one journal Entry, letters.
    Locks:   the Case row.
    """
    case = _held(case, by)
    reason = _said(reason)
    hiding = Hiding.objects.filter(kind=case.kind, number=case.number, restored_at=None).first()
    if hiding is None:
        return False
    hiding.restored_at, hiding.restored_by, hiding.restore_reason = now or timezone.now(), by, reason
    hiding.save(update_fields=["restored_at", "restored_by", "restore_reason"])
    record(by, "restored", case, reason=reason)
    _tell(owners, "thing_restored", case, reason, f":{hiding.pk}")
    return True


@transaction.atomic
def escalate_one(case: Case, *, now: datetime | None = None) -> bool:
    """Let a case that nobody settled in 48 hours rise to the next coordinator above, with a trace.

    Returns: whether it rose; at the top it stays and its coordinators are reminded.
    Locks:   the Case row.
    """
    case, at = _locked(case), now or timezone.now()
    if case.settled_at is not None or case.waits_since > at - rules.ANSWER_WITHIN:
        return False
    above = desk_above(case.waits_at, case.campaign) if case.waits_at else None
    case.waits_at, case.waits_since = above or case.waits_at, at
    case.save(update_fields=["waits_at", "waits_since"])
    record(None, "rose" if above else "reminded", case, to=case.waits_at.code if case.waits_at else "")
    _tell_coordinators(case, risen=True)
    return above is not None


def escalate(now: datetime | None = None) -> int:
    """Let every unanswered case rise; how many did. Each in a transaction of its own."""
    at = now or timezone.now()
    late = Case.objects.filter(settled_at=None, waits_since__lte=at - rules.ANSWER_WITHIN)
    return sum(escalate_one(case, now=at) for case in late.order_by("pk"))


@transaction.atomic
def forget_flags(person: Person) -> None:
    """Leave of somebody's flags that there were some: neither who said it nor their words."""
    Flag.objects.filter(reporter=person).update(reporter=None, words="")


def _held(case: Case, by: Person) -> Case:
    case = _locked(case)
    insist(rules.may_settle(by, case))
    return case


def _locked(case: Case) -> Case:
    held = Case.objects.select_for_update(of=("self",)).select_related("territory", "waits_at")
    return held.get(pk=case.pk)


def _said(reason: str) -> str:
    reason = clean(reason, most=rules.LONGEST_REASON)
    if not reason:
        raise NotPossible(_("Say why: those concerned are told."))
    return reason


def _tell(people: Iterable[Person], kind: str, case: Case, words: str, mark: str = "") -> None:
    for person in people:
        queue_letter(
            person, kind, key=f"{kind}:{case.pk}{mark}:{person.pk}", title=case.title, words=words, outcome=case.outcome
        )


def _tell_coordinators(case: Case, *, risen: bool) -> None:
    if case.waits_at is None:
        return
    for person in coordinators_of(case.waits_at, case.campaign):
        queue_letter(
            person, "flag_waits", key=f"flag_waits:{case.pk}:{case.waits_since.timestamp()}:{person.pk}",
            title=case.title, case=case.pk, risen=risen,
        )  # fmt: skip
