"""The projects of the portfolio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core import fields, registry, settings, types
from models.core.circle import refuse_circle
from models.core.codes import code_for
from models.core.days import refuse_reversed
from models.core.record import Record
from models.core.register import Column, Filter, Register
from models.store.errors import UsageError
from models.values.currencies import is_currency

if TYPE_CHECKING:
    from models.core.access import Session


class Project(Record):
    """A temporary endeavour with an objective, a budget and an end."""

    in_turn = True
    completes = ("code",)
    code = fields.PatternField(types.CODE, "Code", "Two to ten capitals and digits; every reference of the project begins with it")
    title = fields.TitleField("What the project is called")
    objective = fields.LongField(help_text="What will be better when it is done, in one sentence")
    scope_in = fields.LongField("In scope", "What the project delivers")
    scope_out = fields.LongField("Out of scope", "What it does not deliver, so that nobody expects it")
    sponsor = fields.TextField(help_text="Who pays and decides")
    manager = fields.ReferenceField("person", help_text="Who manages it")
    lead = fields.ReferenceField("person", help_text="Who leads the team")
    methodology = fields.TextField(help_text="How it is run: waterfall, Scrum, hybrid …")
    sourcing = fields.ChoiceField(help_text="Who does the work", choices="insourced outsourced crowdsourced hybrid open_source")
    state = fields.ChoiceField(
        help_text="Where it stands in its life",
        choices="idea proposed approved running on_hold closing",
        final="closed stopped",
        required=True,
        default="running",
    )
    programme = fields.ReferenceField("project", help_text="The programme it is part of")
    start = fields.DayField(help_text="The day it starts")
    finish = fields.DayField("Target", "The day it is to be finished")
    status_date = fields.DayField("Status date", "The day its figures speak of; setting it pins it until a person next reports on its work")
    status_pinned = fields.FlagField(hidden=True)
    currency = fields.PatternField(types.CURRENCY, "Currency", "Of all its amounts: EUR, USD, CHF")
    budget = fields.MoneyField(help_text="What it may cost")
    tolerance_time = fields.PercentField("Time tolerance", "How far over its planned time it may run before it is in trouble", default=1000)
    tolerance_cost = fields.PercentField("Cost tolerance", "How far over its budget it may run before it is in trouble", default=500)
    priority = fields.NumberField(help_text="0 to 1000, higher first", high=1000, default=500)
    external_id = fields.TextField("External id", "What another system calls it")
    warnings = fields.TextField(hidden=True)

    overall = fields.Computed("h.overall", types.Choice(("green", "amber", "red")), "Health", "The worst of schedule, cost and risk")
    severity = fields.Computed("coalesce(h.severity, 0)", types.Number(), "Severity", "Orders the portfolio: the worst first", hidden=True)
    schedule = fields.Computed("h.schedule", types.Choice(("green", "amber", "red")), "Schedule health", "Its colour in time", hidden=True)
    cost = fields.Computed("h.cost", types.Choice(("green", "amber", "red")), "Cost health", "Its colour in money", hidden=True)
    days_late = fields.Computed(
        "CAST(julianday(s.finish) - julianday(coalesce(t.finish, s.baseline_finish, s.planned_finish)) AS INTEGER)",
        types.VARIANCE,
        "Days late",
        "Forecast finish − planned finish, in calendar days",
        hidden=True,
    )
    progress = fields.Computed("s.progress", types.PERCENT, "Done", "Work done ÷ work, over its tasks")
    forecast_finish = fields.Computed("s.finish", types.DAY, "Forecast finish", "When it will be finished as things stand")
    planned_finish = fields.Computed(
        "coalesce(t.finish, s.baseline_finish, s.planned_finish)",
        types.DAY,
        "Planned finish",
        "The target, else the baseline's finish, else the latest planned",
    )
    baseline_finish = fields.Computed("s.baseline_finish", types.DAY, "Baseline finish", "The latest finish in the current baseline")
    first_finish = fields.Computed("s.first_finish", types.DAY, "First baseline", "The latest finish in the first baseline")
    budget_total = fields.Computed("s.budget", types.MONEY, "Budget or plan", "The budget, else the sum of the planned lines")
    planned = fields.Computed("s.planned", types.MONEY, "Planned cost", "The sum of the planned budget lines")
    forecast = fields.Computed(
        "s.forecast", types.MONEY, "Forecast cost", "The sum of the lines' forecasts (the planned amount where none is given)"
    )
    over_budget = fields.Computed("s.forecast - s.budget", types.MONEY, "Over budget", "Forecast cost − budget; negative is under it", hidden=True)
    actual = fields.Computed("s.actual", types.MONEY, "Actual cost", "The sum of the posted costs")
    open_tasks = fields.Computed("coalesce(s.open, 0)", types.Number(), "Open tasks", "Tasks that are not done")
    top_score = fields.Computed("s.top_score", types.Number(), "Highest risk", "The highest score of an open threat")

    @classmethod
    def prepare(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> dict[str, Any]:
        """A status date typed by a person is pinned; a programme is not its own part."""
        if current is None and not values.get("code"):
            values["code"] = code_for(
                values.get("title") or "", lambda code: bool(session.database.value("SELECT 1 FROM project WHERE code = ?", (code,)))
            )
        if current is None and not values.get("currency"):
            values["currency"] = settings.currency(session.database)
        _refuse_taken(session, values, current)
        _check_money(session, values, current)
        if values.get("status_date") and "status_pinned" not in values and values["status_date"] != (current or {}).get("status_date"):
            values["status_pinned"] = 1
        refuse_circle(session, "project", "programme", values, current, "another project, or none")
        return values

    @classmethod
    def check(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> None:
        """The target does not lie before the start."""
        refuse_reversed(values, current, "start", "finish")


def _refuse_taken(session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> None:
    """Two projects cannot share a code, nor one take a code that still leads to another."""
    code = values.get("code")
    if code is None or (current is not None and code == current["code"]):
        return
    owner = session.database.value("SELECT id FROM project WHERE code = ? UNION ALL SELECT record FROM alias WHERE ref = ?", (code, code))
    if owner is not None and (current is None or owner != current["id"]):
        raise UsageError(f"the code {code} is taken", field="code", hint="another code: old references must keep leading to their project")


def _check_money(session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> None:
    """A currency is one of ISO 4217 and stays once there are amounts in it; a budget is not below nothing."""
    if values.get("budget") is not None and values["budget"] < 0:
        raise UsageError("a budget is not negative", field="budget", hint="0 or more; a credit is a negative cost")
    currency = values.get("currency")
    if currency is None or (current is not None and currency == current["currency"]):
        return
    if not is_currency(currency):
        raise UsageError(f"{currency} is no currency of ISO 4217", field="currency", hint="EUR, USD, CHF, GBP …")
    amounts = 0 if current is None else _amounts(session, current)
    if amounts:
        text = (
            f"the currency stays {current['currency'] if current else ''}: {amounts} amount{'s are' if amounts > 1 else ' is'} kept in it"
        )
        raise UsageError(text, field="currency", hint="a new project for another currency")


def _amounts(session: Session, current: dict[str, Any]) -> int:
    """How many amounts of money the project and its records hold, archived ones too."""
    found = int(current["budget"] is not None)
    for register in registry.every():
        names = [name for name, field in register.fields.items() if isinstance(field, fields.MoneyField)]
        if names and register.needs_project:
            counts = " + ".join(f'count("{name}")' for name in names)
            found += session.database.value(f'SELECT {counts} FROM "{register.key}" WHERE project = ?', (current["id"],))
    return found


PROJECTS = Register(
    Project,
    key="project",
    prefix="",
    title="Projects",
    group="plan",
    columns=(
        "code",
        Column("title", grow=True),
        "state",
        "progress",
        Column("forecast_finish", title="Finish"),
        Column("planned_finish", title="Planned"),
        "budget",
        "manager",
    ),
    search=("title", "code", "objective", "scope_in", "scope_out", "sponsor", "external_id"),
    filters=(
        Filter("Running", "state:running"),
        Filter("In trouble", "overall:red state:open"),
        Filter("At risk", "overall:amber state:open"),
        Filter("Mine", "manager:me or lead:me"),
    ),
    order="coalesce(h.severity, 0) DESC, t.code",
    join="LEFT JOIN project_totals s ON s.project = t.id LEFT JOIN project_health h ON h.project = t.id",
    empty="No project yet. {verb.new} makes the first one; {list.import} imports a file.",
)
