"""A certificate as a passport: an Open Badges 3.0 credential, signed so that it is verified without this platform.

W3C Verifiable Credentials 2.0 with a Data Integrity proof `eddsa-jcs-2022`; the issuer is a `did:key`, which holds its
own public key. A Bitstring Status List says which were revoked. docs/passports.md.
"""

import base64
import gzip
import hashlib
import hmac
import uuid
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from estafeta.base.fields import LANGUAGES
from estafeta.recognition import rules
from estafeta.recognition.models import Certificate, SigningKey
from estafeta.recognition.queries.canonical import canonical

CONTEXTS: Final = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519: Final = b"\xed\x01"  # multicodec of an Ed25519 public key
FIRST_BIT: Final = 0x80


def secret_key() -> Ed25519PrivateKey:
    """The key of this installation, out of the secret that it keeps (and that its backups hold)."""
    seed = hmac.new(settings.SECRET_KEY.encode(), b"recognition.passport.ed25519", hashlib.sha256).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key() -> str:
    """The installation's public key in multibase, as it stands in its `did:key`."""
    raw = secret_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return f"z{base58(ED25519 + raw)}"


def keys_used() -> QuerySet[SigningKey]:
    """Every key under which passports were ever signed here, the first one first."""
    return SigningKey.objects.order_by("pk")


def passport(certificate: Certificate) -> dict[str, Any]:
    """The signed credential of a valid certificate. The same certificate gives the same passport."""
    return signed(_credential(certificate), at=certificate.issued_at)


def status_list(number: int, at: datetime | None = None) -> dict[str, Any]:
    """The signed list of revoked places `number`: a bit for each certificate, whether it was issued or not."""
    first = number * rules.ON_A_LIST
    bits = bytearray(rules.ON_A_LIST // 8)
    revoked = Certificate.objects.filter(
        place__gte=first, place__lt=first + rules.ON_A_LIST, revoked_at__isnull=False
    ).values_list("place", flat=True)
    for place in revoked:
        bits[(place - first) // 8] |= FIRST_BIT >> (place - first) % 8
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()
    address = status_address(number)
    moment = at or datetime.now(tz=UTC)
    return signed(
        {
            "@context": CONTEXTS[:1],
            "id": address,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": _issuer()["id"],
            "validFrom": _iso(moment),
            "credentialSubject": {
                "id": f"{address}#list",
                "type": "BitstringStatusList",
                "statusPurpose": "revocation",
                "encodedList": f"u{packed}",
            },
        },
        at=moment,
    )


def status_address(number: int) -> str:
    return f"{settings.SITE_URL}{reverse('passport_status', args=[number])}"


def signed(document: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """A document with its proof: the hash of the proof's own words and that of the document, signed together."""
    key = public_key()
    words = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": _iso(at),
        "verificationMethod": f"did:key:{key}#{key}",
        "proofPurpose": "assertionMethod",
    }
    whole = {"@context": document["@context"], **words}
    data = hashlib.sha256(canonical(whole)).digest() + hashlib.sha256(canonical(document)).digest()
    return document | {
        "proof": words | {"@context": document["@context"], "proofValue": f"z{base58(secret_key().sign(data))}"}
    }


def base58(raw: bytes) -> str:
    number = int.from_bytes(raw)
    digits = ""
    while number:
        number, digit = divmod(number, 58)
        digits = ALPHABET[digit] + digits
    zeros = len(raw) - len(raw.lstrip(b"\0"))
    return ALPHABET[0] * zeros + digits


def _issuer() -> dict[str, Any]:
    return {"id": f"did:key:{public_key()}", "type": ["Profile"], "name": "Estafeta", "url": settings.SITE_URL}


def _credential(certificate: Certificate) -> dict[str, Any]:
    content = certificate.content
    number, place = divmod(certificate.place, rules.ON_A_LIST)
    address = status_address(number)
    theme = next((content["of"][code] for code in (certificate.language, *LANGUAGES) if content["of"].get(code)), "")
    return {
        "@context": CONTEXTS,
        "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{settings.SITE_URL}/{certificate.code}')}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": _issuer(),
        "validFrom": _iso(certificate.issued_at),
        "name": theme or "Good deeds",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityHash": content["name"],
                    "identityType": "name",
                    "hashed": False,
                }
            ],
            "activityStartDate": f"{content['since']}T00:00:00Z",
            "activityEndDate": f"{content['until']}T23:59:59Z",
            "achievement": {
                "id": f"{settings.SITE_URL}/verify/#achievement-{content['campaign'] or 'book'}",
                "type": ["Achievement"],
                "achievementType": "CommunityService",
                "name": theme or "Good deeds",
                "description": "Good deeds with the hours that others have seen: checked in on the spot, or confirmed.",
                "criteria": {"narrative": "Only entries of grades A and B of the tally are counted."},
            },
            "result": [
                {"type": ["Result"], "resultDescription": "urn:estafeta:deeds", "value": str(content["deeds"])},
                {"type": ["Result"], "resultDescription": "urn:estafeta:minutes", "value": str(content["minutes"])},
            ],
        },
        "evidence": [
            {
                "type": ["Evidence"],
                "name": one["what"],
                "narrative": f"{one['on']}; {one['who']}; grade {one['grade']}; {one['minutes']} minutes",
            }
            for one in content["list"]
        ],
        "credentialStatus": {
            "id": f"{address}#{place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(place),
            "statusListCredential": address,
        },
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
