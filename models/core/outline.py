"""What the outline does by itself: a task goes out of sight with its parts and comes back with them; whose figures that moves is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.core.record import Work


def follow(work: Work, task: int, before: dict[str, Any] | None, values: dict[str, Any]) -> None:
    """After a task was written: the figures of the summaries that gained or lost a part are noted as they stood, and parts follow it where
    it was archived or restored; those that were archived before it stay so. `before` is None for a new task."""
    after = {**(before or {}), **values}
    gone, was_gone = after.get("archived"), before["archived"] if before else None
    parents: set[Any] = {after.get("parent"), before["parent"] if before else None}
    if before is not None and gone == was_gone and len(parents) == 1:
        return
    database = work.session.database
    for summary in parents - {None}:
        if summary not in work.summaries:
            row = database.row("SELECT children, progress FROM task_schedule WHERE task = ?", (summary,))
            work.summaries[summary] = row or (0, None)
    if before is None or bool(gone) == bool(was_gone):
        return
    at = "archived IS NULL" if gone else "archived = ?"
    for (part,) in database.rows(f"SELECT id FROM task WHERE parent = ? AND {at} ORDER BY id", (task,) if gone else (task, was_gone)):
        (work.archive if gone else work.restore)(part)
