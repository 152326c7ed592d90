"""The portfolio, and one project, as figures: what the screens and `qd status` show, worst first."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from models.core import registry
from models.core.access import and_readable
from models.core.project_day import day_of_project
from models.operations import trends, weekly
from models.values import day, money, percent

if TYPE_CHECKING:
    from models.core.access import Session
    from models.store.database import Database

WEEKS = 6
_FINAL = "('closed', 'stopped')"

_PROJECTS = f"""
SELECT p.id, p.code, p.title, p.state, h.overall, h.schedule, h.cost, h.risk, coalesce(h.reasons, '[]'), s.progress, s.start, s.finish,
    coalesce(p.finish, s.baseline_finish, s.planned_finish), s.baseline_finish, s.first_finish,
    p.currency, s.budget, s.planned, s.forecast, s.actual, s.top_score,
    coalesce(s.tasks, 0), coalesce(s.open, 0), coalesce(s.blocked, 0), coalesce(s.critical, 0), coalesce(s.risks, 0),
    coalesce(s.issues, 0), s.exposure,
    s.minutes, s.remaining, p.status_date, coalesce(p.status_pinned, 0), (SELECT handle FROM person WHERE id = p.manager)
FROM project p LEFT JOIN project_totals s ON s.project = p.id LEFT JOIN project_health h ON h.project = p.id
WHERE p.archived IS NULL AND %s ORDER BY p.state IN {_FINAL}, coalesce(h.severity, 0) DESC, p.code
"""


class Reason(NamedTuple):
    """Why a dimension has its colour."""

    dimension: str
    colour: str | None
    text: str


class Standing(NamedTuple):
    """One project as it stands; money in minor units of its currency, percentages in hundredths, days as ISO text."""

    id: int
    code: str
    title: str
    state: str
    overall: str | None
    schedule: str | None
    cost: str | None
    risk: str | None
    reasons: tuple[Reason, ...]
    progress: int | None
    start: str | None
    finish: str | None
    planned_finish: str | None
    baseline_finish: str | None
    first_finish: str | None
    currency: str
    budget: int | None
    planned: int | None
    forecast: int | None
    actual: int | None
    top_score: int | None
    tasks: int
    open: int
    blocked: int
    critical: int
    risks: int
    issues: int
    exposure: int | None
    minutes: int | None
    remaining: int | None
    status_date: str | None
    status_pinned: int
    manager: str | None

    @property
    def behind(self) -> int | None:
        """Calendar days that the forecast finish lies after the planned one; negative is earlier."""
        return day.days_between(self.planned_finish, self.finish)

    @property
    def judged(self) -> bool:
        """Whether its state is one in which health is judged."""
        return self.state in ("approved", "running", "closing")

    def unconfirmed(self, today: date) -> bool:
        """Judged, but without an update by a person for more than five working days."""
        return self.judged and weekly.is_unconfirmed(self.status_date, self.status_pinned, today)


class Portfolio(NamedTuple):
    """The projects, worst first, their colours of the last weeks, the sums of money for each currency, how many run, by colour and stale."""

    projects: tuple[Standing, ...]
    weeks: dict[int, list[str | None]]
    money: dict[str, tuple[int | None, int | None, int | None]]
    counts: dict[str, int]
    today: date


def portfolio(session: Session, *, project: int | None = None) -> Portfolio:
    """The open projects with figures and sums (or only the project named)."""
    where, params = (f"p.state NOT IN {_FINAL}", []) if project is None else ("p.id = ?", [project])
    rows = [_standing(row) for row in session.database.rows(_PROJECTS % (where + and_readable(session, "project", "p")), params)]
    weeks = trends.colours(session, [row.id for row in rows], WEEKS)
    sums = {}
    for currency in sorted({row.currency for row in rows}):
        same = [row for row in rows if row.currency == currency]
        found = (_sum(row.budget for row in same), _sum(row.actual for row in same), _sum(row.forecast for row in same))
        if any(found):
            sums[currency] = found
    return Portfolio(tuple(rows), weeks, sums, trends.counts(session), session.today)


def _sum(amounts: Iterable[int | None]) -> int | None:
    """The sum of the amounts there are; None where there is none."""
    there = [amount for amount in amounts if amount is not None]
    return sum(there) if there else None


def standing(session: Session, project: int) -> Standing:
    """One project, in whatever state."""
    row = session.database.row(_PROJECTS.replace("p.archived IS NULL AND", "") % "p.id = ?", (project,))
    assert row is not None
    return _standing(row)


def _standing(row: tuple[Any, ...]) -> Standing:
    return Standing._make([*row[:8], _reasons(row[8]), *row[9:]])


def reasons(database: Database, project: int) -> tuple[Reason, ...]:
    """Why the project's health is as it is, worst first."""
    return _reasons(database.value("SELECT reasons FROM project_health WHERE project = ?", (project,)) or "[]")


def _reasons(stored: str) -> tuple[Reason, ...]:
    return tuple(Reason(*reason) for reason in json.loads(stored))


