"""The teams and departments that people belong to."""

from __future__ import annotations

from models.core import fields, types
from models.core.record import Record
from models.core.register import Column, Register


class Unit(Record):
    """A team, led by somebody."""

    title = fields.TitleField("What the team is called")
    lead = fields.ReferenceField("person", help_text="Who leads it")

    members = fields.Computed(
        "(SELECT count(*) FROM person p WHERE p.unit = t.id AND p.archived IS NULL)", types.Number(), "People", "How many belong to it"
    )


UNITS = Register(
    Unit,
    key="unit",
    prefix="U",
    title="Units",
    group="people",
    columns=("ref", Column("title", grow=True), "lead", "members"),
    search=("title",),
    empty="No team yet. {verb.new} makes one; people then name it as their unit.",
)
