"""Lessons: what the next project should know."""

from __future__ import annotations

from models.core import fields
from models.core.record import ProjectRecord
from models.core.register import Column, Register


class Lesson(ProjectRecord):
    """Something learnt, with what to do about it next time."""

    title = fields.TitleField("The lesson in one line")
    what_happened = fields.LongField("What happened", "The facts")
    recommendation = fields.LongField(help_text="What to do next time")
    category = fields.TextField(help_text="Estimating, suppliers, testing …")


LESSONS = Register(
    Lesson,
    key="lesson",
    prefix="LL",
    title="Lessons",
    group="control",
    columns=("ref", Column("title", grow=True), Column("category", width=14), Column("recommendation", width=30, wide=True)),
    search=("title", "what_happened", "recommendation", "category"),
    empty="No lesson yet. {verb.new} writes one down while it is fresh.",
)
