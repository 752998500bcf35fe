"""Folding of names and texts, so that likeness survives Kazakh, Russian and Latin spellings."""

import re
import secrets
import unicodedata
from functools import lru_cache

from django.utils.text import slugify

# Kazakh letters fold to the Russian ones people type when their phone has no Kazakh keyboard.
_LATIN = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "h", "һ": "h", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "sh", "ъ": "", "ы": "y", "і": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "ı": "i", "ş": "sh", "ñ": "n", "ŋ": "n",
}  # fmt: skip
_READABLE = _LATIN | {"й": "i", "ы": "y", "ю": "yu", "я": "ya", "х": "kh"}
# Spellings of one sound meet: Жамбыл, Zhambyl, Jambyl, Djambul -> jambil, jambul.
_ONE_SOUND = (("dzh", "j"), ("zh", "j"), ("dj", "j"), ("kh", "h"), ("gh", "g"), ("shch", "sh"), ("q", "k"), ("w", "u"),
              ("yu", "iu"), ("ya", "ia"), ("ye", "e"), ("y", "i"), ("x", "ks"))  # fmt: skip
# Latin letters that look like Cyrillic ones, typed inside a Cyrillic word by mistake or on purpose.
_LOOK_ALIKES = str.maketrans("aceopxykmthi", "асеорхукмтні")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_WORD = re.compile(r"[^\W_]+")
LONGEST_SLUG = 60


def clean(text: str, *, most: int = 100_000) -> str:
    """`text` without control characters, lone surrogates and doubled blanks; at most `most` characters.

    Why: a database refuses NUL and lone surrogates with an error that no reader understands.
    """
    kept = text[:most]
    if not kept.isprintable():  # which is quick to ask, of hundreds of thousands of cells
        kept = "".join(c for c in kept if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", kept).strip()


def fold(text: str) -> str:
    """The skeleton under which two spellings of one name meet.

    Returns: lower-case Latin letters and digits, words in the order given, one blank between them.
    """
    words = map(_fold_word, _WORD.findall(unicodedata.normalize("NFKC", text).lower()))
    return " ".join(filter(None, words))


def fold_name(text: str) -> str:
    """As `fold`, with the words sorted: a patronymic or a family name may stand first or last."""
    return " ".join(sorted(fold(text).split()))


@lru_cache(maxsize=20_000)  # names repeat: a country's 15,000 have 12,000 words
def _fold_word(word: str) -> str:
    if _CYRILLIC.search(word):
        word = word.translate(_LOOK_ALIKES)
    latin = "".join(_LATIN.get(letter, letter) for letter in word)
    latin = "".join(c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
    for spelling, sound in _ONE_SOUND:
        latin = latin.replace(spelling, sound)
    return re.sub(r"([a-z])\1+", r"\1", latin)


def latin(text: str) -> str:
    """A Kazakh or Russian name in Latin letters, capitals kept: Шығыс Ақтөбе -> Shygys Aktobe."""
    written = []
    for letter in text:
        found = _READABLE.get(letter.lower(), letter.lower())
        written.append(found.capitalize() if letter != letter.lower() else found)
    return "".join(written)


def readable_slug(text: str) -> str:
    """A title as an address: transliterated, at most 60 characters; "" when nothing readable is left."""
    latin = "".join(_READABLE.get(letter, letter) for letter in text.lower())
    return slugify(latin)[:LONGEST_SLUG].strip("-")


def slug_with_key(text: str) -> str:
    """`readable_slug` and a short random key, so that two equal titles have two addresses."""
    key = "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(6))
    return f"{readable_slug(text)}-{key}".strip("-")
