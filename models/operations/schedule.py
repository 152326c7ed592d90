"""The re-forecast of a project: runs the network over its facts and writes what changed into the derived table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.operations.plan import FORECAST, WIDTH, Input, Plan, network_input
from models.planning import network, workweek

if TYPE_CHECKING:
    from models.store.database import Database

_WRITE = f"INSERT OR REPLACE INTO task_schedule(task, project, {', '.join(FORECAST)}) VALUES ({', '.join('?' * (len(FORECAST) + 2))})"


def reforecast(database: Database, project: int) -> Plan:
    """Compute every task's forecast and write the rows that differ; the plan it read."""
    plan = Plan(database, project)
    given = network_input(plan)
    times = network.schedule(given.activities, given.links, project_start=given.project_start, status=given.status, leaves=given.leaves)
    rows = forecast_rows(plan, given, times, baseline_finishes(database, project))
    changed = []
    for row, new in zip(plan.order, rows, strict=True):
        if row[WIDTH:] != new:
            changed.append((row[0], project, *new))
    database.execute_many(_WRITE, changed)
    _remove_gone(database, project, len(plan.rows))
    return plan


def _remove_gone(database: Database, project: int, count: int) -> None:
    """Rows of archived or moved tasks leave."""
    if database.value("SELECT count(*) FROM task_schedule WHERE project = ?", (project,)) != count:
        database.execute(
            "DELETE FROM task_schedule WHERE project = ? AND task NOT IN (SELECT id FROM task WHERE project = ? AND archived IS NULL)",
            (project, project),
        )


def baseline_finishes(database: Database, project: int) -> dict[int, str | None]:
    """Each task's finish in the current baseline."""
    current = database.value("SELECT id FROM baseline WHERE project = ? AND archived IS NULL ORDER BY number DESC LIMIT 1", (project,))
    if current is None:
        return {}
    return dict(database.rows("SELECT task, finish FROM baseline_line WHERE baseline = ? AND archived IS NULL", (current,)))


def forecast_rows(plan: Plan, given: Input, times: network.Schedule, baseline: dict[int, str | None]) -> list[tuple[Any, ...]]:
    """The forecast of every task in outline order; summaries are the sums and extremes of what they hold."""
    begin, end = workweek.Memo(workweek.start_iso), workweek.Memo(workweek.finish_iso)
    found = {
        key: (early, finish, late, late_finish, total, free, int(critical), int(conflict), driver)
        for key, early, finish, late, late_finish, total, free, critical, driver, conflict in zip(
            times.keys, times.early_start, times.early_finish, times.late_start, times.late_finish, times.total_float, times.free_float,
            times.critical, times.driver, times.conflict, strict=True,
        )
    }  # fmt: skip
    children, work = plan.children, given.work
    result: list[tuple[Any, ...]] = [()] * len(plan.order)
    sums: dict[int, _Sum] = {}
    for position in range(
        len(plan.order) - 1, -1, -1
    ):  # children stand after their parents: backwards, every summary finds its sum complete
        row = plan.order[position]
        key, parent, state = row[0], row[1], row[4]
        parts = children.get(key)
        if parts:
            total = sums.pop(key, None) or _Sum()
            result[position] = total.row(position, plan.depth[position], len(parts), baseline.get(key))
        else:
            seen = found.get(key)
            is_open = int(state not in ("done", "cancelled"))
            at = work.get(key)
            dates: tuple[Any, ...]
            if seen is None:
                dates = (None, None, None, None, None, None, 0, 0, None)
            else:
                early, finish, late, late_finish, slack, free, critical, conflict, driver = seen
                # at a boundary of two days a point in time belongs to the day that leads to it, or without a predecessor to the day it opens
                first, last = (begin, end) if finish > early else (end, end) if driver is not None or row[10] else (begin, begin)
                dates = (first[early], last[finish], first[late], last[late_finish], slack, free, critical, conflict, driver)
            if at is None:
                amount = (None, row[8], row[7] if is_open else None)
            else:
                left = at.remaining if at.remaining is not None else at.duration
                amount = (at.duration, left, at.progress)
            result[position] = (position, plan.depth[position], 0, *dates, *amount, is_open, baseline.get(key))
            total = _Sum.of_leaf(result[position], state)
        if parent is not None:
            into = sums.get(parent)
            if into is None:
                sums[parent] = into = _Sum()
            into.add(total)
    return result


class _Sum:
    """What a summary shows of the tasks below it."""

    __slots__ = (
        "conflict",
        "critical",
        "duration",
        "earned",
        "finish",
        "free",
        "late_finish",
        "late_start",
        "open",
        "remaining",
        "slack",
        "start",
    )

    def __init__(self) -> None:
        self.start: str | None = None
        self.finish: str | None = None
        self.late_start: str | None = None
        self.late_finish: str | None = None
        self.slack: int | None = None
        self.free: int | None = None
        self.critical = self.conflict = self.open = 0
        self.duration = self.remaining = self.earned = 0

    @classmethod
    def of_leaf(cls, row: tuple[Any, ...], state: str) -> _Sum:
        total = cls()
        if state == "cancelled":
            return total
        _, _, _, total.start, total.finish, total.late_start, total.late_finish, slack, free, total.critical, total.conflict, _ = row[:12]
        duration, remaining, progress, total.open = row[12:16]
        if total.open:
            total.slack, total.free = slack, free
        else:
            total.critical = total.conflict = 0
        total.duration, total.remaining = duration or 0, (remaining or 0) if total.open else 0
        total.earned = total.duration * (progress or 0)
        return total

    def add(self, other: _Sum) -> None:
        self.start, self.late_start = _least(self.start, other.start), _least(self.late_start, other.late_start)
        self.finish, self.late_finish = _most(self.finish, other.finish), _most(self.late_finish, other.late_finish)
        self.slack, self.free = _least(self.slack, other.slack), _least(self.free, other.free)
        self.critical |= other.critical
        self.conflict |= other.conflict
        self.open |= other.open
        self.duration += other.duration
        self.remaining += other.remaining
        self.earned += other.earned

    def row(self, position: int, depth: int, parts: int, baseline: str | None) -> tuple[Any, ...]:
        progress = self.earned // self.duration if self.duration else None
        return (
            position, depth, parts, self.start, self.finish, self.late_start, self.late_finish, self.slack, self.free, self.critical, self.conflict,
            None, self.duration or None, self.remaining, progress, self.open, baseline,
        )  # fmt: skip


def _least(one: Any, other: Any) -> Any:
    return other if one is None or (other is not None and other < one) else one


def _most(one: Any, other: Any) -> Any:
    return other if one is None or (other is not None and other > one) else one
