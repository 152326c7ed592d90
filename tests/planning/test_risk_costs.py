"""The distribution of what risks cost together."""

from __future__ import annotations

from itertools import product
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.planning.risk_costs import RiskCostError, RiskCosts, risk_costs

EMV_2 = [(0.30, 40_000), (0.10, 150_000), (0.50, 8_000), (0.20, -25_000)]


def test_emv_2() -> None:
    costs = risk_costs(EMV_2)
    assert -costs.mean == pytest.approx(-26_000)
    assert costs.sd == pytest.approx(49_769, abs=0.5)
    assert (costs.percentile(0.5), costs.percentile(0.8)) == (8_000, 48_000)


@given(st.lists(st.tuples(st.sampled_from((0.0, 0.25, 0.5, 1.0)), st.integers(-3, 3)), max_size=5))
def test_every_combination_is_counted(risks: list[tuple[float, int]]) -> None:
    costs = risk_costs(risks)
    expected: dict[int, float] = {}
    for happened in product((False, True), repeat=len(risks)):
        share, total = 1.0, 0
        for occurs, (probability, cost) in zip(happened, risks, strict=True):
            share *= probability if occurs else 1 - probability
            total += cost if occurs else 0
        if share:
            expected[total] = expected.get(total, 0.0) + share
    assert dict(zip(costs.sums, costs.probabilities, strict=True)) == pytest.approx(expected)
    assert costs.mean == pytest.approx(sum(probability * cost for probability, cost in risks))
    assert costs.sd == pytest.approx(sqrt(sum(share * (total - costs.mean) ** 2 for total, share in expected.items())), abs=1e-9)
    assert costs.percentile(1) == max(expected)


def test_a_percentile_is_reached_where_its_share_is() -> None:
    """Ten sums of a tenth each, which do not add up to exactly 0.8 in binary."""
    costs = RiskCosts(tuple(range(10)), (0.1,) * 10, 1, 0.0)
    assert [costs.percentile(share / 10) for share in range(1, 11)] == list(range(10))


def test_without_risks_nothing_is_spent() -> None:
    costs = risk_costs([])
    assert (costs.sums, costs.mean, costs.sd, costs.percentile(0.8)) == ((0,), 0, 0, 0)


def test_what_cannot_be_counted_is_named() -> None:
    with pytest.raises(RiskCostError, match=r"the probability of risk 2 is 1\.5: a share from 0 to 1"):
        risk_costs([(0.5, 1), (1.5, 1)])


def test_of_very_many_risks_the_sums_are_grained() -> None:
    """Forty risks that double have 2^40 sums, each as likely as any other: the percentiles lie evenly, the moments are the sums of theirs."""
    costs = risk_costs([(0.5, 1 << number) for number in range(40)])
    whole = (1 << 40) - 1
    with_chances = risk_costs([(0.5, (1 << number) * (-1) ** number) for number in range(40)])
    assert with_chances.grain == pytest.approx(costs.grain, rel=1e-3)
    assert costs.grain > 1
    assert [costs.percentile(share) / whole for share in (0.1, 0.5, 0.8, 0.95)] == pytest.approx([0.1, 0.5, 0.8, 0.95], abs=1e-3)
    assert costs.mean == pytest.approx(whole / 2)
    assert costs.sd == pytest.approx(sqrt(sum(0.25 * 4**number for number in range(40))))
