"""Proves that a levelled plan keeps its dates, links and capacities; shares no arithmetic with the search but that of breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.planning.levelling_timeline import Breaks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from models.planning.levelling_problem import Resource, Work
    from models.planning.network import LinkRow


class Violation(NamedTuple):
    """Something a plan does not keep: `what` is `date`, `fixed`, `duration`, `link` or `capacity`.

    `subject` is the task's key, the link's two keys or the resource's key; `at` the instant, `by` how much is missing or too much.
    """

    what: str
    subject: int | str | tuple[int, int]
    at: int
    by: int


def violations(
    tasks: Sequence[Work], links: Iterable[LinkRow], resources: Sequence[Resource], begins: Mapping[int, int], ends: Mapping[int, int]
) -> list[Violation]:
    """Everything the plan does not keep, by the begins and ends of its tasks; empty for a feasible plan."""
    found = []
    for task in tasks:
        begin, end = begins[task.key], ends[task.key]
        if task.fixed is not None and begin != task.fixed:
            found.append(Violation("fixed", task.key, begin, begin - task.fixed))
        elif task.fixed is None and begin < task.earliest:
            found.append(Violation("date", task.key, begin, task.earliest - begin))
        if _worked(task, begin, end) != task.duration:
            found.append(Violation("duration", task.key, begin, _worked(task, begin, end) - task.duration))
    by_key = {task.key: task for task in tasks}
    for link in links:
        if link[0] in by_key and link[1] in by_key:
            found += _link(link, by_key, begins, ends)
    for resource in resources:
        found += _capacity(resource, tasks, begins, ends)
    return found


def _worked(task: Work, begin: int, end: int) -> int:
    """The part of a span in which a task's people work."""
    breaks = Breaks(task.breaks)
    return breaks.worked(end) - breaks.worked(begin)


def _link(link: LinkRow, by_key: Mapping[int, Work], begins: Mapping[int, int], ends: Mapping[int, int]) -> list[Violation]:
    """The link where its successor comes too early."""
    first, second, kind, lag, unit = link
    base = begins[first] if kind in ("ss", "sf") else ends[first]
    reached = begins[second] if kind in ("fs", "ss") else ends[second]
    if unit == "percent":
        lag = (by_key[first].duration * lag + 5000) // 10000
    missing = lag - (reached - base if unit == "elapsed" else _signed(by_key[second], base, reached))
    return [Violation("link", (first, second), reached, missing)] if missing > 0 else []


def _signed(task: Work, base: int, reached: int) -> int:
    """Working time of the successor from one instant to another, backwards negative."""
    breaks = Breaks(task.breaks)
    work = breaks.worked(reached) - breaks.worked(base)
    return work if work else min(0, reached - base)


def _capacity(resource: Resource, tasks: Sequence[Work], begins: Mapping[int, int], ends: Mapping[int, int]) -> list[Violation]:
    """Each instant from which on more of the resource is taken than there is."""
    steps = {at: 0 for at, _ in resource.changes}
    for task in tasks:
        units = task.demands.get(resource.key, 0)
        if units and begins[task.key] < ends[task.key]:
            steps[begins[task.key]] = steps.get(begins[task.key], 0) + units
            steps[ends[task.key]] = steps.get(ends[task.key], 0) - units
    changes = dict(resource.changes)
    capacity, taken, found = resource.capacity, 0, []
    for at in sorted(steps):
        capacity = changes.get(at, capacity)
        taken += steps[at]
        if taken > capacity:
            found.append(Violation("capacity", resource.key, at, taken - capacity))
    return [violation for violation in found if _takes(resource, tasks, violation.at, begins, ends)]


def _takes(resource: Resource, tasks: Sequence[Work], at: int, begins: Mapping[int, int], ends: Mapping[int, int]) -> bool:
    """Whether anything takes the resource at an instant."""
    return any(task.demands.get(resource.key) and begins[task.key] <= at < ends[task.key] for task in tasks)
