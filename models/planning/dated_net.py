"""The working lists of one dated schedule, indexed by the position of the task, and the tasks read into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.planning.calendar import Calendar, round_the_clock
from models.planning.outline import Outline
from models.planning.passes import NEVER
from models.planning.summaries import FIRST, expand
from models.planning.task_checks import PlanError, check_task
from models.planning.tasks import LAG_UNITS, LINK_TYPES, Task

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from models.planning.tasks import Link, Project
    from models.planning.workweek import Memo

_PLAIN = Task(0, 0)[4:15]
_FROM_START = frozenset(("ss", "sf"))
_TO_FINISH = frozenset(("ff", "sf"))


class Net:
    """One calculation. A driver is the position of the predecessor of a plain link, or -1 - the place in `extra` of another link."""

    def __init__(
        self,
        tasks: Sequence[Task],
        links: Iterable[Link],
        calendars: Mapping[Hashable, Calendar],
        projects: Mapping[Hashable, Project],
        links_first: bool,
    ) -> None:
        """Read the tasks and links; PlanError says what cannot be."""
        self.calendars = calendars
        self.projects = projects
        self.links_first = links_first
        self.outline = Outline(tasks)
        leaves = self.outline.leaf_tasks
        self.count = len(leaves)
        gates, expanded = expand(links, self.outline.leaves) if self.outline.leaves else ([], links)
        self.tasks: list[Task] = [*leaves, *(Task(gate, 0) for gate in gates)]
        self.position = dict(zip((task[0] for task in self.tasks), range(len(self.tasks)), strict=True))
        if len(self.position) < len(self.tasks):
            raise PlanError("two tasks have the same key: give every task its own")
        size = len(self.tasks)
        self.calendar: list[Calendar] = []
        self.axis: list[Memo[int, int]] = []
        self.starts: list[Memo[int, int]] = []
        self.finishes: list[Memo[int, int]] = []
        self.floor: list[int] = []  # the first instant at which a task may start without its links
        self.work: list[int] = []  # working minutes still to be placed
        self.facts: set[int] = set()  # whoever has begun or is done
        self.special: set[int] = set(range(self.count, size))  # whoever is more than a duration behind plain links
        self.plain: list[list[int]] = [[] for _ in range(size)]  # successors by finish-to-start without lag
        self.other: dict[int, list[tuple[int, bool, bool, int, bool, int]]] = {}
        self.extra: list[tuple[int, str]] = []  # predecessor and type of the links in `other`
        self.waiting = [0] * size
        self.gates: dict[int, list[int]] = {}
        self.alap: list[int] = []
        self.late_floor: dict[int, int] = {}  # where the second pass puts tasks as late as possible
        self.out_of_sequence: list[tuple[int, int]] = []
        self._read_tasks()
        self._read_links(expanded)
        self.start: list[int] = []
        self.begin = [0] * size  # axis value of the start
        self.ends = [0] * size
        self.shown: dict[int, int] = {}  # finishes that a link puts at the start of a span
        self.order: list[int] = []
        self.driver: list[int | None] = []
        self.finish_bound: dict[int, int] = {}
        self.finish_driver: dict[int, int | None] = {}
        self.held: dict[int, str] = {}  # what other than a link holds the early dates
        self.overrun: dict[int, int] = {}
        self.horizon: list[int] = []
        self.last: list[int] = []  # the finish of each task's project
        self.late: list[int] = []  # the latest start of what remains, start of a span
        self.late_finish: list[int] = []
        self.late_driver: list[int | None] = []
        self.held_late: dict[int, str] = {}
        self.total = [0] * size
        self.free = [0] * size
        self.gate_bounds: dict[int, tuple[int, int]] = {}

    def _read_tasks(self) -> None:
        """Each task's calendar, first possible start and work that remains; column by column, because most are alike."""
        count = self.count
        if count:
            columns = list(zip(*self.tasks[:count], strict=True))
            self.work = list(columns[1])
            self._read_calendars(columns[2], columns[15])
            special = {place for place, duration in enumerate(self.work) if duration <= 0}
            for column, usual in zip(columns[4:15], _PLAIN, strict=True):
                if column.count(usual) < count:
                    special.update(place for place, value in enumerate(column) if value != usual)
            special.update(self.position[key] for key in self.outline.demanded)
            for place in special:
                task = self.tasks[place]
                check_task(task)
                self._read_special(place, task, self.calendar[place], self.floor[place])
            self.special |= special
        gates = len(self.tasks) - count
        if gates:
            self._add(round_the_clock(), -NEVER, gates)
            self.work += [0] * gates

    def _read_calendars(self, named: tuple[Hashable, ...], projects: tuple[Hashable, ...]) -> None:
        """The calendar of every task, and the instant before which its project does not begin."""
        count = len(named)
        if named.count(named[0]) == count and projects.count(projects[0]) == count:
            self._add(*self._floor(self.tasks[0].key, named[0], projects[0]), count)
            return
        floors: dict[tuple[Hashable, Hashable], tuple[Calendar, int]] = {}
        for task, where in zip(self.tasks, zip(named, projects, strict=True), strict=False):
            if where not in floors:
                floors[where] = self._floor(task.key, *where)
            self._add(*floors[where], 1)

    def _add(self, calendar: Calendar, floor: int, count: int) -> None:
        self.calendar += [calendar] * count
        self.axis += [calendar.axis] * count
        self.starts += [calendar.starts] * count
        self.finishes += [calendar.finishes] * count
        self.floor += [floor] * count

    def _floor(self, key: int, named: Hashable, project_key: Hashable) -> tuple[Calendar, int]:
        """The calendar of a task and the instant before which nothing unstarted lies, as the end of the work before it."""
        project = self.projects.get(project_key)
        if project is None:
            raise PlanError(f"task {key} belongs to the project {project_key!r}, which is not among those given: give its start")
        calendar = self.calendars.get(project.calendar if named is None else named)
        if calendar is None:
            wanted = project.calendar if named is None else named
            raise PlanError(f"task {key} runs in the calendar {wanted!r}, which is not among those given: give it or name another")
        floor = project.start if project.status is None else max(project.start, project.status)
        return calendar, calendar.previous_finish(floor)

    def project_of(self, place: int) -> Project:
        """The project a task belongs to."""
        return self.projects[self.tasks[place].project]

    def _read_special(self, place: int, task: Task, calendar: Calendar, floor: int) -> None:
        """What facts, constraints and wishes say about a task."""
        project = self.project_of(place)
        if task.actual_start is not None or task.actual_finish is not None:
            self.facts.add(place)
        if not task.duration or task.parts:
            floor = project.start if project.status is None else max(project.start, project.status)
        if task.actual_start is not None and task.actual_finish is None:
            floor = self._resume(place, task, calendar, project.status)
        elif task.earliest is not None:
            floor = max(floor, task.earliest)
        for limit in (task, *self.outline.above(task)):
            if limit.constraint == "snet" and limit.constraint_at is not None and task.actual_start is None:
                floor = max(floor, limit.constraint_at)
        if task.constraint == "alap" and task.actual_start is None and task.actual_finish is None and not task.manual:
            self.alap.append(place)
        self.floor[place] = floor

    def _resume(self, place: int, task: Task, calendar: Calendar, status: int | None) -> int:
        """Where the rest of a started task goes on; what nobody reported is believed to run as planned."""
        begun = task.actual_start or 0
        if task.remaining is None:
            resume = begun if status is None else max(begun, status)
            self.work[place] = max(0, task.duration - calendar.between(begun, resume))
            return resume
        self.work[place] = task.remaining
        if status is not None:
            return max(begun, status)
        return calendar.add(begun, max(0, task.duration - task.remaining))

    def _read_links(self, links: Iterable[Sequence[int | str]]) -> None:
        """Links by predecessor; finish-to-start without lag apart, because nearly all are so. Links to strangers are left out."""
        position, plain, waiting, facts = self.position, self.plain, self.waiting, self.facts
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
                self.gates.setdefault(j, []).append(i)
            else:
                self._read_other(i, j, str(kind), int(lag), str(unit))
            if j in facts:
                self._note_sequence(i, j, str(kind))

    def _read_other(self, i: int, j: int, kind: str, lag: int, unit: str) -> None:
        """A link with a lag or of another type."""
        if kind not in LINK_TYPES:
            raise PlanError(f"the link from task {self.tasks[i].key} has the type {kind!r}: write one of {', '.join(LINK_TYPES)}")
        if unit not in LAG_UNITS:
            raise PlanError(f"the link from task {self.tasks[i].key} has a lag in {unit!r}: write one of {', '.join(LAG_UNITS)}")
        if unit.endswith("percent"):
            lag = (self.tasks[i].duration * lag + 5000) // 10000
        elapsed = unit.startswith("elapsed")
        self.other.setdefault(i, []).append((j, kind in _FROM_START, kind in _TO_FINISH, lag, elapsed, -1 - len(self.extra)))
        self.extra.append((i, kind))
        if kind in _TO_FINISH:
            self.special.add(j)

    def _note_sequence(self, i: int, j: int, kind: str) -> None:
        """Note a link that facts have passed over: the successor began or ended before its predecessor let it."""
        if i >= self.count:
            return
        before, after = self.tasks[i], self.tasks[j]
        fact = after.actual_finish if kind in _TO_FINISH else after.actual_start
        if fact is None and after.actual_finish is not None:
            fact = after.actual_finish
        if fact is None:
            return
        held = before.actual_start if kind in _FROM_START else before.actual_finish
        if held is None or held > fact:
            self.out_of_sequence.append((before.key, after.key))
