"""The forward walk of a dated schedule: early dates in topological order, each task in its own calendar.

FS ES >= EF_p + L, SS ES >= ES_p + L, FF EF >= EF_p + L, SF EF >= ES_p + L. A start lies at the start of a span of working hours, a finish at
the end of one; a milestone may lie at either. A working lag runs in the successor's calendar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.planning.dated.parts import parts_begin, parts_span
from models.planning.loops import LoopError, any_loop
from models.planning.passes import NEVER
from models.planning.summaries import share

if TYPE_CHECKING:
    from models.planning.dated.net import Net, OtherLink
    from models.planning.dated.values import Task


def forward(net: Net) -> None:
    """Early dates, drivers and what holds them; raises LoopError, which names the tasks of a loop in the order of its links."""
    net.begin_forward()
    waiting = net.waiting.copy()
    net.order += [i for i, count in enumerate(waiting) if not count]
    (_walk_marks if net.shared else _walk_instants)(net, waiting)
    if len(net.order) < len(net.start):
        raise LoopError([net.tasks[i].key for i in _unordered_loop(net) if i < net.count])


def _walk_marks(net: Net, waiting: list[int]) -> None:
    """Kahn's order, found on the way, where all tasks share one calendar."""
    start, ends, step, driver, order = net.start, net.ends, net.step, net.driver, net.order
    plain, other, special = net.plain, net.other, net.special
    for i in order:
        if i in special:
            finish = _place(net, i)
        else:
            first = start[i] = start[i] & -2
            finish = ends[i] = first + step[i]
        for j in plain[i]:
            if finish >= start[j]:
                start[j] = finish
                driver[j] = i
            left = waiting[j] = waiting[j] - 1
            if not left:
                order.append(j)
        if i in other:
            _push(net, i, waiting)


def _walk_instants(net: Net, waiting: list[int]) -> None:
    """The same walk where each task asks its own calendar."""
    start, ends, begin, work, driver, order = net.start, net.ends, net.begin, net.work, net.driver, net.order
    axis, starts, finishes = net.axis, net.starts, net.finishes
    plain, other, special = net.plain, net.other, net.special
    for i in order:
        if i in special:
            finish = _place(net, i)
        else:
            first = begin[i] = axis[i][start[i]]
            start[i] = starts[i][first]
            finish = ends[i] = finishes[i][first + work[i]]
        for j in plain[i]:
            if finish >= start[j]:
                start[j] = finish
                driver[j] = i
            left = waiting[j] = waiting[j] - 1
            if not left:
                order.append(j)
        if i in other:
            _push(net, i, waiting)


def _place(net: Net, i: int) -> int:
    """Put a task that is more than a duration behind plain links; returns the finish its successors count from."""
    if i >= net.count:
        return _open(net, i)
    task, bound = net.tasks[i], net.instant(net.start[i])
    if task.actual_finish is not None:
        return _finished(net, i, task.actual_finish)
    if task.manual and task.actual_start is None and (task.manual_start is not None or task.manual_finish is not None):
        return _manual(net, i, task)
    if i in net.late_floor:
        bound = max(bound, net.late_floor[i])
    at = task.constraint_at
    if task.constraint == "fnet" and at is not None and task.actual_start is None and at > net.finish_bound.get(i, -NEVER):
        net.finish_bound[i] = at
        net.finish_driver[i] = None
    if not net.work[i] and not task.parts and task.actual_start is None:
        return _place_milestone(net, i, task, bound)
    return _place_work(net, i, task, bound)


def _open(net: Net, gate: int) -> int:
    """A gate opens with the last finish of those that lead to it, or with their first start; a lag in per cent is one of all they take."""
    if gate in net.gates:
        begun = [(early_start(net, j), j) for j in net.gates[gate]]
        net.start[gate] = min(begun)[0]
        net.openers[gate] = [j for at, j in begun if at == net.start[gate]]
        net.driver[gate] = min(net.openers[gate], key=net.keys.__getitem__)
    if gate in net.shares:
        lag, parts = net.shares[gate]
        calendar = net.calendars[net.project_of(parts[0]).calendar]
        whole = calendar.between(min(early_start(net, j) for j in parts), max(net.end_at(j) for j in parts))
        net.other[gate] = [(*link[:3], share(whole, lag), *link[4:]) for link in net.other[gate]]
    net.ends[gate] = net.start[gate]
    return net.start[gate]


def _finished(net: Net, i: int, finish: int) -> int:
    """A finished task is a fact; it waits for nothing."""
    ends = net.put(i, finish, finish)
    net.start[i] = NEVER
    net.driver[i] = None
    net.held[i] = "actual"
    return ends


def _manual(net: Net, i: int, task: Task) -> int:
    """A manual task lies where it was put; how far its links would push it is its conflict."""
    calendar = net.calendar[i]
    if task.manual_start is None:
        begins = calendar.subtract(task.manual_finish or 0, task.duration)
    else:
        begins = task.manual_start
    finish = calendar.add(begins, task.duration) if task.manual_finish is None else task.manual_finish
    if net.driver[i] is not None:
        _overrun(net, i, calendar.between(begins, net.start[i]))
    if i in net.finish_bound:
        _overrun(net, i, calendar.between(finish, net.finish_bound[i]))
    net.work[i] = max(0, calendar.between(begins, finish))
    net.driver[i] = None
    net.held[i] = "manual"
    return net.put(i, begins, finish)


