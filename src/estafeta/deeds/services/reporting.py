from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base import jobs
from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean
from estafeta.deeds import rules
from estafeta.deeds.models import Deed, Outcome
from estafeta.deeds.services.photos import Shown, add_photos
from estafeta.deeds.services.states import enter, held
from estafeta.people.models import Person

MOST_AMOUNT = Decimal("9999999999.99")


def move_by_the_clock(now: datetime | None = None) -> int:
    """Move every announced deed that has begun to under way, and every one that has ended to done.

    Returns: how many deeds moved. A second call finds nothing left.
    Writes:  for each deed, in a transaction of its own, what `mark_under_way` and `mark_done` write.
    """
    at = now or timezone.now()
    begun = Deed.objects.filter(status=Deed.Status.ANNOUNCED, starts_at__lte=at)
    ended = Deed.objects.filter(status=Deed.Status.UNDER_WAY, ends_at__lte=at)
    moved = 0
    for deed in [*begun.order_by("pk"), *ended.order_by("pk")]:
        after = mark_done(deed, now=at) if deed.ends_at and deed.ends_at <= at else mark_under_way(deed, now=at)
        moved += after.status != deed.status
    return moved


@transaction.atomic
def mark_under_way(deed: Deed, *, now: datetime | None = None) -> Deed:
    """Say that an announced deed has begun, when its time has come. Any other deed stays as it is.

    Writes: the Deed, one StateChange, one journal Entry.
    Locks:  the Deed row.
    """
    deed, at = held(deed), now or timezone.now()
    if deed.status == Deed.Status.ANNOUNCED and deed.starts_at and deed.starts_at <= at:
        enter(deed, Deed.Status.UNDER_WAY, None, deed.starts_at, act="under_way")
    return deed


@transaction.atomic
def mark_done(deed: Deed, *, now: datetime | None = None) -> Deed:
    """Say that a deed is over, when its time has passed; its report is due from now on.

    Writes: the Deed, one or two StateChanges (it was under way first), their journal Entries.
    Locks:  the Deed row.
    """
    deed, at = mark_under_way(deed, now=now), now or timezone.now()
    if deed.status == Deed.Status.UNDER_WAY and deed.ends_at and deed.ends_at <= at:
        enter(deed, Deed.Status.DONE, None, deed.ends_at, act="done")
    return deed


@transaction.atomic
def report(
    deed: Deed,
    by: Person,
    *,
    amount: Decimal | None,
    story: str,
    shown: Shown | None = None,
    now: datetime | None = None,
) -> Outcome:
    """Tell what a deed that is over achieved, in its type's unit.

    Returns: its Outcome; a second report leaves the first.
    Raises:  NotPossible when `by` is no organiser, the deed is not over, nothing is said, or a photo is refused.
    Writes:  one Outcome, the Deed, one StateChange, one journal Entry; what `add_photos` writes. All or none.
    Locks:   the Deed row.
    """
    deed, at = held(deed), now or timezone.now()
    insist(rules.may_run(by, deed))
    if already := Outcome.objects.filter(deed=deed).first():
        return already
    if deed.status not in Deed.HELD:
        raise NotPossible(_("A deed is reported when it is over."))
    story = clean(story)
    if not story and amount is None:
        raise NotPossible(_("Write what came of it, or the measured result."))
    if amount is not None and not 0 <= amount <= MOST_AMOUNT:
        raise NotPossible(_("The result is a number from 0 upwards."))
    made = Outcome.objects.create(deed=deed, amount=amount, story=story, reported_at=at, reported_by=by)
    enter(deed, Deed.Status.REPORTED, by, at, act="reported")
    jobs.defer("recognition.thank_for", deed_id=deed.pk)
    if shown and (shown.before or shown.after):
        add_photos(deed, by, shown)
    return made


@transaction.atomic
def verify(deed: Deed, by: Person, *, now: datetime | None = None) -> Deed:
    """Vouch, as a coordinator of its territory, that a report is true.

    Returns: the deed; a verified one stays so.
    Raises:  NotPossible when `by` does not coordinate there, or nothing was reported.
    Writes:  the Deed, one StateChange, one journal Entry.
    Locks:   the Deed row.
    """
    deed = held(deed)
    insist(rules.may_review(by, deed))
    if deed.status == Deed.Status.VERIFIED:
        return deed
    if deed.status != Deed.Status.REPORTED:
        raise NotPossible(_("There is no report to verify yet."))
    enter(deed, Deed.Status.VERIFIED, by, now or timezone.now(), act="verified")
    return deed
