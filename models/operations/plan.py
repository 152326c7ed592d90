"""Reads a project's tasks and links and turns them into what the network computes with."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from models.operations import outside
from models.planning import workweek
from models.values.duration import whole as whole_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.store.database import Database

#: Columns of one task row, in order; the stored forecast follows, so that one read serves computing and comparing.
_TASK = [
    "id", "parent", "position", "kind", "state", "duration", "effort", "progress", "remaining", "start", "finish",
    "actual_start", "actual_finish", "constraint", "constraint_day", "number",
]  # fmt: skip
FORECAST = [
    "row", "depth", "children", "start", "finish", "late_start", "late_finish", "total_float", "free_float", "critical", "conflict",
    "driver", "duration", "remaining", "progress", "open", "baseline_finish", "state",
]  # fmt: skip
_COLUMNS = ", ".join(f't."{name}"' for name in _TASK)
_SQL = (
    f"SELECT {_COLUMNS}, " + ", ".join(f's."{name}"' for name in FORECAST)
    + " FROM task t LEFT JOIN task_schedule s ON s.task = t.id AND s.project = t.project WHERE t.project = ? AND t.archived IS NULL"
)  # fmt: skip
WIDTH = len(_TASK)

Row = tuple[Any, ...]


class Plan:
    """A project's tasks by id, their outline, the links to them, and what holds them or waits for them in other projects."""

    def __init__(self, database: Database, project: int) -> None:
        self.project = project
        found = database.rows(_SQL, (project,))
        found.sort(key=itemgetter(2, 15))
        self.tasks: dict[int, Row] = {row[0]: row for row in found}
        self.links = database.rows(
            "SELECT predecessor, successor, type, coalesce(lag, 0), coalesce(lag_unit, 'working') FROM dependency"
            " WHERE project = ? AND archived IS NULL",
            (project,),
        )
        self.children: dict[int | None, list[int]] = {}
        for row in found:
            self.children.setdefault(row[1], []).append(row[0])
        self.order, self.depth = self._outline(found)
        self._far = {link[0] for link in self.links} - self.tasks.keys()
        #: The tasks that are to come as late as possible.
        self.as_late = {row[0] for row in found if row[13] == "alap"}
        self.days, self.outside, self.awaited = self._around(database)
        self.stored = [self.tasks[key][WIDTH:] for key in self.order]

    def reread(self, database: Database, ids: Iterable[int]) -> bool:
        """Read these tasks again, whose places in the outline are the same; whether the project's own days and the other projects are too."""
        for key in ids:
            row = self.tasks[key] = database.rows(f"SELECT {_COLUMNS} FROM task t WHERE t.id = ?", (key,))[0]
            (self.as_late.add if row[13] == "alap" else self.as_late.discard)(key)
        before = self.days, self.outside, self.awaited
        self.days, self.outside, self.awaited = self._around(database)
        return (self.days, self.outside, self.awaited) == before

    def _around(self, database: Database) -> tuple[Row, list[Row], frozenset[int]]:
        """The day the project starts and the day its figures speak of; the far ends of its links; its tasks that others wait for."""
        days = database.row("SELECT start, status_date FROM project WHERE id = ?", (self.project,)) or (None, None)
        return days, outside.ends(database, self._far, self.project), outside.awaited(database, self)

    def _outline(self, found: list[Row]) -> tuple[list[int], list[int]]:
        """The tasks in the order people see them, and how deep each lies. Children of a missing or archived parent stand at the top."""
        children = self.children
        order: list[int] = []
        depth: list[int] = []
        stack = [(row[0], 0) for row in reversed(found) if row[1] is None or row[1] not in self.tasks]
        while stack:
            key, level = stack.pop()
            order.append(key)
            depth.append(level)
            if key in children:
                stack.extend((part, level + 1) for part in reversed(children[key]))
        return order, depth


