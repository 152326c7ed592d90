"""The critical path method with calendars: every task in the calendar of its project or person, to the minute.

Where the definitions (PMI Practice Standard for Scheduling) leave a choice, Microsoft Project's rules decide: a lag runs in the successor's
calendar; constraint dates are honoured and the conflict shows as negative float of the task and of what leads to it; a deadline limits the
late dates; a finish that a link puts at the start of a span stays there; tasks as late as possible keep their early dates but lie at their late ones.
With `links_first` the links are kept and the constraint is reported as violated. Facts stand above the plan: finished work is fixed, the
rest of started work lies behind its predecessors (retained logic) and the status date.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

from models.planning.dated.as_late import move_late
from models.planning.dated.early import early_start, forward
from models.planning.dated.horizon import set_finish, set_horizon
from models.planning.dated.late import backward
from models.planning.dated.reading import read
from models.planning.dated.summaries import roll_up
from models.planning.dated.values import Dates, Project, Why

_NEW = tuple.__new__  # makes a named tuple from its values in a third of the time

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from models.planning.calendar import Calendar
    from models.planning.dated.net import Net
    from models.planning.dated.values import Link, Task


def plan(
    tasks: Sequence[Task],
    links: Iterable[Link],
    calendars: Mapping[Hashable, Calendar],
    projects: Project | Mapping[Hashable, Project],
    *,
    critical_at: int = 0,
    links_first: bool = False,
) -> DatedPlan:
    """Early and late dates, floats, reasons and the critical path of a project, or of several that links join.

    `calendars` are looked up by the keys that tasks and projects name. A task is critical when it is open and its total float is at most
    `critical_at` minutes. Raises LoopError, which names the tasks of a loop in the order of its links, and PlanError.
    """
    frames: Mapping[Hashable, Project] = {None: projects} if isinstance(projects, Project) else projects
    net = read(tasks, links, calendars, frames, links_first)
    forward(net)
    set_finish(net)
    early = {}
    if net.alap:
        early = move_late(net)
    set_horizon(net)
    backward(net)
    return DatedPlan(net, critical_at, early)


class DatedPlan:
    """The dates of every task. Lists by position are kept as computed; `dates` and `rows` give them by task, summaries included."""

    def __init__(self, net: Net, critical_at: int, early: dict[int, tuple[int, int]]) -> None:
        """Keep what was computed."""
        self._net = net
        self._early = early
        self.critical_at = critical_at
        self.out_of_sequence = net.out_of_sequence
        """Predecessor and successor of every link that the facts have passed over; what remains waits all the same (retained logic)."""
        self._summaries: dict[int, Dates] | None = None

    @property
    def start(self) -> int:
        """The start of the first project, or of a task that a fact or a constraint puts before it."""
        net = self._net
        begun = [early_start(net, i) for i in net.special if i < net.count]
        return min([*begun, *(project.start for project in net.projects.values())])

    @property
    def finish(self) -> int:
        """The last finish of all, the start of the first project where there is no task."""
        net = self._net
        return max(net.last[: net.count], default=min((project.start for project in net.projects.values()), default=0))

    @property
    def finishes(self) -> dict[Hashable, int]:
        """The finish of each project that has tasks."""
        return {task.project: finish for task, finish in zip(self._net.tasks, self._net.last, strict=True) if task.key >= 0}

    @property
    def critical(self) -> list[int]:
        """The keys of the critical tasks, in the order given."""
        net, limit = self._net, self.critical_at
        return [task[0] for task, value in zip(net.tasks[: net.count], net.total, strict=False) if value <= limit and task[8] is None]

    def dates(self, key: int) -> Dates:
        """What the schedule says about a task or summary; KeyError where there is none."""
        place = self._net.position.get(key)
        if place is None or place >= self._net.count:
            return self.summaries[key]
        return self._dates(place)

    def rows(self) -> list[Dates]:
        """The dates of the tasks without summaries, in the order given: column by column, because most are alike."""
        net, keys, limit = self._net, self._net.keys, self.critical_at
        begin, end, late, late_end = net.columns()
        links = list(map(_NEW, repeat(Why), zip(repeat("link"), keys, repeat("fs"))))
        first, last = self._reason(None), self._late_reason(None)
        why = [first if i is None else links[i] if i >= 0 else None for i in net.driver]
        why_late = [last if i is None else links[i] if i >= 0 else None for i in net.late_driver]
        columns = zip(
            keys, begin, end, begin, end, late, late_end, net.total, [value if value > 0 else 0 for value in net.free],
            [value <= limit for value in net.total], why, why_late, repeat(0), strict=False,
        )  # fmt: skip
        found = list(map(_NEW, repeat(Dates), columns))[: net.count]
        for i in self._others():
            found[i] = self._dates(i)
        return found

    def _others(self) -> set[int]:
        """The places of those that are more than a duration between plain links."""
        net = self._net
        found = {i for i in net.special | net.held_late.keys() if i < net.count}
        several = len(net.projects) > 1
        if net.other or net.gates or several:
            for drivers in (net.driver, net.late_driver):
                found.update([i for i, at in enumerate(drivers[: net.count]) if (several if at is None else not 0 <= at < net.count)])
        return found
    @property
    def summaries(self) -> dict[int, Dates]:
        """The dates of the summaries, rolled up from what lies below them."""
        if self._summaries is None:
            self._summaries = roll_up(self._net, self._dates)
        return self._summaries

    def longest_path(self, project: Hashable = None) -> list[int]:
        """The tasks that hold the project's finish, from the first to the last: each is the driving predecessor of the next."""
        net = self._net
        places = range(net.count)
        if project is not None:
            places = [i for i in places if net.tasks[i].project == project]  # type: ignore[assignment]
        if not places:
            return []
        place: int | None = max(places, key=lambda i: (net.shown.get(i, net.end_at(i)), i not in net.pushed, -net.total[i], -i))
        path = []
        while place is not None:
            if place < net.count:
                path.append(net.tasks[place].key)
            place = net.source(net.driver[place])
        return path[::-1]

    def _dates(self, i: int) -> Dates:
        """The dates of the task at a position."""
        net = self._net
        task = net.tasks[i]
        start, finish = early_start(net, i), net.shown.get(i, net.end_at(i))
        early, early_finish = self._early.get(i, (start, finish))
        late_finish = finish if task.actual_finish is not None else net.late_finish_at(i)
        if task.actual_finish is not None or task.actual_start is not None:
            late = start
        elif not net.work[i] and not task.parts:
            late = late_finish
        else:
            late = net.late_at(i)
        total = net.total[i]
        return Dates(
            task.key, start, finish, early, early_finish, late, late_finish, total, max(0, net.free[i]),
            total <= self.critical_at and task.actual_finish is None, self._why(i), self._why_late(i), self._conflict(i),
        )  # fmt: skip

    def _conflict(self, i: int) -> int:
        """By how many working minutes the logic passes the task's constraint, or its finish its deadline."""
        net = self._net
        if i not in net.special or net.tasks[i].actual_finish is not None:
            return 0
        over = net.overrun.get(i, 0)
        deadline = net.tasks[i].deadline
        return over if deadline is None else max(over, net.calendar[i].between(deadline, net.end_at(i)))

    def _why(self, i: int) -> Why:
        """What holds the early dates of the task at a position."""
        net = self._net
        if net.driver[i] is not None:
            return self._reason(net.driver[i])
        return Why(net.held[i]) if i in net.held else _floor_reason(net, i)

    def _reason(self, driver: int | None) -> Why:
        """The link of a driver, seen through the gates of summaries; without one what holds a task that has nothing but a duration."""
        net = self._net
        if driver is None:
            project = next(iter(net.projects.values()))
            return Why("project start" if project.status is None or project.status <= project.start else "status date")
        source, kind = (driver, "fs") if driver >= 0 else net.extra[-1 - driver]
        while source >= net.count:
            before = net.source(net.driver[source])
            if before is None:
                return Why("summary", None, kind)
            source = before
        return Why("link", net.tasks[source].key, kind)

    def _why_late(self, i: int) -> Why:
        """What holds the late dates of the task at a position."""
        net = self._net
        if net.late_driver[i] is not None:
            return self._late_reason(net.late_driver[i])
        deadline = net.project_of(i).deadline
        return Why(net.held_late.get(i, "project finish" if deadline is None else "deadline"))

    def _late_reason(self, driver: int | None) -> Why:
        """The link of a driver; without one what holds a task that has nothing but a duration."""
        net = self._net
        if driver is None:
            return Why("project finish" if next(iter(net.projects.values())).deadline is None else "deadline")
        if driver >= 0:
            return Why("link", net.tasks[driver].key, "fs") if driver < net.count else Why("summary", None, "fs")
        source, kind = net.extra[-1 - driver]
        target = next(link[0] for link in net.other[source] if link[5] == driver)
        return Why("link", net.tasks[target].key if target < net.count else None, kind)


def _floor_reason(net: Net, i: int) -> Why:
    """What holds a task that no link holds: the latest of the bounds that lie on its start."""
    task, project = net.tasks[i], net.project_of(i)
    if task.actual_start is not None:
        return Why("actual")
    begins = net.axis[i][net.start_at(i)]
    line = net.axis[i]
    if i in net.late_floor:
        return Why("constraint")
    for limit in (task, *net.outline.above(task)):
        if limit.constraint == "snet" and limit.constraint_at is not None and line[limit.constraint_at] == begins:
            return Why("constraint", None if limit is task else limit.key)
    if task.earliest is not None and line[task.earliest] == begins:
        return Why("earliest")
    if project.status is not None and project.status > project.start and line[project.status] == begins:
        return Why("status date")
    return Why("project start")
