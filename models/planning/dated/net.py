"""The working lists of one dated schedule, indexed by the position of the task.

Where every task runs in a calendar of its own, the lists hold instants. Where all share one calendar, they hold marks, which add and compare
like plain numbers: twice the working minutes up to the instant, one more where the instant is the morning after a break and not the
evening before it. Whoever is more than a duration behind plain links is computed with instants in both cases and asks `Net` for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.planning.passes import NEVER

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from models.planning.calendar import Calendar
    from models.planning.dated.outline import Outline
    from models.planning.dated.values import Project, Task
    from models.planning.workweek import Memo

OtherLink = tuple[int, bool, bool, int, bool, int]
"""A link with a lag or of another type: successor, from start, to finish, lag, elapsed, driver."""


class Net:
    """One calculation. A driver is the position of the predecessor of a plain link, or -1 - the place in `extra` of another link."""

    def __init__(self, outline: Outline, calendars: Mapping[Hashable, Calendar], projects: Mapping[Hashable, Project], links_first: bool) -> None:
        """Begin empty; `reading.read` fills the lists."""
        self.outline = outline
        self.calendars = calendars
        self.common: dict[tuple[Hashable, Hashable], Calendar] = {}  # when both a task's and a person's calendar work
        self.projects = projects
        self.links_first = links_first
        self.tasks: list[Task] = []
        self.count = 0  # the tasks; the gates of summaries come after them
        self.keys: list[int] = []
        self.position: dict[int, int] = {}
        self.shared: Calendar | None = None
        self.calendar: list[Calendar] = []
        self.axis: list[Memo[int, int]] = []
        self.starts: list[Memo[int, int]] = []
        self.finishes: list[Memo[int, int]] = []
        self.floor: list[int] = []  # the first possible start without links, instant or mark
        self.work: list[int] = []  # working minutes still to be placed
        self.step: list[int] = []  # the same in marks
        self.facts: set[int] = set()  # whoever has begun or is done
        self.special: set[int] = set()  # whoever is more than a duration behind plain links
        self.plain: list[list[int]] = []  # successors by finish-to-start without lag
        self.other: dict[int, list[OtherLink]] = {}
        self.extra: list[tuple[int, str]] = []  # predecessor and type of the links in `other`
        self.waiting: list[int] = []
        self.gates: dict[int, list[int]] = {}  # the tasks whose first start opens each gate
        self.shares: dict[int, tuple[int, list[int]]] = {}  # gates with a lag in hundredths of a percent of all that leads to them
        self.alap: list[int] = []
        self.late_floor: dict[int, int] = {}  # where the second pass puts tasks as late as possible
        self.pushed: set[int] = set()  # these, and whoever lies late because of them alone
        self.out_of_sequence: list[tuple[int, int]] = []
        self.horizon: list[int] = []  # where late dates are counted back from, instants
        self.last: list[int] = []  # the finish of each task's project, instants
        self.begin_forward()
        self.begin_backward()

    def begin_forward(self) -> None:
        """Forget the early dates."""
        size = len(self.floor)
        self.start = self.floor.copy()
        self.begin = [0] * size  # working minutes up to the start, where each task has a calendar of its own
        self.ends = [0] * size
        self.off_start: dict[int, int] = {}  # starts and finishes that facts and constraints put in a break, which no mark tells
        self.off_end: dict[int, int] = {}
        self.shown: dict[int, int] = {}  # finishes that a link puts at the start of a span
        self.order: list[int] = []
        self.driver: list[int | None] = [None] * size
        self.finish_bound: dict[int, int] = {}
        self.finish_driver: dict[int, int | None] = {}
        self.held: dict[int, str] = {}  # what other than a link holds the early dates
        self.openers: dict[int, list[int]] = {}  # who starts first of those that lead to a gate
        self.overrun: dict[int, int] = {}  # by how much the logic passes a constraint

    def begin_backward(self) -> None:
        """Forget the late dates."""
        size = len(self.floor)
        self.late = [NEVER] * size  # the latest start of what remains
        self.late_finish = [NEVER] * size
        self.shown_late: dict[int, int] = {}
        self.late_driver: list[int | None] = [None] * size
        self.held_late: dict[int, str] = {}
        self.total = [0] * size
        self.free = [0] * size
        self.gate_bounds: dict[int, tuple[int, int]] = {}

    def project_of(self, place: int) -> Project:
        """The project a task belongs to."""
        return self.projects[self.tasks[place].project]

    def source(self, driver: int | None) -> int | None:
        """The place of the predecessor that a driver stands for."""
        return self.extra[-1 - driver][0] if driver is not None and driver < 0 else driver

    def mark(self, instant: int) -> int:
        """An instant as the lists hold it."""
        if self.shared is None:
            return instant
        at = self.shared.axis[instant]
        return 2 * at + (instant > self.shared.finishes[at])

    def instant(self, mark: int) -> int:
        """The instant that an entry of the lists stands for."""
        if self.shared is None:
            return mark
        return (self.shared.starts if mark & 1 else self.shared.finishes)[mark >> 1]

    def put(self, i: int, begins: int, finish: int) -> int:
        """Enter a task's early dates, given as instants; returns the finish as the lists hold it."""
        if self.shared is None:
            self.start[i], self.ends[i], self.begin[i] = begins, finish, self.axis[i][begins]
            return finish
        self.start[i], self.ends[i] = self.mark(begins), self.mark(finish)
        if self.start_at(i) != begins:
            self.off_start[i] = begins
        if self.instant(self.ends[i]) != finish:
            self.off_end[i] = finish
        return self.ends[i]

    def start_at(self, i: int) -> int:
        """The instant of a task's start, of what remains of it where it has begun."""
        mark = self.start[i]
        if self.shared is None:
            return mark
        if i in self.off_start:
            return self.off_start[i]
        return self.shared.starts[mark >> 1] if self.work[i] else self.instant(mark)

    def end_at(self, i: int) -> int:
        """The instant of a task's finish as its successors count it."""
        return self.off_end[i] if i in self.off_end else self.instant(self.ends[i])

    def put_late(self, i: int, begins: int, finish: int) -> None:
        """Enter a task's late dates, given as instants."""
        if self.shared is None:
            self.late[i], self.late_finish[i] = begins, finish
            return
        axis, finishes = self.shared.axis, self.shared.finishes
        self.late[i], self.late_finish[i] = 2 * axis[begins] + 1, 2 * axis[finish]
        if finishes[axis[finish]] != finish:
            self.shown_late[i] = finish

    def columns(self) -> tuple[list[int], list[int], list[int], list[int]]:
        """Early starts and finishes, late starts and finishes by position, as instants; without what `shown` and `off_…` know better."""
        if self.shared is None:
            return self.start, self.ends, self.late, self.late_finish
        start, late = self.start.copy(), [mark & -2 for mark in self.late]  # even, as most starts are: less to look up
        for i in self.facts:
            if start[i] == NEVER:  # finished
                start[i] = late[i] = self.ends[i]
        begins, ends = dict.fromkeys(start + late), dict.fromkeys(self.ends + self.late_finish)
        starts = dict(zip(begins, self.shared.starts_of([mark >> 1 for mark in begins]), strict=True)).__getitem__
        finishes = dict(zip(ends, self.shared.finishes_of([mark >> 1 for mark in ends]), strict=True)).__getitem__
        return list(map(starts, start)), list(map(finishes, self.ends)), list(map(starts, late)), list(map(finishes, self.late_finish))

    def late_at(self, i: int) -> int:
        """The instant of a task's latest start."""
        return self.late[i] if self.shared is None else self.shared.starts[self.late[i] >> 1]

    def late_finish_at(self, i: int) -> int:
        """The instant of a task's latest finish."""
        if self.shared is None:
            return self.late_finish[i]
        return self.shown_late[i] if i in self.shown_late else self.shared.finishes[self.late_finish[i] >> 1]
