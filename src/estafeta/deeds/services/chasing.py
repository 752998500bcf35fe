"""A report that does not come is asked for: on the day, after 3 and 7 days, then of the coordinators."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.deeds import queries, rules
from estafeta.deeds.models import Deed
from estafeta.deeds.services.states import held
from estafeta.journal.queries import details_of
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.organisations.queries import organisers_of
from estafeta.people.models import Person
from estafeta.people.queries import coordinators_of

ACT, REMINDED = "report_chased", "report_reminded"


def chase_reports(*, now: datetime | None = None) -> int:
    """Ask for every report that is due and was not asked for at this stage yet; running it again asks nobody twice.

    Returns: how many deeds were asked about now.
    Why:     only the latest stage is asked, so that a clock that stood still makes no flood; what was written down
             after it had happened is not chased.
    """
    at = now or timezone.now()
    over = list(
        Deed.objects.filter(
            status=Deed.Status.DONE, ends_at__range=(at - rules.CHASED_FOR, at), made_at__lt=F("ends_at")
        ).order_by("ends_at", "pk")
    )
    asked = details_of(over, ACT)
    return sum(_chase(deed, at) for deed in over if not _was_asked(asked.get(deed.pk, []), deed, at))


@transaction.atomic
def _chase(deed: Deed, at: datetime) -> bool:
    """Write the letters of one deed's stage, unless it was reported or asked about meanwhile.

    Writes: one letter for each reader, one journal Entry.
    Locks:  the Deed row.
    """
    deed = held(deed)
    if deed.status != Deed.Status.DONE or _was_asked(details_of([deed], ACT).get(deed.pk, []), deed, at):
        return False
    kind, days = rules.chase_of(deed, at)
    readers = coordinators_of(deed.territory, deed.campaign.slug) if kind == "report_missing" else _organisers(deed)
    for person in readers:
        queue_letter(
            person, kind, key=f"{kind}:{deed.pk}:{days}:{person.pk}", title=deed.title, slug=deed.slug, days=days,
            organisation=deed.organisation.name, in_digest=kind == "report_missing",
        )  # fmt: skip
    record(None, ACT, deed, days=days)
    return True


@transaction.atomic
def remind(deed: Deed, by: Person, *, now: datetime | None = None) -> bool:
    """Ask the organisers once more for a report, as a coordinator; once a day, however often it is pressed.

    Returns: whether they were asked now.
    Raises:  NotPossible when `by` does not coordinate there, or no report is missing.
    Writes:  one letter for each organiser, one journal Entry.
    Locks:   the Deed row.
    """
    deed, at = held(deed), now or timezone.now()
    insist(rules.may_review(by, deed))
    if deed.status != Deed.Status.DONE or deed.ends_at is None:
        raise NotPossible(_("No report is missing."))
    today = at.astimezone(ZoneInfo(deed.territory.time_zone)).date().isoformat()
    if any(detail.get("on") == today for detail in details_of([deed], REMINDED).get(deed.pk, [])):
        return False
    for person in _organisers(deed):
        queue_letter(
            person, "report_due", key=f"report_reminded:{deed.pk}:{today}:{person.pk}", title=deed.title,
            slug=deed.slug, days=max(0, (at - deed.ends_at).days), organisation=deed.organisation.name,
        )  # fmt: skip
    record(by, REMINDED, deed, on=today)
    return True


def _organisers(deed: Deed) -> Iterable[Person]:
    """The organisers of the deed's organisation and of those that organise it together with it, each once."""
    organisations = [deed.organisation, *(other.organisation for other in queries.together_with(deed))]
    return {person.pk: person for body in organisations for person in organisers_of(body)}.values()


def _was_asked(before: list[dict[str, int]], deed: Deed, at: datetime) -> bool:
    """Whether this stage, or a later one, was asked about before."""
    return any(detail["days"] >= rules.chase_of(deed, at)[1] for detail in before)
