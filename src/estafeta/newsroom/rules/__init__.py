"""Judgements of the newsroom, one file for each matter: marks, texts, acts."""

from estafeta.newsroom.rules.acts import (
    LAST_STORIES,
    LONGEST_LEAD,
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    RELATED,
    WRITERS,
    is_public,
    is_reader,
    language_shown,
    languages_of,
    likeness,
    may_edit,
    may_publish,
    state_of,
)
from estafeta.newsroom.rules.marks import Mark, marks_in
from estafeta.newsroom.rules.texts import as_html, as_words, bare_numbers, numbers_in

__all__ = [
    "LAST_STORIES", "LONGEST_LEAD", "LONGEST_LINE", "LONGEST_TEXT", "LONGEST_TITLE", "RELATED", "WRITERS", "Mark",
    "as_html", "as_words", "bare_numbers", "is_public", "is_reader", "language_shown", "languages_of", "likeness",
    "marks_in", "may_edit", "may_publish", "numbers_in", "state_of",
]  # fmt: skip
