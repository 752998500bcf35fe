"""How surely a figure is known (docs/relay.md gives the formulas with their sources)."""

import math
from dataclasses import dataclass

Z = 1.959964  # 95 of 100


@dataclass(frozen=True)
class Range:
    """A value and the interval in which it lies with 95 of 100."""

    value: float
    low: float
    high: float


def share(part: int, whole: int) -> Range | None:
    """A share with Wilson's interval; None where there is nothing to share."""
    if whole <= 0:
        return None
    value = part / whole
    spread = Z * math.sqrt(value * (1 - value) / whole + Z * Z / (4 * whole * whole))
    middle, narrowed = value + Z * Z / (2 * whole), 1 + Z * Z / whole
    low, high = (middle - spread) / narrowed, (middle + spread) / narrowed
    return Range(value, min(value, max(0.0, low)), max(value, min(1.0, high)))


def brought(deeds: int, children: int, squares: int) -> Range | None:
    """How many new deeds a deed brings: the mean over a cohort, with an interval that knows of clumping.

    Takes:   deeds -- of the cohort; children -- that came from them first; squares -- the sum of the squares of the
             numbers of children.
    Returns: the mean; Garwood's interval of a count, widened by the dispersion of the numbers where a few deeds
             bring most. None where the cohort is empty.
    """
    if deeds <= 0:
        return None
    mean = children / deeds
    variance = (squares - children * mean) / (deeds - 1) if deeds > 1 else mean
    dispersion = max(1.0, variance / mean) if mean else 1.0
    scaled = children / dispersion
    low = _chi_squared(0.025, 2 * scaled) / 2 if scaled else 0.0
    high = _chi_squared(0.975, 2 * scaled + 2) / 2
    return Range(mean, low * dispersion / deeds, high * dispersion / deeds)


def _chi_squared(share_below: float, degrees: float) -> float:
    """The quantile of a chi-squared distribution, by Wilson and Hilferty's cube root."""
    z = Z if share_below > 0.5 else -Z  # noqa: PLR2004 -- above or below the middle
    part = 2 / (9 * degrees)
    return max(0.0, degrees * (1 - part + z * math.sqrt(part)) ** 3)
