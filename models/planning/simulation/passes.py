"""The critical path method for many runs at once: one row of an array a task, one column a run.

Links as in `models.planning.network`: FS ES >= EF_p + L, SS ES >= ES_p + L, FF EF >= EF_p + L, SF EF >= ES_p + L; backward the mirror. A gate
(links of the type `first`) opens when the first of its tasks begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.planning.loops import LoopError, any_loop
from models.planning.simulation.model import SimulationError
from models.planning.summaries import FIRST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.planning.simulation.clock import Clock
    from models.planning.simulation.model import UncertainTask

_TOLERANCE = 1e-9


class Incoming(NamedTuple):
    """A link into a task: the row it comes from, its ends, its lag and in which unit that is."""

    predecessor: int
    from_start: bool
    to_finish: bool
    lag: float
    unit: str


class Passes:
    """The network and the calendars; `clocks` holds one a task, or none where all share the axis of working time."""

    def __init__(self, tasks: Sequence[UncertainTask], links: Iterable[tuple[int, int, str, float, str]]) -> None:
        """Put the tasks in topological order; raises `LoopError` and, for a link to nowhere, `SimulationError`."""
        self.size = len(tasks)
        rows = {task.key: row for row, task in enumerate(tasks)}
        self.incoming: list[list[Incoming]] = [[] for _ in tasks]
        following: list[list[int]] = [[] for _ in tasks]
        self.gates: set[int] = set()
        for predecessor, successor, kind, lag, unit in links:
            for key in (predecessor, successor):
                if key not in rows:
                    raise SimulationError(f"a link names {key}", "a task of the simulation")
            self.incoming[rows[successor]].append(Incoming(rows[predecessor], kind in ("ss", "sf", FIRST), kind in ("ff", "sf"), lag, unit))
            if kind == FIRST:
                self.gates.add(rows[successor])
            following[rows[predecessor]].append(rows[successor])
        self.starts_others = [False] * self.size
        passes_on = [False] * self.size  # what ends last only together with a successor
        for links_in in self.incoming:
            for link in links_in:
                self.starts_others[link.predecessor] |= link.from_start
                passes_on[link.predecessor] |= not link.from_start and not link.to_finish and link.lag >= 0
        self.last = [row for row, passed in enumerate(passes_on) if not passed]
        self.order = _order(tasks, self.incoming, following)
        self.releases = [0.0] * self.size
        self.elapsed = any(link.lag and link.unit.startswith("elapsed") for links_in in self.incoming for link in links_in)
        self.clocks: list[Clock] | None = None
        self.buffer: NDArray[np.float64] | None = None
        self.plain: list[list[int]] | None = None

    def run(self, durations: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """When the project ends in each run, and in how many of them each task is on the critical path."""
        if self.plain is None:
            self.plain = self._plain()
        if self.buffer is None or self.buffer.shape[1] < durations.shape[1]:
            self.buffer = np.empty(durations.shape)
        ends = self.buffer[:, : durations.shape[1]]
        begins: dict[int, NDArray[np.float64]] = {}  # where a link or a calendar asks for them
        rows = list(ends)
        for row in self.order:
            plain = self.plain[row]
            if plain:  # the way of nearly all tasks: its first predecessors end after its release
                latest = rows[plain[0]]
                for other in plain[1:]:
                    latest = np.maximum(latest, rows[other], out=rows[row])
                np.add(latest, durations[row], out=rows[row])
                continue
            at = self._begin(row, begins, ends, durations, ends[row])
            if self.clocks is not None:
                begins[row], ends[row] = self._placed(row, at, durations[row])
                continue
            if self.starts_others[row]:
                begins[row] = at.copy()
            np.add(at, durations[row], out=at)
        finish: NDArray[np.float64] = ends[self.last].max(axis=0)
        if self.clocks is None:
            return finish, self._tight(finish, begins, ends, durations)
        return finish, self._critical(finish, begins, ends, durations)

    def _plain(self) -> list[list[int]]:
        """The predecessors of each task that waits for plain finish-to-start links alone on one axis; empty for all other tasks."""
        result: list[list[int]] = [[] for _ in self.incoming]
        floor = min(self.releases, default=0.0)
        regular = [False] * self.size  # whose begin is at the floor or later
        for row in self.order:
            links = self.incoming[row]
            regular[row] = self.releases[row] == floor and all(
                link.lag == 0 and not link.from_start and not link.to_finish and regular[link.predecessor] for link in links
            )
            if regular[row] and self.clocks is None and not self.starts_others[row]:
                result[row] = [link.predecessor for link in links]
        return result

    def _begin(
        self,
        row: int,
        begins: dict[int, NDArray[np.float64]],
        ends: NDArray[np.float64],
        durations: NDArray[np.float64],
        out: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """When a task begins: not before its release, nor before any link allows."""
        bounds = [self._bound(row, link, begins, ends, durations) for link in self.incoming[row]]
        if row in self.gates:
            return np.minimum.reduce(bounds, out=out)
        np.maximum(bounds[0] if bounds else self.releases[row], self.releases[row], out=out)
        for bound in bounds[1:]:
            np.maximum(out, bound, out=out)
        return out

    def _placed(self, row: int, at: NDArray[np.float64], work: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where a task begins and ends in its calendar that may begin at an instant; the begin is only right where links ask for it."""
        clock, needed = self.clocks[row] if self.clocks else None, self.starts_others[row]
        if clock is None or row in self.gates:
            return at.copy(), at
        done = clock.worked(at)
        begin = clock.begin(done) if needed else at
        end = clock.finish(done + work)
        if work.min() > 0:
            return begin, end
        resting = clock.resting(at, done)
        return np.where(work > 0, begin, resting), np.where(work > 0, end, resting)

    def _tight(
        self, finish: NDArray[np.float64], begins: dict[int, NDArray[np.float64]], ends: NDArray[np.float64], durations: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """In how many runs each task is critical: on one axis those that end last, and those that hold the begin of a critical one.

        A link that holds is one whose bound is the begin, the same sum of the same numbers, so that equality is exact. Tasks that are
        critical in no run, most of a large plan, hand nothing on.
        """
        critical = {row: ends[row] == finish for row in self.last}
        counts = np.zeros(self.size, np.int64)
        begin = np.empty_like(finish)
        for row in reversed(self.order):
            own = critical.pop(row, None)
            counts[row] = 0 if own is None else np.count_nonzero(own)
            if own is None or not counts[row] or not self.incoming[row]:
                continue
            self._begin(row, begins, ends, durations, begin)
            for link in self.incoming[row]:
                holds = self._bound(row, link, begins, ends, durations) == begin
                holds &= own
                before = critical.get(link.predecessor)
                critical[link.predecessor] = holds if before is None else before | holds
        return counts

    def _shifted(self, row: int, at: NDArray[np.float64], work: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """The instants after so much work in a task's calendar."""
        return at + work if self.clocks is None else self.clocks[row].add(at, work)

    def _lag(self, link: Incoming, durations: NDArray[np.float64]) -> NDArray[np.float64] | float:
        """The lag of a link in time: percentages are of the predecessor's drawn duration."""
        return durations[link.predecessor] * (link.lag / 10000) if link.unit.endswith("percent") else link.lag

    def _bound(
        self, row: int, link: Incoming, begins: dict[int, NDArray[np.float64]], ends: NDArray[np.float64], durations: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Before when a link does not let its successor begin."""
        at = begins[link.predecessor] if link.from_start else ends[link.predecessor]
        if link.lag:
            lag = self._lag(link, durations)
            at = at + lag if link.unit.startswith("elapsed") else self._shifted(row, at, lag)
        return self._shifted(row, at, -durations[row]) if link.to_finish else at

    def _critical(
        self, finish: NDArray[np.float64], begins: dict[int, NDArray[np.float64]], ends: NDArray[np.float64], durations: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """In how many runs each task has no total float in its own calendar."""
        clocks, counts = self.clocks or [], np.zeros(self.size, np.int64)
        late = np.broadcast_to(finish, durations.shape).copy()
        tolerance = _TOLERANCE * max(1.0, float(np.abs(finish).max()))
        for row in reversed(self.order):
            late_end = late[row]
            done = clocks[row].worked(late_end)
            counts[row] = np.count_nonzero(done - clocks[row].worked(ends[row]) <= tolerance)
            if not self.incoming[row]:
                continue
            late_begin = np.where(durations[row] > 0, clocks[row].begin(np.maximum(done - durations[row], 0)), late_end)
            for link in self.incoming[row]:
                bound = late_end if link.to_finish else late_begin
                if link.lag:
                    lag = self._lag(link, durations)
                    bound = bound - lag if link.unit.startswith("elapsed") else self._shifted(row, bound, -lag)
                if link.from_start:
                    bound = self._shifted(link.predecessor, bound, durations[link.predecessor])
                if row in self.gates:
                    bound = np.where(begins[link.predecessor] == begins[row], bound, late[link.predecessor])
                np.minimum(late[link.predecessor], bound, out=late[link.predecessor])
        return counts


def _order(tasks: Sequence[UncertainTask], incoming: Sequence[Sequence[Incoming]], following: Sequence[Sequence[int]]) -> list[int]:
    """Kahn's topological order."""
    waiting = [len(links) for links in incoming]
    order = [row for row, count in enumerate(waiting) if not count]
    for row in order:
        for other in following[row]:
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    if len(order) < len(tasks):
        left: Mapping[int, Sequence[int]] = {row: following[row] for row in set(range(len(tasks))).difference(order)}
        raise LoopError([tasks[row].key for row in any_loop(left)])
    return order
