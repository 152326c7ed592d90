"""Estimates: three points, paths, and the user's own finished tasks as a reference class.

Durations are numbers of any one unit, in and out. Sources: PMI Practice Standard for Project Estimating; Malcolm et al. 1959 (PERT);
Vose 2008 (beta-PERT); Flyvbjerg 2006 (reference class).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

from models.values import ParseError

BETA_PERT, TRIANGULAR, PERT_MOMENT = "beta-pert", "triangular", "pert-moment"
LAWS = (BETA_PERT, TRIANGULAR, PERT_MOMENT)


class EstimateError(ParseError):
    """A value no estimate can be made from: which, why, and what would be right."""


class ThreePoint(NamedTuple):
    """An optimistic, a most likely and a pessimistic duration."""

    optimistic: float
    likely: float
    pessimistic: float


class Spread(NamedTuple):
    """The mean and the variance of a duration; its standard deviation is in the unit of the duration."""

    mean: float
    variance: float

    @property
    def sd(self) -> float:
        """Standard deviation = square root of the variance."""
        return sqrt(self.variance)


class Beta(NamedTuple):
    """The shape of a beta distribution between two limits."""

    alpha: float
    beta: float


def checked(points: ThreePoint, name: str = "the estimate") -> ThreePoint:
    """The points, finite and with optimistic <= likely <= pessimistic; raises EstimateError naming the one that is not."""
    low, likely, high = points
    if not all(abs(value) < 1e300 for value in points):
        raise EstimateError(f"{name} is {low:g}, {likely:g}, {high:g}", "three finite numbers")
    if not low >= 0:
        raise EstimateError(f"{name}: the optimistic value {low:g} is negative", "0 or more")
    if likely < low:
        raise EstimateError(f"{name}: the likely value {likely:g} is less than the optimistic {low:g}", "optimistic ≤ likely ≤ pessimistic")
    if high < likely:
        raise EstimateError(
            f"{name}: the pessimistic value {high:g} is less than the likely {likely:g}", "optimistic ≤ likely ≤ pessimistic"
        )
    return points


def pert(points: ThreePoint) -> Spread:
    """PERT: te = (O + 4M + P) / 6, sd = (P - O) / 6."""
    low, likely, high = checked(points)
    return Spread((low + 4 * likely + high) / 6, ((high - low) / 6) ** 2)


def triangular(points: ThreePoint) -> Spread:
    """Triangular (a, m, b): mean (a + m + b) / 3, variance (a² + m² + b² - am - ab - mb) / 18."""
    low, likely, high = checked(points)
    squares = (likely - low) ** 2 + (high - likely) ** 2 + (high - low) ** 2
    return Spread((low + likely + high) / 3, squares / 36)


def triangular_quantile(points: ThreePoint, share: float) -> float:
    """The duration not exceeded with probability u: F = (m - a) / (b - a); u < F: a + sqrt(u (b - a)(m - a)), else
    b - sqrt((1 - u)(b - a)(b - m))."""
    low, likely, high = checked(points)
    if not 0 <= share <= 1:
        raise EstimateError(f"the probability {share:g}", "a share from 0 to 1")
    if share * (high - low) <= likely - low:
        return min(likely, low + sqrt(share * (high - low) * (likely - low)))
    return max(likely, high - sqrt((1 - share) * (high - low) * (high - likely)))


def beta_shape(points: ThreePoint) -> Beta | None:
    """Beta-PERT: alpha = 1 + 4 (m - a) / (b - a), beta = 1 + 4 (b - m) / (b - a); None where a = b."""
    low, likely, high = checked(points)
    if high == low:
        return None
    return Beta(1 + 4 * (likely - low) / (high - low), 1 + 4 * (high - likely) / (high - low))


def beta_pert(points: ThreePoint) -> Spread:
    """Beta-PERT: mean (a + 4m + b) / 6, variance alpha beta (b - a)² / ((alpha + beta)² (alpha + beta + 1)), alpha + beta = 6."""
    low, likely, high = checked(points)
    shape = beta_shape(points)
    variance = 0.0 if shape is None else shape.alpha * shape.beta * (high - low) ** 2 / 252
    return Spread((low + 4 * likely + high) / 6, variance)


def moment_shape(points: ThreePoint) -> Beta | None:
    """The beta distribution on (a, b) with PERT's mean and its sd (b - a) / 6; None where a = b.

    With the mean mu on (0, 1): alpha = mu (36 mu (1 - mu) - 1), beta = (1 - mu)(36 mu (1 - mu) - 1).
    """
    low, likely, high = checked(points)
    if high == low:
        return None
    mean = (4 * (likely - low) / (high - low) + 1) / 6
    total = 36 * mean * (1 - mean) - 1
    return Beta(mean * total, (1 - mean) * total)


def spread(points: ThreePoint, law: str = BETA_PERT) -> Spread:
    """Mean and variance under a law: `beta-pert`, `triangular` or `pert-moment` (which has PERT's own)."""
    if law not in LAWS:
        raise EstimateError(f"the law “{law[:40]}” is unknown", "one of " + ", ".join(LAWS))
    return {BETA_PERT: beta_pert, TRIANGULAR: triangular, PERT_MOMENT: pert}[law](points)


def path(parts: Iterable[Spread]) -> Spread:
    """Along a path of independent tasks the means add, and the variances do."""
    parts = list(parts)
    return Spread(sum(part.mean for part in parts), sum(part.variance for part in parts))


def percentile(values: Sequence[float], share: float) -> float | None:
    """The linear percentile: position share x (n - 1) among the sorted values, interpolated; None without values."""
    if not 0 <= share <= 1:
        raise EstimateError(f"the probability {share:g}", "a share from 0 to 1")
    if not values:
        return None
    ordered = sorted(values)
    index, rest = divmod(share * (len(ordered) - 1), 1)
    low, high = ordered[int(index)], ordered[min(int(index) + 1, len(ordered) - 1)]
    return low + (high - low) * rest


def uplift(estimate: float, overruns: Sequence[float], share: float) -> float | None:
    """Reference class: estimate x (1 + the percentile of the overruns, fractions, of one's own finished tasks); None without any."""
    overrun = percentile(overruns, share)
    return None if overrun is None else estimate * (1 + overrun)
