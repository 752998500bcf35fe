from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from estafeta.appeals import queries, rules
from estafeta.appeals.models import Appeal, Need, Pledge
from estafeta.appeals.services.checking import checked
from estafeta.appeals.services.releasing import release
from estafeta.appeals.services.states import enter, held
from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean, fold
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person

P = Pledge.Status


@transaction.atomic
def add_need(
    appeal: Appeal, by: Person, *, kind: str, what: str, quantity: int, unit: str = "", needed_by: date | None = None
) -> Need:
    """Split an appeal into what it lacks; the same need twice is the first one.

    Raises: NotPossible when `by` does not coordinate there, or a word or number is wrong.
    Locks:  the Appeal row.
    """
    appeal, what, unit = checked(appeal, by), clean(what), clean(unit, most=30)
    if not what or len(what) > rules.LONGEST_LINE or kind not in Need.Kind.values:
        raise NotPossible(_("Say in a line what is needed."))
    if not 1 <= quantity <= rules.MOST_QUANTITY:
        raise NotPossible(_("The quantity is a whole number from 1 upwards."))
    insist(rules.may_be_read_by_all(appeal, what, unit))
    if same := appeal.needs.filter(kind=kind, what=what, dropped_at=None).first():
        return same
    if appeal.needs.count() >= rules.MOST_NEEDS:
        raise NotPossible(_("An appeal has thirty needs at most."))
    need = Need.objects.create(
        appeal=appeal, kind=kind, what=what, quantity=quantity, unit=unit, needed_by=needed_by, folded=fold(what)
    )
    record(by, "need_added", appeal, need=need.pk)
    return need


@transaction.atomic
def drop_need(need: Need, by: Person, *, reason: str, now: datetime | None = None) -> Need:
    """Say that something is not needed any more; whoever promised it is told and free. Twice is harmless.

    Returns: the need; where some of it was brought already, it stays at what was brought.
    Raises:  NotPossible when `by` does not coordinate there, or without a reason that everybody may read.
    Locks:   the Appeal row, then the Need row.
    """
    appeal, at, reason = checked(need.appeal, by), now or timezone.now(), clean(reason, most=rules.LONGEST_LINE)
    need = locked(need)
    if need.dropped_at is not None:
        return need
    if not reason:
        raise NotPossible(_("Write why it is not needed any more."))
    insist(rules.may_be_read_by_all(appeal, reason))
    release(appeal, by, at, reason=reason, need=need)
    need.quantity = queries.state_of(need, need.pledges.all()).delivered or need.quantity
    need.dropped_at, need.drop_reason = at, reason
    need.save(update_fields=["quantity", "dropped_at", "drop_reason"])
    record(by, "need_dropped", appeal, need=need.pk)
    _fall_back(appeal)
    return need


@transaction.atomic
def pledge(
    need: Need,
    person: Person,
    *,
    quantity: int,
    client_key: str,
    organisation: Organisation | None = None,
    lapses_at: datetime | None = None,
    knowing_it_is_covered: bool = False,
    now: datetime | None = None,
) -> Pledge:
    """Promise to meet a need, wholly or in part.

    Takes:   client_key -- made by whoever sends it, so that a repeat is harmless; `lapses_at` -- aware moment,
             default three weeks ahead; `knowing_it_is_covered` -- promises beyond what is missing, on purpose.
    Returns: the pledge; the same key again returns the first one.
    Raises:  NotPossible when the appeal takes no help, the number is wrong, or less is missing than is promised.
    Writes:  one Pledge, one journal Entry, a Letter to the asker, at the first one the Appeal's next Step.
    Locks:   the Appeal row, then the Need row, which guards what is still missing.
    """
    at = now or timezone.now()
    appeal = held(need.appeal)
    need = locked(need)
    if already := Pledge.objects.filter(person=person, client_key=client_key).first():
        return already
    if not appeal.takes_help:
        raise NotPossible(_("This appeal takes no help now."))
    if need.dropped_at is not None:
        raise NotPossible(_("This is not needed any more."))
    insist(rules.may_pledge_as(person, organisation, need))
    lapses_at = lapses_at or at + rules.PLEDGE_LASTS
    if not at < lapses_at <= at + rules.LONGEST_PLEDGE:
        raise NotPossible(_("Choose a day ahead, within a year."))
    if not 1 <= quantity <= rules.MOST_QUANTITY:
        raise NotPossible(_("The quantity is a whole number from 1 upwards."))
    if quantity > (missing := remaining(need)) and not knowing_it_is_covered:
        raise NotPossible(_still_missing(missing))
    made = Pledge.objects.create(
        need=need, person=person, organisation=organisation, quantity=quantity, client_key=client_key[:64],
        made_at=at, lapses_at=lapses_at,
    )  # fmt: skip
    record(person, "pledged", appeal, need=need.pk, pledge=made.pk)
    if appeal.status == Appeal.Status.PUBLISHED:
        enter(appeal, Appeal.Status.ANSWERED, None, at, act="answered")
    return made


