"""Posted costs: what was really spent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core import fields
from models.core.days import refuse_future
from models.core.project_day import day_of_project
from models.core.record import ProjectRecord
from models.core.register import Column, Register

if TYPE_CHECKING:
    from models.core.access import Session


class Cost(ProjectRecord):
    """An amount spent (or, negative, returned) on a day."""

    completes = ("posted_on",)
    line = fields.ReferenceField("budget_line", help_text="The budget line it is posted on")
    task = fields.ReferenceField("task", help_text="The task it was spent for")
    title = fields.TitleField("What was paid for")
    posted_on = fields.DayField("Posted on", "The day of the posting", required=True)
    amount = fields.MoneyField(help_text="What was paid; a credit is negative", required=True)
    document = fields.TextField(help_text="Invoice or voucher number")

    @classmethod
    def prepare(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> dict[str, Any]:
        """Posts today where no day is given."""
        if current is None and not values.get("posted_on"):
            values["posted_on"] = day_of_project(session, values.get("project")).isoformat()
        return values

    @classmethod
    def check(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> None:
        """Nothing was paid in the future."""
        refuse_future(session, values, current, "posted_on")


COSTS = Register(
    Cost,
    key="cost",
    prefix="K",
    title="Costs",
    group="money",
    columns=("ref", Column("title", grow=True), "line", "posted_on", "amount", Column("document", width=12)),
    search=("title", "document"),
    order="t.posted_on DESC, t.number DESC",
    empty="No cost posted. {verb.new} posts one.",
)
