"""What independent risks may cost together, exactly: every combination with its probability."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

ZERO, ONE = Decimal(0), Decimal(1)
MOST_SUMS = 1 << 18


class CostDistribution(NamedTuple):
    """The possible sums in rising order, each with its probability."""

    sums: tuple[tuple[Decimal, Decimal], ...]

    @property
    def mean(self) -> Decimal:
        """Σ probability × sum: the expected monetary value of all."""
        return sum((share * amount for amount, share in self.sums), ZERO)

    @property
    def sd(self) -> Decimal:
        """Standard deviation, √ Σ probability × (sum − mean)²."""
        mean = self.mean
        return sum((share * (amount - mean) ** 2 for amount, share in self.sums), ZERO).sqrt()

    def percentile(self, share: Decimal) -> Decimal:
        """The least sum that is not exceeded with at least this probability."""
        below = ZERO
        for amount, probability in self.sums:
            below += probability
            if below >= share:
                return amount
        return self.sums[-1][0]


def distribution(risks: Iterable[tuple[Decimal, Decimal]]) -> CostDistribution:
    """The distribution of the sum of independent risks, each (probability, amount): one after the other, equal sums together.

    Raises ValueError where the different sums become too many to be listed: then they are to be simulated.
    """
    found = {ZERO: ONE}
    for share, amount in risks:
        following: dict[Decimal, Decimal] = {}
        for held, probability in found.items():
            for value, part in ((held, ONE - share), (held + amount, share)):
                if part:
                    following[value] = following.get(value, ZERO) + probability * part
        found = following
        if len(found) > MOST_SUMS:
            raise ValueError(f"more than {MOST_SUMS} different sums: too many risks of different amounts to list every combination")
    return CostDistribution(tuple(sorted(found.items())))
