"""What a jury member reads: the investigator's sheet without who it was, where it was and who told of it.

Names are masked by their beginnings, since Kazakh and Russian words bend at their ends; a word too much masked does no
harm. What a text tells without a name (a trade, a river that everybody knows) no machine can hide: the investigator,
who writes the sheet for this purpose, reads it once more as the jury will.
"""

import math
import re
from collections.abc import Iterable

from estafeta.appeals.rules import EMAIL, PHONE
from estafeta.base.texts import fold

MASK = "▒▒▒"
STEM = 0.7
SHORTEST_STEM = 4
LEAST = 2
_WORD = re.compile(r"[^\W_]+")
# Words of which names of places and bodies are made, and which hide nobody.
GENERAL = frozenset(
    fold(
        "область облысы обл район ауданы аудан город қаласы қала село аул ауыл ауылы ауылдық округі округ "
        "сельский поселок кент кенті Казахстан Қазақстан Kazakhstan region district city town village республика "
        "the this they one office newspaper это кто она они там бұл ол кім "
        "республикасы school школа мектеп мектебі компания союз клуб центр отряд фонд больница завод"
    ).split()
)


def stems(names: Iterable[str]) -> frozenset[str]:
    """The beginnings by which the words of these names are known, however they end."""
    words = {word for name in names for word in fold(name).split()} - GENERAL
    return frozenset(word[: max(SHORTEST_STEM, math.ceil(len(word) * STEM))] for word in words if len(word) >= LEAST)


def proper_names(*texts: str) -> list[str]:
    """Words written with a capital: names, whatever else begins a sentence."""
    return [word for text in texts for word in _WORD.findall(text) if word[0].isupper() and len(word) > LEAST]


def blind(text: str, hidden: frozenset[str]) -> str:
    """`text` with a mask in the place of every word that begins like a hidden name, and of every contact."""
    text = PHONE.sub(MASK, EMAIL.sub(MASK, text))
    return _WORD.sub(lambda found: MASK if _tells(found[0], hidden) else found[0], text)


def _tells(word: str, hidden: frozenset[str]) -> bool:
    folded = fold(word)
    return any(
        part == stem or (len(stem) >= SHORTEST_STEM - 1 and part.startswith(stem))
        for part in folded.split()
        for stem in hidden
    )
