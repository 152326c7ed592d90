"""The figures of a risk explained: its score and its exposure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.core import registry
from models.planning.risk import band, probability, worst
from models.reports.explanation import Explanation, Figures, amount
from models.reports.record import Records
from models.values import percent

if TYPE_CHECKING:
    from models.core.access import Session


def risk_figures(session: Session, record: int, ref: str) -> Figures:
    """The score and the exposure of a risk."""
    records = Records(session, registry.get("risk"), [record])
    row, currency = records.rows[0], records.rows[0]["@currency"] or "EUR"
    given = [row[name] for name in ("impact_time", "impact_cost", "impact_scope", "impact_quality") if row[name] is not None]
    impact = worst(row["impact"], given)

    def score() -> Explanation:
        which = "impact, the worst of time, cost, scope and quality" if given else "impact"
        formula = f"likelihood × {which} = {row['likelihood']} × {impact} = {row['score']}"
        return Explanation(ref, "score", f"{row['score']} ({band(row['score'])})", formula)

    def exposure() -> Explanation:
        chance, assumed = probability(row["probability"], row["likelihood"])
        source = f" (assumed of likelihood {row['likelihood']})" if assumed else ""
        cost = amount(row["expected_cost"], currency)
        value = amount(row["exposure"], currency)
        sign = "" if row["kind"] == "threat" else "− "
        if row["expected_cost"] is None:
            return Explanation(ref, "exposure", "–", "probability × expected cost; no expected cost is given")
        return Explanation(
            ref, "exposure", value, f"{sign}probability × expected cost = {sign}{percent.exact(chance)}{source} × {cost} = {value}"
        )

    return {"score": score, "exposure": exposure}
