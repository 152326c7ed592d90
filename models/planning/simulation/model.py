"""What a simulation is told and what it answers; plain values, without numpy, so that others can name them cheaply.

Durations are numbers of one unit, working minutes where calendars are given; costs are minor units of one currency.
"""

# Annotations are evaluated here: kept as text, each field of a NamedTuple would be compiled at import, ten times dearer.
from array import array
from bisect import bisect_right
from collections.abc import Hashable
from math import ceil, sqrt
from typing import NamedTuple

from models.planning.estimate import BETA_PERT, LAWS, ThreePoint
from models.values import ParseError

__all__ = ["BETA_PERT", "LAWS", "ThreePoint"]

REPORTED = (5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95)
"""The percentiles that every answer gives."""
JOINT = (10, 50, 80, 90)


class SimulationError(ParseError):
    """A value that cannot be simulated: which, why, and what would be right."""


class SimulationCancelled(Exception):
    """Whoever started the simulation does not want it any more."""


class UncertainTask(NamedTuple):
    """An open task: its (remaining) duration by three points under the law of the simulation, or by (duration, probability) outcomes.

    It costs `cost` and `rate` for each unit of its duration. `group` names a correlation group, `calendar` a calendar (None: the
    project's), `earliest` the instant before which it does not begin, where it is not the project's start.
    """

    key: int
    points: ThreePoint = ThreePoint(0, 0, 0)
    outcomes: tuple[tuple[float, float], ...] = ()
    calendar: Hashable = None
    cost: float = 0
    rate: float = 0
    group: Hashable = None
    earliest: float | None = None


class UncertainRisk(NamedTuple):
    """A risk that occurs with a probability (a share) and then delays each task it names and costs (an opportunity: less than 0)."""

    key: Hashable
    probability: float
    tasks: tuple[int, ...] = ()
    delay: ThreePoint = ThreePoint(0, 0, 0)
    cost: ThreePoint = ThreePoint(0, 0, 0)


class Distribution:
    """The values of all runs: `values` in the order of the runs, `ordered` by size."""

    def __init__(self, values: "array[float]") -> None:
        """Keep the values and their order."""
        self.values = values
        self.ordered = array("d", sorted(values))

    def __eq__(self, other: object) -> bool:
        """Two distributions are equal where every run is."""
        return isinstance(other, Distribution) and self.values == other.values

    __hash__ = None  # type: ignore[assignment]

    @property
    def mean(self) -> float:
        """The mean of the runs."""
        return sum(self.ordered) / len(self.ordered)

    @property
    def sd(self) -> float:
        """The standard deviation of the runs (n - 1)."""
        mean, count = self.mean, len(self.ordered)
        return sqrt(sum((value - mean) ** 2 for value in self.ordered) / (count - 1)) if count > 1 else 0.0

    def percentile(self, share: float) -> float:
        """The least value that at least this share of the runs does not exceed: always a value that occurred."""
        return self.ordered[_place(share, len(self.ordered))]

    @property
    def percentiles(self) -> dict[str, float]:
        """P5, P10 and so on to P95."""
        return {f"P{number}": self.percentile(number / 100) for number in REPORTED}

    def share(self, value: float) -> float:
        """The share of the runs that do not exceed a value."""
        return bisect_right(self.ordered, value) / len(self.ordered)

    def bounds(self, share: float, width: float = 1.96) -> tuple[float, float]:
        """Between which values the true percentile lies, 95 % surely with the width given (in standard errors).

        The number of independent runs below the true percentile is binomial: the order statistics at share ± width x sqrt(share
        (1 - share) / runs) hold it. Stratified runs lie closer.
        """
        error = width * sqrt(share * (1 - share) / len(self.ordered))
        return self.percentile(max(0.0, share - error)), self.percentile(min(1.0, share + error))

    @property
    def curve(self) -> list[tuple[float, float]]:
        """The S-curve: (value, share of the runs not above it) at each whole per cent."""
        return [(value, self.share(value)) for value in sorted({self.percentile(number / 100) for number in range(101)})]


def _place(share: float, count: int) -> int:
    """The place of a percentile among ordered values."""
    return min(count - 1, max(0, ceil(share * count - 1e-9) - 1))


class TaskFigures(NamedTuple):
    """One task over all runs. `criticality` is the share of runs on the critical path; `pearson` and `spearman` are its cruciality, the
    absolute correlation of its duration with the project's (None where one of them never varies); `sensitivity` is SSI = criticality x
    sd of the task / sd of the project (None where the project's is 0)."""

    key: int
    mean: float
    sd: float
    criticality: float
    pearson: float | None
    spearman: float | None
    sensitivity: float | None


class Swing(NamedTuple):
    """A bar of a tornado: P80 of the runs in which a task's duration was in its lowest fifth (a risk did not occur), and of those in which
    it was in its highest (the risk occurred)."""

    kind: str
    key: Hashable
    low: float
    high: float


class Joint(NamedTuple):
    """The duration and the cost that are both kept with probability `share`; each alone is kept with probability `level`."""

    share: float
    level: float
    duration: float
    cost: float


class Simulation(NamedTuple):
    """The answer: the law, runs and seed it was made with; `duration` in the project's working time from its start, `finish` as instants
    where calendars were given, `cost` where anything costs; figures by task, tornadoes with the longest bar first."""

    law: str
    runs: int
    seed: int
    duration: Distribution
    finish: Distribution | None
    cost: Distribution | None
    tasks: tuple[TaskFigures, ...]
    occurred: dict[Hashable, float]
    duration_tornado: tuple[Swing, ...]
    cost_tornado: tuple[Swing, ...]
    joint: tuple[Joint, ...]

    def confidence(self, duration: float, cost: float) -> float | None:
        """The share of the runs that keep both a duration and a cost; None where nothing costs."""
        if self.cost is None:
            return None
        pairs = zip(self.duration.values, self.cost.values, strict=True)
        return sum(one <= duration and other <= cost for one, other in pairs) / self.runs
