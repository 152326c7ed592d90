"""The portfolio over the weeks: colours of the last weeks for many projects at once, and what changed since the last one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.core.access import and_readable
from models.operations.weekly import is_unconfirmed, monday
from models.planning.health import RANK, WORDS
from models.values import money

if TYPE_CHECKING:
    from models.core.access import Session


def colours(session: Session, projects: Sequence[int], weeks: int = 6) -> dict[int, list[str | None]]:
    """The colour of each project at the ends of the last weeks, oldest first; the last is the present one.

    The fact recorded in a week is the standing at the end of the week before; where a week has no row, the next row tells how it stood.
    """
    if not projects:
        return {}
    marks = ", ".join("?" * len(projects))
    database = session.database
    present = dict(database.rows(f"SELECT project, overall FROM project_health WHERE project IN ({marks})", list(projects)))
    facts: dict[int, list[tuple[str, str | None]]] = {}
    for project, week, overall in database.rows(
        f"SELECT project, week, overall FROM weekly_fact WHERE project IN ({marks}) ORDER BY project, week", list(projects)
    ):
        facts.setdefault(project, []).append((week, overall))
    this_week = monday(session.today)
    ends = [(this_week - timedelta(weeks=back)).isoformat() for back in range(weeks - 2, -1, -1)]
    return {
        project: [*(_at(facts.get(project, []), end, present.get(project)) for end in ends), present.get(project)] for project in projects
    }


def _at(facts: list[tuple[str, str | None]], end: str, present: str | None) -> str | None:
    if not facts or end < facts[0][0]:
        return None
    return next((overall for week, overall in facts if week >= end), present)


def worse(session: Session) -> int:
    """How many projects have a worse colour than seven days ago, at the end of the week before that."""
    since = monday(session.today - timedelta(days=7)).isoformat()
    rows = session.database.rows(
        "SELECT f.overall, h.overall FROM project_health h JOIN weekly_fact f ON f.project = h.project JOIN project p ON p.id = h.project"
        f" WHERE p.archived IS NULL{and_readable(session, 'project', 'p')}"
        " AND f.week = (SELECT min(week) FROM weekly_fact WHERE project = h.project AND week >= ?)", (since,),
    )  # fmt: skip
    return sum(1 for before, now in rows if RANK[now] > RANK[before] and before is not None)


def since_last_week(session: Session, project: int) -> str:
    """What moved since the week's first write: finish in days, forecast in money, the top risk; empty where there is nothing to compare with."""
    database = session.database
    row = database.row(
        "SELECT week, finish, forecast, top_score, overall FROM weekly_fact WHERE project = ? ORDER BY week DESC LIMIT 1", (project,)
    )
    now = database.row(
        "SELECT s.finish, s.forecast, s.top_score, h.overall, p.currency FROM project_totals s JOIN project_health h ON h.project = s.project"
        " JOIN project p ON p.id = s.project WHERE s.project = ?", (project,),
    )  # fmt: skip
    if row is None or now is None:
        return ""
    week, finish, forecast, score, overall = row
    parts: list[str] = []
    if finish and now[0] and (moved := (date.fromisoformat(now[0]) - date.fromisoformat(finish)).days):
        parts.append(f"finish {moved:+d} d")
    if forecast is not None and now[1] is not None and now[1] != forecast:
        parts.append(f"forecast {'+' if now[1] > forecast else '−'}{money.short(abs(now[1] - forecast), now[4])}")
    if score != now[2] and now[2] is not None:
        parts.append(f"top risk {score or '–'} → {now[2]}")
    if overall != now[3]:
        parts.append(f"was {WORDS[overall] if overall else 'not judged'}")
    start = date.fromisoformat(week)
    return f"since {start.day} {start:%b}: " + (", ".join(parts) if parts else "nothing moved")


def counts(session: Session) -> dict[str, int]:
    """How many projects are `judged`: approved, running or closing; how many of these have each colour (`none`: none yet) and are `stale`."""
    rows = session.database.rows(
        "SELECT h.overall, p.status_date, p.status_pinned FROM project p LEFT JOIN project_health h ON h.project = p.id"
        f" WHERE p.archived IS NULL AND p.state IN ('approved', 'running', 'closing'){and_readable(session, 'project', 'p')}"
    )
    found = {"judged": len(rows), "red": 0, "amber": 0, "green": 0, "none": 0, "stale": 0}
    for overall, status, pinned in rows:
        found[overall or "none"] += 1
        found["stale"] += int(is_unconfirmed(status, pinned, session.today))
    return found
