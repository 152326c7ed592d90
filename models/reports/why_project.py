"""The figures of a project explained: its colours with their reasons, its finish, progress and money."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from models.core.access import and_readable
from models.core.record import references
from models.planning.health import WORDS
from models.planning.policy import DEFAULTS
from models.reports.explanation import Explanation, Figures, amount, working
from models.reports.status import Standing, standing
from models.reports.why_risk import risk_figures
from models.reports.why_task import chain
from models.values import percent
from models.values.figures import apart

if TYPE_CHECKING:
    from models.core.access import Session


def project_figures(session: Session, record: int, ref: str) -> Figures:
    """The figures of a project, its health first."""
    row = standing(session, record)

    def colour(name: str, value: str | None) -> Callable[[], Explanation]:
        return lambda: _colour(row, name, value)

    return {
        "health": colour("health", row.overall), "schedule": colour("schedule", row.schedule), "cost": colour("cost", row.cost),
        "risk": colour("risk", row.risk), "finish": lambda: _finish(session, row), "progress": lambda: _progress(session, row),
        "budget": lambda: _budget(session, row), "forecast": lambda: _forecast(session, row), "actual": lambda: _actual(session, row),
        "exposure": lambda: _exposure(session, row),
    }  # fmt: skip


_RULES = {
    "health": "the worst of schedule, cost and risk",
    "schedule": "red: forecast finish − planned finish > tolerance × planned duration, or a promised milestone without float;"
    " amber: later at all, or a milestone with less than 5 d of float",
    "cost": "red: forecast − budget > tolerance × budget, or actual > budget; amber: forecast > budget",
    "risk": "red: a threat of score 15 or more without owner or response;"
    " amber: one of 15 or more, or of 10 or more without owner or response",
}


def _colour(row: Standing, name: str, value: str | None) -> Explanation:
    reasons = [reason for reason in row.reasons if name in ("health", reason.dimension)]
    lines = tuple(f"{WORDS[reason.colour] if reason.colour else 'besides'}: {reason.text}" for reason in reasons)
    if value is None and not lines:
        lines = (f"a project that is {row.state.replace('_', ' ')} is not judged" if not row.judged else "there is nothing to judge it by",)
    return Explanation(row.code, name, WORDS[value], _RULES[name], lines)


_LAST = """
SELECT t.id, t.title, s.finish FROM task t JOIN task_schedule s ON s.task = t.id
WHERE t.project = ? AND s.children = 0 AND t.state <> 'cancelled' AND s.finish IS NOT NULL AND t.archived IS NULL %s
ORDER BY s.finish DESC, t.number LIMIT 3
"""


def _finish(session: Session, row: Standing) -> Explanation:
    last = session.database.rows(_LAST % and_readable(session, "task"), (row.id,))
    names = references(session, [task for task, _, _ in last])
    lines = [f"{names[task]} {title}: {finish}" for task, title, finish in last]
    behind = "" if row.behind is None else f"; planned {row.planned_finish}, {row.behind:+d} calendar days"
    formula = f"the latest forecast finish of its tasks = {row.finish or '–'}{behind}"
    if last:
        lines += chain(session, last[0][0])
    return Explanation(row.code, "finish", row.finish or "–", formula, tuple(lines))


def _progress(session: Session, row: Standing) -> Explanation:
    sums = session.database.row(
        "SELECT sum(s.duration * coalesce(s.progress, 0)) / 10000, sum(s.duration), count(*)"
        " FROM task_schedule s JOIN task t ON t.id = s.task WHERE s.project = ? AND s.children = 0 AND t.state <> 'cancelled'", (row.id,),
    )  # fmt: skip
    earned, whole, tasks = sums or (None, None, 0)
    formula = "nothing says how much work its tasks are"
    if whole:
        formula = f"work done ÷ work, over {_several(tasks, 'task')} = {working(earned)} ÷ {working(whole)} = {percent.short(row.progress)}"
    return Explanation(row.code, "progress", percent.short(row.progress), formula)


def _budget(session: Session, row: Standing) -> Explanation:
    given = session.database.value("SELECT budget FROM project WHERE id = ?", (row.id,))
    text = amount(row.budget, row.currency)
    formula = f"as approved: {text}" if given is not None else f"no budget is set: the sum of the planned lines = {text}"
    return Explanation(row.code, "budget", text, formula, (f"planned lines: {amount(row.planned, row.currency)}",))


_LINES = """
SELECT id, title, planned, forecast FROM budget_line WHERE project = ? AND archived IS NULL AND forecast IS NOT NULL AND forecast <> planned %s
ORDER BY abs(forecast - planned) DESC, number LIMIT 5
"""


def _forecast(session: Session, row: Standing) -> Explanation:
    formula = f"the sum of the budget lines, forecast where given, else planned = {amount(row.forecast, row.currency)}"
    if row.forecast is not None and row.budget is not None:
        formula += f"; forecast − budget = {amount(row.forecast - row.budget, row.currency)}"
        if row.budget > 0:
            formula += f" ({_over(session, row.id, row.forecast - row.budget, row.budget)} % of it)"
    lines = session.database.rows(_LINES % and_readable(session, "budget_line", "budget_line"), (row.id,))
    names = references(session, [line[0] for line in lines])
    told = [
        f"{names[line]} {title}: planned {amount(planned, row.currency)}, forecast {amount(expected, row.currency)}"
        for line, title, planned, expected in lines
    ]
    return Explanation(row.code, "forecast", amount(row.forecast, row.currency), formula, tuple(told))


def _actual(session: Session, row: Standing) -> Explanation:
    postings = session.database.value("SELECT count(*) FROM cost WHERE project = ? AND archived IS NULL", (row.id,))
    formula = f"the sum of {_several(postings, 'posted cost')} = {amount(row.actual, row.currency)}" if postings else "no cost is posted"
    if row.actual is not None and row.budget:
        formula += f", {apart(row.actual * 100, row.budget * 100, row.budget)[0]} % of the budget"
    return Explanation(row.code, "actual", amount(row.actual, row.currency), formula)


def _over(session: Session, project: int, over: int, budget: int) -> str:
    """An overrun in per cent of the budget, with digits until the side of the tolerance is clear."""
    tolerance = session.database.value("SELECT tolerance_cost FROM project WHERE id = ?", (project,))
    limit = (DEFAULTS.tolerance_cost if tolerance is None else tolerance) * budget if over > 0 else 0
    return f"{'+' if over > 0 else ''}{apart(over * 10000, limit, 100 * budget)[0]}"


def _several(count: int, name: str) -> str:
    return f"{count} {name}{'s' * (count != 1)}"


def _exposure(session: Session, row: Standing) -> Explanation:
    ids = [found[0] for found in session.database.rows(
        "SELECT id FROM risk WHERE project = ? AND state = 'open' AND kind = 'threat' AND expected_cost IS NOT NULL AND archived IS NULL"
        f"{and_readable(session, 'risk', 'risk')} ORDER BY number", (row.id,),
    )]  # fmt: skip
    told = [explanation.formula for record in ids for explanation in [risk_figures(session, record, "")["exposure"]()]]
    names = references(session, ids)
    lines = tuple(f"{names[record]}: {formula}" for record, formula in zip(ids, told, strict=True))
    return Explanation(
        row.code, "exposure", amount(row.exposure, row.currency), "sum of probability × expected cost over open threats", lines
    )
