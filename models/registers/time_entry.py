"""Hours: who worked how long on what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core import fields, types
from models.core.record import ProjectRecord
from models.core.register import Column, Filter, Register
from models.store.errors import UsageError

if TYPE_CHECKING:
    from models.core.access import Session


class TimeEntry(ProjectRecord):
    """Working time of one person on one task on one day."""

    person = fields.ReferenceField("person", help_text="Who worked", required=True)
    task = fields.ReferenceField("task", help_text="On what", required=True)
    day = fields.DayField(help_text="On which day", required=True)
    minutes = fields.EffortField("Hours", "How long: 2h, 1h30, 45m", required=True)
    note = fields.TextField(help_text="What was done", personal=True)

    hours = fields.Computed("t.minutes", types.DURATION, "Hours", "How long")

    @classmethod
    def prepare(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> dict[str, Any]:
        """Takes the project of the task; a day has at most 24 hours."""
        if values.get("task") is not None:
            values["project"] = session.database.value("SELECT project FROM task WHERE id = ?", (values["task"],))
        if current is None:
            values["person"] = values.get("person") or session.me
            values["day"] = values.get("day") or session.today.isoformat()
        minutes = values.get("minutes")
        if minutes is not None and not 0 < minutes <= 24 * 60:
            raise UsageError("a day has at most 24 hours", field="minutes", hint="like 2h or 1h30")
        return values


HOURS = Register(
    TimeEntry,
    key="time_entry",
    prefix="H",
    title="Hours",
    group="people",
    columns=("ref", Column("task", grow=True), "person", "day", "minutes", Column("note", width=24, wide=True)),
    search=(),
    filters=(Filter("Mine", "person:me"), Filter("This week", "day>=-7d")),
    order="t.day DESC, t.number DESC",
    empty="No hours yet. l on a task notes some.",
)
