"""The re-forecast of a project: runs the network over its facts and writes what changed into the derived table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.operations.plan import FORECAST, Input, Plan, Row
from models.operations.task_sums import TaskSums, share_of
from models.planning import network, workweek
from models.planning.summaries import rolled_state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.store.database import Database

_WRITE = f"INSERT OR REPLACE INTO task_schedule(task, project, {', '.join(FORECAST)}) VALUES ({', '.join('?' * (len(FORECAST) + 2))})"


class Forecast:
    """A project's plan with what follows from it. Kept from one write to the next, it computes again only what that write moved."""

    def __init__(self, database: Database, project: int) -> None:
        """Read the project and compute every task's forecast."""
        self.plan = Plan(database, project)
        self.given = Input(self.plan)
        self.baseline = baseline_finishes(database, project)
        self.place = {key: position for position, key in enumerate(self.plan.order)}
        self.rows = self.plan.stored
        #: The tasks that came, went, or whose days or length differ from what was written before.
        self.moved: list[int] = []
        #: What its tasks come to.
        self.sums = TaskSums()
        self._earned = [0] * len(self.rows)
        self._begun = [False] * len(self.rows)
        self._begin, self._end = workweek.Memo(workweek.start_iso), workweek.Memo(workweek.finish_iso)
        self._times: dict[int, Row] = self._run_network()
        self._compute(range(len(self.rows) - 1, -1, -1), database)
        self.moved += _remove_gone(database, project, len(self.rows))

    @property
    def counts(self) -> tuple[int, int]:
        """How many rows the outline has, summaries included, and how many of them are open."""
        return len(self.rows), sum([row[15] for row in self.rows])

    def follow(self, database: Database, tasks: Iterable[int]) -> bool:
        """Take the new facts of these tasks; False where more than they differs, so that all has to be read again."""
        if not self.plan.reread(database, tasks) or not self.given.replace(self.plan, tasks):
            return False
        self.moved = []
        before, self._times = self._times, self._run_network()
        moved = {key for key, times in self._times.items() if times != before[key]}.union(tasks)
        for key in [*moved]:
            while (key := self.plan.tasks[key][1]) in self.place and key not in moved:
                moved.add(key)
        self._compute(sorted((self.place[key] for key in moved if key in self.place), reverse=True), database)
        return True

    def _run_network(self) -> dict[int, Row]:
        given = self.given
        times = network.schedule(
            given.activities, given.links, project_start=given.project_start, status=given.status, leaves=given.leaves, outside=given.outside
        )  # fmt: skip
        return dict(
            zip(
                times.keys,
                zip(
                    times.early_start, times.early_finish, times.late_start, times.late_finish, times.total_float, times.free_float,
                    times.critical, times.driver, strict=True,
                ),
                strict=True,
            )
        )  # fmt: skip

    def _compute(self, positions: Iterable[int], database: Database) -> None:
        """Compute the rows at these places, given from the last, because a summary is the sum of what stands below it; write those that differ."""
        rows, order, project = self.rows, self.plan.order, self.plan.project
        changed = []
        for position in positions:
            key = order[position]
            parts = self.plan.children.get(key)
            if parts:
                row = self._summary(position, parts)
            else:
                row = self._leaf(position, self.plan.tasks[key])
                self.sums.put(position, share_of(self.plan.tasks[key], row))
            if row != (before := rows[position]):
                if row[2:5] != before[2:5] or row[12] != before[12]:
                    self.moved.append(key)
                rows[position] = row
                changed.append((key, project, *row))
        database.execute_many(_WRITE, changed)

    def _leaf(self, position: int, task: Row) -> Row:
        key, progress, remaining, planned_finish = task[0], task[7], task[8], task[10]
        is_open = task[4] not in ("done", "cancelled")
        self._begun[position] = task[4] != "cancelled" and (task[4] in ("doing", "review", "done") or task[11] is not None)
        times = self._times.get(key)
        dates: Row
        if times is None:
            dates = (None, None, None, None, None, None, 0, 0, None)
        else:
            early, finish, late, late_finish, slack, free, critical, driver = times
            # at a boundary of two days a point in time belongs to the day that leads to it, or without a predecessor to the day it opens,
            # unless that is where its constraint ends it
            first, last = self._begin, self._end
            if finish <= early:
                ends = task[13] in ("fnet", "fnlt", "mfo") and task[14] and early == self.given.ends[task[14]]
                first = last = last if driver is not None or planned_finish or ends else first
            begins, ends = actual_days(task, first[early], last[finish], self.plan.days[1])
            dates = begins, ends, first[late], last[late_finish], slack, free, critical, slack < 0, driver
        work = self.given.work.get(key)
        if work is None:
            duration, left, progress = None, remaining, progress if is_open else None
        else:
            duration, left, progress = work
            left = duration if left is None else left
            self._earned[position] = duration * progress
        return position, self.plan.depth[position], 0, *dates, duration, left, progress, is_open, self.baseline.get(key), None

    def _summary(self, position: int, parts: list[int]) -> Row:
        """Sums and extremes of its parts; floats, and what is critical or left, of the open ones; its state is that of its parts."""
        places = [self.place[part] for part in parts]
        whole = [self.rows[place] for place in places]
        _, _, _, starts, finishes, late_starts, late_finishes, *_, durations, _, _, _, _, _ = zip(*whole, strict=True)
        open_parts = [row for row in whole if row[15]]
        slacks = [row[7] for row in open_parts if row[7] is not None]
        free = [row[8] for row in open_parts if row[8] is not None]
        lefts = [row[13] for row in open_parts if row[13] is not None]
        duration = sum(filter(None, durations))
        earned = self._earned[position] = sum([self._earned[place] for place in places])
        begun = self._begun[position] = any(self._begun[place] for place in places)
        states = {row[17] or self.plan.tasks[part][4] for part, row in zip(parts, whole, strict=True)}
        return (
            position, self.plan.depth[position], len(parts),
            min(filter(None, starts), default=None), max(filter(None, finishes), default=None),
            min(filter(None, late_starts), default=None), max(filter(None, late_finishes), default=None),
            min(slacks, default=None), min(free, default=None),
            any(row[9] for row in open_parts), any(row[10] for row in open_parts), None,
            duration or None, sum(lefts) if lefts or not open_parts else None, earned // duration if duration else None, bool(open_parts),
            self.baseline.get(self.plan.order[position]), rolled_state(states, begun),
        )  # fmt: skip


