from decimal import Decimal

import pytest
from django.utils import translation

from estafeta.ui import numbers

SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("en", 1234567, "1,234,567"),
        ("ru", 1234567, f"1{SPACE}234{SPACE}567"),
        ("kk", 1234567, f"1{SPACE}234{SPACE}567"),
        ("kk", 1234.56, f"1{SPACE}234,6"),
        ("en", Decimal("2.50"), "2.5"),
        ("ru", -5, "−5"),
        ("ru", 0, "0"),
        ("ru", None, "–"),
        ("ru", "470", "470"),
        ("en", True, "True"),
    ],
)
def test_a_number_is_written_as_the_language_writes_it(language, value, written):
    with translation.override(language):
        assert numbers.number(value) == written


@pytest.mark.parametrize(
    ("minutes", "written"), [(None, "–"), (0, "0"), (60, "1"), (90, "1.5"), (100, "1.7"), (7230, "121")]
)
def test_minutes_become_hours(minutes, written):
    with translation.override("en"):
        assert numbers.hours(minutes) == written


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [(1, 4, "25"), (1, 1000, "<1"), (0, 10, "0"), (5, 5, "100")],
)
def test_a_share_is_never_nothing_while_there_is_something(part, whole, written):
    with translation.override("en"):
        assert numbers.percent(part, whole) == f"{written}{SPACE}%"


def test_a_share_of_nothing_is_not_known():
    assert numbers.percent(3, 0) == "–"


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [(312, "312", "312"), (4210, "4.2 K", "4,2 тыс."), (48350, "48 K", "48 тыс."), (1_300_000, "1.3 M", "1,3 млн")],
)
def test_a_narrow_place_has_a_short_number(value, english, russian):
    with translation.override("en"):
        assert numbers.short_number(value) == english
    with translation.override("ru"):
        assert numbers.short_number(value) == russian


@pytest.mark.parametrize(("metres", "written"), [(847, "850 m"), (4210, "4.2 km"), (41_200, "41 km"), (None, "–")])
def test_a_distance_is_as_exact_as_a_walker_needs(metres, written):
    with translation.override("en"):
        assert numbers.distance(metres) == written
