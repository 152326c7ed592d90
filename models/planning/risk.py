"""Risk arithmetic: scores on the 1 to 5 scales, their bands, probabilities and the exposure in money."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from models.values.fixed_point import divide_half_even

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CERTAIN = 10000
"""A probability of 100 %, in hundredths of a percent."""
STEPS = (1000, 3000, 5000, 7000, 9000)
"""The policy: the probability that is assumed for each likelihood from 1 to 5."""
BANDS = MEDIUM, HIGH, CRITICAL = 5, 10, 15
"""The policy: the scores from which a risk is medium, high, critical."""


def score(likelihood: int | None, impact: int | None, impacts: Iterable[int | None] = ()) -> int | None:
    """Score = likelihood x impact; where impacts on time, cost, scope, quality are given, impact is their worst.

    None where the likelihood or every impact is absent.
    """
    counted = worst(impact, impacts)
    return None if likelihood is None or counted is None else likelihood * counted


def worst(impact: int | None, impacts: Iterable[int | None]) -> int | None:
    """The impact that counts: the worst of those on time, cost, scope and quality, or where none of them is given the plain one."""
    return max((value for value in impacts if value is not None), default=impact)


def band(score: int, bands: Sequence[int] = BANDS) -> str:
    """The band of a score; by default 1-4 low, 5-9 medium, 10-14 high, 15-25 critical."""
    return ("low", "medium", "high", "critical")[bisect_right(bands, score)]


def probability(percent: int | None, likelihood: int, steps: Sequence[int] = STEPS) -> tuple[int, bool]:
    """The probability in hundredths of a percent and whether it is assumed from the step; by default 10, 30, 50, 70, 90 % for 1 to 5."""
    return (steps[likelihood - 1], True) if percent is None else (percent, False)


def exposure(threats: Iterable[tuple[int, int | None]]) -> int | None:
    """Exposure = sum of p x expected cost over open threats, in minor units, rounded half-even once.

    Each threat is (probability in hundredths of a percent, expected cost or None). None where threats are open but none has a cost;
    without threats there is no exposure: 0.
    """
    rows = list(threats)
    costed = [likely * cost for likely, cost in rows if cost is not None]
    if rows and not costed:
        return None
    return divide_half_even(sum(costed), CERTAIN)
