"""Scores, bands, probabilities, exposure."""

from __future__ import annotations

import pytest

from models.planning.policy import Policy
from models.planning.risk import band, exposure, probability, score


def test_the_score_is_likelihood_times_impact() -> None:
    assert score(4, 5) == 20


def test_the_worst_of_the_given_impacts_counts() -> None:
    assert score(3, 1, (4, 3, None, 4)) == 12
    assert score(3, 5, (None, 2)) == 6
    assert score(3, 2, (None, None)) == 6


def test_no_likelihood_or_no_impact_is_no_score() -> None:
    assert score(None, 5) is None
    assert score(3, None, (None,)) is None


@pytest.mark.parametrize(
    ("value", "name"),
    [(1, "low"), (4, "low"), (5, "medium"), (9, "medium"), (10, "high"), (14, "high"), (15, "critical"), (25, "critical")],
)
def test_bands(value: int, name: str) -> None:
    assert band(value) == name


def test_bands_and_assumed_probabilities_are_the_policys() -> None:
    policy = Policy(bands=(4, 8, 20), steps=(500, 2000, 4000, 6000, 9500))
    assert [band(score, policy.bands) for score in (3, 4, 8, 19, 20)] == ["low", "medium", "high", "high", "critical"]
    assert [probability(None, likelihood, policy.steps)[0] for likelihood in (1, 5)] == [500, 9500]


@pytest.mark.parametrize(("likelihood", "hundredths"), [(1, 1000), (2, 3000), (3, 5000), (4, 7000), (5, 9000)])
def test_a_probability_that_is_not_given_is_assumed(likelihood: int, hundredths: int) -> None:
    assert probability(None, likelihood) == (hundredths, True)


def test_a_given_probability_counts() -> None:
    assert probability(0, 5) == (0, False)
    assert probability(2550, 1) == (2550, False)


def test_exposure_is_rounded_once() -> None:
    assert exposure([(3000, 4_000_000), (1000, 15_000_000)]) == 2_700_000
    assert exposure([(5000, 1), (5000, 1), (5000, None)]) == 1
    assert exposure([(5000, 1)]) == 0
    assert exposure([(5000, 3)]) == 2


def test_exposure_without_any_cost_is_not_available() -> None:
    assert exposure([(5000, None)]) is None
    assert exposure([]) == 0
