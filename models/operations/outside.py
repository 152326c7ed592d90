"""What joins projects: tasks of others that hold a project's own, and its own that others wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from models.operations.plan import Plan
    from models.store.database import Database
    from models.store.journal import Change

Row = tuple[Any, ...]
_CHUNK = 500
_ENDS = """
SELECT t.id, coalesce(s.start, t.start, s.finish, t.finish), coalesce(s.finish, t.finish, s.start, t.start),
    CASE WHEN coalesce(s.children, 0) = 0 THEN coalesce(s.duration, t.duration) END
FROM task t JOIN project p ON p.id = t.project LEFT JOIN task_schedule s ON s.task = t.id AND s.project = t.project
WHERE coalesce(s.state, t.state) <> 'cancelled' AND (t.archived IS NULL OR t.archived = p.archived)
    AND coalesce(s.start, t.start, s.finish, t.finish) IS NOT NULL AND t.id IN
"""
_INTO = """
SELECT d.id, d.predecessor, d.successor, t.project FROM dependency d JOIN task t ON t.id = d.predecessor
WHERE d.project = ? AND t.project <> d.project AND d.archived IS NULL
"""
_OUT_OF = """
SELECT d.predecessor, d.project FROM task t JOIN dependency d ON d.predecessor = t.id
WHERE t.project = ? AND d.project <> t.project AND d.archived IS NULL
"""
#: A write to one of these fields of a task puts it elsewhere among the links.
_PLACE = frozenset(["project", "parent", "archived"])
_DAYS = frozenset(["start", "finish", "duration"])


def ends(database: Database, tasks: Collection[int], project: int | None = None) -> list[Row]:
    """Of the tasks outside a project id, start, finish and duration of the tasks as other projects see them: forecast or actual days, a duration in working minutes.

    What is cancelled, archived or without any date holds nothing. What was archived with its whole project still has its days: so do the
    far ends that an imported snapshot names.
    """
    sql = f"{_ENDS} ({{}}) AND t.project IS NOT ? ORDER BY t.id"
    return [row for part, marks in _chunks(tasks) for row in database.rows(sql.format(marks), (*part, project))]


def awaited(database: Database, plan: Plan) -> frozenset[int]:
    """The tasks whose delay would delay another project; asked only where a task of the plan is to be as late as possible.

    Such a task comes as soon as possible: its late date hangs on the project's finish, and that may hang on the project that waits.
    """
    if not plan.as_late:
        return frozenset()
    before: dict[int, list[int]] = {}
    for link in plan.links:
        before.setdefault(link[1], []).append(link[0])
    found = {task for task, _ in database.rows(_OUT_OF, (plan.project,))}
    stack = [*found]
    while stack:
        key: int | None = stack.pop()
        near = [*plan.children.get(key, ())]
        while key in plan.tasks:
            near += before.get(key, ())
            key = plan.tasks[key][1]
        stack += {each for each in near if each not in found}
        found.update(near)
    return frozenset(found)


def waiting(database: Database, project: int, moved: Collection[int] | None = None) -> set[int]:
    """The other projects with tasks that wait for these of the project, or for any."""
    if moved is None or len(moved) > _CHUNK:
        return {other for _, other in database.rows(_OUT_OF, (project,))}
    found: set[int] = set()
    for part, marks in _chunks(moved):
        sql = f"SELECT DISTINCT project FROM dependency WHERE predecessor IN ({marks}) AND project <> ? AND archived IS NULL"
        found.update(other for (other,) in database.rows(sql, (*part, project)))
    return found


def reshaped(changes: Sequence[Change] | None) -> bool:
    """Whether a transaction may have joined projects otherwise than before; so it may where nobody knows what it wrote."""
    return changes is None or any(
        change.kind == "dependency" or (change.kind == "task" and change.verb != "create" and not _PLACE.isdisjoint(change.fields))
        for change in changes
    )


def loop(database: Database, projects: Sequence[int]) -> list[int]:
    """A loop of tasks through several projects, one of them among these, in the order of the links; empty where there is none."""
    from models.registers.dependency import loop_closed_by

    links = (row for project in projects for row in database.rows(_INTO, (project,)))
    return next((found for link, before, after, _ in links if (found := loop_closed_by(database, before, after, link))), [])


def touched(database: Database, projects: Sequence[int], changes: Sequence[Change] | None) -> set[int]:
    """Other projects that a transaction moves though no forecast ahead of them differs.

    Because a project was archived or restored, the days of what was archived with it count; an import told new days of such a task; or
    somebody waits now, or no more, for a project whose tasks are as late as possible where nobody does.
    """
    found: set[int] = set()
    for change in changes or ():
        if change.kind == "project" and "archived" in change.fields:
            found |= waiting(database, change.record)
    far = [change.record for change in changes or () if change.kind == "task" and not _DAYS.isdisjoint(change.fields)]
    for part, marks in _chunks(far):
        sql = f"SELECT d.project FROM task t JOIN dependency d ON d.predecessor = t.id WHERE t.id IN ({marks}) AND t.archived IS NOT NULL"
        found.update(project for (project,) in database.rows(sql, part))
    if reshaped(changes):
        found |= {home for project in projects for *_, home in database.rows(_INTO, (project,)) if _has_late(database, home)}
        links = {end for change in changes or () if change.kind == "dependency" for end in _ends_of(database, change)}
        for part, marks in _chunks(links):
            found |= {
                home for (home,) in database.rows(f"SELECT project FROM task WHERE id IN ({marks})", part) if _has_late(database, home)
            }
    return found.difference(projects)


def _ends_of(database: Database, change: Change) -> set[int]:
    """The predecessors that a link has and had."""
    now = database.value("SELECT predecessor FROM dependency WHERE id = ?", (change.record,))
    return {now, *change.fields.get("predecessor", ())} - {None}


def _has_late(database: Database, project: int) -> bool:
    sql = "SELECT 1 FROM task WHERE project = ? AND \"constraint\" = 'alap' AND archived IS NULL LIMIT 1"
    return database.value(sql, (project,)) is not None


def _chunks(ids: Collection[int]) -> Iterator[tuple[list[int], str]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), _CHUNK):
        part = ordered[start : start + _CHUNK]
        yield part, ", ".join("?" * len(part))
