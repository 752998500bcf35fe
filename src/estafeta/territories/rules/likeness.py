"""Whether a typed word is a name with a typo in it."""

LONG = 8  # letters from which two slips are forgiven
SHORTEST = 4  # with fewer letters almost anything is like almost anything


def slips_forgiven(word: str) -> int:
    if len(word) < SHORTEST:
        return 0
    return 2 if len(word) >= LONG else 1


def slips(one: str, other: str, most: int) -> int:
    """Letters to add, leave out, change or swap until two words are equal; more than `most` is `most + 1`.

    Why: Damerau's distance (optimal string alignment), only within `most` of the diagonal, left as soon as a row is
         beyond it.
    """
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most:
        return most + 1
    beyond, width = most + 1, len(other) + 1
    above = [beyond] * width
    before = [min(j, beyond) for j in range(width)]
    for i, letter in enumerate(one, start=1):
        row = [beyond] * width
        row[0] = min(i, beyond)
        for j in range(max(1, i - most), min(width - 1, i + most) + 1):
            its = other[j - 1]
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, above[j - 2] + 1)
            row[j] = min(cost, beyond)
        if min(row) > most:
            return beyond
        before, above = row, before
    return before[-1]


def letters(word: str) -> int:
    """The set of a word's letters as bits: a sieve that is much cheaper than counting slips."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 61)
    return bits


def nearest(word: str, names: tuple[tuple[str, int], ...], *, most_names: int = 12) -> dict[str, int]:
    """The names that `word` may have been meant for, or the beginning of, with their slips; the nearest ones only.

    Takes:   names -- pairs of name and `letters(name)`.
    """
    forgiven = slips_forgiven(word)
    if not forgiven:
        return {}
    bits, length = letters(word), len(word)
    found: dict[str, int] = {}
    for name, its_bits in names:
        if (bits & ~its_bits).bit_count() > forgiven:
            continue
        if len(name) <= length + forgiven:
            if length - len(name) > forgiven or (its_bits & ~bits).bit_count() > forgiven:
                continue
            counted = slips(word, name, forgiven)
        elif name[:2] == word[:2]:  # perhaps the beginning of a longer name, which is less likely meant
            counted = slips(word, name[:length], forgiven - 1) + 1
        else:
            continue
        if counted <= forgiven:
            found[name] = counted
    best = sorted(found, key=lambda name: (found[name], len(name), name))[:most_names]
    return {name: found[name] for name in best}
