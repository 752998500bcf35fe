"""The example's relay: which deed led to which. It starts at Temirtau's sports ground; every baton is invented."""

import math
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from estafeta.base.bulk import copy_in, reserve_ids
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, DeedAnswer
from estafeta.ops.example.plan import PlannedDeed
from estafeta.people.models import Person
from estafeta.relay.models import Baton, Bundle, Handover, Link
from estafeta.relay.rules import CARRY_LASTS, OF_A_PARTICIPANT, PASS_LASTS
from estafeta.relay.services import redraw

ALONE = 0.06  # of the deeds began without a baton
OWN_LINE = 0.5  # of those that answer an appeal of their own
TWO_PARENTS = 0.14
FORGETTING_DAYS = 11.0  # how fast a deed stops handing on
FAR_DEGREES = 4.0
TO = ("link", "person", "organisation", "territory")
TO_SHARES = (45, 25, 17, 13)
# batons that led to no deed, beside a hundred that did: declined, lapsed, taken and still in hand, on the way
BESIDE = {"declined": 11, "lapsed": 34, "accepted": 8, "on_the_way": 13}


@dataclass
class _Pass:
    """One baton of the example: from one deed, and the moments at which something happened to it."""

    parent: int
    child: int | None
    way: str
    steps: list[tuple[str, datetime]]
    to: str = "link"
    of: dict[str, int] = field(default_factory=dict)


def load_relay(
    rng: Random,
    campaign: Campaign,
    deeds: Sequence[tuple[int, PlannedDeed]],
    came: Mapping[int, Sequence[tuple[int, int]]],
    now: datetime,
) -> int:
    """Let every deed of the plan come from an earlier one near it, and draw the line.

    Takes:   deeds -- with their keys, oldest first; came -- (person, shift) by deed.
    Returns: how many deeds are in the line.
    Writes:  Bundles, Batons, Handovers, Links; what `redraw` writes.
    """
    live = [(key, deed) for key, deed in deeds if deed.status != "cancelled"]
    over = [(key, deed) for key, deed in live if deed.status != "announced"]
    if not over:
        return redraw(campaign)
    passes = list(_carried(rng, campaign, live, over))
    passes += _beside(rng, over, len(passes), now)
    _write(rng, campaign, dict(deeds), passes, came)
    return redraw(campaign)


def _carried(
    rng: Random,
    campaign: Campaign,
    live: Sequence[tuple[int, PlannedDeed]],
    over: Sequence[tuple[int, PlannedDeed]],
) -> Iterator[_Pass]:
    """The batons that led to a deed: announced through one, or joined before it took place."""
    answering = set(DeedAnswer.objects.filter(deed__campaign=campaign).values_list("deed", flat=True))
    pull = {key: rng.lognormvariate(0, 1.1) for key, _deed in over}  # a few deeds move many, as everywhere
    for key, deed in live[1:]:
        if (key in answering and rng.random() < OWN_LINE) or rng.random() < ALONE:
            continue
        parents = _parents(rng, deed, over, pull, 2 if rng.random() < TWO_PARENTS else 1)
        for number, (parent, before) in enumerate(parents):
            announced = deed.announced_at or deed.starts_at
            if number == 0 and before.ends_at < announced:
                yield _Pass(parent, key, "announced", _moments(rng, before.ends_at, announced))
                continue
            free = deed.starts_at - max(before.ends_at, announced)
            if free > timedelta(0):
                joined = max(before.ends_at, announced) + free * rng.uniform(0.05, 0.9)
                yield _Pass(parent, key, "joined", _moments(rng, before.ends_at, joined))


def _parents(
    rng: Random,
    deed: PlannedDeed,
    over: Sequence[tuple[int, PlannedDeed]],
    pull: Mapping[int, float],
    number: int,
) -> list[tuple[int, PlannedDeed]]:
    """Earlier deeds, the near and the recent ones most likely; the first of all where none was over in time."""
    before = [(key, one) for key, one in over if one.ends_at < (deed.announced_at or deed.starts_at)]
    if not before:
        before = [(key, one) for key, one in over[:1] if one.ends_at < deed.starts_at]
    if not before:
        return []
    weights = [pull[key] * _likelihood(one, deed) for key, one in before]
    chosen = {key: (key, one) for key, one in rng.choices(before, weights, k=number)}
    return list(chosen.values())


def _likelihood(before: PlannedDeed, deed: PlannedDeed) -> float:
    days = ((deed.announced_at or deed.starts_at) - before.ends_at).total_seconds() / 86_400
    far = math.hypot(before.place.lon - deed.place.lon, (before.place.lat - deed.place.lat) * 1.5)
    return math.exp(-days / FORGETTING_DAYS) * math.exp(-far / FAR_DEGREES) + 1e-9


def _moments(rng: Random, ended: datetime, carried: datetime) -> list[tuple[str, datetime]]:
    """Passed, taken, carried on: between the end of one deed and the beginning of the next."""
    room = carried - ended
    passed = ended + min(room * 0.5, timedelta(hours=rng.lognormvariate(1.6, 0.9)))
    taken = passed + min((carried - passed) * 0.9, timedelta(hours=rng.lognormvariate(2.6, 1.0)))
    return [("on_the_way", passed), ("accepted", taken), ("carried", carried)]


