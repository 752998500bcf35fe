"""Sealing each day's facts, taking in co-signatures, and looking whether the seals still hold."""

import hashlib
import secrets
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible
from estafeta.base.texts import clean
from estafeta.campaigns.models import Campaign
from estafeta.tally.models import Cosignature, Seal, Witness
from estafeta.tally.queries.leaves import leaves, leaves_under
from estafeta.tally.queries.moments import horizon
from estafeta.tally.queries.seals import root_of

NOTHING_BEFORE = "0" * 64
KEY_BYTES, SIGNATURE_BYTES = 32, 64
LONGEST_NAME = 200


@transaction.atomic
def seal_days(campaign: Campaign) -> list[Seal]:
    """Seal every day that is over, has facts, and is not sealed yet; days as the campaign's clock has them.

    Returns: the new seals, the earliest first. Twice is harmless.
    Locks:   the campaign's row, so that two at once do not seal the same day.
    Why:     a day is over when nothing can appear in it any more; docs/decisions/0006-as-of.md.
    """
    campaign = Campaign.objects.select_for_update(no_key=True).select_related("territory").get(pk=campaign.pk)
    zone = ZoneInfo(campaign.territory.time_zone)
    last = Seal.objects.filter(campaign=campaign).order_by("day").last()
    made = []
    settled = horizon()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT (recorded_at AT TIME ZONE %s)::date FROM tally_fact"
            " WHERE campaign_id = %s AND recorded_at >= coalesce(%s::timestamptz, '-infinity') ORDER BY 1",
            [str(zone), campaign.pk, last.ends_at if last else None],
        )
        days = [day for (day,) in cursor.fetchall()]
    for day in days:
        begins_at = datetime.combine(day, time.min, zone)
        ends_at = datetime.combine(day + timedelta(days=1), time.min, zone)
        if ends_at > settled:
            break
        secret = secrets.token_bytes(32)
        entries, root = root_of(leaves(campaign, begins_at, ends_at, secret))
        last = Seal.objects.create(
            campaign=campaign,
            day=day,
            begins_at=begins_at,
            ends_at=ends_at,
            entries=entries,
            root=root,
            before=digest_of(last) if last else NOTHING_BEFORE,
            secret=secret,
        )
        made.append(last)
    return made


def seal_all() -> int:
    """Seal what is to be sealed in every campaign; each in a transaction of its own."""
    return sum(len(seal_days(campaign)) for campaign in Campaign.objects.order_by("pk"))


def digest_of(seal: Seal) -> str:
    return hashlib.sha256(seal.statement.encode()).hexdigest()


def broken_seals(campaign: Campaign | None = None) -> list[str]:
    """Compute every sealed day anew from the facts and every link of the chain.

    Returns: a sentence for each seal that does not hold; empty when all is well.
    """
    faults = []
    before: dict[int, str] = {}
    seals = Seal.objects.select_related("campaign").order_by("campaign", "day")
    for seal in seals.filter(campaign=campaign) if campaign else seals:
        name = f"{seal.campaign.slug}, {seal.day.isoformat()}"
        entries, root = root_of(leaves_under(seal))
        if (entries, root) != (seal.entries, seal.root):
            faults.append(f"{name}: sealed {seal.entries} entries under {seal.root}, now {entries} under {root}")
        if seal.before != before.get(seal.campaign_id, NOTHING_BEFORE):
            faults.append(f"{name}: does not follow the seal before it")
        before[seal.campaign_id] = digest_of(seal)
    return faults


@transaction.atomic
def register_witness(name: str, key: str) -> Witness:
    """Let somebody outside sign seals. Registering the same key again changes nothing.

    Raises: NotPossible for what is no Ed25519 public key.
    """
    said = clean(name, most=LONGEST_NAME)
    if not said:
        raise NotPossible(_("Say who the witness is."))
    known, _made = Witness.objects.get_or_create(key=_hex(key, KEY_BYTES), defaults={"name": said})
    return known


@transaction.atomic
def cosign(seal: Seal, key: str, signature: str) -> Cosignature:
    """Keep a witness's signature under a seal; handed in twice, it is there once.

    Takes:   key, signature -- Ed25519 in hexadecimal; signed are the bytes of the seal's statement.
    Raises:  NotPossible for an unknown key or a signature that does not fit.
    """
    witness = Witness.objects.filter(key=_hex(key, KEY_BYTES)).first()
    if witness is None:
        raise NotPossible(_("No witness is registered with this key."))
    signed = _hex(signature, SIGNATURE_BYTES)
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(witness.key)).verify(
            bytes.fromhex(signed), seal.statement.encode()
        )
    except InvalidSignature as fault:
        raise NotPossible(_("This signature does not fit the statement of this day.")) from fault
    kept, _made = Cosignature.objects.get_or_create(seal=seal, witness=witness, defaults={"signature": signed})
    return kept


def _hex(text: str, length: int) -> str:
    try:
        raw = bytes.fromhex(clean(text, most=LONGEST_NAME))
    except ValueError:
        raw = b""
    if len(raw) != length:
        raise NotPossible(_("Write %(digits)d hexadecimal digits.") % {"digits": 2 * length})
    return raw.hex()
