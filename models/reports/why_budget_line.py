"""The figures of a budget line explained: where its actual cost comes from, its forecast, and the difference between plan and forecast."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.core import registry
from models.core.access import and_readable
from models.core.record import references
from models.reports.explanation import Explanation, Figures, amount
from models.reports.record import Records
from models.values import day, percent
from models.values.fixed_point import divide_half_even

if TYPE_CHECKING:
    from models.core.access import Session

#: So many of the costs of a line are named; of the others their count and sum are told.
NAMED_COSTS = 6


def budget_line_figures(session: Session, record: int, ref: str) -> Figures:
    """Variance, forecast, actual cost and planned amount of a budget line."""
    row = Records(session, registry.get("budget_line"), [record]).rows[0]
    currency = row["@currency"] or "EUR"

    def variance() -> Explanation:
        planned, expected, value = (amount(row[name], currency) for name in ("planned", "expected", "variance"))
        judged = "over plan" if row["variance"] < 0 else "under plan" if row["variance"] > 0 else "as planned"
        return Explanation(ref, "variance", f"{value} ({judged})", f"planned − forecast = {planned} − {expected} = {value}")

    def expected() -> Explanation:
        source = "as entered on the line" if row["forecast"] is not None else "none is entered, so the planned amount stands for it"
        spent = ""
        if row["actual"] is not None and row["expected"]:
            share = percent.short(divide_half_even(row["actual"] * 10_000, row["expected"]))
            spent = f"; spent {amount(row['actual'], currency)} of it = {share}, to go {amount(row['expected'] - row['actual'], currency)}"
        return Explanation(ref, "forecast", amount(row["expected"], currency), source + spent)

    def actual() -> Explanation:
        posted = session.database.rows(
            "SELECT t.id, t.posted_on, t.title, t.amount FROM cost t"
            f" WHERE t.line = ? AND t.archived IS NULL{and_readable(session, 'cost')} ORDER BY t.posted_on DESC, t.id DESC", (record,),
        )  # fmt: skip
        if not posted:
            return Explanation(ref, "actual", "–", "the sum of the costs posted on it; none is posted yet")
        named, rest = posted[:NAMED_COSTS], posted[NAMED_COSTS:]
        names = references(session, [key for key, *_ in named])
        days = [day.short(date.fromisoformat(on), session.today) for _, on, *_ in named]
        lines = [f"{amount(cost, currency)}  {on}  {names[key]} {title}" for on, (key, _, title, cost) in zip(days, named, strict=True)]
        lines += [f"{amount(sum(cost for *_, cost in rest), currency)}  {len(rest)} before them"] if rest else []
        formula = f"the sum of what is posted on it, {len(posted)} cost{'' if len(posted) == 1 else 's'}"
        return Explanation(ref, "actual", amount(row["actual"], currency), formula, tuple(lines))

    def planned() -> Explanation:
        return Explanation(ref, "planned", amount(row["planned"], currency), "as entered on the line")

    return {"variance": variance, "forecast": expected, "actual": actual, "planned": planned}
