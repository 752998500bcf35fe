"""“I was told to come”: said without a name, counted together with at least four others, never traced to anybody.

Why: docs/decisions/0011-told-to-come.md
"""

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from estafeta.base.errors import insist
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.recognition import rules
from estafeta.recognition.models import ToldMark
from estafeta.tally.queries import minutes_a_head
from estafeta.tally.services import take_told_out
from estafeta.territories.models import Territory


@transaction.atomic
def say_told(deed: Deed, *, who: str, now: datetime | None = None) -> bool:
    """Write down that somebody was told to come to a deed.

    Takes:   who -- what tells one who speaks from another ("person 17", or an address); only its keyed hash is kept.
    Returns: whether this is new; said twice it is said once.
    Raises:  NotPossible before the deed is over, or long after it.
    Writes:  one ToldMark without a person and a moment; no journal Entry, which would have both.
    """
    insist(rules.may_say_told(deed, now or timezone.now()))
    mark = salted_hmac(
        "recognition.told", f"{deed.pk}:{who}", secret=settings.SECRET_KEY, algorithm="sha256"
    ).hexdigest()
    _kept, is_new = ToldMark.objects.get_or_create(mark=mark, defaults={"deed": deed})
    return is_new


@transaction.atomic
def release_told() -> int:
    """Let what was said leave the hours given, wherever at least five say it; run once a night.

    Returns: how many people's hours left. What fewer than five said waits until others say it too.
    Writes:  the marks, one Told each for an organisation in its territory, or for the nearest territory above.
    Locks:   the marks that wait, so that two runs count none twice.
    """
    waiting = ToldMark.objects.select_for_update(of=("self",)).filter(counted=False)
    marks = list(waiting.select_related("deed__territory", "deed__organisation", "deed__campaign").order_by("pk"))
    by_deed: dict[int, list[ToldMark]] = defaultdict(list)
    for mark in marks:
        by_deed[mark.deed_id].append(mark)
    released, rest = 0, []
    for group in by_deed.values():
        deed = group[0].deed
        heads, minutes = minutes_a_head(deed)
        able = group[: max(0, heads - ToldMark.objects.filter(deed=deed, counted=True).count())]
        if len(able) >= rules.FEWEST_TOLD:
            take_told_out(
                deed.campaign, deed.territory, organisation=deed.organisation, heads=len(able),
                minutes=len(able) * minutes,
            )  # fmt: skip
            released += _count(able)
        else:
            rest += [(mark, minutes) for mark in able]
    return released + _release_above(rest)


def _release_above(rest: list[tuple[ToldMark, int]]) -> int:
    """What too few said of one deed, by the nearest territory above in which five said it."""
    released = 0
    depths = sorted({mark.deed.territory.path.count("/") for mark, _minutes in rest}, reverse=True)
    for depth in range(max(depths, default=0), 0, -1):
        groups: dict[tuple[int, str], list[tuple[ToldMark, int]]] = defaultdict(list)
        for mark, minutes in rest:
            steps = mark.deed.territory.path.split("/")
            if len(steps) > depth:
                groups[mark.deed.campaign_id, "/".join(steps[:depth]) + "/"].append((mark, minutes))
        for (campaign, path), group in groups.items():
            place = Territory.objects.filter(path=path).first()
            if len(group) < rules.FEWEST_TOLD or place is None:
                continue
            take_told_out(
                Campaign.objects.get(pk=campaign), place, heads=len(group), minutes=sum(time for _mark, time in group)
            )
            done = {mark.pk for mark, _minutes in group}
            released += _count([mark for mark, _minutes in group])
            rest = [(mark, minutes) for mark, minutes in rest if mark.pk not in done]
    return released


def _count(marks: list[ToldMark]) -> int:
    return ToldMark.objects.filter(pk__in=[mark.pk for mark in marks]).update(counted=True)
