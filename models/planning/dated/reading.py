"""Reads tasks and links into the lists of a dated schedule; what cannot be is refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.planning.calendar import Calendar, round_the_clock
from models.planning.dated.checks import PlanError, check_task
from models.planning.dated.net import Net
from models.planning.dated.outline import Outline
from models.planning.dated.values import LAG_UNITS, LINK_TYPES, Task
from models.planning.passes import NEVER
from models.planning.summaries import FIRST, expand, share

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from models.planning.dated.values import Link, Project

_PLAIN = Task(0, 0)[4:15]
_FROM_START = frozenset(("ss", "sf"))
_TO_FINISH = frozenset(("ff", "sf"))


def read(
    tasks: Sequence[Task],
    links: Iterable[Link],
    calendars: Mapping[Hashable, Calendar],
    projects: Mapping[Hashable, Project],
    links_first: bool,
) -> Net:
    """The lists of a schedule; raises PlanError."""
    outline = Outline(tasks)
    net = Net(outline, calendars, projects, links_first)
    leaves = outline.leaf_tasks
    gates, expanded = expand(links, outline.leaves) if outline.leaves else ([], links)
    net.count = len(leaves)
    net.tasks = [*leaves, *(Task(gate, 0) for gate in gates)]
    size = len(net.tasks)
    net.keys = [task[0] for task in net.tasks]
    net.position = dict(zip(net.keys, range(size), strict=True))
    if len(net.position) < size:
        raise PlanError("two tasks have the same key: give every task its own")
    net.special = set(range(net.count, size))
    net.plain = [[] for _ in range(size)]
    net.waiting = [0] * size
    if net.count:
        _read_tasks(net)
    _add(net, round_the_clock(), -NEVER, len(gates))
    net.work += [0] * len(gates)
    _read_links(net, expanded)
    _free_constrained(net)
    if net.shared is not None and not gates:
        marks = {floor: net.mark(floor) for floor in set(net.floor)}
        net.floor = [marks[floor] for floor in net.floor]
        net.step = [2 * minutes for minutes in net.work]
    else:
        net.shared = None
    return net


def _read_tasks(net: Net) -> None:
    """Each task's calendar, first possible start and work that remains."""
    tasks = net.tasks[: net.count]
    net.work = [task[1] for task in tasks]
    _read_calendars(net, tasks)
    special = {place for place, task in enumerate(tasks) if task[1] <= 0 or task[4:15] != _PLAIN}
    special.update(net.position[key] for key in net.outline.demanded)
    for place in special:
        task = tasks[place]
        check_task(task)
        _read_special(net, place, task)
        if task.manual or task.parts:
            net.shared = None
    net.special |= special


def _read_calendars(net: Net, tasks: Sequence[Task]) -> None:
    """The calendar of every task, and the instant before which its project does not begin."""
    key, _, named, *_ = tasks[0]
    project = tasks[0].project
    if len({task[2] for task in tasks}) == len({task[15] for task in tasks}) == 1:
        net.shared, floor = _floor(net, key, named, project)
        _add(net, net.shared, floor, len(tasks))
        return
    places = [(task[2], task[15]) for task in tasks]
    floors: dict[tuple[Hashable, Hashable], tuple[Calendar, int]] = {}
    for task, where in zip(tasks, places, strict=True):
        if where not in floors:
            floors[where] = _floor(net, task[0], *where)
    net.floor = [floors[where][1] for where in places]
    net.calendar = [floors[where][0] for where in places]
    net.axis = [calendar.axis for calendar in net.calendar]
    net.starts = [calendar.starts for calendar in net.calendar]
    net.finishes = [calendar.finishes for calendar in net.calendar]
    if len({id(calendar) for calendar, _ in floors.values()}) == 1:
        net.shared = net.calendar[0]


def _add(net: Net, calendar: Calendar, floor: int, count: int) -> None:
    net.calendar += [calendar] * count
    net.axis += [calendar.axis] * count
    net.starts += [calendar.starts] * count
    net.finishes += [calendar.finishes] * count
    net.floor += [floor] * count


def _floor(net: Net, key: int, named: Hashable, project_key: Hashable) -> tuple[Calendar, int]:
    """The calendar of a task and the instant before which nothing unstarted lies, as the end of the work before it."""
    project = net.projects.get(project_key)
    if project is None:
        raise PlanError(f"task {key} belongs to the project {project_key!r}, which is not among those given: give its start")
    wanted = project.calendar if named is None else named
    calendar = net.calendars.get(wanted)
    if calendar is None:
        raise PlanError(f"task {key} runs in the calendar {wanted!r}, which is not among those given: give it or name another")
    return calendar, calendar.previous_finish(_first(project))


