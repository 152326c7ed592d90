"""Which day is today for a project: its pinned status date, else the session's day. Whatever compares with today asks here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.core.access import Session


def day_of_project(session: Session, project: int | None) -> date:
    """Today for a project (None: for what belongs to none)."""
    sql = "SELECT status_date FROM project WHERE id = ? AND status_pinned = 1"
    pinned = project and session.database.value(sql, (project,))
    return date.fromisoformat(pinned) if pinned else session.today


def day_sql(session: Session, project: str, of: Callable[[date], str] = date.isoformat) -> str:
    """SQL for what `of` makes of today, an ISO day or instant, for the project whose id the expression gives: one case for each pinned day."""
    here = of(session.today)
    pinned = session.database.rows("SELECT DISTINCT status_date FROM project WHERE status_pinned = 1 AND status_date IS NOT NULL")
    days = {day: of(date.fromisoformat(day)) for (day,) in pinned}
    cases = " ".join(f"WHEN '{date.fromisoformat(day).isoformat()}' THEN '{found}'" for day, found in days.items() if found != here)
    if not cases:
        return f"'{here}'"
    return f"(CASE (SELECT status_date FROM project WHERE id = {project} AND status_pinned = 1) {cases} ELSE '{here}' END)"
