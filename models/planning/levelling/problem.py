"""Turns tasks, links and resources into the lists of the levelling, both ways round, and bounds how early the last task can end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from models.planning.levelling.timeline import NEVER, Breaks, OtherLink, Problem, linked
from models.planning.loops import LoopError, any_loop
from models.planning.network import LinkRow


class Resource(NamedTuple):
    """Something renewable of which `capacity` units can be taken at once; `changes` are (instant, capacity from then on)."""

    key: int | str
    capacity: int = 1
    changes: Sequence[tuple[int, int]] = ()


class Work(NamedTuple):
    """A task to be levelled; instants and durations are whole units of the axis, the higher priority goes first.

    `demands` says how many units of which resource it takes while it runs. A task with `fixed` begins then and never moves. `breaks` are
    intervals of the axis in which its people do not work.
    """

    key: int
    duration: int
    demands: Mapping[int | str, int] = {}
    priority: int = 500
    earliest: int = 0
    fixed: int | None = None
    breaks: Sequence[tuple[int, int]] = ()


class LevellingError(ValueError):
    """Something that cannot be levelled: which task or resource, why, and what would be right."""


def build(tasks: Sequence[Work], links: Iterable[LinkRow], resources: Sequence[Resource]) -> Problem:
    """The lists of a levelling; links to tasks that are not given are left out. Raises `LoopError` and `LevellingError`."""
    problem = Problem()
    fields = _Fields(resources)
    problem.guard = fields.guard
    known = {id(task.breaks): Breaks(task.breaks) for task in {id(each.breaks): each for each in tasks}.values()}  # many tasks share theirs
    for position, task in enumerate(tasks):
        _check(task)
        problem.durations.append(task.duration)
        problem.releases.append(task.earliest)
        problem.demands.append(fields.pack(task) if task.duration else 0)
        if task.breaks:
            problem.breaks[position] = known[id(task.breaks)]
        if task.fixed is not None:
            breaks = problem.breaks.get(position)
            end = task.fixed + task.duration if breaks is None else breaks.after(task.fixed, task.duration)
            problem.fixed[position] = (task.fixed, end)
    if len({task.priority for task in tasks}) > 1:
        problem.priorities = [task.priority for task in tasks]
    _read_links(problem, tasks, links)
    problem.times, problem.loads = fields.timeline(tasks, problem.fixed)
    fields.check_last(tasks, problem)
    return problem


def _check(task: Work) -> None:
    """Refuse what no schedule can hold."""
    if task.duration < 0:
        raise LevellingError(f"task {task.key} has a duration of {task.duration}: 0 or more")
    for key, units in task.demands.items():
        if units < 0:
            raise LevellingError(f"task {task.key} takes {units} of {key}: 0 or more")


class _Fields:
    """Where each resource has its field in the packed integers, and its bias: a field overflows where the capacity is passed."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self.place: dict[int | str, tuple[int, int]] = {}
        self.resources = resources
        self.guard = self.base = shift = 0
        for resource in resources:
            most = max(resource.capacity, *(capacity for _, capacity in resource.changes)) if resource.changes else resource.capacity
            if resource.key in self.place or min(resource.capacity, *(c for _, c in resource.changes), most) < 0:
                raise LevellingError(f"resource {resource.key}: each once, with capacities of 0 or more")
            bits = most.bit_length()
            self.place[resource.key] = (shift, most)
            self.guard |= 1 << (shift + bits)
            self.base |= ((1 << bits) - 1 - most) << shift
            shift += bits + 1

    def pack(self, task: Work) -> int:
        """A task's demands as one integer."""
        packed = 0
        for key, units in task.demands.items():
            if key not in self.place:
                raise LevellingError(f"task {task.key} takes {units} of {key}: a resource among those given")
            shift, most = self.place[key]
            if units > most:
                raise LevellingError(f"task {task.key} takes {units} of {key}, of which there are never more than {most}")
            packed |= units << shift
        return packed

    def timeline(self, tasks: Sequence[Work], fixed: Mapping[int, tuple[int, int]]) -> tuple[list[int], list[int]]:
        """What is not there, and what the fixed tasks take, as the timeline begins; more than there is counts as all of it."""
        taken: dict[int | str, list[tuple[int, int]]] = {resource.key: [] for resource in self.resources}
        for resource in self.resources:
            most, before = self.place[resource.key][1], resource.capacity
            taken[resource.key].append((-NEVER, most - before))
            for at, capacity in sorted(resource.changes):
                taken[resource.key].append((at, before - capacity))
                before = capacity
        for position, (begin, end) in fixed.items():
            for key, units in tasks[position].demands.items():
                if begin < end:
                    taken[key] += [(begin, units), (end, -units)]
        times = sorted({-NEVER, *(at for steps in taken.values() for at, _ in steps)})
        loads = [self.base] * len(times)
        for key, steps in taken.items():
            shift, most = self.place[key]
            change: dict[int, int] = {}
            for at, units in steps:
                change[at] = change.get(at, 0) + units
            level = 0
            for index, at in enumerate(times):
                level += change.get(at, 0)
                loads[index] += min(level, most) << shift
        return [*times, NEVER], [*loads, self.base]

    def check_last(self, tasks: Sequence[Work], problem: Problem) -> None:
        """Every task must find what it takes at last, when nothing else is planned."""
        for position, task in enumerate(tasks):
            if position not in problem.fixed and problem.loads[-2] + problem.demands[position] & problem.guard:
                for key, units in task.demands.items():
                    shift, most = self.place[key]
                    left = most - (problem.loads[-2] - self.base >> shift & (1 << most.bit_length()) - 1)
                    if units > left:
                        raise LevellingError(f"task {task.key} takes {units} of {key}, of which {left} are left in the end")