def as_json(row: Standing, today: date) -> dict[str, Any]:
    """The standing as JSON."""

    def amount(minor: int | None) -> Any:
        return None if minor is None else {"amount": money.plain(minor, row.currency), "currency": row.currency}

    return {
        "ref": row.code, "title": row.title, "state": row.state, "manager": f"@{row.manager}" if row.manager else None,
        "overall": row.overall, "schedule": row.schedule, "cost": row.cost, "risk": row.risk, "unconfirmed": row.unconfirmed(today),
        "reasons": [reason._asdict() for reason in row.reasons], "progress": None if row.progress is None else percent.number(row.progress),
        "start": row.start, "finish": row.finish, "planned_finish": row.planned_finish, "baseline_finish": row.baseline_finish,
        "first_finish": row.first_finish, "behind_days": row.behind, "budget": amount(row.budget), "planned": amount(row.planned),
        "forecast": amount(row.forecast), "actual": amount(row.actual), "exposure": amount(row.exposure), "top_score": row.top_score,
        "tasks": row.tasks, "open_tasks": row.open, "blocked_tasks": row.blocked, "critical_tasks": row.critical, "open_risks": row.risks,
        "open_issues": row.issues, "worked_minutes": row.minutes, "remaining_minutes": row.remaining, "status_date": row.status_date,
    }  # fmt: skip


class Page(NamedTuple):
    """What one project's page says besides its standing: lines of reference, text and remark."""

    objective: str | None
    sponsor: str | None
    risks: list[tuple[str, str, str]]
    issues: list[tuple[str, str, str]]
    blocked: list[tuple[str, str, str]]
    next: list[tuple[str, str, str]]


def _day_read(part: str, today: date) -> str:
    """`since 2026-11-20` as people read it: `since 20 Nov`."""
    said, _, last = part.rpartition(" ")
    if said not in ("since", "due", "finish", "review", "needed by"):
        return part
    try:
        return f"{said} {day.short(date.fromisoformat(last), today)}"
    except ValueError:
        return part


_RISKS = """
SELECT p.code || '-R' || t.number, t.title, 'score ' || (%s), coalesce((SELECT handle FROM person WHERE id = t.owner), 'no owner'),
    coalesce(t.response, 'no response'), coalesce('review ' || t.review_on, '')
FROM risk t JOIN project p ON p.id = t.project WHERE t.project = ? AND t.state = 'open' AND t.archived IS NULL
ORDER BY %s DESC, t.number LIMIT 5
"""
_ISSUES = """
SELECT p.code || '-I' || t.number, t.title, coalesce(t.severity, ''), coalesce((SELECT handle FROM person WHERE id = t.owner), 'no owner'),
    coalesce('needed by ' || t.needed_by, '')
FROM issue t JOIN project p ON p.id = t.project WHERE t.project = ? AND t.state IN ('open', 'doing') AND t.archived IS NULL
ORDER BY t.needed_by IS NULL, t.needed_by, t.number LIMIT 5
"""
_BLOCKED = """
SELECT p.code || '-' || t.number, t.title, coalesce((SELECT handle FROM person WHERE id = t.owner), ''),
    'since ' || coalesce(t.blocked_since, '–'), coalesce(t.blocked_reason, '')
FROM task t JOIN project p ON p.id = t.project WHERE t.project = ? AND t.state = 'blocked' AND t.archived IS NULL
ORDER BY t.blocked_since, t.number LIMIT 5
"""
_NEXT = """
SELECT p.code || '-' || t.number, t.title, coalesce((SELECT handle FROM person WHERE id = t.owner), ''),
    coalesce('due ' || t.due, 'finish ' || s.finish), CASE WHEN s.critical THEN 'critical' ELSE '' END
FROM task t JOIN project p ON p.id = t.project JOIN task_schedule s ON s.task = t.id
WHERE t.project = ? AND s.open AND s.children = 0 AND coalesce(t.due, s.finish) <= date(?, '+10 days') AND t.archived IS NULL
ORDER BY coalesce(t.due, s.finish), t.number LIMIT 8
"""


def page(session: Session, project: int) -> Page:
    """The worst risks, the most urgent issues, what is blocked, and what is due within ten days."""
    database = session.database
    head = database.row("SELECT objective, sponsor FROM project WHERE id = ?", (project,))
    objective, sponsor = head or (None, None)

    score = registry.get("risk").sql("score")

    def lines(kind: str, sql: str, *params: Any) -> list[tuple[str, str, str]]:
        sql = sql.replace("t.archived IS NULL", "t.archived IS NULL" + and_readable(session, kind))
        return [
            (ref, title, ", ".join(_day_read(part, session.today) for part in more if part))
            for ref, title, *more in database.rows(sql, (project, *params))
        ]

    return Page(
        objective,
        sponsor,
        lines("risk", _RISKS % (score, score)),
        lines("issue", _ISSUES),
        lines("task", _BLOCKED),
        lines("task", _NEXT, day_of_project(session, project).isoformat()),
    )
