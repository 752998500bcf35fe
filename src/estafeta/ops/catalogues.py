"""The translations: one catalogue per package and language, beside the words it translates (docs/decisions/0002)."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

LANGUAGES = {
    "kk": "nplurals=2; plural=(n!=1);",
    "ru": (
        "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : "
        "n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3);"
    ),
}
BORROWED = "project"  # its catalogue translates strings of Django's and allauth's, which our sources do not hold
PACKAGES = Path(__file__).resolve().parents[1]

# position of context, singular and plural among the arguments
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
TEMPLATE_CALL = re.compile(r"(?<![\w.])(?:n?p?gettext|_)\(")


@dataclass(frozen=True, order=True)
class Message:
    """What is to be translated."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.text


class Unreadable(Exception):  # noqa: N818 -- a sentence, not a traceback
    """A source whose strings can't be collected; the message names the place."""


def packages() -> list[Path]:
    return sorted(path.parent for path in PACKAGES.glob("*/__init__.py"))


def catalogue_path(package: Path, language: str) -> Path:
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path) -> polib.POFile:
    """The catalogue, or an empty one with its head written."""
    catalogue = polib.pofile(str(path)) if path.exists() else polib.POFile()
    language = path.parents[1].name
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": LANGUAGES[language],
    }
    catalogue.wrapwidth = 0
    return catalogue


# --- collecting -----------------------------------------------------------------------------------


def messages_of(package: Path) -> dict[tuple[str, str], Message]:
    """Every message that the package's Python and templates mark, by context and text, in order of appearance."""
    found: dict[tuple[str, str], Message] = {}
    for path in sorted(package.rglob("*")):
        rooms = set(path.relative_to(package).parts[:-1])
        if rooms & {"tests", "migrations", "static", "locale"}:
            continue
        if path.suffix == ".py":
            messages = _in_python(path.read_text(), path)
        elif "templates" in rooms and path.suffix in {".html", ".txt", ".xml", ".svg", ".md"}:
            messages = _in_template(path.read_text(), path)
        else:
            continue
        for message in messages:
            known = found.get(message.key)
            if known is None or (message.plural and not known.plural):
                found[message.key] = message
    return found


def _in_python(source: str, path: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source, str(path))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in CALLS and (message := _message(name, node, f"{path}:{node.lineno}")):
                yield message


def _in_template(source: str, path: Path) -> Iterator[Message]:
    """Django turns a template into something like Python; the calls in it are parsed one by one."""
    text = templatize(source, origin=str(path))
    for match in TEMPLATE_CALL.finditer(text):
        for end in (close.end() for close in re.finditer(r"\)", text[match.start() :])):
            try:
                call = ast.parse(text[match.start() : match.start() + end], mode="eval").body
            except SyntaxError:
                continue
            if isinstance(call, ast.Call) and (message := _message(match[0][:-1], call, str(path))):
                yield message
            break


def _message(name: str, call: ast.Call, place: str) -> Message | None:
    """None where a variable is translated, whose text was marked elsewhere."""
    parts = []
    for position in CALLS[name]:
        if position is None:
            parts.append("")
            continue
        argument = call.args[position] if position < len(call.args) else None
        if isinstance(argument, ast.Name | ast.Attribute | ast.Subscript | ast.Call):
            return None
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            raise Unreadable(f"{place}: {name}() must be given its text as it is, so that it can be collected.")
        parts.append(argument.value)
    context, text, plural = parts
    return Message(text=text, plural=plural, context=context)


# --- writing --------------------------------------------------------------------------------------


def update(package: Path, language: str, known: dict[tuple[str, str], polib.POEntry]) -> tuple[int, list[str]]:
    """Bring a catalogue to the messages of its package, keeping every translation that still has its message.

    Takes:   known -- translations of other packages, taken over for the same message.
    Returns: how many have no translation yet; the messages that were dropped.
    Writes:  the catalogue, when there is anything in it.
    """
    path = catalogue_path(package, language)
    catalogue = read(path)
    wanted = messages_of(package)
    dropped = []
    for entry in list(catalogue):
        message = wanted.pop((entry.msgctxt or "", entry.msgid), None)
        if entry.obsolete or (message is None and package.name != BORROWED):
            catalogue.remove(entry)
            dropped.append(entry.msgid)
        elif message and message.plural and not entry.msgid_plural:
            entry.msgid_plural, entry.msgstr, entry.msgstr_plural = message.plural, "", _no_plurals(language)
    for message in wanted.values():
        entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None)
        if message.plural:
            entry.msgid_plural, entry.msgstr_plural = message.plural, _no_plurals(language)
        if (taken := known.get(message.key)) and bool(taken.msgid_plural) == bool(message.plural):
            entry.msgstr, entry.msgstr_plural = taken.msgstr, dict(taken.msgstr_plural)
        catalogue.append(entry)
    for entry in catalogue:
        entry.occurrences = []
        entry.flags = ["python-format"] if re.search(r"%\(\w+\)[sd]", entry.msgid + entry.msgid_plural) else []
    if len(catalogue):
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
    return sum(not entry.translated() for entry in catalogue), dropped


def _no_plurals(language: str) -> dict[int, str]:
    number = int(LANGUAGES[language].split("=")[1].split(";")[0])
    return dict.fromkeys(range(number), "")


def compile_all() -> int:
    """Write the compiled form of every catalogue that is newer than it; returns how many there are."""
    paths = sorted(PACKAGES.glob("*/locale/*/LC_MESSAGES/*.po"))
    for path in paths:
        fresh = path.with_suffix(".mo.new")
        polib.pofile(str(path)).save_as_mofile(str(fresh))
        fresh.replace(path.with_suffix(".mo"))
    return len(paths)
