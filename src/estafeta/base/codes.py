"""Codes of six digits, sent to a contact to show that it is one's own. They are kept as keyed digests."""

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

MOST_TYPED = 20


def drawn() -> str:
    """Six digits by chance."""
    return f"{secrets.randbelow(1_000_000):06d}"


def digest(purpose: str, token: str, digits: str) -> str:
    """What is kept of a code.

    Takes: purpose -- a fixed word, so that a digest of one purpose means nothing for another;
           token -- the private link of what the code confirms.
    Why:   keyed, so that a stolen copy of the table cannot be tried against a million codes without the key.
    """
    return salted_hmac(purpose, f"{token}:{digits}", algorithm="sha256").hexdigest()


def is_right(kept: str, purpose: str, token: str, typed: str) -> bool:
    """Whether the digits of what was typed, spaces and dashes left aside, are those of the kept digest."""
    digits = "".join(sign for sign in typed[:MOST_TYPED] if sign in "0123456789")
    return constant_time_compare(kept, digest(purpose, token, digits))
