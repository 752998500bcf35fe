from pathlib import Path

import polib
import pytest

from estafeta.ops import catalogues
from estafeta.ops.catalogues import Message
from estafeta.ops.translation_faults import entry_faults

pytestmark = pytest.mark.no_database

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

A = _("Joined "
      "strings")
B = ngettext("%(n)s place", "%(n)s places", n)
C = pgettext("a month", "May")
D = _(A)
for _ in range(3):
    pass
"""

TEMPLATE = """
{% load i18n %}
<h1>{% translate "It's a (small) page" %}</h1>
{% blocktranslate trimmed with name=person.name %}
  Hello, {{ name }}.
  Welcome.
{% endblocktranslate %}
{% blocktranslate count n=places trimmed %}{{ n }} place left{% plural %}{{ n }} places left{% endblocktranslate %}
{% button text=_("Join") kind="quiet" %}
{% translate "May" context "a month" %}
<p>gettext("not this")</p>
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "deeds" / "templates" / "deeds").mkdir(parents=True)
    (tmp_path / "deeds" / "tests").mkdir()
    (tmp_path / "deeds" / "rules.py").write_text(PYTHON)
    (tmp_path / "deeds" / "tests" / "test_rules.py").write_text('_("not from tests")')
    (tmp_path / "deeds" / "templates" / "deeds" / "deed.html").write_text(TEMPLATE)
    return tmp_path / "deeds"


def test_messages_come_from_python_and_from_templates(package):
    assert sorted(catalogues.messages_of(package).values()) == sorted(
        [
            Message("Joined strings"),
            Message("%(n)s place", "%(n)s places"),
            Message("May", context="a month"),
            Message("It's a (small) page"),
            Message("Hello, %(name)s. Welcome."),
            Message("%(n)s place left", "%(n)s places left"),
            Message("Join"),
        ]
    )


@pytest.mark.parametrize("source", ['_(f"Hello {name}")', '_("one" + name)', 'ngettext("one")'])
def test_what_cannot_be_collected_is_refused(package, source):
    (package / "rules.py").write_text(source)

    with pytest.raises(catalogues.Unreadable, match="must be given its text as it is"):
        catalogues.messages_of(package)


def test_update_keeps_translations_takes_over_known_ones_and_drops_the_unsaid(package):
    path = catalogues.catalogue_path(package, "kk")
    path.parent.mkdir(parents=True)
    old = polib.POFile()
    old.append(polib.POEntry(msgid="Join", msgstr="Қосылу"))
    old.append(polib.POEntry(msgid="Leave", msgstr="Шығу"))
    old.save(str(path))
    known = {("", "Joined strings"): polib.POEntry(msgid="Joined strings", msgstr="Қосылған жолдар")}

    missing, dropped = catalogues.update(package, "kk", known)

    written = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}
    assert (missing, dropped) == (5, ["Leave"])
    assert (written["Join"], written["Joined strings"]) == ("Қосылу", "Қосылған жолдар")
    assert catalogues.update(package, "kk", {}) == (5, [])


def entry(msgid: str, msgstr: str = "", **more) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **more)


@pytest.mark.parametrize(
    "right",
    [
        entry("Join", "Қосылу"),
        entry("Estafeta", "Estafeta"),
        entry("%(a)s – %(b)s", "%(a)s – %(b)s"),
        entry("Open the PDF", "Открыть PDF-файл"),
        entry("See <a href='%(url)s'>the map</a>", "См. <a href='%(url)s'>карту</a>"),
        entry("50%% of %(all)s", "50%% из %(all)s"),
        entry(
            "one place",
            msgid_plural="%(n)s places",
            msgstr_plural={0: "%(n)s место", 1: "%(n)s места", 2: "%(n)s мест"},
        ),
    ],
)
def test_nothing_is_wrong_with(right):
    assert list(entry_faults(right)) == []


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (entry("Join"), "has no translation."),
        (entry("Join", "Қосылу", flags=["fuzzy"]), "marked fuzzy; look at it and take the mark away."),
        (entry("Join", "Join us"), "'Join us' is in Latin letters."),
        (entry("Join", "Қоcылу"), "'Қоcылу' mixes Latin and Cyrillic letters in 'Қоcылу'."),
        (entry("Hi %(name)s", "Сәлем"), "'Сәлем' lacks %(name)s."),
        (entry("Hi", "Сәлем, {name}"), "'Сәлем, {name}' has {name}, which the source has not."),
        (entry("%(n)s percent", "%(n)s %"), "'%(n)s %' has a lone %; write %%."),
        (
            entry("Join ", "Қосылу"),
            "'Қосылу' begins or ends with a space where the source does not, or the other way round.",
        ),
        (entry("a", msgid_plural="b", msgstr_plural={0: "а", 1: ""}), "has no translation."),
    ],
)
def test_a_reader_would_notice(wrong, fault):
    assert list(entry_faults(wrong)) == [fault]
