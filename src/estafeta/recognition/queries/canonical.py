"""JSON in its one canonical form (RFC 8785), so that a hash or a signature means the words and not their layout."""

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """Takes: value -- texts, whole numbers, true, false, null, lists and objects with names in ASCII; no fractions."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest_of(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()