def actual_days(task: Row, start: str, finish: str, status: str | None) -> tuple[str, str]:
    """Facts as they were typed, weekends too, where the network knows only working time: when work began, and when it ended. What was
    begun and is not done is not over before the status date, though nothing may be left of it."""
    _, _, _, _, state, _, _, _, _, _, planned, begun, ended = task[:13]
    start = begun or start
    if state == "done":
        return (start, ended or planned or finish) if begun else (min(start, ended or finish), ended or planned or finish)
    return start, max(start, finish, (status or "") if begun else "")


def _remove_gone(database: Database, project: int, count: int) -> list[int]:
    """Rows of archived or moved tasks leave; whose they were."""
    if database.value("SELECT count(*) FROM task_schedule WHERE project = ?", (project,)) == count:
        return []
    where = "project = ? AND task NOT IN (SELECT id FROM task WHERE project = ? AND archived IS NULL)"
    gone = [task for (task,) in database.rows(f"SELECT task FROM task_schedule WHERE {where}", (project, project))]
    database.execute(f"DELETE FROM task_schedule WHERE {where}", (project, project))
    return gone


def baseline_finishes(database: Database, project: int) -> dict[int, str | None]:
    """Each task's finish in the current baseline."""
    current = database.value("SELECT id FROM baseline WHERE project = ? AND archived IS NULL ORDER BY number DESC LIMIT 1", (project,))
    if current is None:
        return {}
    return dict(database.rows("SELECT task, finish FROM baseline_line WHERE baseline = ? AND archived IS NULL", (current,)))