def _read_links(problem: Problem, tasks: Sequence[Work], links: Iterable[LinkRow]) -> None:
    """Plain links apart from the others, and the topological order."""
    place = {task.key: position for position, task in enumerate(tasks)}
    if len(place) < len(tasks):
        raise LevellingError("two tasks have the same key: each its own")
    problem.predecessors = [[] for _ in tasks]
    problem.successors = [[] for _ in tasks]
    for predecessor, successor, kind, lag, unit in links:
        if predecessor not in place or successor not in place:
            continue
        first, second = place[predecessor], place[successor]
        problem.successors[first].append(second)
        if kind == "fs" and not lag:
            problem.predecessors[second].append(first)
            continue
        if unit == "percent":
            lag = (tasks[first].duration * lag + 5000) // 10000
        breaks = None if unit == "elapsed" else problem.breaks.get(second)
        link = OtherLink(first, kind in ("ss", "sf"), kind in ("ff", "sf"), lag, breaks)
        problem.other_links.setdefault(second, []).append(link)
    _put_in_order(problem, tasks)


def _put_in_order(problem: Problem, tasks: Sequence[Work]) -> None:
    """Kahn's topological order; raises `LoopError`."""
    problem.waiting = _waiting(problem)
    waiting = problem.waiting.copy()
    order = [position for position, count in enumerate(waiting) if not count]
    for position in order:
        for other in problem.successors[position]:
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    if len(order) < len(tasks):
        left = set(range(len(tasks))).difference(order)
        raise LoopError([tasks[position].key for position in any_loop({each: problem.successors[each] for each in left})])
    problem.topological = order


def _waiting(problem: Problem) -> list[int]:
    """The number of links into each task."""
    waiting = [0] * len(problem.successors)
    for following in problem.successors:
        for position in following:
            waiting[position] += 1
    return waiting


def mirrored(problem: Problem) -> Problem:
    """The same problem with the axis turned round; when its last plan begins nothing is taken, so that it always has a schedule."""
    turned = Problem()
    turned.durations, turned.demands, turned.guard = problem.durations, problem.demands, problem.guard
    turned.priorities = problem.priorities
    turning = {id(breaks): breaks.mirrored() for breaks in {id(each): each for each in problem.breaks.values()}.values()}
    turned.breaks = {position: turning[id(breaks)] for position, breaks in problem.breaks.items()}
    turned.fixed = {position: (-end, -begin) for position, (begin, end) in problem.fixed.items()}
    turned.times = [-NEVER, *(-at for at in reversed(problem.times[1:-1])), NEVER]
    turned.loads = [*reversed(problem.loads[:-1]), problem.loads[-1]]
    turned.loads[-2] = problem.loads[-1]
    turned.topological = problem.topological[::-1]
    turned.predecessors = [[] for _ in problem.durations]
    turned.successors = [[] for _ in problem.durations]
    for position, predecessors in enumerate(problem.predecessors):
        for other in predecessors:
            turned.predecessors[other].append(position)
            turned.successors[position].append(other)
    for position, others in problem.other_links.items():
        for link in others:
            turned.successors[position].append(link.predecessor)
            breaks = None if link.breaks is None else turned.breaks[position]
            back = OtherLink(position, not link.to_finish, not link.from_start, link.lag, breaks)
            turned.other_links.setdefault(link.predecessor, []).append(back)
    turned.waiting = _waiting(turned)
    return turned


def logical(problem: Problem) -> tuple[list[int], list[int]]:
    """Begins and ends by dates and links alone, as if everything were there without limit."""
    begins, ends = [0] * len(problem.durations), [0] * len(problem.durations)
    for position in problem.topological:
        begins[position], ends[position] = alone(problem, position, begins, ends)
    return begins, ends


def alone(problem: Problem, position: int, begins: Sequence[int], ends: Sequence[int]) -> tuple[int, int]:
    """When a task could begin and end if no resource held it, its predecessors being where they are."""
    if position in problem.fixed:
        return problem.fixed[position]
    at = max(problem.releases[position], linked(problem, position, begins, ends))
    at = max([at, *(ends[each] for each in problem.predecessors[position])])
    duration, breaks = problem.durations[position], problem.breaks.get(position)
    if breaks is None:
        return at, at + duration
    at = breaks.opening(at) if duration else at
    return at, breaks.after(at, duration)


def lower_bound(tasks: Sequence[Work], problem: Problem, resources: Sequence[Resource]) -> int:
    """No plan ends before the longest path, nor before the work on any resource fits below its capacity between heads and tails.

    For each resource and each task i taking it: least head + ceil(sum of duration x demand / most capacity) + least tail, over the tasks
    whose head is at least i's. Breaks, fixed dates and missing capacity only make a plan longer, so both bounds stay true.
    """
    _, ends = logical(problem)
    bound = max(ends, default=0)
    if problem.other_links or problem.breaks or problem.fixed:
        return bound
    heads = logical(problem)[0]
    tails = [0] * len(tasks)
    for position in reversed(problem.topological):
        following = problem.successors[position]
        tails[position] = max((tails[each] + problem.durations[each] for each in following), default=0)
    for resource in resources:
        most = max([resource.capacity, *(capacity for _, capacity in resource.changes)])
        users = [position for position, task in enumerate(tasks) if task.demands.get(resource.key) and task.duration]
        users.sort(key=lambda position: -heads[position])
        by_tail = sorted({tails[position] for position in users})
        for least_tail in by_tail:
            energy = 0
            for position in users:
                if tails[position] >= least_tail:
                    energy += tasks[position].duration * tasks[position].demands[resource.key]
                    bound = max(bound, heads[position] - (-energy // most) + least_tail)
    return bound
