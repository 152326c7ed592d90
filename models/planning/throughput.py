"""Throughput: how many periods what is left takes, forecast from the numbers of items that were finished in past periods.

Each coming period finishes as many items as one of the past, drawn at random. Source: Vacanti, Actionable Agile Metrics for Predictability, 2015.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from math import ceil, isqrt, sqrt
from typing import NamedTuple

from models.planning.estimate import EstimateError

_EXACT_STEPS = 3_000_000  # additions up to which the periods are convolved
_DRAWS = 1_000_000
_BLOCK_STEPS = 1_000_000  # additions up to which the periods of a block are
_LEAST_RUNS = 100
_TAIL = 1e-12  # the probability below which a convolution ends
_LAST_PERIODS = 30  # periods in which something is finished, until the tail ends
_NOTHING = 1e-18  # the share of a number of items below which it is left out of a convolution
_WIDTH = 18  # standard deviations between the numbers of items that have more than that


class Throughput(NamedTuple):
    """In how many periods the work is done: the probability of each number; `runs` is None where it is exact."""

    periods: dict[int, float]
    runs: int | None

    @property
    def mean(self) -> float:
        """The expected number of periods."""
        return sum(number * share for number, share in self.periods.items())

    def percentile(self, share: float) -> int:
        """The least number of periods in which the work is done with at least this probability."""
        numbers = sorted(self.periods)
        sums = list(accumulate(self.periods[number] for number in numbers))
        return numbers[min(bisect_left(sums, share - _TAIL), len(numbers) - 1)]


def throughput(sample: Sequence[int], left: int, *, seed: int = 1, runs: int = 10_000) -> Throughput:
    """How many periods the items that are left take when each period's number is drawn from those of the sample.

    Exact by convolution where that is small, else `runs` draws from a seeded generator, fewer where each takes very many periods. Raises
    EstimateError for negative numbers, a sample in which nothing was finished, and more periods than can be drawn.
    """
    for number in sample:
        if number < 0:
            raise EstimateError(f"the sample holds {number}", "numbers of finished items, 0 or more")
    if not any(sample):
        raise EstimateError("the sample holds no period in which anything was finished", "at least one number above 0")
    if left < 0:
        raise EstimateError(f"{left} items are left", "0 or more")
    periods = ceil(left * len(sample) / sum(sample))
    if len(set(sample)) == 1 or left <= 0:
        return Throughput({periods: 1.0}, None)
    idle = len(sample) / (len(sample) - sample.count(0))
    variance = (len(sample) * sum(number**2 for number in sample) - sum(sample) ** 2) / len(sample) ** 2
    wide = min(left, ceil(_WIDTH * sqrt(periods * variance)))
    if (periods + _LAST_PERIODS * idle) * wide * len(set(sample)) <= _EXACT_STEPS:
        return Throughput(_convolved(sample, left), None)
    return _sampled(sample, left, seed, runs)


def _convolved(sample: Sequence[int], left: int) -> dict[int, float]:
    """The exact probability of each number of periods: what is unfinished after each is carried to the next."""
    shares = [(number, count / len(sample)) for number, count in Counter(sample).items()]
    open_shares = {left: 1.0}
    result: dict[int, float] = {}
    remaining, period = 1.0, 0
    while remaining > _TAIL:
        period += 1
        following: dict[int, float] = {}
        finished = 0.0
        for items, share in open_shares.items():
            for number, chance in shares:
                if number >= items:
                    finished += share * chance
                else:
                    following[items - number] = following.get(items - number, 0.0) + share * chance
        open_shares = {items: share for items, share in following.items() if share > _NOTHING}
        if finished:
            result[period] = finished
        remaining = sum(open_shares.values())
    return result


def _sampled(sample: Sequence[int], left: int, seed: int, runs: int) -> Throughput:
    """The share of the runs that took each number of periods.

    Far from the end a run draws what a block of periods finishes together, from the distribution of the sum; near it period by period.
    """
    chance, pace = random.Random(seed), sum(sample) / len(sample)
    block, sums, weights = _block(sample, left)
    most = block * max(sample)
    draws = 1 + int(left / pace / block + min(most, left) / pace)
    if draws > _DRAWS // _LEAST_RUNS:
        raise EstimateError(f"{left} items would take about {left / pace:.0f} periods", "larger items or longer periods")
    runs = min(runs, _DRAWS // draws)
    counts: Counter[int] = Counter()
    for _ in range(runs):
        periods, rest = 0, left
        while rest > most:
            blocks = (rest - 1) // most
            rest -= sum(chance.choices(sums, cum_weights=weights, k=blocks))
            periods += blocks * block
        while rest > 0:
            done = list(accumulate(chance.choices(sample, k=ceil(rest / pace))))
            periods += min(bisect_left(done, rest) + 1, len(done))
            rest -= done[-1]
        counts[periods] += 1
    return Throughput({number: counts[number] / runs for number in sorted(counts)}, runs)


def _block(sample: Sequence[int], left: int) -> tuple[int, list[int], list[float]]:
    """So many periods that a run draws as often far from the end as near it; the sums they can have, and their accumulated probabilities."""
    most = max(sample)
    shares = [(number, count / len(sample)) for number, count in Counter(sample).items()]
    block = max(min(isqrt(left // most), isqrt(_BLOCK_STEPS // (most * len(shares)))), 1)
    found = {0: 1.0}
    for _ in range(block):
        following: dict[int, float] = {}
        for total, share in found.items():
            for number, chance in shares:
                following[total + number] = following.get(total + number, 0.0) + share * chance
        found = following
    return block, list(found), list(accumulate(found.values()))
