"""What a task says about itself on the lines above the keys."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.core.record import references
from models.values import day, duration

if TYPE_CHECKING:
    from models.core.access import Session
    from screens.parts.line import Text


def first_line(session: Session, record: int, row: tuple[Any, ...]) -> Text:
    """Its reference and the one thing that matters most: the block, the lateness, else its whole title."""
    title, state, reason, since, by, chase, due, warnings = row[:8]
    today = session.today
    name = references(session, [record])[record]
    if state == "blocked":
        length = f" for {(today - date.fromisoformat(since)).days} d" if since else ""
        text = f"blocked{f' by {by}' if by else ''}{length}{f', chase {_day(chase, today)}' if chase else ''}"
        return [(f" {name} ", "accent"), (text, "blocked"), (f': "{reason}"' if reason else "", "")]
    if state in ("done", "cancelled"):
        return [(f" {name} ", "accent"), (f"{state} {_day(row[12], today)}  {title}" if row[12] else f"{state}  {title}", "dim")]
    late = f"late {(today - date.fromisoformat(due)).days} d  " if due and due < today.isoformat() else ""
    return [(f" {name} ", "accent"), (late, "late"), (title, ""), (f"  {warnings}" if warnings else "", "warning")]


def second_line(session: Session, row: tuple[Any, ...]) -> Text:
    """What holds it and what it moves."""
    critical, slack, driver, finish, actual = row[8:13]
    if actual is not None or slack is None:
        return [("   " + (row[13] or "").split("\n")[0], "dim")]
    after = f"after {references(session, [driver])[driver]}  " if driver else ""
    project = session.database.row(
        "SELECT p.code, s.finish FROM project p LEFT JOIN project_totals s ON s.project = p.id WHERE p.id = ?", (row[14],)
    )
    ends = f"{project[0]} ends {_day(project[1], session.today)}" if project and project[1] else ""
    if critical:
        return [
            (f"   {after}", ""),
            ("critical: each day more moves the finish", "late"),
            (f"   {ends}   float {duration.short(slack)}", "dim"),
        ]
    return [(f"   {after}may slip {duration.short(slack)} before the project does   {ends}", "dim")]


def _day(text: str | None, today: date) -> str:
    return day.short(date.fromisoformat(text), today) if text else day.short(None, today)