@transaction.atomic
def deliver(made: Pledge, by: Person) -> Pledge:
    """The giver says that it was brought. Locks the Need row."""
    made = _locked_pledge(made)
    insist(rules.may_settle(by, made))
    return _settle(made, P.DELIVERED, by, from_=(P.PROMISED,))


@transaction.atomic
def receive(made: Pledge, *, by: Person) -> Pledge:
    """The receiver - the asker, through the private link, or the coordinator - says that it arrived. Locks the Need."""
    made = _locked_pledge(made)
    return _settle(made, P.RECEIVED, by, from_=(P.PROMISED, P.DELIVERED))


@transaction.atomic
def withdraw_pledge(made: Pledge, by: Person, *, reason: str = "") -> Pledge:
    """Take one's promise back before it is kept; the rest is free again. Locks the Appeal and Need rows."""
    appeal = held(made.need.appeal)
    made = _locked_pledge(made)
    insist(rules.may_settle(by, made))
    made.reason = clean(reason, most=rules.LONGEST_LINE)
    made = _settle(made, P.WITHDRAWN, by, from_=(P.PROMISED,))
    _fall_back(appeal)
    return made


@transaction.atomic
def answer_permit(made: Pledge, by: Person, *, granted: bool, reason: str = "", now: datetime | None = None) -> Pledge:
    """An authority says yes or no, with a reason, to the permit that it took upon itself to answer for.

    Locks: the Appeal and Need rows.
    """
    appeal = held(made.need.appeal)
    made = _locked_pledge(made)
    insist(rules.may_settle(by, made))
    if made.need.kind != Need.Kind.PERMIT:
        raise NotPossible(_("This is not a permit."))
    made.reason = clean(reason, most=rules.LONGEST_LINE)
    if not granted and not made.reason:
        raise NotPossible(_("Write why not."))
    made = _settle(made, P.GRANTED if granted else P.REFUSED, by, from_=(P.PROMISED,), now=now)
    _fall_back(appeal)
    return made


@transaction.atomic
def lapse_one(made: Pledge, *, now: datetime | None = None) -> bool:
    """Free what was promised and not brought by its day; the giver is told. Locks the Appeal and Need rows."""
    at, appeal = now or timezone.now(), held(made.need.appeal)
    made = _locked_pledge(made)
    if made.status != P.PROMISED or made.lapses_at > at:
        return False
    _settle(made, P.LAPSED, None, from_=(P.PROMISED,), now=at)
    _write(made, "pledge_lapsed")
    _fall_back(appeal)
    return True


def lapse(now: datetime | None = None) -> int:
    """Free every promise whose day has passed, and remind of those that are due in two days; how many lapsed."""
    at = now or timezone.now()
    waiting = Pledge.objects.filter(status=P.PROMISED).select_related("need__appeal", "person").order_by("pk")
    for made in waiting.filter(lapses_at__gt=at, lapses_at__lte=at + rules.REMIND_BEFORE):
        if made.lapses_at - made.made_at > rules.REMIND_BEFORE + timedelta(days=1):
            _write(made, "pledge_due")
    return sum(lapse_one(made, now=at) for made in waiting.filter(lapses_at__lte=at))


def locked(need: Need) -> Need:
    return Need.objects.select_for_update(of=("self",), no_key=True).get(pk=need.pk)


def remaining(need: Need) -> int:
    """What is still missing of a need, counted from its pledges."""
    return queries.state_of(need, need.pledges.all()).remaining


def _still_missing(missing: int) -> str:
    if not missing:
        return _("All of this is promised already. Tick the box if you want to promise more.")
    return ngettext(
        "Only %(count)d is still missing. Tick the box if you want to promise more.",
        "Only %(count)d are still missing. Tick the box if you want to promise more.",
        missing,
    ) % {"count": missing}


def _locked_pledge(made: Pledge) -> Pledge:
    locked(made.need)
    return Pledge.objects.select_related("need__appeal", "organisation", "person").get(pk=made.pk)


def _settle(
    made: Pledge, status: str, by: Person | None, *, from_: tuple[str, ...], now: datetime | None = None
) -> Pledge:
    if made.status == status:
        return made
    if made.status not in from_:
        raise NotPossible(_("This promise is in another state now."))
    made.status, made.settled_at = status, now or timezone.now()
    made.save(update_fields=["status", "settled_at", "reason"])
    record(by, f"pledge_{status}", made.need.appeal, pledge=made.pk)
    return made


def _fall_back(appeal: Appeal) -> None:
    """An appeal whose last promise is gone waits for help again."""
    if appeal.status == Appeal.Status.ANSWERED and not queries.has_standing_pledges(appeal):
        enter(appeal, Appeal.Status.PUBLISHED, None, timezone.now(), act="open_again")


def _write(made: Pledge, kind: str) -> None:
    appeal = made.need.appeal
    queue_letter(made.person, kind, key=f"{kind}:{made.pk}", what=made.need.what, title=appeal.title, slug=appeal.slug)
