"""Estimates: the worked examples, and what must hold for every three points and sample."""

from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.planning.estimate import (
    LAWS,
    EstimateError,
    Spread,
    ThreePoint,
    beta_pert,
    beta_shape,
    moment_shape,
    path,
    percentile,
    pert,
    spread,
    triangular,
    triangular_quantile,
    uplift,
)

POINTS = st.lists(st.floats(0, 1e6).map(lambda value: round(value, 6)), min_size=3, max_size=3).map(
    lambda values: ThreePoint(*sorted(values))
)


def test_pert_2() -> None:
    estimate = pert(ThreePoint(4, 6, 12))
    assert estimate.mean == pytest.approx(6.67, abs=0.005)
    assert estimate.sd == pytest.approx(1.33, abs=0.005)


def test_tri_1() -> None:
    points = ThreePoint(2, 3, 5)
    assert triangular(points) == pytest.approx((3.3333, 0.3889), abs=5e-5)
    assert triangular_quantile(points, 0.5) == pytest.approx(3.2679, abs=5e-5)
    assert triangular_quantile(points, 0.8) == pytest.approx(3.9046, abs=5e-5)


def test_beta_1() -> None:
    points = ThreePoint(2, 3, 5)
    assert beta_shape(points) == pytest.approx((2.3333, 3.6667), abs=5e-5)
    assert beta_pert(points).mean == pytest.approx(3.1667, abs=5e-5)
    assert beta_pert(points).sd == pytest.approx(0.5528, abs=5e-5)


def test_rc_1() -> None:
    overruns = [0.6, 0.0, 0.3, 0.1, 0.2]
    assert percentile(overruns, 0.5) == pytest.approx(0.2)
    assert percentile(overruns, 0.8) == pytest.approx(0.36)
    assert uplift(50, overruns, 0.5) == pytest.approx(60)
    assert uplift(50, overruns, 0.8) == pytest.approx(68)
    assert uplift(50, [], 0.8) is None


def test_a_path_adds_means_and_variances() -> None:
    parts = [pert(ThreePoint(2, 3, 5)), pert(ThreePoint(5, 8, 14))]
    assert path(parts) == pytest.approx((sum(part.mean for part in parts), 0.25 + 2.25))
    assert path([]) == Spread(0, 0)


@given(POINTS)
def test_every_law_keeps_within_its_limits(points: ThreePoint) -> None:
    for law in LAWS:
        found = spread(points, law)
        assert points.optimistic <= found.mean * (1 + 1e-12)
        assert found.mean <= points.pessimistic * (1 + 1e-12)
        assert 0 <= found.sd <= points.pessimistic - points.optimistic


@given(POINTS, st.floats(0, 1))
def test_the_triangular_quantile_inverts_its_distribution(points: ThreePoint, share: float) -> None:
    low, likely, high = points
    value = triangular_quantile(points, share)
    assert low <= value <= high
    if high - low > 1e-3:
        rising = (value - low) ** 2 / ((high - low) * (likely - low)) if value < likely else None
        reached = 1 - (high - value) ** 2 / ((high - low) * (high - likely)) if rising is None and high > likely else rising or 0
        assert reached == pytest.approx(share, abs=1e-3) or value in (likely, low, high)


@given(POINTS.filter(lambda points: points.pessimistic - points.optimistic > 1e-3))
def test_the_moment_shape_has_the_moments_of_pert(points: ThreePoint) -> None:
    shape = moment_shape(points)
    assert shape is not None
    total = shape.alpha + shape.beta
    width = points.pessimistic - points.optimistic
    assert points.optimistic + width * shape.alpha / total == pytest.approx(pert(points).mean)
    assert width**2 * shape.alpha * shape.beta / (total**2 * (total + 1)) == pytest.approx(pert(points).variance)


def test_points_without_width_have_no_shape() -> None:
    assert beta_shape(ThreePoint(3, 3, 3)) is None
    assert moment_shape(ThreePoint(3, 3, 3)) is None
    assert beta_pert(ThreePoint(3, 3, 3)) == triangular(ThreePoint(3, 3, 3)) == Spread(3, 0)


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ((4, 3, 12), "likely value 3 is less than the optimistic 4"),
        ((4, 6, 5), "pessimistic value 5 is less than the likely 6"),
        ((-1, 6, 12), "optimistic value -1 is negative: 0 or more"),
        ((1, nan, 12), "three finite numbers"),
        ((1, 2, inf), "three finite numbers"),
    ],
)
def test_points_out_of_order_are_named(points: tuple[float, float, float], message: str) -> None:
    for function in (pert, triangular, beta_pert):
        with pytest.raises(EstimateError, match=message):
            function(ThreePoint(*points))


def test_other_wrong_words_are_named() -> None:
    with pytest.raises(EstimateError, match="from 0 to 1"):
        percentile([1.0], 1.5)
    with pytest.raises(EstimateError, match="from 0 to 1"):
        triangular_quantile(ThreePoint(1, 2, 3), -0.1)
    with pytest.raises(EstimateError, match="beta-pert, triangular, pert-moment"):
        spread(ThreePoint(1, 2, 3), "normal")
