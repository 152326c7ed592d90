"""Comments on any record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core import fields
from models.core.record import Record
from models.core.register import Column, Filter, Register

if TYPE_CHECKING:
    from models.core.access import Session


class Comment(Record):
    """What somebody says about a record."""

    project = fields.ReferenceField("project", help_text="The project of the record")
    record = fields.ReferenceField(None, "About", "The record it speaks of", required=True)
    text = fields.LongField(help_text="What is said", required=True, personal=True)
    by = fields.ReferenceField("person", help_text="Who says it")

    @classmethod
    def prepare(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> dict[str, Any]:
        """Takes the project of the record it is about, and who says it."""
        if values.get("record") is not None:
            values["project"] = project_of(session, values["record"])
        if current is None:
            values["by"] = values.get("by") or session.me
        return values


def project_of(session: Session, record: int) -> int | None:
    """The project that a record belongs to, or is."""
    row = session.database.row("SELECT kind, project FROM record WHERE id = ?", (record,))
    if row is None:
        return None
    return record if row[0] == "project" else row[1]


COMMENTS = Register(
    Comment,
    key="comment",
    prefix="N",
    title="Comments",
    group="control",
    columns=("ref", Column("record", width=12), Column("text", grow=True), "by", Column("created", width=16, wide=True)),
    search=("text",),
    filters=(Filter("Mine", "by:me"),),
    order="t.id DESC",
    empty="No comment yet. {verb.comment} on any row writes one.",
)