class Input:
    """What `network.schedule` takes: the leaves of the outline as activities on the axis, and the work of each.

    Summaries take part only as the ends of links, through the tasks below them. `work` holds for every task that takes part working
    minutes in whole, what is left, and how much is done in hundredths of a per cent.
    """

    def __init__(self, plan: Plan) -> None:
        self.starts, self.ends = workweek.Memo(workweek.start_of_iso), workweek.Memo(workweek.finish_of_iso)
        self.links = plan.links
        start_day, status_day = plan.days
        floor = 0 if start_day else min((day for row in plan.tasks.values() if (day := self._planned_start(row)) is not None), default=0)
        self.project_start = self.starts[start_day] if start_day else floor
        self.status = self.starts[status_day] if status_day else self.project_start
        self._linked = {key for link in plan.links for key in link[:2]}
        self._awaited = plan.awaited
        self.outside = [self._fixed(*row) for row in plan.outside]
        self.activities: list[Row] = []
        self.work: dict[int, Row] = {}
        self._place: dict[int, int] = {}
        for key, row in plan.tasks.items():
            if key not in plan.children and (activity := self._activity(row)) is not None:
                self._place[key] = len(self.activities)
                self.activities.append(activity)
        self.leaves = {
            key: [leaf for leaf in _leaves(plan, key) if leaf in self._place] for key in self._linked if key in plan.children
        }  # fmt: skip

    def replace(self, plan: Plan, ids: Iterable[int]) -> bool:
        """Take the new rows of these tasks; whether that is all that differs, which it is not where others begin or cease to take part."""
        if plan.days[0] is None:
            return False  # the earliest task is the project's start
        for key in ids:
            if key in plan.children:
                continue
            activity, place = self._activity(plan.tasks[key]), self._place.get(key)
            if (activity is None) != (place is None):
                return False
            if activity is not None and place is not None:
                self.activities[place] = activity
        return True

    def _fixed(self, key: int, start: str, finish: str, duration: int | None) -> Row:
        """A task of another project as the network sees it: it stands where its own project forecasts it, a milestone at the end of its day."""
        end = self.ends[finish]
        begin = end if duration == 0 else min(self.starts[start], end)
        return key, end - begin if duration is None else duration, 0, begin, end, None, None, None

    def _planned_start(self, row: Row, whole: int | None = None) -> int | None:
        """Where the planned start lies on the axis: as typed, else the planned finish − the work; a milestone stands at the end of its day."""
        _, _, _, kind, _, duration, effort, _, _, start, finish = row[:11]
        if start and kind != "milestone":
            return self.starts[start]
        at = finish or start
        if at is None:
            return None
        return self.ends[at] - (0 if kind == "milestone" else whole if whole is not None else whole_of(duration, effort) or 0)

    def _activity(self, row: Row) -> Row | None:
        """The task as the network sees it; None where it takes no part."""
        key, _, _, kind, state, duration, effort, _, _, start, finish, actual_start, actual_finish, constraint, day = row[:15]
        if state == "cancelled":
            return None
        starts, ends = self.starts, self.ends
        if state != "done":
            actual_finish = None
        elif actual_finish is None:
            actual_finish = finish or start
        whole = 0 if kind == "milestone" else whole_of(duration, effort)
        if whole is None:
            whole = _between(start, finish, starts, ends)
            if whole is None and actual_finish is None and key not in self._linked and actual_start is None:
                return None
            whole = whole or 0
        finished = ends[actual_finish] if actual_finish else None
        begun = starts[actual_start] if actual_start else None
        if finished is not None:
            begun = finished - whole if begun is None else min(begun, finished)
        work = self.work[key] = work_of(row, whole, begun)
        earliest = self._planned_start(row, whole)
        if constraint == "alap" and key in self._awaited:
            constraint = "asap"
        at = (ends if constraint in ("fnet", "fnlt", "mfo") else starts)[day] if day else None
        return key, work[0], work[1], begun, finished, earliest, constraint, at


def _between(start: str | None, finish: str | None, starts: Any, ends: Any) -> int | None:
    """Working minutes between the planned dates, where neither duration nor effort says them; None where nothing does."""
    if start and finish:
        return max(0, int(ends[finish] - starts[start]))
    return 0 if start or finish else None


def work_of(row: Row, whole: int, begun: int | None) -> tuple[int, int | None, int]:
    """The whole, what is left (None of what has not begun and is to do whole) and how much is done, in hundredths of a per cent.

    What is left is `remaining` as reported, else whole × (1 − progress), in working minutes; hours noted do not change it.
    """
    state, progress, remaining = row[4], row[7] or 0, row[8]
    if state == "done":
        return whole, 0, 10000
    if begun is None:
        return whole if remaining is None else remaining, None, progress
    return whole, whole * (10000 - progress) // 10000 if remaining is None else remaining, progress


def _leaves(plan: Plan, summary: int) -> list[int]:
    found, stack = [], [summary]
    while stack:
        key = stack.pop()
        parts = plan.children.get(key)
        if parts:
            stack.extend(parts)
        else:
            found.append(key)
    return found
