"""Schedule and cost risk: many runs of the project with drawn durations and risks (Monte Carlo simulation).

Per run each open task gets a duration from its law, each risk occurs or not and then delays the tasks it names and costs, and one forward
and one backward pass give the finish and the critical path. The same arguments and seed give the same bytes. Importing this module
imports numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from models.planning.estimate import EstimateError, ThreePoint, checked
from models.planning.simulation.clock import Clock
from models.planning.simulation.figures import correlations, distribution, joint, task_figures, tornado
from models.planning.simulation.model import BETA_PERT, LAWS, Simulation, SimulationCancelled, SimulationError, UncertainRisk, UncertainTask
from models.planning.simulation.passes import Passes
from models.planning.simulation.sampling import Sampler

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.planning.calendar import Calendar

_CELLS = 1_000_000  # tasks x runs that are passed at once
_MOST = 100_000_000  # tasks x runs that fit into the memory of a small machine
_DRAWN = 0.7  # the share of the work that drawing is
_STEP = 50  # tasks between two words about progress

Progress = Callable[[float], None]


def simulate(
    tasks: Sequence[UncertainTask],
    links: Iterable[tuple[int, int, str, float, str]],
    *,
    risks: Sequence[UncertainRisk] = (),
    groups: Mapping[Hashable, float] | None = None,
    law: str = BETA_PERT,
    runs: int = 10_000,
    seed: int = 1,
    start: int = 0,
    calendars: Mapping[Hashable, Calendar] | None = None,
    progress: Progress = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Simulation:
    """Simulate a project; links are (predecessor, successor, type, lag, unit) as in `models.planning.network`.

    With `calendars` (None is the key of the project's own) durations and lags are working minutes, `start` and `earliest` instants;
    without, all are numbers of one axis. Links of the type `first` lead to a gate, which opens when the first of its tasks begins.
    `groups` gives each correlation group's coefficient, between the normal scores of its tasks' durations. `progress` is told the share
    that is done; where `cancelled()` says so, `SimulationCancelled` is raised. Raises `SimulationError` naming a wrong value, and `LoopError`.
    """
    _check(tasks, risks, groups or {}, law, runs)
    passes = Passes(tasks, links)
    run = _Run(tasks, risks, Sampler(seed, runs, law, groups or {}), progress, cancelled)
    run.draw()
    clock = _set_clocks(passes, tasks, start, calendars)
    finish, critical = run.passed(passes)
    duration, instants = finish - start, finish
    if clock is not None:
        on_axis = passes.clocks is None
        duration = (finish if on_axis else clock.worked(finish)) - clock.worked(np.array([float(start)]))
        instants = clock.finish(finish) if on_axis else finish
    keys = [task.key for task in tasks]
    cost = run.costs()
    spent = None if cost is None else distribution(cost)
    lasted = distribution(duration)
    found = correlations(run.durations, run.ranks, duration)
    bars = () if cost is None else tornado(keys, run.durations, correlations(run.durations, run.ranks, cost), run.occurred, cost)
    return Simulation(
        law=law, runs=runs, seed=seed, duration=lasted, finish=None if clock is None else distribution(instants), cost=spent,
        tasks=task_figures(keys, found, critical, lasted),
        occurred={key: float(happened.mean()) for key, happened in run.occurred.items()},
        duration_tornado=tornado(keys, run.durations, found, run.occurred, duration),
        cost_tornado=bars,
        joint=() if spent is None else joint(lasted, spent),
    )  # fmt: skip


class _Run:
    """The drawn durations (a row a task), which risks occurred, and what they cost."""

    def __init__(
        self,
        tasks: Sequence[UncertainTask],
        risks: Sequence[UncertainRisk],
        sampler: Sampler,
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> None:
        self.tasks, self.risks, self.sampler = tasks, risks, sampler
        self.progress, self.cancelled = progress, cancelled
        self.durations = np.empty((len(tasks), sampler.runs))
        self.ranks: list[NDArray[np.unsignedinteger] | None] = []
        self.occurred: dict[Hashable, NDArray[np.bool_]] = {}
        self.risk_costs = np.zeros(sampler.runs)

    def tell(self, share: float) -> None:
        """Say how far the work is, and leave it where nobody wants it any more."""
        if self.cancelled():
            raise SimulationCancelled
        self.progress(share)

    def draw(self) -> None:
        """Durations of all tasks, then the risks and their delays; ranks are known where every value is different."""
        sampler = self.sampler
        small: type[np.unsignedinteger] = np.uint16 if sampler.runs <= 1 << 16 else np.uint32
        for row, task in enumerate(self.tasks):
            if row % _STEP == 0:
                self.tell(_DRAWN * row / len(self.tasks))
            fixed = _is_known(task)
            if fixed:
                self.durations[row] = task.points.likely
            else:
                rising = sampler.outcomes(task.outcomes) if task.outcomes else sampler.points(task.points)
                ranks = sampler.ranks(task.group)
                np.take(rising, ranks, out=self.durations[row], mode="clip")
            self.ranks.append(None if fixed or task.outcomes else ranks.astype(small))
        rows = {task.key: row for row, task in enumerate(self.tasks)}
        for risk in self.risks:
            happened = self.occurred[risk.key] = sampler.occurs(risk.probability)
            delay = happened * sampler.points(risk.delay)[sampler.ranks()]
            self.risk_costs += happened * sampler.points(risk.cost)[sampler.ranks()]
            for key in risk.tasks:
                self.durations[rows[key]] = np.maximum(self.durations[rows[key]] + delay, 0)
                self.ranks[rows[key]] = None

    def passed(self, passes: Passes) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """The finish of every run and the number of runs in which each task was critical, a chunk of runs after the other.

        Where nothing is drawn all runs are the same, and one is enough.
        """
        runs, size = self.sampler.runs, max(1, len(self.tasks))
        if not self.risks and all(map(_is_known, self.tasks)):
            instant, counts = passes.run(self.durations[:, :1])
            return np.repeat(instant, runs), counts * runs
        finish, critical = np.zeros(runs), np.zeros(len(self.tasks), np.int64)
        chunk = max(1, _CELLS // size)
        for first in range(0, runs, chunk):
            self.tell(_DRAWN + (1 - _DRAWN) * first / runs)
            part = slice(first, min(runs, first + chunk))
            finish[part], counts = passes.run(self.durations[:, part])
            critical += counts
        self.tell(1.0)
        return finish, critical

    def costs(self) -> NDArray[np.float64] | None:
        """What each run costs; None where nothing costs."""
        rates = np.array([task.rate for task in self.tasks])
        if not rates.any() and not any(task.cost for task in self.tasks) and not any(any(risk.cost) for risk in self.risks):
            return None
        result = self.risk_costs + sum(task.cost for task in self.tasks)
        for row in np.flatnonzero(rates):
            result += rates[row] * self.durations[row]
        return result


def _is_known(task: UncertainTask) -> bool:
    """Whether a task lasts the same in every run."""
    return not task.outcomes and task.points.optimistic == task.points.pessimistic


def _set_clocks(passes: Passes, tasks: Sequence[UncertainTask], start: int, calendars: Mapping[Hashable, Calendar] | None) -> Clock | None:
    """The project's clock; one for each task only where calendars differ or real time counts, else working time is one axis."""
    passes.releases = [float(start) if task.earliest is None else float(task.earliest) for task in tasks]
    if calendars is None:
        return None
    clocks: dict[Hashable, Clock] = {}
    for key in (None, *(task.calendar for task in tasks)):
        if key not in calendars:
            raise SimulationError(f"there is no calendar {key!r}", "a calendar for every task, and the project's under None")
        if key not in clocks:
            clocks[key] = Clock(calendars[key], int(min(float(start), *passes.releases)))
    project = clocks[None]
    if all(calendars[task.calendar] is calendars[None] for task in tasks) and not passes.elapsed:
        passes.releases = [float(project.worked(np.array([release]))[0]) for release in passes.releases]
    else:
        passes.clocks = [clocks[task.calendar] for task in tasks]
    return project


def _check(tasks: Sequence[UncertainTask], risks: Sequence[UncertainRisk], groups: Mapping[Hashable, float], law: str, runs: int) -> None:
    """Refuse what cannot be drawn."""
    if law not in LAWS:
        raise SimulationError(f"the law “{law[:40]}” is unknown", "one of " + ", ".join(LAWS))
    if runs < 1:
        raise SimulationError(f"{runs} runs", "1 or more")
    if runs * len(tasks) > _MOST:
        raise SimulationError(f"{runs} runs of {len(tasks)} tasks are too many", f"at most {_MOST // len(tasks)} runs")
    if not tasks:
        raise SimulationError("there is nothing to simulate", "at least one task")
    keys = {task.key for task in tasks}
    if len(keys) < len(tasks):
        raise SimulationError("two tasks have the same key", "each its own")
    for task in tasks:
        try:
            checked(task.points, f"task {task.key}")
        except EstimateError as error:
            raise SimulationError(error.message, error.hint) from None
        if task.outcomes:
            _check_outcomes(task)
        if task.group is not None and not 0 <= groups.get(task.group, -1) <= 1:
            raise SimulationError(f"the correlation group {task.group!r} of task {task.key}", "a coefficient from 0 to 1")
    for risk in risks:
        if not 0 <= risk.probability <= 1:
            raise SimulationError(f"risk {risk.key}: the probability {risk.probability:g}", "a share from 0 to 1")
        for what, points in (("delay", risk.delay), ("cost", risk.cost)):
            _check_order(f"the {what} of risk {risk.key}", points)
        for key in risk.tasks:
            if key not in keys:
                raise SimulationError(f"risk {risk.key} names task {key}", "a task of the simulation")


def _check_outcomes(task: UncertainTask) -> None:
    """Discrete durations are not negative and their probabilities are the whole."""
    shares = [share for _, share in task.outcomes]
    if any(not value >= 0 or not isfinite(value) for value, _ in task.outcomes):
        raise SimulationError(f"task {task.key} has an outcome below 0", "durations of 0 or more")
    if any(not share >= 0 for share in shares) or abs(sum(shares) - 1) > 1e-9:
        raise SimulationError(f"the probabilities of task {task.key} add up to {sum(shares):g}", "1")


def _check_order(name: str, points: ThreePoint) -> None:
    """Three finite values in order, of either sign."""
    low, likely, high = points
    if not (isfinite(low) and isfinite(high) and low <= likely <= high):
        raise SimulationError(f"{name} is {low:g}, {likely:g}, {high:g}", "three finite numbers, optimistic ≤ likely ≤ pessimistic")
