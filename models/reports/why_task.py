"""The figures of a task explained: its dates with what drives them, its float, its progress and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core.access import and_readable
from models.core.record import references
from models.reports.explanation import Explanation, Figures
from models.values import duration, percent

if TYPE_CHECKING:
    from models.core.access import Session

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


def task_figures(session: Session, record: int, ref: str) -> Figures:
    """The figures of a task, its finish first."""
    facts = dict(zip(_FACTS, session.database.row(_TASK, (record,)) or (), strict=True))
    return {
        "finish": lambda: _finish(session, record, ref, facts),
        "start": lambda: _start(session, ref, facts),
        "float": lambda: _float(ref, facts),
        "progress": lambda: _progress(ref, facts),
        "left": lambda: _left(ref, facts),
    }


def _finish(session: Session, record: int, ref: str, facts: dict[str, Any]) -> Explanation:
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
    lines = chain(session, record)
    if facts["constraint"]:
        lines.append(f"constraint {facts['constraint']} {facts['constraint_day'] or ''}".rstrip())
    if facts["conflict"]:
        lines.append("its constraint is earlier than its predecessors allow")
    if facts["planned_finish"]:
        lines.append(f"planned finish {facts['planned_finish']}")
    return Explanation(ref, "finish", finish, formula, tuple(lines))


def chain(session: Session, task: int) -> list[str]:
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


def _start(session: Session, ref: str, facts: dict[str, Any]) -> Explanation:
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


def _progress(ref: str, facts: dict[str, Any]) -> Explanation:
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
