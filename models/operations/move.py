"""Moves records: to another project, summary, person, or place among their siblings. A move inside an outline writes one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core.record import references
from models.operations.boundaries import refuse_torn
from models.registers.task import last_position
from models.store.errors import UsageError
from models.store.shape import read_row
from models.values.fraction import between, spread

if TYPE_CHECKING:
    from models.operations.command import Work

_BELOW = """
WITH RECURSIVE below(id, depth) AS (
    SELECT id, 1 FROM task WHERE parent = ?
    UNION SELECT t.id, b.depth + 1 FROM task t JOIN below b ON t.parent = b.id)
SELECT t.id, t.position FROM below b JOIN task t ON t.id = b.id ORDER BY b.depth, t.id
"""
#: These lie where the tasks lie that they speak of.
_FOLLOWERS = ("time_entry", "dependency", "baseline", "baseline_line")


class Keep:
    """What is not to be moved."""


KEEP = Keep()


def move(
    work: Work, record: int, *, project: int | Keep = KEEP, parent: int | Keep | None = KEEP, person: int | Keep | None = KEEP
) -> None:
    """Move a record to a project, a task also under a summary (None: to the top), anything with an owner to a person (None: to nobody).

    A task takes its parts with it, and to another project also hours, comments, links and dependencies. A summary of another project takes
    the task there. Raises UsageError.
    """
    register = work.register_of(record)
    changes: dict[str, Any] = {}
    if not isinstance(person, Keep):
        if "owner" not in register.fields:
            raise UsageError(f"a {register.key.replace('_', ' ')} has no owner", field="person", hint="move its task, or set another field")
        changes["owner"] = person
    home = work.session.database.value("SELECT project FROM record WHERE id = ?", (record,))
    if not isinstance(parent, Keep):
        if register.key != "task":
            raise UsageError("only tasks are parts of others", field="parent", hint="move it to a project or person")
        changes["parent"] = parent
        if parent is not None and isinstance(project, Keep):
            project = work.session.database.value("SELECT project FROM task WHERE id = ?", (parent,))
    if isinstance(project, Keep) or project == home:
        work.change(record, changes)
        return
    if not register.needs_project or register.key in _FOLLOWERS:
        raise UsageError(f"a {register.key.replace('_', ' ')} does not move by itself", field="project", hint="move what it belongs to")
    _to_project(work, record, register.key, project, changes)


def _to_project(work: Work, record: int, kind: str, project: int, changes: dict[str, Any]) -> None:
    """The record, what is below it and what hangs on it."""
    below = work.session.database.rows(_BELOW, (record,)) if kind == "task" else []
    if kind == "task":
        changes.setdefault("parent", None)
    work.change(record, {"project": project, **changes}, moving=True)
    for task, position in below:
        work.change(task, {"project": project, "position": position}, moving=True)
    moved = [record, *(task for task, _ in below)]
    for each in moved:
        _take_along(work, each, project)
    for each in moved:
        _join_dependencies(work, each)
    refuse_torn(work.session, moved)


def _take_along(work: Work, record: int, project: int) -> None:
    """Hours, comments and links of one record."""
    for table, column in (("time_entry", "task"), ("comment", "record"), ("link", "record")):
        for (hanging,) in work.session.database.rows(f'SELECT id FROM "{table}" WHERE {column} = ? ORDER BY id', (record,)):
            work.change(hanging, {"project": project}, moving=True)


def _join_dependencies(work: Work, record: int) -> None:
    """A dependency lies in its successor's project."""
    rows = work.session.database.rows(
        "SELECT d.id, t.project FROM dependency d JOIN task t ON t.id = d.successor"
        " WHERE (d.predecessor = ? OR d.successor = ?) AND d.project <> t.project AND d.archived IS NULL ORDER BY d.id", (record, record),
    )  # fmt: skip
    for dependency, project in rows:
        work.change(dependency, {"project": project}, moving=True)


def reorder(work: Work, task: int, direction: str) -> None:
    """Put a task before the sibling above (`up`) or behind the one below (`down`). Raises UsageError at the end of the row."""
    row, siblings = _siblings(work, task)
    keys = [key for _, key in siblings]
    if keys != sorted(set(keys)):
        keys = _spread_anew(work, siblings)
    at = [sibling for sibling, _ in siblings].index(task)
    target = at - 1 if direction == "up" else at + 1
    if not 0 <= target < len(siblings):
        end = "first" if direction == "up" else "last"
        raise UsageError(f"{_name(work, task)} is the {end} of its siblings already", hint="outdent it, or move it to another summary")
    low, high = (target - 1, target) if direction == "up" else (target, target + 1)
    before = keys[low] if low >= 0 else None
    after = keys[high] if high < len(keys) else None
    work.change(row["id"], {"position": between(before, after)})


def indent(work: Work, task: int) -> None:
    """Make a task the last part of the sibling above it. Raises UsageError where there is none."""
    row, siblings = _siblings(work, task)
    at = [sibling for sibling, _ in siblings].index(task)
    if at == 0:
        raise UsageError(f"{_name(work, task)} has no task above it on its level", hint="indenting makes it part of that task")
    above = siblings[at - 1][0]
    if _row(work, above)["kind"] == "milestone":
        raise UsageError(f"{_name(work, above)} above it is a milestone, which holds no tasks", hint="move it to a summary")
    work.change(task, {"parent": above, "position": last_position(work.session, row["project"], above)})


def outdent(work: Work, task: int) -> None:
    """Put a task directly behind the summary it is part of. Raises UsageError at the top."""
    row = _row(work, task)
    if row["parent"] is None:
        raise UsageError(f"{_name(work, task)} is at the top already", hint="> indents it")
    summary, siblings = _siblings(work, row["parent"])
    keys = [key for _, key in siblings]
    if keys != sorted(set(keys)):
        keys = _spread_anew(work, siblings)
    at = [sibling for sibling, _ in siblings].index(row["parent"])
    after = keys[at + 1] if at + 1 < len(keys) else None
    work.change(task, {"parent": summary["parent"], "position": between(keys[at], after)})


def _row(work: Work, task: int) -> dict[str, Any]:
    register = work.register_of(task)
    if register.key != "task":
        raise UsageError(f"{_name(work, task)} is no task: only tasks have an order", hint="tasks stand in the outline")
    return read_row(work.session.database, register.shape, task)


def _siblings(work: Work, task: int) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    """The task, and all tasks on its level with their keys, in the order people see them."""
    row = _row(work, task)
    rows = work.session.database.rows(
        "SELECT id, position FROM task WHERE project = ? AND parent IS ? AND (archived IS NULL OR id = ?) ORDER BY position, number",
        (row["project"], row["parent"], task),
    )
    return row, [(sibling, key) for sibling, key in rows]


def _spread_anew(work: Work, siblings: list[tuple[int, str]]) -> list[str]:
    """Keys that no longer tell siblings apart are given out anew."""
    keys = spread(len(siblings))
    for (sibling, _), key in zip(siblings, keys, strict=True):
        work.change(sibling, {"position": key})
    return keys


def _name(work: Work, record: int) -> str:
    return references(work.session, [record])[record]
