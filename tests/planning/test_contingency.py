"""Contingency against exposure."""

from __future__ import annotations

from decimal import Decimal

from models.planning.contingency import contingency

D = Decimal


def test_risk_3() -> None:
    """Of the four risks the 8k threat occurred; the chance is no threat."""
    stand = contingency(D(30_000), [D(8_000)], [(D("0.3"), D(40_000)), (D("0.1"), D(150_000))])
    assert (stand.left, stand.exposure) == (22_000, 27_000)
    assert stand.coverage is not None
    assert round(stand.coverage, 4) == D("0.8148")


def test_without_exposure_there_is_no_coverage() -> None:
    assert contingency(D(10), [D(12)], []).coverage is None
    assert contingency(D(10), [D(12)], []).left == -2
