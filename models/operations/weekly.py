"""Weekly facts: the figures and colours of a project as they stood before the week's first write; never repainted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from models.planning import health

if TYPE_CHECKING:
    from models.core.access import Session
    from models.store.database import Database

_RECORD = """
INSERT OR IGNORE INTO weekly_fact(project, week, overall, schedule, cost, risk, unconfirmed, finish, planned_finish, progress, planned, forecast,
    actual, open_tasks, top_score)
SELECT p.id, ?, h.overall, h.schedule, h.cost, h.risk, ?, s.finish, coalesce(p.finish, s.planned_finish), s.progress, s.planned, s.forecast,
    s.actual, s.open, s.top_score
FROM project p JOIN project_totals s ON s.project = p.id JOIN project_health h ON h.project = p.id WHERE p.id = ? AND p.archived IS NULL
"""


def monday(of: date) -> date:
    """The Monday of the day's week."""
    return of - timedelta(days=of.weekday())


def record(session: Session, project: int) -> None:
    """Record the project's standing, if this is its first write of the week and it has figures."""
    week = monday(session.today).isoformat()
    database = session.database
    if database.value("SELECT 1 FROM weekly_fact WHERE project = ? AND week = ?", (project, week)) is None:
        status, pinned = database.rows("SELECT status_date, status_pinned FROM project WHERE id = ?", (project,))[0]
        database.execute(_RECORD, (week, int(is_unconfirmed(status, pinned, session.today)), project))


def is_unconfirmed(status: str | None, pinned: object, today: date) -> bool:
    """No update by a person for more than five working days; a pinned status date is its own today."""
    return not pinned and health.is_unconfirmed(date.fromisoformat(status) if status else None, today)


def restore(database: Database, project: int, facts: Sequence[Mapping[str, Any]]) -> None:
    """Take over weekly facts that a file carries, by column; weeks that are here already are never repainted."""
    for fact in facts:
        names = ", ".join(fact)
        marks = ", ".join("?" * (len(fact) + 1))
        database.execute(f"INSERT OR IGNORE INTO weekly_fact(project, {names}) VALUES ({marks})", (project, *fact.values()))
