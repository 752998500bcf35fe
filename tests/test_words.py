"""Every word of the glossary exists in the code, and nothing of the domain goes by another name."""

import re
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[1]
NOT_BUILT_YET: set[str] = set()
NOT_A_MODEL = {
    "Passport": "estafeta.recognition",
    "Diploma": "estafeta.recognition",
    "Tally": "estafeta.tally",
    "Grade": "estafeta.tally.models",
}
KINDS_OF_FACT = {"Attendance": "attendance", "Headcount": "headcount"}
# Rows that serve a word of the glossary and are never spoken of alone.
PARTS = {
    "Answer", "ApiToken", "CheckInBatch", "CheckInEntry", "Closing", "Code", "Consent", "ContactCode", "Correction",
    "Cosignature", "DayOfViews", "DeedAnswer", "DeedOrganiser", "Farewell", "Goal", "Handover", "Hiding", "ImportedRow",
    "Invitation",
    "KeptAnswer", "Look", "Outline", "Pair", "PaperEntry", "Population", "PressKit",
    "PressPicture", "Rhythm", "SigningKey", "StateChange",
    "Step", "Supporter", "TeamMember", "Teammate", "Told", "ToldMark", "Verdict",
}  # fmt: skip


def glossary() -> list[list[str]]:
    lines = (ROOT / "docs/glossary.md").read_text().splitlines()
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| [A-Z]\w+ \|", line)
    ]
    return [row for row in rows if len(row) == 6]


def models() -> set[str]:
    return {
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("estafeta.") and "derived" not in (model.__doc__ or "").lower()
    }


def test_every_word_of_the_glossary_is_a_model_or_known_to_come():
    words = {row[0] for row in glossary()}

    assert words - models() - NOT_BUILT_YET - set(NOT_A_MODEL) - set(KINDS_OF_FACT) == set()


def test_every_model_is_a_word_of_the_glossary_or_a_part_of_one():
    assert models() - {row[0] for row in glossary()} - PARTS == set()


def test_kinds_of_fact_are_words_of_the_glossary():
    from estafeta.tally.models import Fact

    assert set(KINDS_OF_FACT.values()) <= set(Fact.Kind.values)


def test_every_word_stands_in_three_languages():
    assert [row[0] for row in glossary() if not all(row)] == []


def test_request_means_http_and_nothing_else():
    named = [path for path in (ROOT / "src/estafeta").rglob("*.py") if "request" in path.stem]

    assert named == []