def _first(project: Project) -> int:
    """Nothing unstarted lies before it."""
    return project.start if project.status is None else max(project.start, project.status)


def _read_special(net: Net, place: int, task: Task) -> None:
    """What facts, constraints and wishes say about a task."""
    project = net.project_of(place)
    if task.actual_start is not None or task.actual_finish is not None:
        net.facts.add(place)
    floor = net.floor[place] if task.duration and not task.parts else _first(project)
    if task.actual_start is not None and task.actual_finish is None:
        floor = _resume(net, place, task, project.status)
        floor = floor if task.resume is None else max(floor, task.resume)
    elif task.earliest is not None:
        floor = max(floor, task.earliest)
    for limit in (task, *net.outline.above(task)):
        if limit.constraint == "snet" and limit.constraint_at is not None and task.actual_start is None:
            floor = max(floor, limit.constraint_at)
    if task.constraint == "alap" and place not in net.facts and not task.manual:
        net.alap.append(place)
    net.floor[place] = floor


def _free_constrained(net: Net) -> None:
    """A constraint replaces the project's start for a task without predecessors, also where it lies before it."""
    for place in net.special:
        task = net.tasks[place]
        project = net.projects.get(task.project)
        if project is None or net.waiting[place] or place in net.facts or task.constraint_at is None:
            continue
        if task.constraint == "snet":
            first = task.constraint_at
        elif task.constraint == "fnet" and not task.parts:
            first = net.calendar[place].subtract(task.constraint_at, task.duration)
        else:
            continue
        if first < project.start:
            net.floor[place] = max(first, first if task.earliest is None else task.earliest, first if project.status is None else project.status)


def _resume(net: Net, place: int, task: Task, status: int | None) -> int:
    """Where the rest of a started task goes on; what nobody reported is believed to run as planned."""
    begun, calendar = task.actual_start or 0, net.calendar[place]
    if task.remaining is None:
        resume = begun if status is None else max(begun, status)
        net.work[place] = max(0, task.duration - calendar.between(begun, resume))
        return resume
    net.work[place] = task.remaining
    if status is not None:
        return max(begun, status)
    return calendar.add(begun, max(0, task.duration - task.remaining))


def _read_links(net: Net, links: Iterable[Sequence[int | str]]) -> None:
    """Links by predecessor; finish-to-start without lag apart, because nearly all are so. Links to strangers are left out."""
    position, plain, waiting, facts = net.position, net.plain, net.waiting, net.facts
    for predecessor, successor, kind, lag, unit in links:
        try:
            i, j = position[predecessor], position[successor]  # type: ignore[index]
        except KeyError:
            continue
        waiting[j] += 1
        if not lag and kind == "fs":
            plain[i].append(j)
        elif kind == FIRST:
            plain[i].append(j)
            net.gates.setdefault(j, []).append(i)
        else:
            _read_other(net, i, j, str(kind), int(lag), str(unit))
        if j in facts:
            _note_sequence(net, i, j, str(kind))
    for i, after in enumerate(plain if net.shares else ()):
        for j in after:
            if j in net.shares:
                net.shares[j][1].append(i)


def _read_other(net: Net, i: int, j: int, kind: str, lag: int, unit: str) -> None:
    """A link with a lag or of another type."""
    if kind not in LINK_TYPES:
        raise PlanError(f"the link from task {net.tasks[i].key} has the type {kind!r}: write one of {', '.join(LINK_TYPES)}")
    if unit not in LAG_UNITS:
        raise PlanError(f"the link from task {net.tasks[i].key} has a lag in {unit!r}: write one of {', '.join(LAG_UNITS)}")
    if unit.endswith("percent") and i >= net.count:
        net.shares[i] = lag, []
    elif unit.endswith("percent"):
        lag = share(net.tasks[i].duration, lag)
    elapsed = unit.startswith("elapsed")
    net.other.setdefault(i, []).append((j, kind in _FROM_START, kind in _TO_FINISH, lag, elapsed, -1 - len(net.extra)))
    net.extra.append((i, kind))
    if kind in _TO_FINISH:
        net.special.add(j)


def _note_sequence(net: Net, i: int, j: int, kind: str) -> None:
    """Note a link that facts have passed over: the successor began or ended before its predecessor let it."""
    if i >= net.count:
        return
    before, after = net.tasks[i], net.tasks[j]
    fact = after.actual_finish if kind in _TO_FINISH or after.actual_start is None else after.actual_start
    if fact is None:
        return
    held = before.actual_start if kind in _FROM_START else before.actual_finish
    if held is None or held > fact:
        net.out_of_sequence.append((before.key, after.key))
