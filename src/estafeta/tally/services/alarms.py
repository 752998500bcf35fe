"""Alarms: found by the clock, raised by people, settled by a coordinator. None of it changes a figure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.journal.services import record
from estafeta.people.models import Person
from estafeta.tally import rules
from estafeta.tally.models import Alarm
from estafeta.tally.queries.alarms import deeds_recorded_since, seen_around
from estafeta.tally.rules.alarms import Finding, findings

AT_ONCE = 50  # deeds whose surroundings are looked at together
LONGEST_REASON = 2_000


def look_for_alarms(*, since: timedelta, now: datetime | None = None) -> int:
    """Look at every deed about which something was recorded lately, and at what surrounds it.

    Takes:   since -- how far back; what was looked at before is looked at again, and found once.
    Returns: how many new alarms there are.
    Writes:  Alarms, one journal Entry each, in a transaction a campaign and fifty deeds.
    """
    at = now or timezone.now()
    new = 0
    for campaign in Campaign.objects.filter(facts__recorded_at__gte=at - since).distinct():
        deeds = deeds_recorded_since(campaign, at - since)
        for first in range(0, len(deeds), AT_ONCE):
            new += _keep(campaign, findings(seen_around(campaign, deeds[first : first + AT_ONCE])), at)
    return new


@transaction.atomic
def _keep(campaign: Campaign, found: Iterable[Finding], at: datetime) -> int:
    """Write down what is new, and of what still waits the numbers as they are now."""
    by_key = {one.key: one for one in found}
    known = Alarm.objects.select_for_update().in_bulk(list(by_key), field_name="key")
    deeds = Deed.objects.in_bulk({pk for one in by_key.values() for pk in one.deeds})
    new = 0
    for key, one in by_key.items():
        alarm = known.get(key)
        if alarm is None:
            new += _begin(one, campaign, [deeds[pk] for pk in one.deeds if pk in deeds], at)
        elif alarm.state == Alarm.State.OPEN and alarm.numbers != one.numbers:
            alarm.numbers = one.numbers
            alarm.save(update_fields=["numbers"])
            alarm.deeds.set(one.deeds)
    return new


def _begin(one: Finding, campaign: Campaign, deeds: list[Deed], at: datetime) -> bool:
    last = max(deeds, key=lambda deed: deed.pk)
    alarm, is_new = Alarm.objects.get_or_create(
        key=one.key,
        defaults={
            "rule": one.rule, "campaign": campaign, "territory_id": last.territory_id, "numbers": one.numbers,
            "found_at": at,
        },
    )  # fmt: skip
    if is_new:
        alarm.deeds.set(deeds)
        record(None, "alarm_found", alarm, rule=one.rule)
    return is_new


@transaction.atomic
def raise_denial(deed: Deed, by: Person, *, now: datetime | None = None) -> Alarm:
    """Note that somebody on the list of a deed says that they were not there. Said again it is one alarm.

    Writes: one Alarm a deed, with the number of people who said so; one journal Entry.
    Locks:  the Alarm row.
    """
    key = f"denied:{deed.pk}"
    alarm, _is_new = Alarm.objects.get_or_create(
        key=key,
        defaults={
            "rule": Alarm.Rule.DENIED, "campaign_id": deed.campaign_id, "territory_id": deed.territory_id,
            "numbers": {"persons": 0}, "found_at": now or timezone.now(),
        },
    )  # fmt: skip
    alarm = Alarm.objects.select_for_update(of=("self",)).get(pk=alarm.pk)
    alarm.numbers = {"persons": alarm.numbers["persons"] + 1}
    if alarm.state != Alarm.State.OPEN:  # what was settled speaks of those who had said so by then
        alarm.state, alarm.settled_at, alarm.settled_by = Alarm.State.OPEN, None, None
    alarm.save()
    alarm.deeds.add(deed)
    record(by, "attendance_denied", alarm)
    return alarm


@transaction.atomic
def settle_alarm(alarm: Alarm, by: Person, *, state: str, reason: str, now: datetime | None = None) -> Alarm:
    """Say, as a coordinator, that an alarm has an explanation, or that it is right. No figure changes by that.

    Returns: the Alarm; one that is settled stays as it is.
    Raises:  NotPossible when `by` may not, or without a reason.
    Writes:  the Alarm, one journal Entry.
    Locks:   the Alarm row.
    """
    alarm = Alarm.objects.select_for_update(of=("self",)).get(pk=alarm.pk)
    insist(rules.may_settle_alarm(by, alarm))
    if alarm.state != Alarm.State.OPEN:
        return alarm
    reason = clean(reason, most=LONGEST_REASON).strip()
    if state not in {Alarm.State.EXPLAINED, Alarm.State.CONFIRMED}:
        raise NotPossible(_("Say whether it is explained or confirmed."))
    if not reason:
        raise NotPossible(_("Write what you found out."))
    alarm.state, alarm.reason = state, reason
    alarm.settled_by, alarm.settled_at = by, now or timezone.now()
    alarm.save(update_fields=["state", "reason", "settled_by", "settled_at"])
    record(by, f"alarm_{state}", alarm)
    return alarm
