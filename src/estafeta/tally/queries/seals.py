"""Sealed days as outsiders read them, and the proof that one entry is in its day."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet
from pymerkle import InmemoryTree

from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, SocialGroup
from estafeta.tally.models import Cosignature, Fact, Seal
from estafeta.tally.queries.leaves import Leaf, leaves_under
from estafeta.territories.models import Territory

DAY_FORMAT = "estafeta sealed day 1"
PROOF_FORMAT = "estafeta proof 1"
CHAIN_FORMAT = "estafeta seals 1"


def seals_of(campaign: Campaign) -> QuerySet[Seal]:
    """The latest first, each with its co-signatures."""
    signed = Prefetch("cosignatures", Cosignature.objects.select_related("witness"))
    return Seal.objects.filter(campaign=campaign).select_related("campaign").prefetch_related(signed).order_by("-day")


def chain_of(campaign: Campaign) -> dict[str, Any]:
    """All statements of a campaign, the first day first: each names the digest of the one before it."""
    seals = reversed(seals_of(campaign))
    return {
        "format": CHAIN_FORMAT,
        "campaign": campaign.slug,
        "seals": [{"statement": seal.statement, "signatures": signatures_under(seal)} for seal in seals],
    }


def sealed_day(seal: Seal) -> Iterator[str]:
    """A whole day for outsiders, as pieces of JSON: what was counted where, without who.

    Returns: enough to compute the root and to recount the day without this server, entry after entry.
    """
    head = {
        "format": DAY_FORMAT,
        "statement": seal.statement,
        "signatures": signatures_under(seal),
        "names": _names(Fact.objects.filter(**_span(seal))),
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "entries": ['
    for number, leaf in enumerate(leaves_under(seal)):
        yield (",\n" if number else "\n") + json.dumps({"open": leaf.open, "closed": leaf.commitment})
    yield "\n]}\n"


def proof_of(fact: Fact) -> dict[str, Any] | None:
    """That a fact is counted: itself, the path to the root of its day, and who signed; None until the day is sealed.

    Why: it shows what is closed to others, so it is given only to whom the fact is about.
    """
    return proofs_of([fact])[fact.pk]


def proofs_of(facts: Iterable[Fact]) -> dict[int, dict[str, Any] | None]:
    """The proofs of many facts by their keys; each day's tree is grown once."""
    asked = list(facts)
    proofs: dict[int, dict[str, Any] | None] = {fact.pk: None for fact in asked}
    days: dict[Seal, set[int]] = defaultdict(set)
    for fact, seal in _under(asked):
        days[seal].add(fact.pk)
    for seal, keys in days.items():
        proofs |= _proofs_under(seal, keys)
    return proofs


def seals_over(facts: Iterable[Fact]) -> dict[int, Seal]:
    """Under which seal each fact lies, by the facts' keys; without those whose day is not sealed yet."""
    return {fact.pk: seal for fact, seal in _under(list(facts))}


def _under(facts: list[Fact]) -> Iterator[tuple[Fact, Seal]]:
    seals: dict[int, list[Seal]] = defaultdict(list)
    signed = Prefetch("cosignatures", Cosignature.objects.select_related("witness"))
    wanted = Seal.objects.filter(campaign__in={fact.campaign_id for fact in facts})
    for seal in wanted.select_related("campaign").prefetch_related(signed):
        seals[seal.campaign_id].append(seal)
    for fact in facts:
        for seal in seals[fact.campaign_id]:
            if seal.begins_at <= fact.recorded_at < seal.ends_at:
                yield fact, seal


def _proofs_under(seal: Seal, keys: set[int]) -> dict[int, dict[str, Any] | None]:
    tree = InmemoryTree(algorithm="sha256")
    wanted: list[tuple[int, Leaf]] = []
    for index, leaf in enumerate(leaves_under(seal)):
        tree.append_entry(leaf.data)
        if leaf.open["entry"] in keys:
            wanted.append((index, leaf))
    signatures, names = signatures_under(seal), _names(Fact.objects.filter(pk__in=keys))
    return {
        leaf.open["entry"]: {
            "format": PROOF_FORMAT,
            "statement": seal.statement,
            "signatures": signatures,
            "names": names,
            "open": leaf.open,
            "closed": leaf.closed,
            "index": index,
            "path": [step.hex() for step in tree.prove_inclusion(index + 1).path[1:]],
        }
        for index, leaf in wanted
    }


def root_of(leaves: Iterable[Leaf]) -> tuple[int, str]:
    """How many leaves there are, and the root of their tree (RFC 9162, SHA-256)."""
    tree, number = InmemoryTree(algorithm="sha256"), 0
    for leaf in leaves:
        tree.append_entry(leaf.data)
        number += 1
    return number, tree.get_root().hex() if number else ""


def signatures_under(seal: Seal) -> list[dict[str, str]]:
    return [
        {"witness": one.witness.name, "key": one.witness.key, "signature": one.signature}
        for one in seal.cosignatures.all()
    ]


def _span(seal: Seal) -> dict[str, Any]:
    return {"campaign": seal.campaign, "recorded_at__gte": seal.begins_at, "recorded_at__lt": seal.ends_at}


def _names(facts: QuerySet[Fact]) -> dict[str, dict[str, str]]:
    """What the numbers in entries stand for; an aid to readers, not under the seal."""
    found = {
        "deed": Deed.objects.filter(pk__in=facts.values("deed")).values_list("pk", "slug"),
        "territory": Territory.objects.filter(pk__in=facts.values("territory")).values_list("pk", "code"),
        "group": SocialGroup.objects.filter(pk__in=facts.values("group")).values_list("pk", "slug"),
    }
    return {of: {str(key): name for key, name in sorted(pairs)} for of, pairs in found.items()}
