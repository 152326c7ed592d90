"""Baselines: the approved plans that variances are measured against."""

from __future__ import annotations

from typing import Any

from models.core import fields, types
from models.core.record import ProjectRecord, Work
from models.core.register import Column, Register

_PLAN = """
SELECT t.id, coalesce(s.start, t.start), coalesce(s.finish, t.finish), s.duration,
    (SELECT sum(l.planned) FROM budget_line l WHERE l.task = t.id AND l.archived IS NULL)
FROM task t LEFT JOIN task_schedule s ON s.task = t.id
WHERE t.project = ? AND t.archived IS NULL AND coalesce(s.children, 0) = 0 AND t.state <> 'cancelled' ORDER BY s.row
"""


class Baseline(ProjectRecord):
    """An approved plan, frozen with the dates and costs of every task; never edited."""

    title = fields.TitleField("What it is: first plan, after change 2 …")
    approved_by = fields.ReferenceField("person", "Approved by", "Who approved it")
    approved_on = fields.DayField("Approved on", "When it was approved")
    reason = fields.TextField(help_text="Why the plan was set anew")

    @classmethod
    def follow(cls, work: Work, record: int, before: dict[str, Any] | None, values: dict[str, Any]) -> None:
        """A new baseline freezes the plan: every task's dates as forecast, its duration, and the planned cost of its budget lines."""
        if before is None:
            for line in work.session.database.rows(_PLAN, (values["project"],)):
                work.create(
                    "baseline_line",
                    dict(zip(("task", "start", "finish", "duration", "cost"), line, strict=True))
                    | {"project": values["project"], "baseline": record},
                )

    lines = fields.Computed(
        "(SELECT count(*) FROM baseline_line l WHERE l.baseline = t.id)", types.Number(), "Tasks", "How many tasks it holds"
    )
    finish = fields.Computed("(SELECT max(finish) FROM baseline_line l WHERE l.baseline = t.id)", types.DAY, "Finish", "Its latest finish")
    cost = fields.Computed("(SELECT sum(cost) FROM baseline_line l WHERE l.baseline = t.id)", types.MONEY, "Cost", "The sum of its lines")


BASELINES = Register(
    Baseline,
    key="baseline",
    prefix="B",
    title="Baselines",
    group="plan",
    columns=("ref", Column("title", grow=True), "lines", "finish", "cost", "approved_by", "approved_on"),
    search=("title", "reason"),
    frozen=("approved_by", "approved_on"),
    empty="No plan is frozen yet. {verb.new} freezes the present one.",
)
