"""No rendering prints a number that is neither in the source nor a figure, and none that is typed goes unnoticed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estafeta.newsroom import rules
from estafeta.newsroom.rules import Mark, as_html, as_words, bare_numbers, marks_in, numbers_in

pytestmark = pytest.mark.no_database
SHOWN = 987654321
PIECES = st.sampled_from(
    ["12", "3", "345", "1 200", "**", "_", "# ", "1. ", "100. ", "- ", "> ", "`", "\n", "\n\n", " ", "&#55;&#56;&#57;",
     "[a](http://x.kz/777)", "<b>555</b>", "<script>1234</script>", "![alt 888](http://x.kz/9)", "{{figure:abc}}",
     "{{live:people}}", "{{live:people territory=KZ-351}}", "{{figure:4567}}", "{{ 300 }}", "{{", "}}", "\ue000a\ue001",
     "\u200b", "٣٤٥", "word", "слово", "\\", "~~", "***\n", "| 1 | 2 |"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=80))


def shown(_mark: Mark) -> str:
    return f"<data>{SHOWN}</data>"


def digits(text):
    """Every digit of a text, its entities resolved."""
    return "".join(sign for sign in as_words(text) if sign.isdecimal())


@given(TEXTS)
def test_every_digit_that_is_read_was_typed_or_belongs_to_a_figure(text):
    read = as_words(as_html(text, shown)).replace(str(SHOWN), "")
    source = digits(re.sub(r"<(?=\w|/)", "", text))

    rest = iter(source)
    assert all(any(sign == typed for typed in rest) for sign in digits(read))


@given(TEXTS)
def test_as_many_figures_are_shown_as_marks_stand_in_the_text_at_most(text):
    assert as_words(as_html(text, shown)).count(str(SHOWN)) <= len(marks_in(text))


@given(TEXTS)
def test_every_long_number_that_is_read_is_pointed_out(text):
    read = numbers_in(as_words(as_html(text, lambda _mark: " — ")))

    assert {number for number in read if len(number) >= 3} == set(bare_numbers(text))


@given(TEXTS)
def test_nothing_that_could_run_or_load_is_left(text):
    html = as_html(text, shown)

    assert not re.search(r"<(?:script|img|iframe|style|b)\b|\son\w+=|javascript:|start=", html)


@given(st.text(max_size=60))
def test_any_text_can_be_read(text):
    rules.as_html(text, shown)
    rules.bare_numbers(text)


@pytest.mark.parametrize(
    "mark",
    [Mark(key="abc"), Mark(key="abc", metric="people"), Mark(metric="hours", territory="KZ-35", campaign="one")],
)
def test_a_mark_is_read_as_it_was_written(mark):
    assert marks_in(f"before {mark} after") == [mark]
