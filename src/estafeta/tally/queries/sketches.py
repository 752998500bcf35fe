"""Sketches of who took part, for campaigns that may not share lists (docs/sketches.md)."""

import base64
import hashlib
import hmac
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from datasketches import compact_theta_sketch, theta_union, update_theta_sketch
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible
from estafeta.base.texts import fold_name
from estafeta.campaigns.models import Campaign
from estafeta.people.models import Person
from estafeta.tally.models import Witness
from estafeta.tally.queries.figures import figure
from estafeta.tally.queries.leaves import canonical
from estafeta.tally.queries.moments import question
from estafeta.tally.queries.people import IN_HEADLINE, STANDS

FORMAT = "estafeta sketch 1"
LG_K = 14  # 16,384 numbers: a standard error of 0.8 %
FEWEST = 1_000
SIGMAS = 2  # the range that is told
FARTHEST = 5  # standard errors between what is declared and what the sketch says
SHORTEST_SECRET = 16
AT_ONCE = 5_000


@dataclass(frozen=True)
class Union:
    """How many different people several campaigns had together. `refused` tells why a sketch was left out."""

    people: int
    low: int
    high: int
    accepted: list[str]
    refused: list[tuple[str, str]]

    def as_dict(self) -> dict[str, Any]:
        share = (self.high - self.low) / 2 / self.people if self.people else 0
        return {
            "people": self.people,
            "low": self.low,
            "high": self.high,
            "error_percent": round(100 * share, 2),
            "accepted": self.accepted,
            "refused": [{"sketch": name, "reason": reason} for name, reason in self.refused],
        }


def sketch_of(campaign: Campaign, secret: bytes, key: Ed25519PrivateKey) -> dict[str, Any]:
    """A campaign's named people of grades A to C as a sketch, signed.

    Takes:  secret -- shared by all who want to merge: without it nobody can look whether somebody is in a sketch.
    Raises: NotPossible for fewer than a thousand people, or a short secret.
    """
    if len(secret) < SHORTEST_SECRET:
        raise NotPossible(_("The shared secret needs at least %(least)d characters.") % {"least": SHORTEST_SECRET})
    asked = figure(campaign)
    keys = _people(campaign)
    if len(keys) < FEWEST:
        raise NotPossible(_("A sketch needs at least 1,000 people, so that nobody can be found in it."))
    sketch = update_theta_sketch(LG_K)
    number = 0
    for begin in range(0, len(keys), AT_ONCE):
        for name, contact in _contacts(keys[begin : begin + AT_ONCE]):
            sketch.update(hmac.digest(secret, f"{contact}\n{fold_name(name)}".encode(), "sha256").hex())
            number += 1
    said = {
        "format": FORMAT,
        "campaign": campaign.slug,
        "as_of": asked.recorded_until.isoformat(),
        "people": number,
        "participations": asked.participations.value or 0,
        "secret": _name_of(secret),
        "sketch": base64.b64encode(sketch.compact().serialize()).decode(),
        "key": key.public_key().public_bytes_raw().hex(),
    }
    return said | {"signature": key.sign(canonical(said)).hex()}


def union_of(sketches: Iterable[tuple[str, dict[str, Any]]], secret: bytes) -> Union:
    """How many different people the campaigns behind the sketches had together; what does not hold is left out."""
    accepted, refused = [], []
    together = theta_union(LG_K)
    for name, said in sketches:
        try:
            together.update(_checked(said, secret))
        except NotPossible as refusal:
            refused.append((name, str(refusal.reason)))
        else:
            accepted.append(name)
    result = together.get_result()
    return Union(
        people=round(result.get_estimate()),
        low=math.floor(result.get_lower_bound(SIGMAS)),
        high=math.ceil(result.get_upper_bound(SIGMAS)),
        accepted=accepted,
        refused=refused,
    )


def _checked(said: dict[str, Any], secret: bytes) -> compact_theta_sketch:
    """Raises: NotPossible with the reason why this sketch is not believed."""
    try:
        bare = {name: value for name, value in said.items() if name != "signature"}
        people, participations = int(said["people"]), int(said["participations"])
        signature, key = bytes.fromhex(said["signature"]), str(said["key"])
        raw = base64.b64decode(said["sketch"], validate=True)
    except (KeyError, TypeError, ValueError) as fault:
        raise NotPossible(_("This is no signed sketch.")) from fault
    if said.get("format") != FORMAT:
        raise NotPossible(_("This is no signed sketch."))
    if not Witness.objects.filter(key=key).exists():
        raise NotPossible(_("Who signed this sketch is not known here."))
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, canonical(bare))
    except InvalidSignature as fault:
        raise NotPossible(_("The signature does not fit the sketch.")) from fault
    if said.get("secret") != _name_of(secret):
        raise NotPossible(_("This sketch was made with another secret."))
    if people < FEWEST:
        raise NotPossible(_("A sketch needs at least 1,000 people, so that nobody can be found in it."))
    if participations < people:
        raise NotPossible(_("It declares fewer participations than people, which can't be."))
    try:
        sketch = compact_theta_sketch.deserialize(raw)
        error = 1 / math.sqrt(2**LG_K)
        is_off = abs(sketch.get_estimate() - people) > max(1, FARTHEST * error * people)
    except Exception as fault:
        raise NotPossible(_("This is no signed sketch.")) from fault
    if is_off:
        raise NotPossible(_("The sketch holds another number of people than it declares."))
    return sketch


def _people(campaign: Campaign) -> list[int]:
    asked = question(campaign)
    where, values = asked.where("f", "recorded_at")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT f.person_id FROM tally_fact f WHERE {where} AND {IN_HEADLINE} AND {STANDS} ORDER BY 1",  # noqa: S608 -- our own words
            [*values, *asked.standing("attendance")],
        )
        return [key for (key,) in cursor.fetchall()]


def _contacts(keys: list[int]) -> list[tuple[str, str]]:
    """Name and contact of people; of a child the guardian's; who has none can't be met elsewhere, so stays alone."""
    found = Person.objects.filter(pk__in=keys).values_list(
        "pk", "name", "phone", "email", "guardian__phone", "guardian__email"
    )
    return [
        (name, next((one for one in contacts if one), f"{settings.SITE_URL} {key}"))
        for key, name, *contacts in found.order_by("pk")
    ]


def _name_of(secret: bytes) -> str:
    """What tells two secrets apart without telling them."""
    return hashlib.sha256(b"estafeta sketch secret\n" + secret).hexdigest()[:16]
