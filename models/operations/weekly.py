"""Weekly facts: the figures and colours of a project as they stood before the week's first write; never repainted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.values import day

if TYPE_CHECKING:
    from models.core.access import Session

_RECORD = """
INSERT OR IGNORE INTO weekly_fact(project, week, overall, schedule, cost, risk, unconfirmed, finish, planned_finish, progress, planned, forecast,
    actual, open_tasks, top_score)
SELECT p.id, ?, h.overall, h.schedule, h.cost, h.risk, ?, s.finish, coalesce(p.finish, s.planned_finish), s.progress, s.planned, s.forecast,
    s.actual, s.open, s.top_score
FROM project p JOIN project_totals s ON s.project = p.id JOIN project_health h ON h.project = p.id WHERE p.id = ?
"""


def monday(of: date) -> date:
    """The Monday of the day's week."""
    return of - timedelta(days=of.weekday())


def record(session: Session, project: int) -> None:
    """Record the project's standing, if this is its first write of the week and it has figures."""
    week = monday(session.today).isoformat()
    database = session.database
    if database.value("SELECT 1 FROM weekly_fact WHERE project = ? AND week = ?", (project, week)) is None:
        status = database.value("SELECT status_date FROM project WHERE id = ?", (project,))
        database.execute(_RECORD, (week, int(is_unconfirmed(status, session.today)), project))


def is_unconfirmed(status: str | None, today: date) -> bool:
    """No update by a person for more than five working days."""
    return status is None or day.working_days_between(date.fromisoformat(status), today) > 5


def colours(session: Session, project: int, weeks: int, today: date | None = None) -> list[str | None]:
    """The overall colours at the ends of the last `weeks` weeks, oldest first; the last is the present one.

    The fact recorded in a week is the standing at the end of the week before; a week without a row is as the last row before it.
    """
    database = session.database
    facts = database.rows("SELECT week, overall FROM weekly_fact WHERE project = ? ORDER BY week", (project,))
    present = database.value("SELECT overall FROM project_health WHERE project = ?", (project,))
    this_week = monday(today or session.today)
    found: list[str | None] = []
    for back in range(weeks - 1, 0, -1):
        after = (this_week - timedelta(weeks=back - 1)).isoformat()
        later = next((overall for week, overall in facts if week >= after), present)
        began = facts[0][0] if facts else None
        found.append(later if began is not None and began <= after else None)
    return [*found, present]
