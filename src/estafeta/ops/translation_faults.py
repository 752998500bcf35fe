"""What is wrong with the translations, in sentences. A translation is right when a reader would not notice it."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib

from estafeta.ops import catalogues
from estafeta.ops.catalogues import BORROWED, LANGUAGES, Message

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
NOT_WORDS = re.compile(r"%\(\w+\)[sd]|\{\w*\}|<[^>]*>|&\w+;|https?://\S+|[\w.+-]+@[\w.-]+|\.[a-z]{2,4}\b")
LATIN = re.compile(r"[A-Za-z]+")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
MIXED = re.compile(r"\w*(?:[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z])\w*")
WORDS_THAT_MAKE_A_SENTENCE = 4

# Names and signs that Kazakh and Russian write in Latin letters.
LATIN_WORDS = {
    *("estafeta", "telegram", "whatsapp", "github", "maplibre", "openstreetmap", "excel", "sms", "email", "e", "mail"),
    *("pdf", "csv", "xlsx", "json", "geojson", "html", "ics", "atom", "webp", "jpeg", "jpg", "png", "heic", "url"),
    *("api", "openapi", "qr", "pin", "id", "kato", "iso", "a", "b", "c", "d"),
}


def faults() -> Iterator[str]:
    """Every fault of every catalogue, and of the same message in two of them."""
    seen: dict[tuple[str, str, str], tuple[str, list[str]]] = {}
    for package in catalogues.packages():
        messages = catalogues.messages_of(package)
        yield from (
            f"{package.name}: the source is English, not {m.text!r}."
            for m in messages.values()
            if CYRILLIC.search(m.text)
        )
        read = {language: catalogues.catalogue_path(package, language) for language in LANGUAGES}
        entries = {language: _entries(path) for language, path in read.items()}
        for language, path in read.items():
            place = f"{package.name}/{language}"
            if path.exists():
                yield from _head_faults(place, path, language)
            yield from _coverage_faults(place, messages, entries[language])
            for key, entry in entries[language].items():
                if package.name != BORROWED and (entry.obsolete or key not in messages):
                    yield f"{place}: nobody says {entry.msgid!r} any more; drop it."
                    continue
                yield from (f"{place}: {entry.msgid!r}: {fault}" for fault in entry_faults(entry))
                here = _forms(entry)
                other, there = seen.setdefault((language, *key), (place, here))
                if there != here and all(there) and all(here):
                    yield f"{place}: {entry.msgid!r} is {here!r} here and {there!r} in {other}; use one, or a context."
        yield from _same_in_both(package.name, entries)


def entry_faults(entry: polib.POEntry) -> Iterator[str]:
    if entry.fuzzy:
        yield "marked fuzzy; look at it and take the mark away."
    forms = _forms(entry)
    if not all(forms):
        yield "has no translation."
        return
    needed, allowed = _placeholders_of(entry)
    for form in forms:
        used = _placeholders(form)
        if missing := needed - used:
            yield f"{form!r} lacks {', '.join(sorted(missing))}."
        if invented := used - allowed:
            yield f"{form!r} has {', '.join(sorted(invented))}, which the source has not."
        if "%(" in entry.msgid and "%" in re.sub(r"%\(\w+\)[sd]|%%", "", form):
            yield f"{form!r} has a lone %; write %%."
        if (form[:1].isspace(), form[-1:].isspace()) != (entry.msgid[:1].isspace(), entry.msgid[-1:].isspace()):
            yield f"{form!r} begins or ends with a space where the source does not, or the other way round."
        words = NOT_WORDS.sub(" ", form)
        if mixed := MIXED.search(words):
            yield f"{form!r} mixes Latin and Cyrillic letters in {mixed[0]!r}."
        foreign = [word for word in LATIN.findall(words) if word.lower() not in LATIN_WORDS]
        is_format = (entry.msgctxt or "").startswith("format ")  # the letters of a date's format are not words
        if foreign and not is_format and not CYRILLIC.search(words):
            yield f"{form!r} is in Latin letters."


def _entries(path: Path) -> dict[tuple[str, str], polib.POEntry]:
    if not path.exists():
        return {}
    return {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(path))}


def _head_faults(place: str, path: Path, language: str) -> Iterator[str]:
    said = polib.pofile(str(path)).metadata.get("Plural-Forms", "")
    if re.sub(r"\s", "", said) != re.sub(r"\s", "", LANGUAGES[language]):
        yield f"{place}: its head must say Plural-Forms: {LANGUAGES[language]}"


def _coverage_faults(
    place: str, messages: dict[tuple[str, str], Message], entries: dict[tuple[str, str], polib.POEntry]
) -> Iterator[str]:
    for key, message in messages.items():
        entry = entries.get(key)
        if entry is None:
            yield f"{place}: {message.text!r} is missing."
        elif message.plural and entry.msgid_plural != message.plural:
            yield f"{place}: {message.text!r} needs the plural of {message.plural!r}."


def _same_in_both(package: str, entries: dict[str, dict[tuple[str, str], polib.POEntry]]) -> Iterator[str]:
    for key, kazakh in entries["kk"].items():
        russian = entries["ru"].get(key)
        same = russian is not None and kazakh.msgstr == russian.msgstr and CYRILLIC.search(kazakh.msgstr)
        if same and len(kazakh.msgstr.split()) >= WORDS_THAT_MAKE_A_SENTENCE:
            yield f"{package}: {kazakh.msgid!r} says the same in Kazakh and in Russian."


def _forms(entry: polib.POEntry) -> list[str]:
    return (
        [entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural)]
        if entry.msgid_plural
        else [entry.msgstr]
    )


def _placeholders(text: str) -> set[str]:
    return {match[0] for match in PLACEHOLDER.finditer(text)}


def _placeholders_of(entry: polib.POEntry) -> tuple[set[str], set[str]]:
    """What every form needs, and what it may have: English says "one place" where others say the number."""
    singular = _placeholders(entry.msgid)
    if not entry.msgid_plural:
        return singular, singular
    plural = _placeholders(entry.msgid_plural)
    return singular & plural, singular | plural
