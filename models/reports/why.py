"""Why a figure is what it is: its formula with its own numbers, and the reasons behind a colour or a date."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from models.core import registry
from models.core.access import and_readable
from models.core.record import references
from models.planning.health import WORDS
from models.reports.record import Records, shown
from models.reports.status import Standing, standing
from models.store.errors import UsageError
from models.values import duration, money, percent

if TYPE_CHECKING:
    from models.core.access import Session


class Explanation(NamedTuple):
    """One figure of a record: its value, its formula with numbers, and lines that say more."""

    ref: str
    figure: str
    value: str
    formula: str
    lines: tuple[str, ...] = ()


Figures = dict[str, Callable[[], Explanation]]


def why(session: Session, record: int, figure: str | None = None) -> list[Explanation]:
    """The figure explained, or all figures of the record, the most important first. Raises UsageError naming the figures there are."""
    kind = session.database.value("SELECT kind FROM record WHERE id = ?", (record,))
    ref = references(session, [record])[record]
    figures = {"project": _project, "task": _task, "risk": _risk}.get(kind, _computed)(session, record, ref, kind)
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
    ("project", "budget_total"): "budget", ("project", "behind_days"): "finish",
}  # fmt: skip


def _project(session: Session, record: int, ref: str, kind: str) -> Figures:
    row = standing(session, record)

    def colour(name: str, value: str | None) -> Callable[[], Explanation]:
        return lambda: _colour(row, name, value)

    return {
        "health": colour("health", row.overall), "schedule": colour("schedule", row.schedule), "cost": colour("cost", row.cost),
        "risk": colour("risk", row.risk), "finish": lambda: _project_finish(session, row), "progress": lambda: _progress(session, row),
        "budget": lambda: _budget(session, row), "forecast": lambda: _forecast(session, row), "actual": lambda: _actual(session, row),
        "exposure": lambda: _exposure(session, row),
    }  # fmt: skip


_RULES = {
    "health": "the worst of schedule, cost and risk",
    "schedule": "red: forecast finish − planned finish > tolerance × planned duration, or a promised milestone without float;"
    " amber: later at all, or a milestone with less than 5 d of float",
    "cost": "red: forecast − budget > tolerance × budget, or actual > budget; amber: forecast > budget",
    "risk": "red: a threat of score 15 or more without owner or response;"
    " amber: one of 15 or more, or of 10 or more without owner or response",
}


def _colour(row: Standing, name: str, value: str | None) -> Explanation:
    reasons = [reason for reason in row.reasons if name in ("health", reason.dimension)]
    lines = tuple(f"{WORDS[reason.colour] if reason.colour else 'besides'}: {reason.text}" for reason in reasons)
    if value is None and not lines:
        lines = (f"a project that is {row.state.replace('_', ' ')} is not judged" if not row.judged else "there is nothing to judge it by",)
    return Explanation(row.code, name, WORDS[value], _RULES[name], lines)


_LAST = """
SELECT t.id, t.title, s.finish FROM task t JOIN task_schedule s ON s.task = t.id
WHERE t.project = ? AND s.children = 0 AND t.state <> 'cancelled' AND s.finish IS NOT NULL AND t.archived IS NULL %s
ORDER BY s.finish DESC, t.number LIMIT 3
"""


def _project_finish(session: Session, row: Standing) -> Explanation:
    last = session.database.rows(_LAST % and_readable(session, "task"), (row.id,))
    names = references(session, [task for task, _, _ in last])
    lines = [f"{names[task]} {title}: {finish}" for task, title, finish in last]
    behind = "" if row.behind is None else f"; planned {row.planned_finish}, {row.behind:+d} calendar days"
    formula = f"the latest forecast finish of its tasks = {row.finish or '–'}{behind}"
    if last:
        lines += _chain(session, last[0][0])
    return Explanation(row.code, "finish", row.finish or "–", formula, tuple(lines))


def _progress(session: Session, row: Standing) -> Explanation:
    sums = session.database.row(
        "SELECT sum(s.duration * coalesce(s.progress, 0)) / 10000, sum(s.duration), count(*)"
        " FROM task_schedule s JOIN task t ON t.id = s.task WHERE s.project = ? AND s.children = 0 AND t.state <> 'cancelled'", (row.id,),
    )  # fmt: skip
    earned, whole, tasks = sums or (None, None, 0)
    formula = f"work done ÷ work, over {tasks} tasks = {duration.short(earned)} ÷ {duration.short(whole)} = {percent.short(row.progress)}"
    return Explanation(row.code, "progress", percent.short(row.progress), formula)


def _budget(session: Session, row: Standing) -> Explanation:
    given = session.database.value("SELECT budget FROM project WHERE id = ?", (row.id,))
    text = _amount(row.budget, row.currency)
    formula = f"as approved: {text}" if given is not None else f"no budget is set: the sum of the planned lines = {text}"
    return Explanation(row.code, "budget", text, formula, (f"planned lines: {_amount(row.planned, row.currency)}",))


_LINES = """
SELECT id, title, planned, forecast FROM budget_line WHERE project = ? AND archived IS NULL AND forecast IS NOT NULL AND forecast <> planned %s
ORDER BY abs(forecast - planned) DESC, number LIMIT 5
"""


def _forecast(session: Session, row: Standing) -> Explanation:
    formula = f"the sum of the budget lines, forecast where given, else planned = {_amount(row.forecast, row.currency)}"
    if row.forecast is not None and row.budget is not None:
        formula += f"; forecast − budget = {_amount(row.forecast - row.budget, row.currency)}"
        if row.budget > 0:
            formula += f" ({(row.forecast - row.budget) * 100 / row.budget:+.1f} %)"
    lines = session.database.rows(_LINES % and_readable(session, "budget_line", "budget_line"), (row.id,))
    names = references(session, [line[0] for line in lines])
    told = [
        f"{names[line]} {title}: planned {_amount(planned, row.currency)}, forecast {_amount(expected, row.currency)}"
        for line, title, planned, expected in lines
    ]
    return Explanation(row.code, "forecast", _amount(row.forecast, row.currency), formula, tuple(told))


def _actual(session: Session, row: Standing) -> Explanation:
    postings = session.database.value("SELECT count(*) FROM cost WHERE project = ? AND archived IS NULL", (row.id,))
    formula = f"the sum of {postings} posted costs = {_amount(row.actual, row.currency)}"
    if row.actual is not None and row.budget:
        formula += f", {row.actual * 100 / row.budget:.1f} % of the budget"
    return Explanation(row.code, "actual", _amount(row.actual, row.currency), formula)


def _exposure(session: Session, row: Standing) -> Explanation:
    ids = [found[0] for found in session.database.rows(
        "SELECT id FROM risk WHERE project = ? AND state = 'open' AND kind = 'threat' AND expected_cost IS NOT NULL AND archived IS NULL"
        f"{and_readable(session, 'risk', 'risk')} ORDER BY number", (row.id,),
    )]  # fmt: skip
    told = [explanation.formula for record in ids for explanation in [_risk(session, record, "", "risk")["exposure"]()]]
    names = references(session, ids)
    lines = tuple(f"{names[record]}: {formula}" for record, formula in zip(ids, told, strict=True))
    return Explanation(
        row.code, "exposure", _amount(row.exposure, row.currency), "sum of probability × expected cost over open threats", lines
    )


def _amount(minor: int | None, currency: str) -> str:
    return "–" if minor is None else f"{money.full(minor, currency)} {currency}"


#: Name of a fact → the column it is read from.
_FACTS = {
    **{name: f't."{name}"' for name in ("state", "actual_start", "actual_finish", "constraint", "constraint_day")},
    **{f"planned_{name}": f't."{name}"' for name in ("start", "finish")},
    **{f"own_{name}": f't."{name}"' for name in ("progress", "remaining")},
    **{name: f's."{name}"' for name in ("start", "finish", "late_start", "total_float", "free_float", "critical", "conflict", "driver")},
    **{name: f's."{name}"' for name in ("duration", "remaining", "progress", "children")},
    "status_date": "p.status_date",
}
_TASK = (
    f"SELECT {', '.join(_FACTS.values())} FROM task t JOIN project p ON p.id = t.project"
    " LEFT JOIN task_schedule s ON s.task = t.id WHERE t.id = ?"
)


def _task(session: Session, record: int, ref: str, kind: str) -> Figures:
    facts = dict(zip(_FACTS, session.database.row(_TASK, (record,)) or (), strict=True))
    return {
        "finish": lambda: _task_finish(session, record, ref, facts),
        "start": lambda: _task_start(session, ref, facts),
        "float": lambda: _float(ref, facts),
        "progress": lambda: _task_progress(ref, facts),
        "left": lambda: _left(ref, facts),
    }


def _task_finish(session: Session, record: int, ref: str, facts: dict[str, Any]) -> Explanation:
    finish, left = facts["finish"] or "–", duration.short(facts["remaining"])
    if facts["finish"] is None:
        return Explanation(ref, "finish", "–", "no dates, no duration and no link say when", ())
    if facts["children"]:
        formula = f"a summary: the latest finish of its tasks = {finish}"
    elif facts["state"] == "done":
        formula = f"done: it finished on {facts['actual_finish'] or finish}"
    elif facts["actual_start"]:
        since = f"the status date {facts['status_date'] or '–'}"
        formula = f"started {facts['actual_start']}; {left} left from {since} or its predecessors on = {finish}"
    else:
        formula = f"forecast start {facts['start']} + {duration.short(facts['duration'])} = {finish}"
    lines = _chain(session, record)
    if facts["constraint"]:
        lines.append(f"constraint {facts['constraint']} {facts['constraint_day'] or ''}".rstrip())
    if facts["conflict"]:
        lines.append("its constraint is earlier than its predecessors allow")
    if facts["planned_finish"]:
        lines.append(f"planned finish {facts['planned_finish']}")
    return Explanation(ref, "finish", finish, formula, tuple(lines))


def _chain(session: Session, task: int) -> list[str]:
    """What drives the date: the driving predecessors, one behind the other."""
    lines: list[str] = []
    seen = {task}
    later = references(session, [task])[task]
    driver = session.database.value("SELECT driver FROM task_schedule WHERE task = ?", (task,))
    while driver is not None and driver not in seen and len(lines) < 20:
        seen.add(driver)
        row = session.database.row(
            "SELECT t.title, coalesce(s.finish, t.finish), s.driver FROM task t LEFT JOIN task_schedule s ON s.task = t.id"
            f" WHERE t.id = ?{and_readable(session, 'task')}",
            (driver,),
        )
        if row is None:
            break
        name = references(session, [driver])[driver]
        lines.append(f"{later} waits for {name} {row[0]}, finish {row[1] or '–'}")
        later, driver = name, row[2]
    return lines


def _task_start(session: Session, ref: str, facts: dict[str, Any]) -> Explanation:
    start = facts["start"] or "–"
    if facts["actual_start"]:
        formula = f"it started on {facts['actual_start']}"
    elif facts["driver"] is not None:
        row = session.database.row(
            "SELECT t.title, coalesce(s.finish, t.finish) FROM task t LEFT JOIN task_schedule s ON s.task = t.id"
            f" WHERE t.id = ?{and_readable(session, 'task')}",
            (facts["driver"],),
        )
        name = references(session, [facts["driver"]])[facts["driver"]]
        formula = f"after {name} {row[0] if row else ''}, which finishes {row[1] if row else '–'}"
    else:
        planned, status = facts["planned_start"] or "–", facts["status_date"] or "–"
        formula = f"the latest of planned start {planned}, constraint and status date {status} = {start}"
    return Explanation(ref, "start", start, formula)


def _float(ref: str, facts: dict[str, Any]) -> Explanation:
    total = duration.short(facts["total_float"])
    formula = f"late start {facts['late_start'] or '–'} − early start {facts['start'] or '–'}, in working time = {total}"
    lines = [f"free float {duration.short(facts['free_float'])}: before the next task moves"]
    if facts["critical"]:
        lines.append("critical: each day more moves the project's finish")
    return Explanation(ref, "float", total, formula, tuple(lines))


def _task_progress(ref: str, facts: dict[str, Any]) -> Explanation:
    if facts["own_progress"] is not None:
        return Explanation(ref, "progress", percent.short(facts["own_progress"]), "as it was reported")
    if facts["children"]:
        return Explanation(ref, "progress", percent.short(facts["progress"]), "of its tasks: work done ÷ work, weighted by their length")
    return Explanation(ref, "progress", "–", "nobody has reported it; the forecast believes the plan")


def _left(ref: str, facts: dict[str, Any]) -> Explanation:
    left, whole = duration.short(facts["remaining"]), duration.short(facts["duration"])
    if facts["own_remaining"] is not None:
        return Explanation(ref, "left", duration.short(facts["own_remaining"]), "as it was reported")
    if facts["children"]:
        return Explanation(ref, "left", left, f"the sum over its open tasks = {left}")
    done = percent.short(facts["progress"])
    return Explanation(ref, "left", left, f"whole × (1 − progress) = {whole} × (1 − {done}) = {left}")


def _risk(session: Session, record: int, ref: str, kind: str) -> Figures:
    records = Records(session, registry.get("risk"), [record])
    row, currency = records.rows[0], records.rows[0]["@currency"] or "EUR"
    given = [row[name] for name in ("impact_time", "impact_cost", "impact_scope", "impact_quality") if row[name] is not None]
    impact = max(given) if given else row["impact"]
    band = _band(row["score"])

    def score() -> Explanation:
        which = "impact, the worst of time, cost, scope and quality" if given else "impact"
        return Explanation(
            ref, "score", f"{row['score']} ({band})", f"likelihood × {which} = {row['likelihood']} × {impact} = {row['score']}"
        )

    def exposure() -> Explanation:
        from models.planning.risk import probability

        chance, assumed = probability(row["probability"], row["likelihood"])
        source = f" (assumed of likelihood {row['likelihood']})" if assumed else ""
        cost = _amount(row["expected_cost"], currency)
        value = _amount(row["exposure"], currency)
        sign = "" if row["kind"] == "threat" else "− "
        if row["expected_cost"] is None:
            return Explanation(ref, "exposure", "–", "probability × expected cost; no expected cost is given")
        return Explanation(
            ref, "exposure", value, f"{sign}probability × expected cost = {sign}{percent.short(chance)}{source} × {cost} = {value}"
        )

    return {"score": score, "exposure": exposure}


def _band(score: int) -> str:
    from models.planning.risk import band

    return band(score)


def _computed(session: Session, record: int, ref: str, kind: str) -> Figures:
    """Of other kinds every computed figure, with what it says of itself."""
    records = Records(session, registry.get(kind), [record])
    row = records.rows[0]
    context = records.context(row)

    def one(name: str) -> Callable[[], Explanation]:
        field = records.fields[name]
        return lambda: Explanation(ref, name, shown(field.value_type, row[name], context), field.help_text)

    figures = {name: one(name) for name in records.register.computed if name in records.fields}
    if not figures:
        raise UsageError(f"nothing of {ref} is computed", field="figure", hint=f"qd show {ref} shows it whole")
    return figures


def explain(session: Session, record: int) -> list[str]:
    """Every figure of the record as lines of text: the figure with its value, then its formula and what stands behind it."""
    found = []
    for each in why(session, record):
        found.append(f"{each.figure.replace('_', ' ').capitalize()}: {each.value}")
        found += [f"  {line}" for line in (each.formula, *(f"  {line}" for line in each.lines)) if line.strip()]
    return found
