"""The exact distribution of what risks cost together."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.planning.risk_costs import distribution

D = Decimal
shares = st.integers(0, 100).map(lambda part: D(part) / 100)
risks = st.lists(st.tuples(shares, st.integers(-50, 50).map(D)), max_size=8)


def test_emv_2() -> None:
    """Three threats and a chance: the expected cost of 26k covers less than P80, 48k."""
    cost = distribution([(D("0.30"), D(40_000)), (D("0.10"), D(150_000)), (D("0.50"), D(8_000)), (D("0.20"), D(-25_000))])
    assert cost.mean == 26_000
    assert round(cost.sd) == 49_769
    assert (cost.percentile(D("0.5")), cost.percentile(D("0.8"))) == (8_000, 48_000)


def test_too_many_combinations_are_refused() -> None:
    with pytest.raises(ValueError, match="too many risks"):
        distribution([(D("0.5"), D(2) ** power) for power in range(19)])


@given(risks)
def test_means_and_variances_of_independent_risks_add(given_risks: list[tuple[Decimal, Decimal]]) -> None:
    cost = distribution(given_risks)
    assert sum(share for _, share in cost.sums) == 1
    assert cost.mean == sum(share * amount for share, amount in given_risks)
    variance = sum((share * (1 - share) * amount * amount for share, amount in given_risks), D(0))
    assert abs(cost.sd**2 - variance) < D("1e-15")


@given(risks, shares)
def test_a_percentile_is_reached_with_its_probability(given_risks: list[tuple[Decimal, Decimal]], share: Decimal) -> None:
    cost = distribution(given_risks)
    at = cost.percentile(share)
    assert sum(part for amount, part in cost.sums if amount <= at) >= share
    assert sum((part for amount, part in cost.sums if amount < at), D(0)) < share or at == cost.sums[0][0]
