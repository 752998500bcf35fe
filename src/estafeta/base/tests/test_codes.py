import re

import pytest

from estafeta.base import codes

pytestmark = pytest.mark.no_database


def test_a_code_is_six_digits():
    assert all(re.fullmatch(r"\d{6}", codes.drawn()) for _draw in range(100))


@pytest.mark.parametrize("typed", ["012345", "012 345", "012-345", " 0 1 2 3 4 5 "])
def test_a_code_is_right_however_it_is_spaced(typed):
    assert codes.is_right(codes.digest("a.code", "link", "012345"), "a.code", "link", typed)


@pytest.mark.parametrize(
    ("purpose", "token", "typed"),
    [("a.code", "link", "012346"), ("b.code", "link", "012345"), ("a.code", "other", "012345"), ("a.code", "link", "")],
)
def test_another_code_purpose_or_link_is_wrong(purpose, token, typed):
    assert not codes.is_right(codes.digest("a.code", "link", "012345"), purpose, token, typed)
