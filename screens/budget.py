"""The budget: lines with what was planned, spent and is now expected, and their sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from models.core import registry
from models.core.access import and_readable
from models.values import money, percent
from models.values.fixed_point import divide_half_even
from screens import effects
from screens.deck import deck
from screens.parts.bound_keys import bound
from screens.verbs import VerbScreen

if TYPE_CHECKING:
    from screens.parts.line import Text


class BudgetScreen(VerbScreen):
    """The budget lines of one project or of all."""

    TAB = "4"
    REGISTER = "budget_line"
    SPEAKING_ROWS = 3
    KEYS = ("verb.new", "verb.edit", "budget.cost", "budget.as_planned", "view.filter", "view.saved", "view.sort", "verb.why")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("dollar_sign", "cost", "Cost", id="budget.cost", tooltip="Post a cost on the line", key_display="$"),
        Binding(
            "equals_sign",
            "verb('=')",
            "Forecast ok",
            id="budget.as_planned",
            tooltip="The forecast is still right: counts as an update",
            key_display="=",
        ),
    ]

    def speak(self, record: int | None) -> list[Text]:
        """The line's own figures, then the sums of the project it belongs to."""
        if record is None:
            return []
        row = self.session.database.row(
            f"SELECT t.title, t.planned, t.forecast, {self.register.sql('actual')}, p.currency, p.id, p.code, t.category FROM budget_line t"
            f" JOIN project p ON p.id = t.project WHERE t.id = ?{and_readable(self.session, 'budget_line')}", (record,),
        )  # fmt: skip
        if row is None:
            return []
        title, planned, forecast, actual, currency, project, code, category = row
        expected = planned if forecast is None else forecast
        over = expected - planned
        judged = "as planned" if not over else f"{money.short(abs(over), currency)} {'over' if over > 0 else 'under'} plan"
        first: Text = [
            (f" {title} ", "accent"),
            (f"{money.short(planned, currency)} planned, {money.short(expected, currency)} forecast {currency}: ", ""),
            (judged, "late" if over > 0 else ""),
        ]
        share = f" ({percent.short(divide_half_even(actual * 10_000, expected))} of the forecast)" if actual and expected else ""
        spent = f"   spent {money.full(actual, currency)}{share}" if actual else "   nothing posted yet"
        return [first, [(spent + (f"   {category}" if category else ""), "dim")], [(f" {code}  {self._sums(project, currency)}", "")]]

    def _sums(self, project: int, currency: str) -> str:
        budget, planned, forecast, actual = self.session.database.rows(
            "SELECT budget, planned, forecast, actual FROM project_totals WHERE project = ?", (project,)
        )[0]
        judged = ""
        if forecast is not None and budget:
            over = forecast - budget
            judged = f" ({money.short(abs(over), currency)} {'over' if over > 0 else 'under'})" if over else " (as budgeted)"
        named = (("budget", budget, ""), ("lines", planned, ""), ("forecast", forecast, judged), ("actual", actual, ""))
        return "  ".join(f"{name} {money.short(value, currency)}{more}" for name, value, more in named)

    async def action_cost(self) -> None:
        """Post a cost on the line under the cursor."""
        from models.core.record import reference
        from screens.editing import new_form

        preset: dict[str, str] = {}
        if self.table.cursor_id is not None:
            preset["line"] = reference(self.session, self.table.cursor_id)
        project = self._project_of_row()
        if project is None:
            self.refuse("choose a project first", hint=f"{bound('view.project')} chooses it")
            return
        self.app.push_screen(new_form(deck(self), registry.get("cost"), project=project, preset=preset, saved=self._saved), self._posted)

    def _posted(self, saved: Any) -> None:
        if saved:
            self.changed(self.table.chosen_ids()[:1], advance=False)
            self.say(*effects.said("cost posted", self._followed))
