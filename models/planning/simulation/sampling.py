"""Draws durations, delays and costs: Latin hypercube sampling (McKay, Beckman and Conover 1979), one stratum of each input a run.

Each input's distribution is cut into as many equally likely strata as there are runs; which run gets which stratum is a permutation, at
random, or, in a correlation group, by the order of correlated normal values (a Gaussian copula). So the marginal distributions are met
almost exactly, and the permutation is at the same time the ranks of the input, which Spearman's correlation needs.
"""

from __future__ import annotations

from math import pi, sqrt
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from models.planning.estimate import PERT_MOMENT, TRIANGULAR, ThreePoint, beta_shape, moment_shape

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from models.planning.estimate import Beta

    Pieces: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]

_CELLS = 256
_STEP = pi / 2 / _CELLS
_PLACES = np.sin(np.arange(_CELLS + 1) * _STEP) ** 2
_NODES = [(np.arange(_CELLS) + 0.5 + side / sqrt(12)) * _STEP for side in (-1, 1)]  # Gauss-Legendre within each cell
_LOGARITHMS = [(np.log(np.sin(angle)), np.log(np.cos(angle))) for angle in _NODES]
_TINY = 1e-300
_KEYS = 1 << 16


class Sampler:
    """One seeded stream of draws for a number of runs."""

    def __init__(self, seed: int, runs: int, law: str, groups: Mapping[Hashable, float]) -> None:
        """Begin the stream; `groups` gives each correlation group's coefficient, from 0 to 1."""
        self.random = np.random.Generator(np.random.PCG64(seed))
        self.runs = runs
        self.law = law
        self.groups = groups
        self.common: dict[Hashable, NDArray[np.float64]] = {}
        self.pieces: dict[Beta, Pieces] = {}  # of each shape, because many tasks share one
        self.strata = np.arange(runs)
        self.grid = self.strata / runs
        self.offset = 0.0
        self.shares = self.grid.copy()

    def stratify(self) -> None:
        """Choose the shares of the next input: a random place, the same in each of its strata."""
        self.offset = float(self.random.random())
        np.add(self.grid, self.offset / self.runs, out=self.shares)

    def ranks(self, group: Hashable = None) -> NDArray[np.int64]:
        """Which stratum each run gets."""
        if group is None:
            if self.runs > _KEYS:
                return self.random.permutation(self.runs)
            keys = np.frombuffer(self.random.bytes(2 * self.runs), "<u2")
            return np.argsort(keys, kind="stable")  # twice as fast
        if group not in self.common:
            self.common[group] = self.random.standard_normal(self.runs)
        together = self.groups[group]
        mixed = sqrt(together) * self.common[group] + sqrt(1 - together) * self.random.standard_normal(self.runs)
        ranks = np.empty(self.runs, np.int64)
        ranks[np.argsort(mixed, kind="stable")] = self.strata
        return ranks

    def occurs(self, probability: float) -> NDArray[np.bool_]:
        """In which runs something of this probability happens."""
        self.stratify()
        return (self.shares < probability)[self.ranks()]

    def outcomes(self, outcomes: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
        """Discrete values by their probabilities, rising."""
        self.stratify()
        rising = sorted(outcomes)
        limits = np.cumsum([share for _, share in rising])[:-1]
        values = np.array([value for value, _ in rising], np.float64)
        return values[np.searchsorted(limits, self.shares, side="right")]

    def points(self, points: ThreePoint) -> NDArray[np.float64]:
        """Values by three points under the law, rising."""
        low, likely, high = points
        if not high > low:
            return np.full(self.runs, low, np.float64)
        self.stratify()
        if self.law == TRIANGULAR:
            rising = low + np.sqrt(self.shares * ((high - low) * (likely - low)))
            falling = high - np.sqrt((1 - self.shares) * ((high - low) * (high - likely)))
            return np.where(self.shares * (high - low) < likely - low, rising, falling)
        unit = ThreePoint(0, round((likely - low) / (high - low), 12), 1)  # so that rounding does not make one shape many
        shape = moment_shape(unit) if self.law == PERT_MOMENT else beta_shape(unit)
        assert shape is not None, "the points have a width"
        if shape not in self.pieces:
            self.pieces[shape] = _pieces(*beta_table(shape))
        slopes, bases, reached = self.pieces[shape]
        first = np.ceil(reached * self.runs - self.offset).astype(np.int64)  # the shares are evenly spaced: no search is needed
        first[0], first[-1] = 0, self.runs
        counts, width = first[1:] - first[:-1], high - low
        values: NDArray[np.float64] = np.repeat(slopes * width, counts)
        values *= self.shares
        values += np.repeat(bases * width + low, counts)
        return values


def _pieces(reached: NDArray[np.float64], places: NDArray[np.float64]) -> Pieces:
    """The inverse of a distribution as straight pieces, slope and base, between the shares at which they begin and end."""
    slopes = (places[1:] - places[:-1]) / np.maximum(reached[1:] - reached[:-1], _TINY)
    return slopes, places[:-1] - slopes * reached[:-1], reached


def beta_table(shape: Beta) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The cumulative distribution of a beta distribution on (0, 1) and the places at which it is reached.

    With x = sin²(t) the density is 2 sin(t)^(2 alpha - 1) cos(t)^(2 beta - 1) / B, smooth also where alpha or beta is less than 1;
    two Gauss-Legendre nodes a cell leave an error below 1e-4 of the width, a hundredth of the sampling error.
    """
    first, second = 2 * shape.alpha - 1, 2 * shape.beta - 1
    (sine, cosine), (other_sine, other_cosine) = _LOGARITHMS
    mass = np.exp(first * sine + second * cosine) + np.exp(first * other_sine + second * other_cosine)
    reached = np.zeros(_CELLS + 1)
    np.cumsum(mass, out=reached[1:])
    return reached / reached[-1], _PLACES
