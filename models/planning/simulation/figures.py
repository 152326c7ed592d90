"""What the runs of a simulation say about each task and risk: correlations, sensitivity, tornadoes, joint confidence."""

from __future__ import annotations

from array import array
from math import ceil, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.planning.simulation.model import JOINT, Distribution, Joint, Swing, TaskFigures

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from numpy.typing import NDArray

_FIFTH = 0.2
_TORNADO = 0.8
_BARS = 50


def distribution(values: NDArray[np.float64]) -> Distribution:
    """The values of all runs as plain numbers."""
    return Distribution(array("d", values.tobytes()))


def average_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 0, equal values sharing the mean of theirs."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    sizes = np.diff(np.append(first, len(values)))
    ranks = np.empty(len(values))
    ranks[order] = np.repeat(first + (sizes - 1) / 2, sizes)
    return ranks


class Correlation(NamedTuple):
    """One task's mean, its standard deviation, and its correlations with a result (None where one of the two never varies)."""

    mean: float
    sd: float
    pearson: float | None
    spearman: float | None


def correlations(
    durations: NDArray[np.float64], ranks: Sequence[NDArray[np.unsignedinteger] | None], result: NDArray[np.float64]
) -> list[Correlation]:
    """Each task's duration against a result, by value (Pearson) and by rank (Spearman); ranks are None where the draw does not tell them."""
    runs = len(result)
    deviation, order = result - result.mean(), average_ranks(result) - (runs - 1) / 2
    size, order_size = _norm(deviation), _norm(order)
    drawn_size = sqrt(runs * (runs * runs - 1) / 12)  # of the centred ranks 0 to runs - 1, each once
    found = []
    for own, known in zip(durations, ranks, strict=True):
        mean = float(np.add.reduce(own)) / runs
        squares = float(own @ own) - runs * mean * mean
        if squares < 1e-6 * runs * mean * mean:  # the difference has lost its digits
            squares = float(np.sum((own - mean) ** 2))
        sd = sqrt(squares / max(1, runs - 1))
        if order_size == 0 or sd <= 1e-12 * abs(mean):
            found.append(Correlation(mean, sd, None, None))
            continue
        pearson = _limited(float(own @ deviation), sqrt(squares) * size)
        places = average_ranks(own) - (runs - 1) / 2 if known is None else known.astype(np.float64)
        spearman = _limited(float(places @ order), (_norm(places) if known is None else drawn_size) * order_size)
        found.append(Correlation(mean, sd, pearson, spearman))
    return found


def _norm(values: NDArray[np.float64]) -> float:
    """The square root of the sum of squares."""
    return sqrt(float(values @ values))


def _limited(product: float, size: float) -> float:
    """A correlation, which rounding must not carry over 1."""
    return max(-1.0, min(1.0, product / size))


def task_figures(
    keys: Sequence[int], found: Sequence[Correlation], critical: NDArray[np.int64], finish: Distribution
) -> tuple[TaskFigures, ...]:
    """Criticality, cruciality and schedule sensitivity of every task."""
    sd, runs = finish.sd, len(finish.values)
    result = []
    for key, own, count in zip(keys, found, critical.tolist(), strict=True):
        pearson, spearman = (None if value is None else abs(value) for value in (own.pearson, own.spearman))
        sensitivity = count / runs * own.sd / sd if sd else None
        result.append(TaskFigures(key, own.mean, own.sd, count / runs, pearson, spearman, sensitivity))
    return tuple(result)


def tornado(
    keys: Sequence[int],
    durations: NDArray[np.float64],
    found: Sequence[Correlation],
    occurred: Mapping[Hashable, NDArray[np.bool_]],
    result: NDArray[np.float64],
) -> tuple[Swing, ...]:
    """P80 of a result where each task is short and where it is long, each risk absent and present; the longest bar first.

    Of many tasks only those most correlated with the result are looked at.
    """
    part = ceil(_FIFTH * len(result))
    swings = []
    ordered = sorted(range(len(keys)), key=lambda row: -abs(found[row].spearman or 0))
    for row in ordered[:_BARS]:
        edges = np.partition(durations[row], (part - 1, len(result) - part))
        shortest, longest = edges[part - 1], edges[len(result) - part]
        if shortest < longest:
            low, high = result[durations[row] <= shortest], result[durations[row] >= longest]
            swings.append(Swing("task", keys[row], _percentile(low), _percentile(high)))
    for risk, happened in occurred.items():
        if happened.any() and not happened.all():
            swings.append(Swing("risk", risk, _percentile(result[~happened]), _percentile(result[happened])))
    return tuple(sorted((swing for swing in swings if swing.low != swing.high), key=lambda swing: -abs(swing.high - swing.low)))


def _percentile(values: NDArray[np.float64]) -> float:
    """P80 as `Distribution.percentile` defines it."""
    place = max(0, ceil(_TORNADO * len(values) - 1e-9) - 1)
    return float(np.partition(values, place)[place])


def joint(duration: Distribution, cost: Distribution) -> tuple[Joint, ...]:
    """Which level of confidence each of duration and cost needs, the same for both, so that a share of the runs keeps both."""
    needed = np.maximum(_shares(duration), _shares(cost))
    levels = np.sort(needed)
    result = []
    for number in JOINT:
        level = float(levels[min(len(levels) - 1, max(0, ceil(number / 100 * len(levels) - 1e-9) - 1))])
        result.append(Joint(number / 100, level, duration.percentile(level), cost.percentile(level)))
    return tuple(result)


def _shares(values: Distribution) -> NDArray[np.float64]:
    """For each run the share of the runs whose value is not above its own."""
    shares: NDArray[np.float64] = np.searchsorted(np.array(values.ordered), np.array(values.values), side="right") / len(values.values)
    return shares
