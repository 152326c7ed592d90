"""What a task given to the schedule may not be: says which task, why, and what would be right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.planning.dated.values import CONSTRAINTS

if TYPE_CHECKING:
    from models.planning.dated.values import Task


class PlanError(ValueError):
    """Something that cannot be planned: which value, why, and what would be right."""


def check_task(task: Task) -> None:
    """Raise PlanError where a task contradicts itself."""
    if task.duration < 0:
        raise PlanError(f"task {task.key} has the duration {task.duration}: write 0 or more minutes")
    if task.remaining is not None and task.remaining < 0:
        raise PlanError(f"task {task.key} has {task.remaining} minutes left: write 0 or more")
    if task.constraint not in CONSTRAINTS:
        raise PlanError(f"task {task.key} has the constraint {task.constraint!r}: write one of {', '.join(CONSTRAINTS)}")
    if task.constraint_at is None and task.constraint not in ("asap", "alap"):
        raise PlanError(f"task {task.key} has the constraint {task.constraint} without a date: give one, or write asap")
    if task.actual_finish is not None and task.actual_start is not None and task.actual_finish < task.actual_start:
        raise PlanError(f"task {task.key} finished before it started: swap the two dates")
    if task.manual_start is not None and task.manual_finish is not None and task.manual_finish < task.manual_start:
        raise PlanError(f"task {task.key} is put to finish before it starts: swap the two dates")
    if any(part.minutes < 0 for part in task.parts):
        raise PlanError(f"task {task.key} has a share of negative length: write 0 or more minutes")
