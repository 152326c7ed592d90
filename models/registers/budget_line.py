"""The budget of a project, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core import fields, types
from models.core.days import refuse_reversed
from models.core.record import ProjectRecord
from models.core.register import Column, Filter, Register

if TYPE_CHECKING:
    from models.core.access import Session

_ACTUAL = "(SELECT sum(k.amount) FROM cost k WHERE k.line = t.id AND k.archived IS NULL)"


class BudgetLine(ProjectRecord):
    """An amount planned for a purpose, with what it is now expected to cost."""

    task = fields.ReferenceField("task", help_text="The task it pays for")
    title = fields.TitleField("What the money is for")
    category = fields.TextField(help_text="Labour, licences, hardware, contractors …")
    kind = fields.ChoiceField(help_text="Running or capital expenditure", choices="opex capex")
    planned = fields.MoneyField(help_text="What was planned", required=True)
    forecast = fields.MoneyField(help_text="What it will cost as things stand; empty: as planned")
    from_day = fields.DayField("From", "When spending begins")
    to_day = fields.DayField("To", "When spending ends")

    actual = fields.Computed(_ACTUAL, types.MONEY, "Actual", "The costs posted on it")
    expected = fields.Computed(
        "coalesce(t.forecast, t.planned)", types.MONEY, "Forecast", "The forecast, or where none is given the planned amount"
    )
    variance = fields.Computed("t.planned - coalesce(t.forecast, t.planned)", types.MONEY, "Var", "Planned − forecast; negative is over")

    @classmethod
    def check(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> None:
        """Spending does not end before it begins."""
        refuse_reversed(values, current, "from_day", "to_day")


BUDGET = Register(
    BudgetLine,
    key="budget_line",
    prefix="L",
    title="Budget lines",
    group="money",
    columns=("ref", Column("title", title="Line", grow=True), Column("kind", width=5), "planned", "actual", "expected", "variance"),
    search=("title", "category"),
    filters=(Filter("Over", "variance<0"), Filter("Capital", "kind:capex"), Filter("Running", "kind:opex")),
    empty="No budget line. {verb.new} plans the first amount; {budget.cost} posts a cost.",
)
