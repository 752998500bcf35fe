"""How marks become one: the severity of judges evened out, and how far they agree. Pure arithmetic.

Every mark is taken as  mark = what the deed deserves + how mild the juror is + chance.  Both are estimated together by
least squares, as Raymond and Viswesvaran describe for ratings in which not everybody rates everything (Least squares
models to correct for rater effects in performance assessment, Journal of Educational Measurement 30, 1993, 253-268).
A juror's mildness is drawn towards nothing as if they had given TRUST more marks exactly like everybody's (a ridge of
that weight: the best linear unbiased prediction of a random effect, Robinson, Statistical Science 6, 1991, 15-32), so
that a juror with two marks does not count as harsh after two hard cases.

The rule that follows, and that the tests hold: whoever is judged by the same jurors keeps their order whatever constant
a juror adds to or takes from all of their marks; and nobody moves further than in the plain mean, which is the constant
divided by the number of their jurors.

Agreement is Krippendorff's alpha for interval data (Content Analysis, 2nd edition, chapter 11): 1 is full agreement,
0 is chance.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from itertools import combinations
from typing import TypeVar

TRUST = 1.0
LEAST_TO_COMPARE = 2

N = TypeVar("N", bound=Hashable)
J = TypeVar("J", bound=Hashable)


def mildness(marks: Mapping[tuple[N, J], float]) -> dict[J, float]:
    """By juror: how many points their marks lie above what the others' marks on the same nominations say.

    Takes: marks -- by (nomination, juror).
    """
    on: dict[N, dict[J, float]] = defaultdict(dict)
    for (nomination, juror), mark in marks.items():
        on[nomination][juror] = mark
    jurors = list(dict.fromkeys(juror for _nomination, juror in marks))
    place = {juror: at for at, juror in enumerate(jurors)}
    matrix = [[TRUST if row == column else 0.0 for column in range(len(jurors))] for row in range(len(jurors))]
    right = [0.0] * len(jurors)
    for given in on.values():
        mean = sum(given.values()) / len(given)
        for one, mark in given.items():
            right[place[one]] += mark - mean
            matrix[place[one]][place[one]] += 1.0
            for other in given:
                matrix[place[one]][place[other]] -= 1 / len(given)
    return dict(zip(jurors, _solved(matrix, right), strict=True))


def evened(marks: Mapping[tuple[N, J], float]) -> dict[N, float]:
    """By nomination: the mean of its marks, each without the mildness of who gave it."""
    mild = mildness(marks)
    on: dict[N, list[float]] = defaultdict(list)
    for (nomination, juror), mark in marks.items():
        on[nomination].append(mark - mild[juror])
    return {nomination: sum(given) / len(given) for nomination, given in on.items()}


def agreement(marks: Mapping[tuple[N, J], float]) -> float | None:
    """Krippendorff's alpha; None while fewer than two nominations have two marks, or all marks are the same."""
    on: dict[N, list[float]] = defaultdict(list)
    for (nomination, _juror), mark in marks.items():
        on[nomination].append(mark)
    units = [given for given in on.values() if len(given) >= LEAST_TO_COMPARE]
    values = [mark for given in units for mark in given]
    if len(units) < LEAST_TO_COMPARE:
        return None
    within = sum(_apart(given) / (len(given) - 1) for given in units) / len(values)
    overall = _apart(values) / (len(values) * (len(values) - 1))
    return None if overall == 0 else 1 - within / overall


def _apart(values: list[float]) -> float:
    """The squared distances of all ordered pairs."""
    return sum(2 * (one - other) ** 2 for one, other in combinations(values, 2))


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gaussian elimination; the matrix is symmetric, its diagonal dominates, so nothing is divided by nothing."""
    size = len(right)
    rows = [[*matrix[at], right[at]] for at in range(size)]
    for at in range(size):
        for below in range(at + 1, size):
            factor = rows[below][at] / rows[at][at]
            for column in range(at, size + 1):
                rows[below][column] -= factor * rows[at][column]
    found = [0.0] * size
    for at in reversed(range(size)):
        rest = sum(rows[at][column] * found[column] for column in range(at + 1, size))
        found[at] = (rows[at][size] - rest) / rows[at][at]
    return found
