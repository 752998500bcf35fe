"""The canonical form of a fact as a leaf of its day's hash tree (docs/proofs.md). Once written, it never changes."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from estafeta.campaigns.models import Campaign
from estafeta.tally.models import Fact, Seal

AT_ONCE = 5000
OPEN = (
    "pk", "kind", "deed_id", "shift_id", "territory_id", "heads", "group_id", "grade", "minutes", "minutes_measured",
    "corrects_id",
)  # fmt: skip
OPEN_NAMES = ("entry", *(name.removesuffix("_id") for name in OPEN[1:]))
CLOSED = ("uuid", "person_id", "unit", "happened_at", "recorded_at", "recorded_by_id", "reason")
CLOSED_NAMES = tuple(name.removesuffix("_id") for name in CLOSED)


@dataclass(frozen=True, slots=True)
class Leaf:
    """`open` may be read by everybody; `closed`, with its salt, only by whom the entry is about."""

    open: dict[str, Any]
    closed: dict[str, Any]

    @property
    def commitment(self) -> str:
        return hashlib.sha256(canonical(self.closed)).hexdigest()

    @property
    def data(self) -> bytes:
        return canonical({"open": self.open, "closed": self.commitment})


def canonical(said: dict[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def leaves(campaign: Campaign, begins_at: datetime, ends_at: datetime, secret: bytes) -> Iterator[Leaf]:
    """The facts recorded in a span of time, in the order of their numbers."""
    found = Fact.objects.filter(campaign=campaign, recorded_at__gte=begins_at, recorded_at__lt=ends_at).order_by("pk")
    for row in found.values_list(*OPEN, *CLOSED).iterator(chunk_size=AT_ONCE):
        shown = dict(zip(OPEN_NAMES, row, strict=False))
        hidden = {name: _plain(value) for name, value in zip(CLOSED_NAMES, row[len(OPEN) :], strict=True)}
        hidden["salt"] = hmac.digest(secret, hidden["uuid"].encode(), "sha256").hex()
        yield Leaf(shown, hidden)


def leaves_under(seal: Seal) -> Iterator[Leaf]:
    return leaves(seal.campaign, seal.begins_at, seal.ends_at, bytes(seal.secret))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value if value is None or isinstance(value, int) else str(value)
