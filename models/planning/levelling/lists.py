"""Task lists for the levelling: each an order in which tasks are put on the timeline, predecessors first."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.planning.levelling.timeline import Problem


def tails(problem: Problem) -> list[int]:
    """The working time from each task's begin to the end of the plan by links alone; the longest tail has the earliest late finish."""
    result = problem.durations.copy()
    for task in reversed(problem.topological):
        result[task] += max((result[other] for other in problem.successors[task]), default=0)
    return result


def ordered(problem: Problem, keys: Sequence[float]) -> list[int]:
    """The tasks by priority, then by key, each after its predecessors."""
    priorities, successors = problem.priorities, problem.successors
    ranks = [0] * len(keys) if priorities is None else [-priority for priority in priorities]
    waiting = problem.waiting.copy()
    ready = [(ranks[task], keys[task], task) for task in problem.topological if not waiting[task]]
    heapq.heapify(ready)
    result = []
    while ready:
        task = heapq.heappop(ready)[2]
        result.append(task)
        for other in successors[task]:
            waiting[other] -= 1
            if not waiting[other]:
                heapq.heappush(ready, (ranks[other], keys[other], other))
    return result


def parallel(problem: Problem, keys: Sequence[float]) -> list[int]:
    """The tasks as the parallel scheme (Kelley 1963) begins them: at each instant the ready ones that fit, by key.

    For finish-to-start links and constant capacities; scheduled serially the list gives the same plan or a shorter one.
    """
    durations, demands, guard, load = problem.durations, problem.demands, problem.guard, problem.loads[0]
    waiting = problem.waiting.copy()
    ready = [task for task in problem.topological if not waiting[task]]
    running: list[tuple[int, int]] = []
    now, result = 0, []
    while ready or running:
        held = []
        for task in sorted(ready, key=keys.__getitem__):
            if load + demands[task] & guard:
                held.append(task)
                continue
            result.append(task)
            load += demands[task]
            heapq.heappush(running, (now + durations[task], task))
        ready = held
        now = running[0][0]
        while running and running[0][0] == now:
            task = heapq.heappop(running)[1]
            load -= demands[task]
            for other in problem.successors[task]:
                waiting[other] -= 1
                if not waiting[other]:
                    ready.append(other)
    return result
