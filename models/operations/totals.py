"""A project's totals and health: one row each, a pure function of its facts, from which every portfolio figure is read."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from models.planning import health, risk, workweek
from models.values import day

if TYPE_CHECKING:
    from models.operations.schedule import Forecast
    from models.store.database import Database

#: What follows from the tasks alone.
_OF_TASKS = (
    "tasks", "open", "done", "blocked", "critical", "progress", "remaining", "start", "finish", "planned_finish", "baseline_finish",
)  # fmt: skip
COLUMNS = [
    "rows", "open_rows", *_OF_TASKS, "first_finish", "planned_days", "budget", "planned", "forecast", "actual", "minutes", "risks", "top_score",
    "exposure", "issues",
]  # fmt: skip

_TOTALS = f"SELECT {', '.join(COLUMNS)} FROM project_totals WHERE project = ?"
_PUT_TOTALS = f"INSERT OR REPLACE INTO project_totals(project, {', '.join(COLUMNS)}) VALUES (?{', ?' * len(COLUMNS)})"
_HEALTH = "SELECT overall, schedule, cost, risk, reasons, severity FROM project_health WHERE project = ?"
_PUT_HEALTH = "INSERT OR REPLACE INTO project_health(project, overall, schedule, cost, risk, reasons, severity) VALUES (?, ?, ?, ?, ?, ?, ?)"
_LIVE = "archived IS NULL"
_RISKS = """
SELECT number, owner IS NOT NULL, response IS NOT NULL, likelihood, probability, expected_cost, impact, impact_time, impact_cost, impact_scope,
    impact_quality
FROM risk WHERE project = ? AND kind = 'threat' AND state = 'open' AND archived IS NULL
"""


def retotal(database: Database, project: int, forecast: Forecast) -> None:
    """Compute the totals and health of a project that is forecast so, and write them where they differ."""
    facts = _facts(database, project)
    totals, risks = _totals(database, project, facts, forecast.sums.totals())
    totals["rows"], totals["open_rows"] = forecast.counts
    values = tuple(totals[name] for name in COLUMNS)
    if database.row(_TOTALS, (project,)) != values:
        database.execute(_PUT_TOTALS, (project, *values))
    found = judge(database, project, facts, totals, risks)
    reasons = json.dumps([[reason.dimension, reason.colour, reason.text] for reason in found.reasons], ensure_ascii=False)
    judged = (found.overall, found.schedule, found.cost, found.risk, reasons, health.severity(found))
    if database.row(_HEALTH, (project,)) != judged:
        database.execute(_PUT_HEALTH, (project, *judged))


_FACTS = ["code", "state", "start", "finish", "status_date", "status_pinned", "currency", "budget", "tolerance_time", "tolerance_cost"]


def _facts(database: Database, project: int) -> dict[str, Any]:
    row = database.row(f"SELECT {', '.join(_FACTS)} FROM project WHERE id = ?", (project,))
    assert row is not None
    return dict(zip(_FACTS, row, strict=True))


def _totals(
    database: Database, project: int, facts: dict[str, Any], sums: dict[str, Any]
) -> tuple[dict[str, Any], tuple[health.Threat, ...]]:
    totals: dict[str, Any] = {name: sums[name] for name in _OF_TASKS}
    first = facts["start"] or sums["planned_start"]
    target = facts["finish"] or totals["baseline_finish"] or totals["planned_finish"]
    totals["planned_days"] = day.working_days_between(date.fromisoformat(first), date.fromisoformat(target)) if first and target else None
    totals["first_finish"] = database.value(
        "SELECT max(l.finish) FROM baseline_line l WHERE l.archived IS NULL AND l.baseline ="
        f" (SELECT id FROM baseline WHERE project = ? AND {_LIVE} ORDER BY number LIMIT 1)", (project,),
    )  # fmt: skip
    planned, forecast = database.row(
        f"SELECT sum(planned), sum(coalesce(forecast, planned)) FROM budget_line WHERE project = ? AND {_LIVE}", (project,)
    ) or (None, None)
    totals["planned"], totals["forecast"] = planned, forecast
    totals["budget"] = facts["budget"] if facts["budget"] is not None else planned
    totals["actual"] = database.value(f"SELECT sum(amount) FROM cost WHERE project = ? AND {_LIVE}", (project,))
    totals["minutes"] = database.value(f"SELECT sum(minutes) FROM time_entry WHERE project = ? AND {_LIVE}", (project,))
    risks, totals["exposure"] = _threats(database, project)
    totals["risks"], totals["top_score"] = len(risks), risks[0].score if risks else None
    totals["issues"] = database.value(
        f"SELECT count(*) FROM issue WHERE project = ? AND state IN ('open', 'doing') AND {_LIVE}", (project,)
    )
    return totals, risks


def _threats(database: Database, project: int) -> tuple[tuple[health.Threat, ...], int | None]:
    """The open threats, the worst first, and the exposure to them (None where nothing says what they would cost)."""
    found, costs = [], []
    for number, owned, answered, likelihood, percent, cost, impact, *impacts in database.rows(_RISKS, (project,)):
        score = risk.score(likelihood, impact, impacts)
        found.append((-(score or 0), number, health.Threat(f"R{number}", score or 0, bool(owned), bool(answered))))
        costs.append((risk.probability(percent, likelihood)[0], cost))
    return tuple(threat for _, _, threat in sorted(found)), risk.exposure(costs) if costs else None


def judge(database: Database, project: int, facts: dict[str, Any], totals: dict[str, Any], threats: tuple[health.Threat, ...]) -> health.Health:
    """The health that the figures give, with its reasons; on the status date, so that nothing moves overnight."""
    status = _day(facts["status_date"])
    known = threats or database.value("SELECT 1 FROM risk WHERE project = ? LIMIT 1", (project,))
    return health.judge(
        health.Facts(
            facts["state"], status or _day(totals["finish"]) or date.min, facts["currency"],
            planned_finish=_day(facts["finish"] or totals["baseline_finish"] or totals["planned_finish"]), forecast_finish=_day(totals["finish"]),
            planned_days=totals["planned_days"], tolerance_time=facts["tolerance_time"], budget=totals["budget"], forecast_cost=totals["forecast"],
            actual_cost=totals["actual"], tolerance_cost=facts["tolerance_cost"], threats=threats if known else None,
            milestones=_milestones(database, project), blocked=totals["blocked"],
            with_years=bool(facts["status_pinned"]),
        )
    )  # fmt: skip


def _milestones(database: Database, project: int) -> tuple[health.Milestone, ...]:
    """Open milestones that were promised for a day, with the working time from their forecast to that day."""
    rows = database.rows(
        "SELECT t.title, s.finish, t.due FROM task t JOIN task_schedule s ON s.task = t.id WHERE t.project = ? AND t.kind = 'milestone'"
        " AND s.children = 0 AND t.due IS NOT NULL AND s.open AND s.finish IS NOT NULL AND t.archived IS NULL ORDER BY s.row", (project,),
    )  # fmt: skip
    return tuple(health.Milestone(title, workweek.finish_of_iso(due) - workweek.finish_of_iso(finish)) for title, finish, due in rows)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
