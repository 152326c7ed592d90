"""Baselines: the approved plans that variances are measured against."""

from __future__ import annotations

from models.core import fields, types
from models.core.record import ProjectRecord
from models.core.register import Column, Register


class Baseline(ProjectRecord):
    """An approved plan, frozen with the dates and costs of every task; never edited."""

    title = fields.TitleField("What it is: first plan, after change 2 …")
    approved_by = fields.ReferenceField("person", "Approved by", "Who approved it")
    approved_on = fields.DayField("Approved on", "When it was approved")
    reason = fields.TextField(help_text="Why the plan was set anew")

    lines = fields.Computed(
        "(SELECT count(*) FROM baseline_line l WHERE l.baseline = t.id)", types.Number(), "Tasks", "How many tasks it holds"
    )
    finish = fields.Computed("(SELECT max(finish) FROM baseline_line l WHERE l.baseline = t.id)", types.DAY, "Finish", "Its latest finish")
    cost = fields.Computed("(SELECT sum(cost) FROM baseline_line l WHERE l.baseline = t.id)", types.MONEY, "Cost", "The sum of its lines")


BASELINES = Register(
    Baseline, key="baseline", prefix="B", title="Baselines", group="plan",
    columns=("ref", Column("title", grow=True), "lines", "finish", "cost", "approved_by", "approved_on"),
    search=("title", "reason"),
    empty="No plan is frozen yet. n freezes the present one.",
)
