"""A relay of many deeds for measuring: each came from an earlier one, the line drawn."""

import secrets
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from estafeta.base.bulk import copy_in, reserve_ids
from estafeta.deeds.models import Deed
from estafeta.people.models import Person
from estafeta.relay.models import Baton, Bundle, Handover, Link
from estafeta.relay.services import redraw

DAYS = 200


def draw_line(keys: list[int]) -> int:
    """Let the given deeds lead to each other, over 200 days, and draw the line.

    Returns: how many deeds are in it.
    """
    rng = Random(2010)  # noqa: S311 -- a measurement, not a secret
    begins = timezone.now() - timedelta(days=DAYS)
    deeds = list(Deed.objects.filter(pk__in=keys).order_by("pk"))
    for at, deed in enumerate(deeds):
        deed.starts_at = begins + timedelta(days=DAYS * at / len(deeds))
        deed.ends_at, deed.status = deed.starts_at + timedelta(hours=3), Deed.Status.REPORTED
        deed.announced_at = deed.starts_at - timedelta(hours=1)
    Deed.objects.bulk_update(deeds, ["starts_at", "ends_at", "status", "announced_at"], batch_size=2000)
    campaign = deeds[0].campaign
    person = Person.objects.create(name="Bench", folded_name="bench", language="en")
    bundles = reserve_ids(Bundle, len(deeds))
    pairs = [(deeds[rng.randrange(max(0, at - 4000), at)], deeds[at], at) for at in range(1, len(deeds))]
    pairs = [(parent, child, at) for parent, child, at in pairs if _over(parent) < _begun(child)]
    copy_in(
        Bundle,
        ("id", "deed_id", "person_id", "size", "passed", "handed_at"),
        ((bundles[at], deed.pk, person.pk, 3, 0, deed.ends_at) for at, deed in enumerate(deeds)),
    )
    by_deed = {deed.pk: bundle for deed, bundle in zip(deeds, bundles, strict=True)}
    batons = reserve_ids(Baton, len(pairs))
    copy_in(
        Baton,
        ("id", "bundle_id", "deed_id", "campaign_id", "giver_id", "token", "client_key", "to", "signed_as", "words",
         "language", "status", "passed_at", "reason"),
        (
            (key, by_deed[parent.pk], parent.pk, campaign.pk, person.pk, secrets.token_urlsafe(16), str(key), "link",
             "", "", "en", "carried", parent.ends_at, "")
            for key, (parent, _child, _at) in zip(batons, pairs, strict=True)
        ),
    )  # fmt: skip
    copy_in(
        Handover,
        ("baton_id", "status", "at"),
        (
            (key, status, _over(parent) + (_begun(child) - _over(parent)) * part)
            for key, (parent, child, _at) in zip(batons, pairs, strict=True)
            for status, part in (("on_the_way", 0.1), ("accepted", 0.5), ("carried", 1.0))
        ),
    )
    copy_in(
        Link,
        ("parent_id", "child_id", "campaign_id", "baton_id", "way", "at", "parent_ended_at", "child_ends_at"),
        (
            (parent.pk, child.pk, campaign.pk, key, "announced", child.announced_at, parent.ends_at, child.ends_at)
            for key, (parent, child, _at) in zip(batons, pairs, strict=True)
        ),
    )
    return redraw(campaign)


def _over(deed: Deed) -> datetime:
    return deed.ends_at or timezone.now()


def _begun(deed: Deed) -> datetime:
    return deed.announced_at or timezone.now()