def _overrun(net: Net, i: int, minutes: int) -> None:
    if minutes > 0:
        net.overrun[i] = max(minutes, net.overrun.get(i, 0))


def _place_milestone(net: Net, i: int, task: Task, at: int) -> int:
    """A milestone lies where its links put it, at the end of work as well as at the start of it, but not in the middle of a break."""
    calendar = net.calendar[i]
    bound = net.finish_bound.get(i)
    if bound is not None and bound > at:
        at = bound
        _drive(net, i)
    if calendar.previous_finish(at) != at:
        at = calendar.next_start(at)
    limit = task.constraint_at
    if limit is not None and task.constraint in ("snlt", "fnlt", "mso", "mfo"):
        over = calendar.between(limit, at)
        _overrun(net, i, over)
        if (over > 0 and not net.links_first) or (limit > at and task.constraint in ("mso", "mfo")):
            at = _hold(net, i, limit)
    return net.put(i, at, at)


def _place_work(net: Net, i: int, task: Task, earliest: int) -> int:
    """A task in its calendar, or in those of its parts, behind the bound on its finish and at the limit of its constraint."""
    calendar = net.calendar[i]
    begins, finish = _span(net, i, earliest)
    bound = net.finish_bound.get(i)
    if bound is not None and bound > finish:
        begins, finish = _end_at(net, i, task, bound)
        if not task.parts and calendar.next_start(bound) == bound and finish < bound:
            net.shown[i] = bound
        _drive(net, i)
    limit = latest_start(net, i, task)
    if limit is not None:
        over = calendar.between(limit, begins)
        _overrun(net, i, over)
        if (over > 0 and not net.links_first) or (over < 0 and task.constraint in ("mso", "mfo")):
            begins, finish = _span(net, i, _hold(net, i, limit))
            net.shown.pop(i, None)
    return net.put(i, begins, finish)


def _span(net: Net, i: int, begins: int) -> tuple[int, int]:
    """Where the work that remains runs when it may begin at an instant."""
    task = net.tasks[i]
    if task.parts:
        return parts_span(net, task, begins, net.work[i])
    first = net.axis[i][begins]
    if not net.work[i]:
        finish = max(net.finishes[i][first], task.actual_start or -NEVER)
        return finish, finish
    return net.starts[i][first], net.finishes[i][first + net.work[i]]


def _end_at(net: Net, i: int, task: Task, finish: int) -> tuple[int, int]:
    """Where the work runs when it must not end before an instant."""
    if task.parts:
        return _span(net, i, parts_begin(net, task, finish, net.work[i]))
    last = net.axis[i][finish]
    return net.starts[i][last - net.work[i]], net.finishes[i][last]


def latest_start(net: Net, i: int, task: Task) -> int | None:
    """The latest start that the constraint of an unstarted task allows, with which `mso` and `mfo` are also the earliest."""
    at = task.constraint_at
    if at is None or task.actual_start is not None or task.constraint not in ("snlt", "fnlt", "mso", "mfo"):
        return None
    if task.constraint in ("snlt", "mso"):
        return net.calendar[i].next_start(at)
    if task.parts:
        return parts_begin(net, task, at, net.work[i])
    return net.starts[i][net.axis[i][at] - net.work[i]]


def _drive(net: Net, i: int) -> None:
    """The bound on the finish holds the task, not what leads to its start."""
    net.driver[i] = net.finish_driver[i]
    if net.driver[i] is None:
        net.held[i] = "constraint"


def _hold(net: Net, i: int, limit: int) -> int:
    """The constraint holds the task, not its links: at its limit, but where that is past, at the status date."""
    net.driver[i] = None
    status = net.project_of(i).status
    if status is None or status <= limit:
        net.held[i] = "constraint"
        return limit
    net.held[i] = "status date"
    return status


def _push(net: Net, i: int, waiting: list[int]) -> None:
    """Carry early dates over the links with a lag or of another type."""
    for link in net.other[i]:
        j, from_start, to_finish, _, _, code = link
        bound = bound_of(net, i, link)
        if to_finish:
            if bound >= net.finish_bound.get(j, -NEVER):
                net.finish_bound[j] = bound
                net.finish_driver[j] = code
        elif not (from_start and j in net.facts) and (mark := net.mark(bound)) >= net.start[j]:
            net.start[j] = mark
            net.driver[j] = code
        waiting[j] -= 1
        if not waiting[j]:
            net.order.append(j)


def bound_of(net: Net, i: int, link: OtherLink) -> int:
    """The instant that a link leads to: before it its successor does not begin, or end."""
    j, from_start, to_finish, lag, elapsed, _ = link
    base = early_start(net, i) if from_start else net.end_at(i)
    if elapsed:
        return base + lag
    bound = net.calendar[j].add(base, lag)
    return net.calendar[j].previous_finish(bound) if to_finish and lag < 0 else bound


def early_start(net: Net, i: int) -> int:
    """Early start of a task, the actual one where there is one."""
    if i in net.facts:
        task = net.tasks[i]
        if task.actual_start is not None:
            return task.actual_start
        if task.actual_finish is not None:
            return net.calendar[i].subtract(task.actual_finish, task.duration)
    return net.start_at(i)


def _unordered_loop(net: Net) -> list[int]:
    """A loop among the tasks that the topological order could not reach."""
    left = set(range(len(net.floor))).difference(net.order)
    return any_loop({i: [*net.plain[i], *(link[0] for link in net.other.get(i, ()))] for i in left})
