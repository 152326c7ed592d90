"""A dated plan as a simulation takes it: facts and fixed dates stay where they are, the rest is drawn and follows its links.

Finished work is fixed. What remains of begun work lies behind its predecessors (retained logic), its interruption and the status date, and links from
its start count from the day it began. Manual tasks and tasks that their constraint holds, or the status date after it, lie where the plan puts
them; tasks as late as possible and tasks of several people lie there or, behind predecessors that take longer, later. All of them are
critical where what follows leaves them no float.
"""

# Annotations are evaluated here: kept as text, each field of a NamedTuple would be compiled at import, ten times dearer.
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from models.planning.calendar import Calendar, round_the_clock
from models.planning.dated.early import latest_start
from models.planning.dated.net import Net
from models.planning.dated.plan import plan
from models.planning.dated.reading import read
from models.planning.dated.values import Dates, Link, Project, Task, Why
from models.planning.estimate import ThreePoint
from models.planning.simulation.model import UncertainTask
from models.planning.summaries import FIRST, expand, share

_CLOCK = "simulated instants"
_LIMITS = ("mso", "mfo", "snlt", "fnlt")

SimulatedLink = tuple[int, int, str, float, str]


class Uncertain(NamedTuple):
    """What `simulate` takes. Besides the tasks of the plan there are instants (without duration, keys below zero) for facts and gates."""

    tasks: list[UncertainTask]
    links: list[SimulatedLink]
    start: int
    calendars: dict[Hashable, Calendar]


def uncertain(
    tasks: Sequence[Task],
    links: Iterable[Link],
    calendars: Mapping[Hashable, Calendar],
    project: Project,
    estimates: Mapping[int, ThreePoint] | None = None,
) -> Uncertain:
    """The plan of one project with three points, in working minutes, for what remains of tasks; those without last as long as planned.

    Raises what `plan` does.
    """
    given = list(links)
    dates = plan(tasks, given, calendars, project)
    reader = _Reader(read(tasks, given, calendars, {None: project}, False), estimates or {})
    for place in range(reader.net.count):
        reader.task(place, dates.dates(reader.net.tasks[place].key))
    gates, expanded = expand(given, reader.net.outline.leaves)
    first = min((task.earliest for task in reader.tasks if task.earliest is not None), default=project.start)
    reader.tasks += [UncertainTask(gate, calendar=_CLOCK, earliest=first) for gate in gates]
    found: dict[Hashable, Calendar] = {**calendars, None: calendars[project.calendar], _CLOCK: round_the_clock()}
    return Uncertain(reader.tasks, [*reader.bounds, *filter(None, map(reader.link, expanded))], dates.start, found)


class _Reader:
    """Reads one plan, task by task, then its links."""

    def __init__(self, net: Net, estimates: Mapping[int, ThreePoint]) -> None:
        self.net, self.estimates = net, estimates
        self.dates: list[Dates] = []  # by place, as planned
        self.tasks: list[UncertainTask] = []
        self.began: dict[int, int] = {}  # where work on a task began, as an instant
        self.ended: dict[int, int] = {}  # where a fixed task ends
        self.alone: set[int] = set()  # fixed tasks that wait for nothing
        self.bounds: list[SimulatedLink] = []
        self.next_key = min([0, *net.position])

    def task(self, place: int, dates: Dates) -> None:
        """Enter the task at a place of the net with the dates it has there."""
        self.dates.append(dates)
        net, task = self.net, self.net.tasks[place]
        work, earliest, calendar = net.work[place], net.instant(net.floor[place]), net.calendar[place]
        begun = task.actual_start is not None or task.actual_finish is not None
        ended = task.actual_finish is not None or (begun and not work) or self.is_fixed(place, dates)
        if begun or ended:
            self.began[task.key] = self.instant(dates.start)
        if ended:
            given = begun or task.manual or task.parts or not work  # else a finish that a link shows on a morning is the evening before
            finish = dates.finish if given else calendar.previous_finish(dates.finish)
            self.ended[task.key] = self.instant(finish)
            earliest = dates.start if task.actual_finish is None else finish
            work = calendar.between(earliest, finish)
            if begun or not (task.parts or task.constraint == "alap"):
                self.alone.add(task.key)
            if task.actual_finish is None:
                self.hand_on(task.key, bool(work) and not begun and calendar.next_start(dates.start) == dates.start)
        elif work:
            earliest = calendar.next_start(earliest)
        points = ThreePoint(work, work, work)
        if not ended:
            points = self.estimates.get(task.key, points)
            if task.constraint == "fnet" and task.constraint_at is not None:
                bound = calendar.previous_finish(task.constraint_at) if work else task.constraint_at
                self.bounds.append((self.instant(bound), task.key, "ff", 0, "working"))
        own = _CLOCK if ended and not work else task.calendar
        self.tasks.append(UncertainTask(task.key, points, calendar=own, earliest=earliest))

    def is_fixed(self, place: int, dates: Dates) -> bool:
        """Whether the plan lays a task where its links do not: the status date, too, holds one whose constraint is past."""
        net, task = self.net, self.net.tasks[place]
        if task.parts or task.constraint == "alap" or dates.why.kind == "manual":
            return True
        if task.constraint not in _LIMITS or dates.why.kind != "status date":
            return task.constraint in _LIMITS and dates.why == Why("constraint")
        limit, status = latest_start(net, place, task) if net.work[place] else task.constraint_at, net.project_of(place).status
        return limit is not None and status is not None and limit < status

    def hand_on(self, key: int, begins: bool) -> None:
        """Let what waits for a fixed task bound its late dates: for its end, and for its begin where that is the begin of work."""
        self.bounds.append((key, self.ended[key], "fs", 0, "working"))
        if begins:
            self.bounds.append((key, self.began[key], "ss", 0, "working"))

    def whole(self, place: int) -> int:
        """The planned duration of a task, or of the summary before a gate, of which a lag is a share."""
        if place not in self.net.shares:
            return self.net.tasks[place].duration
        parts = self.net.shares[place][1]
        begin, end = min(self.dates[part].start for part in parts), max(self.dates[part].finish for part in parts)
        return self.net.calendars[self.net.project_of(parts[0]).calendar].between(begin, end)

    def instant(self, at: int) -> int:
        """A point in time that others wait for."""
        key = self.next_key = self.next_key - 1
        self.tasks.append(UncertainTask(key, calendar=_CLOCK, earliest=at))
        return key

    def link(self, link: tuple[int, int, str, int, str]) -> SimulatedLink | None:
        """A link as it holds what remains; None for one that no longer does. A share of what has begun, is fixed, or is a summary, is a time."""
        predecessor, successor, kind, lag, unit = link
        place = self.net.position.get(predecessor)
        if place is None or successor not in self.net.position or successor in self.alone:
            return None
        if kind in ("ff", "sf") if successor in self.ended else kind == "ss" and successor in self.began:
            return None  # people may rest where such a link leads, and end before
        known = (self.began if kind in ("ss", "sf", FIRST) else self.ended).get(predecessor)
        if unit.endswith("percent") and (place in self.net.shares or predecessor in self.began or predecessor in self.ended):
            lag, unit = share(self.whole(place), lag), "elapsed" if unit.startswith("elapsed") else "working"
        return predecessor if known is None else known, successor, kind, lag, unit
