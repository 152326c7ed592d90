"""Throughput: the worked examples, against counting every course, and against the limit of long work."""

from __future__ import annotations

from itertools import product
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.planning.estimate import EstimateError
from models.planning.throughput import throughput


def test_thr_1() -> None:
    forecast = throughput([2, 4], 6)
    assert forecast.periods == {2: 0.75, 3: 0.25}
    assert forecast.runs is None
    assert (forecast.percentile(0.5), forecast.percentile(0.75), forecast.percentile(0.8)) == (2, 2, 3)
    assert forecast.mean == 2.25


def test_thr_2() -> None:
    assert throughput([5], 23).periods == {5: 1.0}


@given(st.lists(st.integers(0, 4), min_size=1, max_size=3).filter(any), st.integers(0, 6))
def test_throughput_agrees_with_counting_every_course(sample: list[int], left: int) -> None:
    forecast = throughput(sample, left)
    assert sum(forecast.periods.values()) == pytest.approx(1)
    for periods in range(5):
        courses = list(product(sample, repeat=periods))
        done = sum(sum(course) >= left for course in courses) / len(courses)
        assert sum(share for number, share in forecast.periods.items() if number <= periods) == pytest.approx(done)


@pytest.mark.parametrize(("sample", "left"), [([2, 4], 5000), ([0, 3, 5, 8], 1200), ([*[0] * 500, 1], 20)])
def test_thousands_of_items_are_still_exact(sample: list[int], left: int) -> None:
    found = throughput(sample, left)
    assert found.runs is None
    assert sum(found.periods.values()) == pytest.approx(1, abs=1e-11)
    assert found.mean == pytest.approx(long_run(sample, left), abs=1e-6)


@pytest.mark.parametrize(("sample", "left"), [([0, 3, 5, 8], 40_000), ([1, 2], 100_000), ([1, 40, 1000], 90_000), ([0, 0, 0, 1], 5000)])
def test_more_is_drawn_the_same_way_for_a_seed(sample: list[int], left: int) -> None:
    found = throughput(sample, left, seed=4, runs=1000)
    assert found.runs is not None
    assert found == throughput(sample, left, seed=4, runs=1000) != throughput(sample, left, seed=5, runs=1000)
    error = sqrt(sum((number - found.mean) ** 2 * share for number, share in found.periods.items()) / found.runs)
    assert abs(found.mean - long_run(sample, left)) < 5 * error


def long_run(sample: list[int], left: int) -> float:
    """The mean number of periods of long work, by renewal theory: (left + E[X (X - step)] / 2 E[X]) / E[X], step the sample's common divisor."""
    step = 2 if not any(number % 2 for number in sample) else 1
    pace = sum(sample) / len(sample)
    beyond = sum(number * (number - step) for number in sample) / len(sample) / pace / 2
    return (left + beyond) / pace


def test_so_many_runs_as_are_asked_for() -> None:
    assert throughput([0, 3, 5, 8], 40_000, runs=500).runs == 500


@pytest.mark.parametrize(
    ("sample", "left", "message"),
    [
        ([], 6, "no period in which anything was finished: at least one number above 0"),
        ([0, 0], 6, "no period in which anything was finished"),
        ([2, -1], 6, "the sample holds -1"),
        ([2], -1, "-1 items are left: 0 or more"),
        ([0, 1], 10**9, "larger items or longer periods"),
    ],
)
def test_a_sample_that_says_nothing_is_refused(sample: list[int], left: int, message: str) -> None:
    with pytest.raises(EstimateError, match=message):
        throughput(sample, left)
