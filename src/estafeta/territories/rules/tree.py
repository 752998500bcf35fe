"""Where a territory hangs in its country's tree."""

import re
from collections.abc import Collection

LONGEST_PATH = 255
_KATO = re.compile(r"[0-9]{9}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")  # it stands in addresses and, between slashes, in paths


def usable_code(code: str) -> bool:
    return _CODE.fullmatch(code) is not None


def is_kato(code: str) -> bool:
    """Nine digits: a code of Kazakhstan's classifier."""
    return _KATO.fullmatch(code) is not None


def house_code(kato: str) -> str:
    """The code under which a unit of the classifier is kept: a region by ISO 3166-2, anything else by itself."""
    if kato == "000000000":
        return "KZ"
    return f"KZ-{kato[:2]}" if kato.endswith("0000000") else kato


def parent_by_prefix(kato: str, known: Collection[str]) -> str:
    """The classifier's parent rule: the longest shorter prefix that exists, of 6, 4 or 2 digits.

    Takes:   known -- the national codes that exist.
    Returns: a national code; "" for a region, and where no prefix exists.
    """
    for length in (6, 4, 2):
        above = kato[:length].ljust(9, "0")
        if above != kato and kato[length:].strip("0") and above in known:
            return above
    return ""
