"""What open risks may cost together: the distribution of the sum, by enumeration of what occurs and what does not; exact where it is small.

The expected monetary value alone hides how far the costs spread: it often covers less than P80, so both are shown.
"""

# Annotations are evaluated here: kept as text, each field of a NamedTuple would be compiled at import, ten times dearer.
from collections.abc import Iterable
from math import sqrt
from typing import NamedTuple

from models.values import ParseError

_MOST = 1 << 17  # different sums up to which each is kept apart
_GRAINS = 1 << 12  # the sums that are kept apart of more
_ROUNDING = 1e-12


class RiskCostError(ParseError):
    """A risk whose cost cannot be counted: which, why, and what would be right."""


class RiskCosts(NamedTuple):
    """Every sum that can occur and its probability, rising; sums are minor units, what an opportunity saves is negative.

    `grain` is 1 where the sums are exact; of very many sums those that lie closer together than a grain count as one.
    """

    sums: tuple[int, ...]
    probabilities: tuple[float, ...]
    grain: int
    variance: float

    @property
    def mean(self) -> float:
        """The expected cost, sum of p x cost: the exposure, or the EMV with its sign turned."""
        return sum(value * share for value, share in zip(self.sums, self.probabilities, strict=True))

    @property
    def sd(self) -> float:
        """The standard deviation of the cost, √ Σ p (1 − p) cost²."""
        return sqrt(self.variance)

    def percentile(self, share: float) -> int:
        """The least sum that is not exceeded with at least this probability."""
        reached = 0.0
        for value, probability in zip(self.sums, self.probabilities, strict=True):
            reached += probability
            if reached >= share - _ROUNDING:
                return value
        return self.sums[-1]


def risk_costs(risks: Iterable[tuple[float, int]]) -> RiskCosts:
    """The distribution of the cost of independent risks, each (probability as a share, cost in minor units).

    Raises RiskCostError for a probability outside 0 to 1.
    """
    found, grain, variance = {0: 1.0}, 1, 0.0
    for number, (probability, cost) in enumerate(risks, 1):
        if not 0 <= probability <= 1:
            raise RiskCostError(f"the probability of risk {number} is {probability:g}", "a share from 0 to 1")
        variance += probability * (1 - probability) * cost**2
        following: dict[int, float] = {}
        for value, share in found.items():
            following[value] = following.get(value, 0.0) + share * (1 - probability)
            following[value + cost] = following.get(value + cost, 0.0) + share * probability
        found = {value: share for value, share in following.items() if share > 0}
        if len(found) > (_MOST if grain == 1 else _GRAINS):
            grain = max(grain, 2 * (max(found) - min(found)) // _GRAINS)
            found = _grained(found, grain)
    ordered = sorted(found.items())
    return RiskCosts(tuple(value for value, _ in ordered), tuple(share for _, share in ordered), grain, variance)


def _grained(found: dict[int, float], grain: int) -> dict[int, float]:
    """The sums as multiples of a grain: the probability of each goes to its two neighbours in proportion, so that the mean stays."""
    grained: dict[int, float] = {}
    for value, share in found.items():
        below, rest = divmod(value, grain)
        above = share * rest / grain
        grained[below * grain] = grained.get(below * grain, 0.0) + share - above
        if rest:
            grained[(below + 1) * grain] = grained.get((below + 1) * grain, 0.0) + above
    return grained
