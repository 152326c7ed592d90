"""Levelling: when each task can run if nobody and nothing is taken twice, and why it waits.

Tasks take units of renewable resources while they run. The plan is the shortest that the search finds within its budget, a number of
schedules; a higher priority is always placed first, and a fixed date never moves. Durations and instants are whole units of one axis,
minutes or days, as the caller likes; times in which a task's people do not work are its breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from models.planning.levelling.check import Violation, violations
from models.planning.levelling.problem import LevellingError, Resource, Work, alone, build, logical, lower_bound, mirrored
from models.planning.levelling.search import Search
from models.planning.levelling.timeline import Problem
from models.planning.network import LinkRow

__all__ = ["Levelled", "LevelledTask", "LevellingError", "Resource", "Violation", "Work", "level", "violations"]

ITERATIONS = 2000


class LevelledTask(NamedTuple):
    """When a task runs. `delay` is how long it waits for resources when its dates and links would let it begin (its levelling delay);
    `shift` how much later it begins than without levelling at all, both in its own working time. Where it is delayed, `resource` is
    what it waits for last, and `holders` the tasks that take it then; without holders there is too little of it at that time.
    """

    key: int
    begin: int
    end: int
    delay: int
    shift: int
    resource: int | str | None
    holders: tuple[int, ...]


class Levelled(NamedTuple):
    """A levelled plan: its finish, the finish without levelling, what no plan can beat, how many schedules were made, the tasks in
    the order given, and what fixed dates make impossible to keep."""

    finish: int
    unlevelled_finish: int
    lower_bound: int
    iterations: int
    tasks: tuple[LevelledTask, ...]
    conflicts: tuple[Violation, ...]


def level(
    tasks: Sequence[Work],
    links: Iterable[LinkRow],
    resources: Sequence[Resource],
    *,
    iterations: int = ITERATIONS,
    seed: int = 1,
    stop: Callable[[], bool] = lambda: False,
) -> Levelled:
    """The best plan among `iterations` schedules; the same seed and iterations give the same plan.

    The search ends before where a plan is as short as the lower bound, or where `stop()`, asked before each schedule, says that time is
    up. Raises `LevellingError` where a task can never have what it takes, and `LoopError` where the links run in a circle.
    """
    links = list(links)
    problem = build(tasks, links, resources)
    bound = lower_bound(tasks, problem, resources)
    search = Search(problem, mirrored(problem), seed, iterations, stop, bound)
    plan = search.run()
    begins = dict(zip((task.key for task in tasks), plan.begins, strict=True))
    ends = dict(zip((task.key for task in tasks), plan.ends, strict=True))
    before, unlevelled = logical(problem)
    users: dict[int | str, list[int]] = {}
    for position, task in enumerate(tasks):
        for key, units in task.demands.items():
            if units and task.duration:
                users.setdefault(key, []).append(position)
    waits = _Waits(tasks, problem, {resource.key: resource for resource in resources}, users, plan.begins, plan.ends)
    return Levelled(
        plan.finish, max(unlevelled, default=0), bound, search.made,
        tuple(waits.task(position, before[position]) for position in range(len(tasks))),
        tuple(violations(tasks, links, resources, begins, ends)),
    )  # fmt: skip


class _Waits(NamedTuple):
    """Looks into a finished plan for what each task waits for."""

    tasks: Sequence[Work]
    problem: Problem
    resources: Mapping[int | str, Resource]
    users: Mapping[int | str, Sequence[int]]
    begins: Sequence[int]
    ends: Sequence[int]

    def task(self, position: int, unlevelled: int) -> LevelledTask:
        """One task with its delays and what it waits for."""
        begin = self.begins[position]
        delay = self.worked(position, alone(self.problem, position, self.begins, self.ends)[0], begin)
        resource, holders = self.cause(position) if delay > 0 else (None, ())
        shift = self.worked(position, unlevelled, begin)
        return LevelledTask(self.tasks[position].key, begin, self.ends[position], delay, shift, resource, holders)

    def worked(self, position: int, start: int, end: int) -> int:
        """The task's own working time between two instants."""
        breaks = self.problem.breaks.get(position)
        return end - start if breaks is None else breaks.worked(end) - breaks.worked(start)

    def cause(self, position: int) -> tuple[int | str | None, tuple[int, ...]]:
        """Why the task could not begin one unit of its working time earlier: the resource and the tasks that take it."""
        breaks, duration = self.problem.breaks.get(position), self.problem.durations[position]
        begin = self.begins[position] - 1 if breaks is None else breaks.after(self.begins[position], -1)
        end = begin + duration if breaks is None else breaks.after(begin, duration)
        for key, units in self.tasks[position].demands.items():
            resource = self.resources[key]
            others = [each for each in self.users.get(key, ()) if each != position and self.begins[each] < end and self.ends[each] > begin]
            instants = {begin, *(self.begins[each] for each in others), *(at for at, _ in resource.changes)}
            for at in sorted(instant for instant in instants if begin <= instant < end):
                running = [each for each in others if self.begins[each] <= at < self.ends[each]]
                taken = sum(self.tasks[each].demands[key] for each in running)
                if taken + units > _capacity_at(resource, at):
                    return key, tuple(self.tasks[each].key for each in running)
        return None, ()


def _capacity_at(resource: Resource, at: int) -> int:
    """How much there is of a resource at an instant."""
    return max((change for change in resource.changes if change[0] <= at), default=(0, resource.capacity))[1]
