#!/usr/bin/env python3
"""Check a passport of good deeds with the platform that issued it switched off.

    python check_passport.py passport.json --key z6Mk... [--status status.json | --fetch]

Needs Python 3.11 or newer and the package `cryptography`, and nothing of the platform. It answers four questions:
is the signature that of the key it names; is that key the one you trust; has it begun; was it revoked (only with the
signed list of revoked passports, given as a file or fetched). Exit status 0: everything asked for holds; 1: it does
not; 2: the files can't be read. `--key` is the issuer's public key, which is published at <platform>/verify/keys.json
and should be had from somewhere else than the passport; without it the key is only shown.
"""

import argparse
import base64
import gzip
import hashlib
import io
import json
import sys
import urllib.request
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519 = b"\xed\x01"
KEY_LENGTH = 32
MOST_BYTES = 2**24  # of a list unpacked; a zip bomb is none of ours
MOST_LETTERS = 200


class Fault(Exception):  # noqa: N818 -- reads as the sentence it is
    """What is wrong, in a sentence."""


def canonical(value: Any) -> bytes:
    """JSON in its canonical form (RFC 8785) for texts and whole numbers."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def from_base58(text: str) -> bytes:
    if len(text) > MOST_LETTERS:
        raise Fault("a key or signature is too long")
    number = 0
    for letter in text:
        if letter not in ALPHABET:
            raise Fault("a key or signature is not written in base 58")
        number = number * 58 + ALPHABET.index(letter)
    zeros = len(text) - len(text.lstrip(ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def key_of(document: dict[str, Any]) -> str:
    """Checks the proof of a signed document, and that its issuer is the one who signed. Returns the key."""
    proof = document.get("proof")
    if not isinstance(proof, dict):
        raise Fault("it is not signed")
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != "eddsa-jcs-2022":
        raise Fault("it is signed in a way that this program does not know")
    if proof.get("proofPurpose") != "assertionMethod":
        raise Fault("its signature was made for something else")
    method = str(proof.get("verificationMethod", ""))
    did, _sign, key = method.partition("#")
    if did != f"did:key:{key}" or not key.startswith("z"):
        raise Fault("its key is not a did:key")
    issuer = document.get("issuer")
    if (issuer.get("id") if isinstance(issuer, dict) else issuer) != did:
        raise Fault("it was signed by somebody else than its issuer")
    raw = from_base58(key[1:])
    if len(raw) != len(ED25519) + KEY_LENGTH or not raw.startswith(ED25519):
        raise Fault("its key is no Ed25519 key")
    words = {name: value for name, value in proof.items() if name != "proofValue"}
    bare = {name: value for name, value in document.items() if name != "proof"}
    if words.get("@context", bare.get("@context")) != bare.get("@context"):
        raise Fault("its signature speaks of another kind of document")
    words["@context"] = bare.get("@context")
    data = hashlib.sha256(canonical(words)).digest() + hashlib.sha256(canonical(bare)).digest()
    try:
        Ed25519PublicKey.from_public_bytes(raw[len(ED25519) :]).verify(
            from_base58(str(proof.get("proofValue"))[1:]), data
        )
    except InvalidSignature as fault:
        raise Fault("its signature does not fit: it was changed after it was signed") from fault
    return key


def is_revoked(passport: dict[str, Any], listed: dict[str, Any], key: str) -> bool:
    """Whether the signed list has the passport's place set. Raises Fault when it is another list, or forged."""
    status = passport.get("credentialStatus")
    if not isinstance(status, dict) or status.get("type") != "BitstringStatusListEntry":
        raise Fault("the passport names no list of revoked ones")
    if key_of(listed) != key:
        raise Fault("the list of revoked passports was signed by somebody else")
    subject = listed.get("credentialSubject", {})
    if listed.get("id") != status.get("statusListCredential") or subject.get("statusPurpose") != "revocation":
        raise Fault("this is another list of revoked passports")
    text = str(subject.get("encodedList", ""))[1:]
    packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
        bits = file.read(MOST_BYTES)
    place = int(status["statusListIndex"])
    if not 0 <= place < len(bits) * 8:
        raise Fault("the passport's place is not on this list")
    return bool(bits[place // 8] & (0x80 >> place % 8))


def check(passport: dict[str, Any], *, trusted: str = "", listed: dict[str, Any] | None = None) -> list[str]:
    """What holds, as sentences. Raises Fault with the first thing that does not."""
    key = key_of(passport)
    told = [f"Signed with the key {key}."]
    if trusted and trusted.removeprefix("did:key:") != key:
        raise Fault(f"it was signed with the key {key}, which is not the one you trust")
    told.append("That is the key you trust." if trusted else "Compare this key with the one that the issuer publishes.")
    begins = datetime.fromisoformat(str(passport.get("validFrom", "")))
    if begins > datetime.now(tz=UTC):
        raise Fault("it begins in the future")
    if listed is None:
        told.append("Whether it was revoked was not asked: give --status FILE or --fetch.")
    elif is_revoked(passport, listed, key):
        raise Fault("it was revoked")
    else:
        told.append(f"Not revoked as of {listed.get('validFrom', '?')}.")
    return told


def described(passport: dict[str, Any]) -> str:
    subject = passport["credentialSubject"]
    name = subject["identifier"][0]["identityHash"]
    results = {one["resultDescription"].rpartition(":")[2]: one["value"] for one in subject["result"]}
    since, until = subject["activityStartDate"][:10], subject["activityEndDate"][:10]
    hours = int(results["minutes"]) / 60
    return f"{name}: {results['deeds']} good deeds, {hours:.1f} hours, {since} to {until} ({passport['name']})"


def read(path: str) -> dict[str, Any]:
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 -- this file stands alone and stays plain
        return as_document(file.read())


def as_document(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise Fault("it is no document")
    return found


def fetch(address: str) -> dict[str, Any]:
    if not address.startswith(("https://", "http://")):
        raise Fault("the list of revoked passports has no address of the web")
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 -- only http and https, checked above
        return as_document(answer.read(MOST_BYTES).decode())


def main() -> int:
    parser = argparse.ArgumentParser(description="Check a passport of good deeds without its platform.")
    parser.add_argument("passport", help="the passport, a JSON file")
    parser.add_argument("--key", default="", help="the issuer's public key that you trust (z6Mk...)")
    parser.add_argument("--status", default="", help="the signed list of revoked passports, a JSON file")
    parser.add_argument("--fetch", action="store_true", help="fetch that list from the address in the passport")
    asked = parser.parse_args()
    try:
        passport = read(asked.passport)
        listed = read(asked.status) if asked.status else None
        if asked.fetch:
            listed = fetch(str(passport.get("credentialStatus", {}).get("statusListCredential", "")))
        told = check(passport, trusted=asked.key, listed=listed)
        print(described(passport))
    except Fault as fault:
        print(f"NOT VALID: {fault}.")
        return 1
    except (OSError, ValueError, KeyError, TypeError, IndexError) as fault:
        print(f"CAN'T BE READ: {fault}", file=sys.stderr)
        return 2
    print("\n".join(["VALID.", *told]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
