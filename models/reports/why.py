"""Why a figure is what it is: its formula with its own numbers, and the reasons behind a colour or a date."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from models.core import registry
from models.core.record import kind_of, reference
from models.reports.explanation import Explanation, Figures
from models.reports.record import Records
from models.reports.why_budget_line import budget_line_figures
from models.reports.why_project import project_figures
from models.reports.why_risk import risk_figures
from models.reports.why_task import task_figures
from models.store.errors import UsageError

if TYPE_CHECKING:
    from models.core.access import Session


_FIGURES = {"project": project_figures, "task": task_figures, "risk": risk_figures, "budget_line": budget_line_figures}


def why(session: Session, record: int, figure: str | None = None) -> list[Explanation]:
    """The figure explained, or all figures of the record, the most important first. Raises UsageError naming the figures there are."""
    kind = kind_of(session, record)
    ref = reference(session, record)
    figures = _FIGURES[kind](session, record, ref) if kind in _FIGURES else _computed(session, record, ref, kind)
    if figure is None:
        return [explain() for explain in figures.values()]
    wanted = figure.strip().lower().replace("-", "_").replace(" ", "_")
    wanted = _OTHERWISE.get((kind, wanted), wanted)
    names = [name for name in figures if name == wanted] or [name for name in figures if name.startswith(wanted)]
    if len(names) != 1:
        raise UsageError(f"{ref} has no figure “{figure[:40]}”", field="figure", hint="one of " + ", ".join(figures))
    return [figures[names[0]]()]


#: Names of figures in JSON that are explained under another one.
_OTHERWISE = {
    **{("task", f"forecast_{name}"): name for name in ("start", "finish")},
    **{("task", name): "float" for name in ("float_minutes", "total_float", "critical")},
    **{("task", name): "left" for name in ("left_minutes", "remaining", "remaining_minutes")},
    ("task", "done"): "progress", ("project", "overall"): "health", ("project", "forecast_finish"): "finish",
    ("project", "budget_total"): "budget", ("project", "behind_days"): "finish", ("budget_line", "expected"): "forecast",
}  # fmt: skip


def _computed(session: Session, record: int, ref: str, kind: str) -> Figures:
    """Of other kinds every computed figure, with what it says of itself."""
    records = Records(session, registry.get(kind), [record])
    row = records.rows[0]
    context = records.context(row)

    def one(name: str) -> Callable[[], Explanation]:
        field = records.fields[name]
        return lambda: Explanation(ref, name, field.value_type.full(row[name], context), field.help_text)

    figures = {name: one(name) for name in records.register.computed if name in records.fields}
    if not figures:
        raise UsageError(f"nothing of {ref} is computed", field="figure", hint="its own fields say all there is")
    return figures