def _beside(rng: Random, over: Sequence[tuple[int, PlannedDeed]], carried: int, now: datetime) -> Iterator[_Pass]:
    """The batons that led to no deed: declined, lapsed, in somebody's hand, on their way."""
    for status, share in BESIDE.items():
        for _ in range(carried * share // 100):
            key, deed = rng.choice(over if status in {"declined", "lapsed"} else over[len(over) // 2 :])
            passed = deed.ends_at + timedelta(hours=rng.lognormvariate(2.2, 0.9))
            if status == "on_the_way":
                passed = max(passed, now - timedelta(days=rng.uniform(0.2, 12)))
            answered = passed + timedelta(hours=rng.lognormvariate(2.6, 1.0))
            steps = [("on_the_way", passed)]
            if status == "lapsed":
                steps.append(("lapsed", passed + PASS_LASTS))
            elif status != "on_the_way":
                steps.append((status, answered))
            if steps[-1][1] < now:
                yield _Pass(key, None, "", steps)


def _write(
    rng: Random,
    campaign: Campaign,
    deeds: Mapping[int, PlannedDeed],
    passes: Sequence[_Pass],
    came: Mapping[int, Sequence[tuple[int, int]]],
) -> None:
    givers = _givers(rng, passes, came, {one for people in came.values() for one, _shift in people[:1]})
    bundles: dict[tuple[int, int], int] = {}
    for one, giver in zip(passes, givers, strict=True):
        bundles[one.parent, giver] = bundles.get((one.parent, giver), 0) + 1
    bundle_keys = dict(zip(bundles, reserve_ids(Bundle, len(bundles)), strict=True))
    copy_in(
        Bundle,
        ("id", "deed_id", "person_id", "size", "passed", "handed_at"),
        (
            (bundle_keys[pair], pair[0], pair[1], max(OF_A_PARTICIPANT, number), number, deeds[pair[0]].ends_at)
            for pair, number in bundles.items()
        ),
    )
    keys = reserve_ids(Baton, len(passes))
    bodies = dict(Deed.objects.filter(campaign=campaign).values_list("pk", "organisation"))
    holders = list(Person.objects.filter(pk__in=givers[:200]).values_list("pk", flat=True)) or givers
    rows: list[tuple[object, ...]] = []
    for key, one, giver in zip(keys, passes, givers, strict=True):
        status, at = one.steps[-1]
        target = one.child or one.parent
        to = rng.choices(TO, TO_SHARES)[0] if one.child else "link"
        holder = rng.choice(holders) if status in {"accepted", "carried"} else None
        lapses_at = at + (CARRY_LASTS if status == "accepted" else PASS_LASTS)
        rows.append(
            (key, bundle_keys[one.parent, giver], one.parent, campaign.pk, giver, secrets.token_urlsafe(24), str(key),
             to, holder if to == "person" and holder != giver else None,
             bodies[target] if to == "organisation" else None,
             deeds[target].place.key if to == "territory" else None, "", "", "ru", status, one.steps[0][1],
             lapses_at if status in {"accepted", "on_the_way"} else None,
             one.steps[1][1] if len(one.steps) > 1 else None, holder, "")
        )  # fmt: skip
    rows = [_to_a_link(row) if row[7] == "person" and row[8] is None else row for row in rows]
    copy_in(
        Baton,
        ("id", "bundle_id", "deed_id", "campaign_id", "giver_id", "token", "client_key", "to", "person_id",
         "organisation_id", "territory_id", "signed_as", "words", "language", "status", "passed_at", "lapses_at",
         "answered_at", "holder_id", "reason"),
        rows,
    )  # fmt: skip
    copy_in(
        Handover,
        ("baton_id", "status", "at"),
        ((key, status, at) for key, one in zip(keys, passes, strict=True) for status, at in one.steps),
    )
    copy_in(
        Link,
        ("parent_id", "child_id", "campaign_id", "baton_id", "way", "at", "parent_ended_at", "child_ends_at"),
        (
            (one.parent, one.child, campaign.pk, key, one.way, one.steps[-1][1], deeds[one.parent].ends_at,
             deeds[one.child].ends_at)
            for key, one in zip(keys, passes, strict=True)
            if one.child is not None
        ),
    )  # fmt: skip


def _to_a_link(row: tuple[object, ...]) -> tuple[object, ...]:
    return (*row[:7], "link", *row[8:])


def _givers(
    rng: Random, passes: Sequence[_Pass], came: Mapping[int, Sequence[tuple[int, int]]], others: set[int]
) -> list[int]:
    """Somebody who was there; where a deed named nobody, somebody who was elsewhere."""
    fallback = sorted(others)
    return [rng.choice(came[one.parent])[0] if came.get(one.parent) else rng.choice(fallback) for one in passes]
