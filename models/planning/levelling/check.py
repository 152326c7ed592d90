"""Proves that a levelled plan keeps its dates, links and capacities; shares no arithmetic with the search but that of breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.planning.levelling.timeline import Breaks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from models.planning.levelling.problem import Resource, Work
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
    by_key = {task.key: task for task in tasks}
    intervals = {id(task.breaks): task.breaks for task in tasks}  # many tasks share theirs
    known = {identity: Breaks(each) for identity, each in intervals.items()}
    for task in tasks:
        begin, end = begins[task.key], ends[task.key]
        if task.fixed is not None and begin != task.fixed:
            found.append(Violation("fixed", task.key, begin, begin - task.fixed))
        elif task.fixed is None and begin < task.earliest:
            found.append(Violation("date", task.key, begin, task.earliest - begin))
        excess = _working(known[id(task.breaks)], begin, end) - task.duration
        if excess:
            found.append(Violation("duration", task.key, begin, excess))
    for first, second, kind, lag, unit in links:
        if first not in by_key or second not in by_key:
            continue
        base = begins[first] if kind in ("ss", "sf") else ends[first]
        reached = begins[second] if kind in ("fs", "ss") else ends[second]
        if unit == "percent":
            lag = (by_key[first].duration * lag + 5000) // 10000
        missing = _missing(known[id(by_key[second].breaks)], base, reached, lag, elapsed=unit == "elapsed", ends=kind in ("ff", "sf"))
        if missing > 0:
            found.append(Violation("link", (first, second), reached, missing))
    for resource in resources:
        found += _capacity(resource, tasks, begins, ends)
    return found


def _missing(breaks: Breaks, base: int, reached: int, lag: int, *, elapsed: bool, ends: bool) -> int:
    """How much the lag is not kept; an end just before a break is as good as one in it."""
    if elapsed or not lag:
        missing = base + lag - reached
        return min(missing, _working(breaks, reached, base + lag)) if ends else missing
    return lag - _working(breaks, base, reached)


def _working(breaks: Breaks, begin: int, end: int) -> int:
    """Working time from one instant to another, backwards negative."""
    return breaks.worked(end) - breaks.worked(begin)


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
