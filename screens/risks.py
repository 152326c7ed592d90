"""The risks: worst first, with what they would cost and who answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.core.access import and_readable
from models.planning.risk import CRITICAL, band, worst
from models.values import duration, money, percent
from screens.verbs import VerbScreen

if TYPE_CHECKING:
    from screens.parts.line import Text
    from screens.parts.paint import Piece


class RisksScreen(VerbScreen):
    """Threats and opportunities of one project or of all."""

    TAB = "3"
    REGISTER = "risk"
    FILTER = "state:open"
    SPEAKING_ROWS = 3
    KEYS = ("verb.new", "verb.edit", "verb.issue", "verb.assign", "verb.line", "view.filter", "view.saved", "verb.why", "verb.comment")

    def context(self) -> list[Piece]:
        """How many threats and chances, and the exposure."""
        scope = self.scope
        where, params = ("AND t.project = ?", [scope]) if scope is not None else ("", [])
        where += and_readable(self.session, "risk")
        rows = self.session.database.rows(
            f"SELECT t.kind, count(*), sum({self.register.sql('score')} >= {CRITICAL}) FROM risk t"
            f" JOIN project p ON p.id = t.project WHERE t.state = 'open' AND t.archived IS NULL AND p.archived IS NULL {where} GROUP BY t.kind", params,
        )  # fmt: skip
        found = {row[0]: row[1:] for row in rows}
        threats, critical = found.get("threat", (0, 0))
        chances = found.get("opportunity", (0,))[0]
        pieces = [
            (f" {self.scope_name()}", "title"),
            (f"  {threats} threat{'' if threats == 1 else 's'}, {chances} chance{'' if chances == 1 else 's'}", ""),
        ]
        if critical:
            pieces.append((f", {critical} critical", "trouble"))
        return [*pieces, *self.asked("" if self.words == self.FILTER else self.words or "all"), (self._exposure(), "dim")]

    def _exposure(self) -> str:
        """The exposure to the open threats, from the totals; nothing where none has a cost or where currencies differ."""
        scope = self.scope
        where, params = ("AND p.id = ?", [scope]) if scope is not None else ("", [])
        amount, currency, other = self.session.database.rows(
            "SELECT sum(s.exposure), min(p.currency), max(p.currency) FROM project_totals s JOIN project p ON p.id = s.project"
            f" WHERE s.exposure IS NOT NULL AND p.archived IS NULL {where}{and_readable(self.session, 'project', 'p')}", params,
        )[0]  # fmt: skip
        return "" if amount is None or currency != other else f"  exposure of threats {money.short(amount, currency)} {currency}"

    def speak(self, record: int | None) -> list[Text]:
        """Cause, event, effect; what it would cost; the answer."""
        if record is None:
            return []
        row = self.session.database.row(
            "SELECT t.number, t.title, t.cause, t.event, t.effect, t.action, t.response, t.probability, t.expected_cost, t.expected_delay,"
            f" t.likelihood, t.impact, {self.register.sql('score')}, {self.register.sql('exposure')}, p.currency, p.code,"
            " t.impact_time, t.impact_cost, t.impact_scope, t.impact_quality FROM risk t JOIN project p ON p.id = t.project"
            f" WHERE t.id = ?{and_readable(self.session, 'risk')}",
            (record,),
        )  # fmt: skip
        if row is None:
            return []
        number, title, cause, event, effect, action, response, probability, cost, delay, *figures = row
        likelihood, impact, score, exposure, currency, code, *impacts = figures
        told = ", ".join(part for part in (f"because {cause}" if cause else "", event, effect) if part)
        first: Text = [(f" {code}-R{number} ", "accent"), (told or title, "")]
        parts = [f"{likelihood} × {worst(impact, impacts)} → score {score}, {band(score)}"]
        if probability is not None:
            parts.append(f"probability {percent.short(probability)}")
        if cost is not None:
            parts.append(f"would cost {money.short(cost, currency)}, expected {money.short(exposure, currency)}")
        if delay is not None:
            parts.append(f"would take {duration.short(delay)}")
        answer = f"{response}: {action}" if response and action else response or action
        return [first, f"   {'   '.join(parts)}", [(f"   answer: {answer}", "") if answer else ("   no response chosen", "warning")]]
