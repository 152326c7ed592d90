"""Hours: who worked how long on what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core import fields, types
from models.core.days import refuse_future
from models.core.project_day import day_of_project
from models.core.record import ProjectRecord
from models.core.register import Column, Filter, Register
from models.store.errors import UsageError

if TYPE_CHECKING:
    from models.core.access import Session


class TimeEntry(ProjectRecord):
    """Working time of one person on one task on one day."""

    in_turn = True
    completes = ("project", "person", "day")

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
            values["day"] = values.get("day") or day_of_project(session, values.get("project")).isoformat()
        whole = {**(current or {}), **values}
        if whole.get("minutes") is not None and whole.get("archived") is None:
            _refuse_too_long(session, whole, current)
        return values

    @classmethod
    def check(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> None:
        """Nobody has worked in the future."""
        refuse_future(session, values, current, "day")


def _refuse_too_long(session: Session, whole: dict[str, Any], current: dict[str, Any] | None) -> None:
    """All that a person worked on one day is within its 24 hours."""
    sql = "SELECT coalesce(sum(minutes), 0) FROM time_entry WHERE person = ? AND day = ? AND archived IS NULL AND id IS NOT ?"
    others = session.database.value(sql, (whole.get("person"), whole.get("day"), current["id"] if current else None))
    if whole["minutes"] <= 0 or others + whole["minutes"] > 24 * 60:
        more = f": {others / 60:g} h are noted on {whole.get('day')} already" if others else ""
        raise UsageError(f"a day has at most 24 hours{more}", field="minutes", hint="like 2h or 1h30")


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
    empty="No hours yet. {verb.hours} on a task notes some.",
)
