"""Reads a project's tasks and links and turns them into what the network computes with."""

# Annotations are evaluated here: kept as text, each field of a NamedTuple would be compiled at import, several times dearer.
from typing import TYPE_CHECKING, Any, NamedTuple

from models.planning import workweek

if TYPE_CHECKING:
    from models.store.database import Database

DAY = workweek.DAY

#: Columns of one task row, in order; the stored forecast follows, so that one read serves computing and comparing.
_TASK = [
    "id",
    "parent",
    "position",
    "kind",
    "state",
    "duration",
    "effort",
    "progress",
    "remaining",
    "start",
    "finish",
    "actual_start",
    "actual_finish",
    "constraint",
    "constraint_day",
    "number",
]
FORECAST = [
    "row",
    "depth",
    "children",
    "start",
    "finish",
    "late_start",
    "late_finish",
    "total_float",
    "free_float",
    "critical",
    "conflict",
    "driver",
    "duration",
    "remaining",
    "progress",
    "open",
    "baseline_finish",
]
_SQL = (
    "SELECT "
    + ", ".join(f't."{name}"' for name in _TASK)
    + ", "
    + ", ".join(f's."{name}"' for name in FORECAST)
    + " FROM task t LEFT JOIN task_schedule s ON s.task = t.id AND s.project = t.project WHERE t.project = ? AND t.archived IS NULL"
)
WIDTH = len(_TASK)


class Work(NamedTuple):
    """What a task's facts say of its length: working minutes in whole, what is left, and how much is done in hundredths of a per cent."""

    duration: int
    remaining: int | None
    progress: int


class Plan:
    """A project's tasks as rows, their outline, and the network's input."""

    def __init__(self, database: "Database", project: int) -> None:
        self.project = project
        self.rows = database.rows(_SQL, (project,))
        self.links = database.rows(
            "SELECT predecessor, successor, type, coalesce(lag, 0), coalesce(lag_unit, 'working') FROM dependency"
            " WHERE project = ? AND archived IS NULL",
            (project,),
        )
        facts = database.row("SELECT start, status_date FROM project WHERE id = ?", (project,))
        self.start_day, self.status_day = facts or (None, None)
        self.children: dict[int | None, list[tuple[Any, ...]]] = {}
        for row in self.rows:
            self.children.setdefault(row[1], []).append(row)
        for siblings in self.children.values():
            siblings.sort(key=_by_position)
        self.order, self.depth = self._outline()

    def _outline(self) -> tuple[list[tuple[Any, ...]], list[int]]:
        """The tasks in the order people see them, and how deep each lies. Children of a missing or archived parent stand at the top."""
        children = self.children
        ids = {row[0] for row in self.rows}
        tops = [row for parent, rows in children.items() if parent is None or parent not in ids for row in rows]
        tops.sort(key=_by_position)
        order: list[tuple[Any, ...]] = []
        depth: list[int] = []
        stack = [(row, 0) for row in reversed(tops)]
        while stack:
            row, level = stack.pop()
            order.append(row)
            depth.append(level)
            parts = children.get(row[0])
            if parts:
                stack.extend((part, level + 1) for part in reversed(parts))
        return order, depth


def _by_position(row: tuple[Any, ...]) -> tuple[str, int]:
    return row[2], row[15]


class Input(NamedTuple):
    """What `network.schedule` takes, and the work of every task that takes part."""

    activities: list[tuple[Any, ...]]
    work: dict[int, Work]
    links: list[tuple[Any, ...]]
    leaves: dict[int, list[int]]
    project_start: int
    status: int


def network_input(plan: Plan) -> Input:
    """The leaves of the outline as activities on the axis; summaries take part only as the ends of links, through the tasks below them."""
    starts, ends = workweek.Memo(workweek.start_of_iso), workweek.Memo(workweek.finish_of_iso)
    floor = min((starts[row[9]] for row in plan.rows if row[9] is not None), default=0)
    project_start = starts[plan.start_day] if plan.start_day else floor
    status = starts[plan.status_day] if plan.status_day else project_start
    linked = {key for link in plan.links for key in link[:2]}
    activities: list[tuple[Any, ...]] = []
    works: dict[int, Work] = {}
    for row in plan.rows:
        key = row[0]
        if key in plan.children or row[4] == "cancelled":
            continue
        actual_start, actual_finish, state = row[11], row[12], row[4]
        if state == "done" and actual_finish is None:
            actual_finish = row[10] or row[9]
        elif state != "done":
            actual_finish = None
        whole = _duration(row, starts, ends)
        if whole is None:
            if actual_finish is None and key not in linked and actual_start is None:
                continue
            whole = 0
        finished = ends[actual_finish] if actual_finish else None
        begun = starts[actual_start] if actual_start else None
        if finished is not None:
            begun = finished - whole if begun is None else min(begun, finished)
        work = _work(row, whole, begun, status)
        works[key] = work
        activities.append((
            key, work.duration, work.remaining, begun, finished, _earliest(row, starts, ends), row[13],
            (ends if row[13] in ("fnet", "fnlt", "mfo") else starts)[row[14]] if row[14] else None,
        ))  # fmt: skip
    known = works.keys()
    leaves = {key: [leaf for leaf in _leaves(plan, key) if leaf in known] for key in linked if key in plan.children}
    return Input(activities, works, plan.links, leaves, project_start, status)


def _duration(row: tuple[Any, ...], starts: Any, ends: Any) -> int | None:
    """Working minutes: the duration, else the effort (one person), else what lies between the planned dates; None where nothing says it."""
    if row[3] == "milestone":
        return 0
    if row[5] is not None:
        return int(row[5])
    if row[6] is not None:
        return int(row[6])
    if row[9] and row[10]:
        return max(0, int(ends[row[10]] - starts[row[9]]))
    return 0 if row[9] or row[10] else None


def _earliest(row: tuple[Any, ...], starts: Any, ends: Any) -> int | None:
    if row[9] and row[3] != "milestone":
        return int(starts[row[9]])
    day = row[10] or row[9]
    return int(ends[day]) if day else None


def _work(row: tuple[Any, ...], whole: int, begun: int | None, status: int) -> Work:
    """What is left and done: `remaining` as typed, else the part that the progress leaves; unreported, the plan is believed
    but never into the past: the task ends at the earliest on the status date."""
    state, progress, remaining = row[4], row[7], row[8]
    if state == "done":
        return Work(whole, 0, 10000)
    if begun is None:
        return Work(whole if remaining is None else remaining, None, progress or 0)
    if remaining is None and progress is None:
        return Work(whole, max(begun + whole - max(status, begun), DAY if whole else 0), 0)
    if remaining is None:
        remaining = whole * (10000 - progress) // 10000
    return Work(whole, remaining, progress or 0)


def _leaves(plan: Plan, summary: int) -> list[int]:
    found, stack = [], [summary]
    while stack:
        key = stack.pop()
        parts = plan.children.get(key)
        if parts:
            stack.extend(part[0] for part in parts)
        else:
            found.append(key)
    return found
