"""The lines of a baseline: each task's dates, duration and cost as they were approved."""

from __future__ import annotations

from models.core import fields
from models.core.record import ProjectRecord
from models.core.register import Column, Register


class BaselineLine(ProjectRecord):
    """One task as it stood in the approved plan; never edited."""

    baseline = fields.ReferenceField("baseline", help_text="The plan it belongs to", required=True)
    task = fields.ReferenceField("task", help_text="The task", required=True)
    start = fields.DayField(help_text="Its start then")
    finish = fields.DayField(help_text="Its finish then")
    duration = fields.DurationField(help_text="Its duration then")
    cost = fields.MoneyField(help_text="Its planned cost then")


BASELINE_LINES = Register(
    BaselineLine,
    key="baseline_line",
    prefix="BL",
    title="Baseline lines",
    group="plan",
    columns=("ref", Column("task", grow=True), Column("baseline", width=10), "start", "finish", "duration", "cost"),
    order="t.baseline, t.number",
    frozen=(),
    empty="No plan is frozen yet. A new baseline makes its lines.",
)
