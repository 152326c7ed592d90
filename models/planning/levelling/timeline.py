"""The serial schedule generation scheme (Kolisch 1996) over a timeline of how much of each resource is taken.

The timeline is two lists: the instants at which anything changes, and what is taken from each on. What is taken of all resources is one
integer with a field for each, biased so that a field overflows into its guard bit exactly where the capacity is passed: one addition and
one mask ask about all resources at once, and the time of this module is the time of levelling.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NEVER = 1 << 60


class Breaks:
    """Intervals of the axis in which a task's people do not work; work goes on after them."""

    def __init__(self, intervals: Iterable[tuple[int, int]]) -> None:
        """Merge the intervals (begin, end) and note how much of them lies before each."""
        self.begins: list[int] = []
        self.ends: list[int] = []
        for begin, end in sorted(pair for pair in intervals if pair[1] > pair[0]):
            if self.ends and begin <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.begins.append(begin)
                self.ends.append(end)
        self.before = [0]
        for begin, end in zip(self.begins, self.ends, strict=True):
            self.before.append(self.before[-1] + end - begin)
        self.positions = [begin - before for begin, before in zip(self.begins, self.before, strict=False)]

    def worked(self, at: int) -> int:
        """The working time of the axis before an instant."""
        index = bisect_right(self.begins, at)
        return self.positions[index - 1] + max(0, at - self.ends[index - 1]) if index else at

    def opening(self, at: int) -> int:
        """The first instant from `at` on at which work can begin."""
        work = self.worked(at)
        return work + self.before[bisect_right(self.positions, work)]

    def after(self, at: int, work: int) -> int:
        """The instant at which `work` from `at` on is done; backwards where it is negative."""
        due = self.worked(at) + work
        if work < 0:
            return due + self.before[bisect_right(self.positions, due)]
        return max(at, due + self.before[bisect_left(self.positions, due)])

    def mirrored(self) -> Breaks:
        """The same with the axis turned round."""
        return Breaks([(-end, -begin) for begin, end in zip(self.begins, self.ends, strict=True)])


class OtherLink(NamedTuple):
    """A link that is not plainly finish-to-start; the lag runs in `breaks`, without them along the axis."""

    predecessor: int
    from_start: bool
    to_finish: bool
    lag: int
    breaks: Breaks | None


class Problem:
    """The lists of one levelling, by position of the task; a mirrored one plans backwards."""

    def __init__(self) -> None:
        """Begin empty."""
        self.durations: list[int] = []
        self.releases: list[int] = []  # the first instant a task may begin
        self.demands: list[int] = []  # packed; 0 where nothing is taken
        self.predecessors: list[list[int]] = []  # finish-to-start without lag
        self.other_links: dict[int, list[OtherLink]] = {}
        self.breaks: dict[int, Breaks] = {}
        self.fixed: dict[int, tuple[int, int]] = {}  # begin and end of tasks that never move
        self.times: list[int] = []  # the timeline before anything is planned; its last instant is never reached
        self.loads: list[int] = []
        self.guard = 0
        self.topological: list[int] = []
        self.successors: list[list[int]] = []  # over links of every type
        self.waiting: list[int] = []  # number of links into each task
        self.priorities: list[int] | None = None  # None where all are equal

    def irregular(self) -> set[int]:
        """The tasks that need more than the plain way."""
        return {*self.other_links, *self.breaks, *self.fixed}


def serial(problem: Problem, order: Sequence[int], releases: Sequence[int]) -> tuple[list[int], list[int]]:
    """Begins and ends of all tasks, each put in the order given at the first instant that links and resources allow."""
    durations, demands, predecessors, guard = problem.durations, problem.demands, problem.predecessors, problem.guard
    times, loads = problem.times.copy(), problem.loads.copy()
    irregular = problem.irregular()
    begins, ends = [0] * len(durations), [0] * len(durations)
    for task in order:
        at = releases[task]
        for other in predecessors[task]:
            if ends[other] > at:
                at = ends[other]
        if task in irregular:
            begins[task], ends[task] = _irregular(problem, task, at, begins, ends, times, loads)
            continue
        demand, duration = demands[task], durations[task]
        end = at + duration
        if demand:
            first = index = bisect_right(times, at) - 1
            while True:
                if loads[index] + demand & guard:
                    first = index = index + 1
                    at = times[index]
                    end = at + duration
                else:
                    index += 1
                    if times[index] >= end:
                        break
            if times[index] != end:
                times.insert(index, end)
                loads.insert(index, loads[index - 1])
            if times[first] != at:
                first += 1
                index += 1
                times.insert(first, at)
                loads.insert(first, loads[first - 1])
            while first < index:
                loads[first] += demand
                first += 1
        begins[task] = at
        ends[task] = end
    return begins, ends


def _irregular(
    problem: Problem, task: int, at: int, begins: list[int], ends: list[int], times: list[int], loads: list[int]
) -> tuple[int, int]:
    """Begin and end of a task with other links, with breaks or with a fixed date, which the timeline holds from the beginning."""
    if task in problem.fixed:
        return problem.fixed[task]
    at = max(at, linked(problem, task, begins, ends))
    duration, demand, breaks = problem.durations[task], problem.demands[task], problem.breaks.get(task)
    while True:
        if breaks is not None and duration:
            at = breaks.opening(at)
        end = at + duration if breaks is None else breaks.after(at, duration)
        if not demand:
            return at, end
        index = bisect_right(times, at) - 1
        blocked = -1
        while times[index] < end:
            if loads[index] + demand & problem.guard:
                blocked = index
            index += 1
        if blocked < 0:
            break
        at = times[blocked + 1]
    for instant in (at, end):
        index = bisect_left(times, instant)
        if times[index] != instant:
            times.insert(index, instant)
            loads.insert(index, loads[index - 1])
    for index in range(bisect_left(times, at), bisect_left(times, end)):
        loads[index] += demand
    return at, end


def linked(problem: Problem, task: int, begins: Sequence[int], ends: Sequence[int]) -> int:
    """The first instant at which its links with a lag or of another type let a task begin."""
    at = -NEVER
    breaks = problem.breaks.get(task)
    for link in problem.other_links.get(task, ()):
        base = begins[link.predecessor] if link.from_start else ends[link.predecessor]
        bound = base + link.lag if link.breaks is None else link.breaks.after(base, link.lag)
        if link.to_finish:
            duration = problem.durations[task]
            bound = bound - duration if breaks is None else breaks.after(bound, -duration)
        at = max(at, bound)
    return at
