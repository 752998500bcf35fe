#!/usr/bin/env python3
"""Check a sealed day, one entry's proof, or the chain of all days. Needs Python 3.8 and nothing else; asks nobody.

    python3 check_seal.py day.json                     a whole day: computes the root, counts the entries again
    python3 check_seal.py proof-123.json               that one entry is in its day
    python3 check_seal.py seals.json                   that the days follow each other
    python3 check_seal.py proof-123.json seals.json    the same, against the list that you have kept
    python3 check_seal.py day.json --key HEX           and that this witness signed it

The exit status is 0 only if everything held. The format: docs/proofs.md.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter


class Fault(Exception):
    """What did not hold, in a sentence."""


def canonical(said):
    """The bytes of a JSON object: keys in order, no blanks, UTF-8."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# --- the tree (RFC 9162, section 2.1) ---------------------------------------------------------------------------------


def leaf_hash(shown, commitment):
    return sha256(b"\x00", canonical({"open": shown, "closed": commitment}))


def root_of(hashes):
    """Pairs are hashed level by level; who is left alone at the end goes up as they are."""
    level = list(hashes)
    while len(level) > 1:
        pairs = [sha256(b"\x01", level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def root_by_path(leaf, index, size, path):
    """The root that a leaf, its place and the path beside it lead to (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        raise Fault("the entry lies outside its day")
    place, last, here = index, size - 1, leaf
    for beside in path:
        if last == 0:
            raise Fault("the path is too long")
        if place % 2 or place == last:
            here = sha256(b"\x01", beside, here)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            here = sha256(b"\x01", here, beside)
        place, last = place >> 1, last >> 1
    if last:
        raise Fault("the path is too short")
    return here


# --- signatures (Ed25519, RFC 8032, section 5.1.7) --------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def point_add(one, two):
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c = 2 * one[3] * two[3] * D % P
    d = 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_times(number, point):
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = point_add(total, point)
        point, number = point_add(point, point), number >> 1
    return total


def same_point(one, two):
    return (one[0] * two[2] - two[0] * one[2]) % P == 0 and (one[1] * two[2] - two[1] * one[2]) % P == 0


def x_of(y, odd):
    if y >= P:
        raise Fault("this is no point of the curve")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and odd):
        raise Fault("this is no point of the curve")
    return P - x if x % 2 != odd else x


def point_of(raw):
    number = int.from_bytes(raw, "little")
    y, odd = number & ((1 << 255) - 1), number >> 255
    x = x_of(y, odd)
    return x, y, 1, x * y % P


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (x_of(BASE_Y, 0), BASE_Y, 1, x_of(BASE_Y, 0) * BASE_Y % P)


def is_signed(message, key, signature):
    """Whether `signature` is that of the holder of `key` under `message`; all three are bytes."""
    if len(key) != 32 or len(signature) != 64:
        return False
    try:
        holder, commitment = point_of(key), point_of(signature[:32])
    except Fault:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    return same_point(point_times(s, BASE), point_add(commitment, point_times(challenge, holder)))


# --- what is checked --------------------------------------------------------------------------------------------------


def read_statement(text):
    """The lines of a statement by their first word."""
    lines = text.split("\n")
    words = ["estafeta", "campaign", "day", "entries", "root", "before"]
    if len(lines) != 7 or lines[6] or [line.split(" ")[0] for line in lines[:6]] != words:
        raise Fault("this is no statement of a seal")
    said = {line.split(" ", 1)[0]: line.split(" ", 1)[1] for line in lines[:6]}
    if said["estafeta"] != "seal 1":
        raise Fault("this statement is of a later version")
    return said


def check_signatures(said, wanted):
    """Names of the witnesses whose signature holds; every one shown must hold, and every key wanted must be there."""
    statement, names = said["statement"].encode("utf-8"), []
    for one in said["signatures"]:
        if not is_signed(statement, bytes.fromhex(one["key"]), bytes.fromhex(one["signature"])):
            raise Fault("the signature of %s does not fit" % one["witness"])
        names.append(one["witness"])
    missing = set(wanted) - {one["key"] for one in said["signatures"]}
    if missing:
        raise Fault("not signed by the key %s" % min(missing))
    return names


def check_day(said):
    """A whole day: the root, the number, and what it counts."""
    statement = read_statement(said["statement"])
    entries = said["entries"]
    if len(entries) != int(statement["entries"]):
        raise Fault("%d entries were sealed, %d are here" % (int(statement["entries"]), len(entries)))
    root = root_of([leaf_hash(one["open"], one["closed"]) for one in entries]).hex()
    if root != statement["root"]:
        raise Fault("the entries lead to another root: %s" % root)
    counted = Counter()
    for one in entries:
        shown = one["open"]
        counted[shown["kind"], shown["grade"]] += shown["heads"]
    lines = ["%12d %s, grade %s" % (heads, kind, grade) for (kind, grade), heads in sorted(counted.items())]
    return ["%s entries lead to the root %s" % (statement["entries"], root), *lines]


def check_proof(said):
    """One entry: that its opened part fits, and that the path leads to the root."""
    statement = read_statement(said["statement"])
    commitment = hashlib.sha256(canonical(said["closed"])).hexdigest()
    path = [bytes.fromhex(step) for step in said["path"]]
    leaf = leaf_hash(said["open"], commitment)
    if root_by_path(leaf, said["index"], int(statement["entries"]), path).hex() != statement["root"]:
        raise Fault("the entry does not lead to the root of its day")
    shown = said["open"]
    deed = said.get("names", {}).get("deed", {}).get(str(shown["deed"]), shown["deed"])
    return [
        "entry %s (%s, grade %s, %s) is number %d of %s sealed on %s"
        % (shown["entry"], shown["kind"], shown["grade"], deed, said["index"] + 1, statement["entries"],
           statement["day"])
    ]  # fmt: skip


def check_chain(said):
    """All days: each statement names the digest of the one before it."""
    before, day = "0" * 64, ""
    for seal in said["seals"]:
        statement = read_statement(seal["statement"])
        if statement["before"] != before or statement["day"] <= day:
            raise Fault("the seal of %s does not follow the one before it" % statement["day"])
        before, day = hashlib.sha256(seal["statement"].encode("utf-8")).hexdigest(), statement["day"]
    return ["%d days follow each other, the last is %s" % (len(said["seals"]), day or "none")]


CHECKS = {"estafeta sealed day 1": check_day, "estafeta proof 1": check_proof, "estafeta seals 1": check_chain}


def check(said, kept=None, keys=()):
    """Check one file; `kept` is a list of all seals that the statement has to stand in."""
    if said.get("format") not in CHECKS:
        raise Fault("this is neither a day, a proof nor a list of seals")
    lines = CHECKS[said["format"]](said)
    if "statement" in said:
        names = check_signatures(said, keys)
        lines.append("signed by %s" % ", ".join(names) if names else "signed by nobody outside")
        if kept is not None:
            if said["statement"] not in [seal["statement"] for seal in kept["seals"]]:
                raise Fault("the statement is not in the list that you have kept")
            lines.append("the statement is in the list that you have kept")
    else:
        for seal in said["seals"]:
            check_signatures(seal, keys)
    return lines


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("file", help="a day, a proof or a list of seals")
    words.add_argument("kept", nargs="?", help="a list of seals that you have kept")
    words.add_argument("--key", action="append", default=[], help="a witness's key that has to be there")
    asked = words.parse_args()
    try:
        with open(asked.file, encoding="utf-8") as file:
            said = json.load(file)
        kept = None
        if asked.kept:
            with open(asked.kept, encoding="utf-8") as file:
                kept = json.load(file)
            check_chain(kept)
        lines = check(said, kept, asked.key)
    except Fault as fault:
        sys.exit("IT DOES NOT HOLD: %s" % fault)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        sys.exit("IT CAN'T BE READ: %s: %s" % (type(fault).__name__, fault))
    print("\n".join(["IT HOLDS", *lines]))


if __name__ == "__main__":
    main()
