"""What a task says about itself on the lines above the keys."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from models.core import registry
from models.core.project_day import day_of_project
from models.core.record import UNREADABLE, reference
from models.values import day, duration

if TYPE_CHECKING:
    from models.core.access import Session
    from screens.parts.line import Text


_READ = ("title", "state", "blocked_reason", "blocked_since", "blocked_by", "chase_on", "due", "warnings")
_TASK = """SELECT {read}, s.critical, s.total_float, s.driver, {actual_finish}, t.description, t.project
FROM task t LEFT JOIN task_schedule s ON s.task = t.id WHERE t.id = ?"""


class TaskWords(NamedTuple):
    """What the lines about a task are made of."""

    title: str
    state: str
    reason: str | None
    since: str | None
    by: str | None
    chase: str | None
    due: str | None
    warnings: str | None
    critical: int | None
    slack: int | None
    driver: int | None
    actual_finish: str | None
    description: str | None
    project: int


def task_lines(session: Session, record: int) -> list[Text]:
    """Two lines about a task: what stops or holds it, and what it moves."""
    sql = registry.get("task").sql
    asked = _TASK.format(read=", ".join(map(sql, _READ)), actual_finish=sql("actual_finish"))
    row = session.database.row(asked, (record,))
    if row is None:
        return []
    task = TaskWords(*row)
    return [_first_line(session, record, task), _second_line(session, task)]


def _first_line(session: Session, record: int, task: TaskWords) -> Text:
    """Its reference and the one thing that matters most: the block, the lateness, else its whole title."""
    today = day_of_project(session, task.project)
    name = reference(session, record)
    if task.state == "blocked":
        length = (
            f" for {(today - date.fromisoformat(task.since)).days} d" if task.since and task.since < today.isoformat() else " since today"
        )
        text = f"blocked{f' by {task.by}' if task.by else ''}{length}{f', chase {_day(task.chase, session.today)}' if task.chase else ''}"
        return [(f" {name} ", "accent"), (text, "blocked"), (f': "{task.reason}"' if task.reason else "", "")]
    if task.state in ("done", "cancelled"):
        ended = f" {_day(task.actual_finish, session.today)}" if task.actual_finish else ""
        return [(f" {name} ", "accent"), (f"{task.state}{ended}  {task.title}", "dim")]
    late = f"late {(today - date.fromisoformat(task.due)).days} d  " if task.due and task.due < today.isoformat() else ""
    return [(f" {name} ", "accent"), (late, "late"), (task.title, ""), (f"  {task.warnings}" if task.warnings else "", "warning")]


def _second_line(session: Session, task: TaskWords) -> Text:
    """What holds it and what it moves."""
    if task.actual_finish is not None or task.slack is None:
        return [("   " + (task.description or "").split("\n")[0], "dim")]
    held = reference(session, task.driver) if task.driver else UNREADABLE
    after = "" if held == UNREADABLE else f"after {held}  "
    project = session.database.row(
        "SELECT p.code, s.finish FROM project p LEFT JOIN project_totals s ON s.project = p.id WHERE p.id = ?", (task.project,)
    )
    ends = f"{project[0]} ends {_day(project[1], session.today)}" if project and project[1] else ""
    if task.critical:
        float_text = f"   float {duration.short(task.slack)}" if task.slack else ""
        return [(f"   {after}", ""), ("critical: each day more moves the finish", "late"), (float_text, "late"), (f"   {ends}", "dim")]
    return [(f"   {after}may slip {duration.short(task.slack)} before the project does   {ends}", "dim")]


def _day(text: str | None, today: date) -> str:
    return day.short(date.fromisoformat(text), today) if text else day.short(None, today)
