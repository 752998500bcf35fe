"""Places beside each other, fairly: participations per 1,000 inhabitants, with the range that chance alone gives.

Why: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24 (2005),
     1185-1202: control limits about the common rate, widened by the overdispersion found (section 4.2 there).
     People come in groups, so that counts of them vary more than a Poisson count does. docs/counting.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt

PER = 1000
FEWEST_INHABITANTS = 1000
FEWEST_EXPECTED = 5  # below it the limits of a count can't be taken from the normal distribution
FEWEST_PLACES = 5
INNER, OUTER = 1.96, 3.09  # 95 and 99.8 of a hundred places lie within, if nothing but chance told them apart
TRIMMED = 0.1  # of the places at either end, before the spread is measured


@dataclass(frozen=True)
class Place:
    """A place, how many live there (None: nobody knows) and how many participations it had."""

    key: str
    name: str
    people: int | None
    participations: int


@dataclass(frozen=True)
class Funnel:
    """Places that can be compared, in the order they were given; those that can't; the common rate and its spread.

    `rate` is None where too few places can be compared: then nothing is drawn.
    """

    places: tuple[Place, ...]
    apart: tuple[Place, ...]
    rate: float | None
    spread: float

    def limits(self, people: int, width: float) -> tuple[float, float]:
        """Between which rates a place of this size lies by chance, `width` standard deviations about the common one."""
        rate = self.rate or 0
        reach = width * sqrt(self.spread * rate / people)
        return max(0.0, rate - reach), rate + reach

    def range_of(self, place: Place) -> tuple[float, float]:
        """Between which rates the place's own lies, 95 of 100 times; never below nothing.

        Why: the root of a count varies alike whatever the count, so the range needs no rate of its own.
        """
        people, root = place.people or 1, sqrt(place.participations)
        half = INNER / 2 * sqrt(self.spread)
        return max(0.0, root - half) ** 2 / people, (root + half) ** 2 / people

    def is_usual(self, place: Place) -> bool:
        """Whether the place lies within the outer limits: what tells it from the others may be chance."""
        low, high = self.limits(place.people or 1, OUTER)
        return low <= place.participations / (place.people or 1) <= high


def funnel_of(places: Sequence[Place]) -> Funnel:
    """Put places beside each other; those too small, or of unknown size, stand apart."""
    big = [place for place in places if place.people and place.people >= FEWEST_INHABITANTS]
    rate = _rate(big)
    comparable = [place for place in big if rate * (place.people or 0) >= FEWEST_EXPECTED]
    kept = {place.key for place in comparable}
    apart = tuple(place for place in places if place.key not in kept)
    if len(comparable) < FEWEST_PLACES:
        return Funnel(tuple(comparable), apart, None, 1.0)
    common = _rate(comparable)
    return Funnel(tuple(comparable), apart, common, _spread(comparable, common))


def _rate(places: Sequence[Place]) -> float:
    people = sum(place.people or 0 for place in places)
    return sum(place.participations for place in places) / people if people else 0.0


def _spread(places: Sequence[Place], rate: float) -> float:
    """By how much more than a Poisson count the counts vary, its extremes drawn in; never less than one."""
    scores = sorted((place.participations - rate * (place.people or 0)) / sqrt(rate * (place.people or 1))
                    for place in places)  # fmt: skip
    low, high = scores[floor(TRIMMED * len(scores))], scores[ceil((1 - TRIMMED) * len(scores)) - 1]
    drawn_in = [min(max(score, low), high) for score in scores]
    return max(1.0, sum(score * score for score in drawn_in) / len(drawn_in))
