"""No small count can be told from what is published: neither in a row with its total nor in a table with its totals."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estafeta.reports.rules import SMALLEST, gather_small, is_small, withheld

pytestmark = pytest.mark.no_database

counts = st.one_of(st.integers(0, 9), st.integers(0, 3000))
tables = st.integers(2, 6).flatmap(
    lambda columns: st.lists(st.lists(counts, min_size=columns, max_size=columns), min_size=2, max_size=6)
)


@given(st.dictionaries(st.integers(0, 30), counts, max_size=12))
def test_a_row_keeps_its_total_and_shows_no_small_count(numbers):
    alone, together = gather_small(numbers)
    gathered = sum(numbers[key] for key in together)

    assert sum(alone.values()) + gathered == sum(numbers.values())
    assert set(alone) | together == set(numbers)
    assert not any(is_small(number) for number in alone.values())
    if together and sum(numbers.values()) >= SMALLEST and any(n >= SMALLEST for n in numbers.values()):
        assert gathered >= SMALLEST
        assert len(together) >= 2


@given(tables)
def test_every_small_cell_may_have_been_at_least_five_other_numbers(table):
    hidden = withheld(table)
    if hidden is None:
        return
    for row, cells in enumerate(table):
        for column, number in enumerate(cells):
            if is_small(number):
                assert (row, column) in hidden
                assert len(possible(table, hidden, row, column)) > SMALLEST


def possible(table, hidden, row, column):
    """The values that an attacker who knows all totals and all shown cells cannot rule out, along one rectangle."""
    found = {table[row][column]}
    rows, columns = range(len(table)), range(len(table[0]))
    for other_row, other_column in product(rows, columns):
        corners = [(row, column), (row, other_column), (other_row, column), (other_row, other_column)]
        if other_row == row or other_column == column or not set(corners) <= hidden:
            continue
        here, beside, below, across = (table[r][c] for r, c in corners)
        found |= {here + shift for shift in range(-min(here, across), min(beside, below) + 1)}
    return found


def test_cells_beside_the_small_one_are_withheld_too_and_as_few_people_as_can_be():
    table = [
        [100, 3, 50],
        [80, 40, 9],
        [70, 60, 11],
    ]

    assert withheld(table) == {(0, 1), (0, 2), (1, 1), (1, 2)}


def test_a_table_without_small_cells_is_published_whole():
    assert withheld([[5, 0], [7, 100]]) == set()


def test_a_table_that_cannot_be_protected_is_not_published():
    assert withheld([[3, 9]]) is None
    assert withheld([[3, 2], [1, 4]]) is None


def test_a_small_count_is_told_together_with_the_next_larger():
    assert gather_small({"a": 3, "b": 900, "c": 12}) == ({"b": 900}, {"a", "c"})
