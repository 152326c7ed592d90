"""The backward walk of a dated schedule: late dates and floats, against the links, each task in its own calendar.

Late finish: the project's finish (or its deadline), the late dates of the successors, the task's deadline and its constraint, whichever is
first; as in Microsoft Project `mso` and `mfo` set it whatever comes behind. Total float = the working time from early to late dates; where
a constraint holds a task before its links, it is the constraint minus the logic, which is negative though early and late dates agree. Free
float = the less of the total float and the least slack to a successor or the project's finish, and not below 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.planning.dated.early import latest_start
from models.planning.dated.parts import part_calendar, parts_begin, parts_span
from models.planning.passes import NEVER
from models.planning.workweek import Memo

if TYPE_CHECKING:
    from models.planning.dated.net import Net
    from models.planning.dated.values import Task


def backward(net: Net) -> None:
    """Late dates, total and free floats, and what holds the late dates."""
    net.begin_backward()
    (_walk_marks if net.shared else _walk_instants)(net)
    for i, minutes in net.overrun.items():
        if net.held.get(i) in ("constraint", "status date"):
            net.total[i] = min(net.total[i], -minutes)


def _walk_marks(net: Net) -> None:
    """Against the links where all tasks share one calendar."""
    late, late_finish, driver, total, free = net.late, net.late_finish, net.late_driver, net.total, net.free
    plain, start, ends, step = net.plain, net.start, net.ends, net.step
    busy = net.special | net.other.keys()
    marks: Memo[int, int] = Memo(net.mark)
    horizon, last = [marks[instant] for instant in net.horizon], [marks[instant] for instant in net.last]
    for i in reversed(net.order):
        latest = horizon[i]
        room = last[i]
        for j in plain[i]:
            if late[j] < latest:
                latest = late[j]
                driver[i] = j
            if start[j] < room:
                room = start[j]
        if i in busy:
            _settle(net, i, latest, room)
            continue
        late_finish[i] = latest & -2
        begins = late[i] = (latest | 1) - step[i]
        total[i] = (begins - start[i]) >> 1
        free[i] = (((room if room < latest else latest) & -2) - ends[i]) >> 1


def _walk_instants(net: Net) -> None:
    """The same walk where each task asks its own calendar."""
    late, late_finish, driver, total, free = net.late, net.late_finish, net.late_driver, net.total, net.free
    plain, start, horizon, last = net.plain, net.start, net.horizon, net.last
    axis, starts, finishes, work, begin = net.axis, net.starts, net.finishes, net.work, net.begin
    busy = net.special | net.other.keys() | {opener for openers in net.openers.values() for opener in openers}
    for i in reversed(net.order):
        latest = horizon[i]
        room = last[i]
        for j in plain[i]:
            if late[j] < latest:
                latest = late[j]
                driver[i] = j
            if start[j] < room:
                room = start[j]
        if i in busy:
            _settle(net, i, latest, room)
            continue
        line = axis[i]
        finish = line[latest]
        begins = finish - work[i]
        late_finish[i] = finishes[i][finish]
        late[i] = starts[i][begins]
        total[i] = begins - begin[i]
        free[i] = line[room] - begin[i] - work[i] if room < latest else total[i]


def _settle(net: Net, i: int, mark: int, room: int) -> None:
    """The late dates of a task that is more than a duration before plain links."""
    if i < net.count and net.tasks[i].actual_finish is not None:
        net.late_finish[i] = net.ends[i]
        net.late_driver[i] = None
        net.held_late[i] = "actual"
        return
    latest = net.horizon[i] if net.late_driver[i] is None else net.instant(mark)
    latest, room = _pull(net, i, latest, net.instant(room))
    if i >= net.count:
        net.late[i] = net.late_finish[i] = latest
        if i in net.gates:
            _close_gate(net, i, latest, room)
        return
    task = net.tasks[i]
    latest = _limit(net, i, task, latest)
    if task.parts:
        _settle_parts(net, i, task, latest, room)
    else:
        last, work = net.axis[i][latest], net.work[i]
        finish = net.axis[i][net.end_at(i)]
        at_rest = not work and task.actual_start is None and net.late_driver[i] is None and net.starts[i][last] == latest
        net.put_late(i, net.starts[i][last - work], latest if at_rest else net.finishes[i][last])
        net.total[i] = last - finish
        net.free[i] = min(net.total[i], net.axis[i][room] - finish)


def _settle_parts(net: Net, i: int, task: Task, latest: int, room: int) -> None:
    """Late dates of a task several people work on; its float is the less of that at its start and that at its finish."""
    calendar = net.calendar[i]
    net.late[i] = parts_begin(net, task, latest, net.work[i])
    net.late_finish[i] = max(part_calendar(net, task, part).previous_finish(latest) for part in task.parts)
    net.total[i] = min(calendar.between(net.start[i], net.late[i]), calendar.between(net.ends[i], net.late_finish[i]))
    net.free[i] = min(net.total[i], calendar.between(net.ends[i], room))


def _pull(net: Net, i: int, latest: int, room: int) -> tuple[int, int]:
    """Narrow the latest finish, and the room before successors, by the links with a lag or of another type."""
    started = i < net.count and net.tasks[i].actual_start is not None
    for j, from_start, to_finish, lag, elapsed, code in net.other.get(i, ()):
        if net.late[j] == NEVER or (from_start and started):
            continue
        if from_start and not to_finish and j < net.count and net.tasks[j].actual_start is not None:
            continue
        late, early = (net.late_finish_at(j), net.end_at(j)) if to_finish else (net.late_at(j), net.start_at(j))
        late, early = _before(net, j, late, lag, elapsed), _before(net, j, early, lag, elapsed)
        if from_start:
            late, early = _finish_for(net, i, late), _finish_for(net, i, early)
        if late < latest:
            latest, net.late_driver[i] = late, code
        room = min(room, early)
    if i in net.gate_bounds:
        gate_late, gate_room = net.gate_bounds[i]
        latest, room = min(latest, _finish_for(net, i, gate_late)), min(room, _finish_for(net, i, gate_room))
    return latest, room


def _before(net: Net, j: int, instant: int, lag: int, elapsed: bool) -> int:
    """The last instant from which a lag leads no further than to an instant of the successor."""
    at = net.axis[j][instant]
    return net.starts[j][at] - lag if elapsed else net.starts[j][at - lag]


def _finish_for(net: Net, i: int, begins: int) -> int:
    """The finish of a task that begins at the last possible start up to an instant."""
    if i >= net.count:
        return begins
    task = net.tasks[i]
    if task.parts:
        return parts_span(net, task, begins, net.work[i])[1]
    if not net.work[i]:
        return begins
    first = net.axis[i][begins]
    if net.starts[i][first] > begins:
        first -= 1
    return net.finishes[i][first + net.work[i]]


def _limit(net: Net, i: int, task: Task, latest: int) -> int:
    """The latest finish after the task's constraint and deadline, and those of the summaries above it."""
    limit = latest_start(net, i, task)
    if limit is not None:
        bound = task.constraint_at if task.constraint in ("fnlt", "mfo") else _finish_for(net, i, limit)
        fixed = task.constraint in ("mso", "mfo") and not net.links_first
        latest = _hold(net, i, latest, bound, "constraint", fixed=fixed)
    elif task.constraint in ("fnlt", "mfo"):
        latest = _hold(net, i, latest, task.constraint_at, "constraint")
    latest = _hold(net, i, latest, task.deadline, "deadline")
    for above in net.outline.above(task):
        if above.constraint == "fnlt":
            latest = _hold(net, i, latest, above.constraint_at, "constraint")
        latest = _hold(net, i, latest, above.deadline, "deadline")
    return latest


def _hold(net: Net, i: int, latest: int, bound: int | None, reason: str, *, fixed: bool = False) -> int:
    """The earlier of two latest finishes, or the fixed one, and why."""
    if bound is None or (bound >= latest and not fixed):
        return latest
    net.late_driver[i] = None
    net.held_late[i] = reason
    return bound


def _close_gate(net: Net, gate: int, latest: int, room: int) -> None:
    """Hand a gate's bounds to those that open it; the others that lead to it are free."""
    for opener in net.openers[gate]:
        if net.tasks[opener].actual_start is None:
            bound, free = net.gate_bounds.get(opener, (NEVER, NEVER))
            net.gate_bounds[opener] = min(bound, latest), min(free, room)
    net.start[gate] = net.late[gate] = NEVER
