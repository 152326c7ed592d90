"""Why a task's dates, float, progress and work left are what they are: the rule that gave each, with the task's own numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core import registry
from models.core.access import and_readable
from models.core.record import reference
from models.planning import workweek
from models.reports.explanation import Explanation, Figures, working
from models.reports.why_held import held
from models.values import duration, percent

if TYPE_CHECKING:
    from models.core.access import Session

#: Facts as everybody reads them, the stored forecast, and the project's days.
_OWN = (
    "state", "kind", "actual_start", "actual_finish", "constraint", "constraint_day", "progress", "remaining",
    "blocked_since", "blocked_reason", "blocked_by", "chase_on",
)  # fmt: skip
_FORECAST = (
    "start", "finish", "late_start", "total_float", "free_float", "critical", "conflict", "driver", "duration", "remaining", "progress",
    "children",
)  # fmt: skip


def task_figures(session: Session, record: int, ref: str) -> Figures:
    """The figures of a task, the most important first."""
    facts = _facts(session, record)
    block: Figures = {"block": lambda: _block(ref, facts)} if facts["state"] == "blocked" and not facts["children"] else {}
    return block | {
        "finish": lambda: _finish(session, record, ref, facts),
        "start": lambda: _start(session, record, ref, facts),
        "float": lambda: _float(ref, facts),
        "progress": lambda: _progress(ref, facts),
        "left": lambda: _left(ref, facts),
    }


def _facts(session: Session, record: int) -> dict[str, Any]:
    sql = registry.get("task").sql
    columns = {
        **{f"own_{name}" if name in ("progress", "remaining") else name: sql(name) for name in _OWN},
        **{f"planned_{name}": sql(name) for name in ("start", "finish")},
        **{name: f's."{name}"' for name in _FORECAST},
        "project": "t.project", "project_start": "p.start", "status_date": "p.status_date",
    }  # fmt: skip
    row = session.database.row(
        f"SELECT {', '.join(columns.values())} FROM task t JOIN project p ON p.id = t.project"
        " LEFT JOIN task_schedule s ON s.task = t.id WHERE t.id = ?", (record,),
    )  # fmt: skip
    facts = dict(zip(columns, row or (), strict=True))
    constraint = f"{facts['constraint']} {facts['constraint_day'] or ''}".rstrip()
    return facts | {"held": held(session, record, facts), "told_constraint": constraint if facts["constraint"] else None}


def _block(ref: str, facts: dict[str, Any]) -> Explanation:
    """What stops a task: it stands before every date, which speaks as if the block were over."""
    told = {"waits for": facts["blocked_by"], "chase": facts["chase_on"]}
    lines = [f"{label} {value}" for label, value in told.items() if value]
    lines.append("nobody knows when it ends: the forecast goes on from the status date")
    return Explanation(ref, "block", f"since {facts['blocked_since'] or '–'}", facts["blocked_reason"] or "no reason given", tuple(lines))


def _finish(session: Session, record: int, ref: str, facts: dict[str, Any]) -> Explanation:
    finish = facts["finish"] or "–"
    if facts["finish"] is None:
        return Explanation(ref, "finish", "–", "no dates, no duration and no link say when", ())
    if facts["children"]:
        formula = f"a summary: the latest finish of its tasks = {finish}"
    elif facts["state"] == "done":
        formula = f"done: it finished on {finish}"
    elif facts["actual_start"]:
        since = f"the status date {facts['status_date'] or '–'}"
        formula = f"started {facts['actual_start']}; {working(facts['remaining'])} left from {since} or its predecessors on = {finish}"
    elif facts["duration"]:
        formula = f"{working(facts['duration'])} of working time from the forecast start {facts['start']} on = {finish}"
    else:
        formula = f"it takes no time: where it starts, {finish}"
    lines = chain(session, record)
    if facts["held"]:
        lines.append(facts["held"].sentence(facts["told_constraint"], facts["status_date"]))
    elif facts["constraint"]:
        lines.append(f"constraint {facts['told_constraint']}")
    if facts["conflict"] and not facts["children"] and not facts["held"]:
        lines.append("it is later than a constraint, its own or one of a task behind it, allows")
    if facts["planned_finish"]:
        lines.append(f"planned finish {facts['planned_finish']}")
    return Explanation(ref, "finish", finish, formula, tuple(lines))


def chain(session: Session, task: int) -> list[str]:
    """What drives the date of a task: the driving predecessors, one behind the other."""
    lines: list[str] = []
    seen = {task}
    later = reference(session, task)
    driver = session.database.value("SELECT driver FROM task_schedule WHERE task = ?", (task,))
    while driver is not None and driver not in seen and len(lines) < 20:
        seen.add(driver)
        row = session.database.row(
            "SELECT t.title, coalesce(s.finish, t.finish), s.driver FROM task t LEFT JOIN task_schedule s ON s.task = t.id"
            f" WHERE t.id = ?{and_readable(session, 'task')}", (driver,),
        )  # fmt: skip
        if row is None:
            break
        name = reference(session, driver)
        lines.append(f"{later} waits for {name} {row[0]}, finish {row[1] or '–'}")
        later, driver = name, row[2]
    return lines


_LINK = {
    "fs": "it starts when {name} finishes, {finish}", "ss": "it starts when {name} starts, {start}",
    "ff": "it finishes when {name} finishes, {finish}", "sf": "it finishes when {name} starts, {start}",
}  # fmt: skip


def _start(session: Session, record: int, ref: str, facts: dict[str, Any]) -> Explanation:
    start = facts["start"] or "–"
    if facts["start"] is None:
        return Explanation(ref, "start", start, "no dates, no duration and no link say when")
    if facts["children"]:
        formula = f"a summary: the earliest start of its tasks = {start}"
    elif facts["actual_start"]:
        formula = f"it started on {facts['actual_start']}"
    elif facts["state"] == "done":
        formula = f"done, and nobody said when it began: {working(facts['duration'])} of working time before its finish {facts['finish']}"
    elif facts["driver"] is not None:
        formula = _waiting(session, record, facts["driver"]) + f": on {start}"
    elif facts["held"]:
        formula = facts["held"].sentence(facts["told_constraint"], facts["status_date"]) + f": on {start}"
    elif facts["constraint"] == "alap":
        formula = f"as late as possible without moving the project's finish = {start}"
    else:
        formula = _latest(facts) + f" = {start}"
    return Explanation(ref, "start", start, formula)


def _waiting(session: Session, record: int, driver: int) -> str:
    """The link that holds the start: of which type, to which day, with which lag."""
    row = session.database.row(
        "SELECT t.title, coalesce(s.start, t.start), coalesce(s.finish, t.finish) FROM task t LEFT JOIN task_schedule s ON s.task = t.id"
        f" WHERE t.id = ?{and_readable(session, 'task')}", (driver,),
    )  # fmt: skip
    title, starts, ends = row or ("", None, None)
    sql = "SELECT type, lag, lag_unit FROM dependency WHERE predecessor = ? AND successor = ? AND archived IS NULL ORDER BY id"
    links = session.database.rows(sql, (driver, record))
    name = f"{reference(session, driver)} {title}".strip()
    if len(links) != 1:  # through a summary, or by several links
        return f"it waits for {name}, {starts or '–'} to {ends or '–'}"
    kind, lag, unit = links[0]
    text = _LINK[kind].format(name=name, start=starts or "–", finish=ends or "–")
    if not lag:
        return text
    size = f"{abs(lag) / 100:g} % of its duration" if unit == "percent" else f"{working(abs(lag))} {unit or 'working'} time"
    return f"{text} {'+' if lag > 0 else '−'} {size}"


def _latest(facts: dict[str, Any]) -> str:
    """The days before which it cannot start, where no predecessor says more."""
    constraint, day = facts["constraint"], facts["constraint_day"]
    days = {"project start": facts["project_start"], "status date": facts["status_date"]}
    if constraint is None and facts["planned_start"]:
        days["planned start"] = facts["planned_start"]
    elif constraint is None:
        days["planned finish"] = _before(facts["planned_finish"], facts["duration"])
    elif constraint in ("snet", "mso", "fnet", "mfo"):
        days[f"constraint {constraint}"] = day if constraint in ("snet", "mso") else _before(day, facts["duration"])
    known = [f"{name} {day}" for name, day in days.items() if day]
    return "the latest of " + ", ".join(known) if len(known) > 1 else "".join(known) or "nothing says more"


def _before(finish: str | None, minutes: int | None) -> str | None:
    """The day on which work begins that ends on another, with the sum that gives it; what takes no time has but one day."""
    if not finish or not minutes:
        return finish
    return f"{finish} − {working(minutes)} working time (from {workweek.start_iso(workweek.finish_of_iso(finish) - minutes)} on)"


def _float(ref: str, facts: dict[str, Any]) -> Explanation:
    total = working(facts["total_float"])
    if facts["total_float"] is None:
        return Explanation(ref, "float", total, "without a forecast, or with nothing open, there is no float")
    lines = [f"free float {working(facts['free_float'])}: before the next task moves or a limit of its own is passed"]
    if facts["critical"]:
        lines.append("critical: each day more moves the project's finish")
    if facts["children"]:
        return Explanation(ref, "float", total, f"a summary: the least float of its open tasks = {total}", tuple(lines))
    if facts["state"] == "done":
        return Explanation(ref, "float", total, "done: it cannot slip any more")
    between = workweek.start_of_iso(facts["late_start"]) - workweek.start_of_iso(facts["start"])
    formula = f"late start {facts['late_start']} − early start {facts['start']}, in working time = {total}"
    told = facts["held"]
    if told and facts["total_float"] == -told.overrun:
        wanted = f"start {told.start}" if facts["constraint"] in ("snlt", "mso") else f"finish {told.finish}"
        formula = f"the constraint {facts['told_constraint']} − the {wanted} that {told.asks} allows = {total}"
    elif between != facts["total_float"]:
        formula += f" (counted within the days too: their mornings lie {working(between)} apart)"
    return Explanation(ref, "float", total, formula, tuple(lines))


def _progress(ref: str, facts: dict[str, Any]) -> Explanation:
    if facts["own_progress"] is not None:
        return Explanation(ref, "progress", percent.short(facts["own_progress"]), "as it was reported")
    if facts["children"]:
        return Explanation(ref, "progress", percent.short(facts["progress"]), "of its tasks: work done ÷ work, weighted by their length")
    if facts["state"] == "done":
        return Explanation(ref, "progress", percent.short(facts["progress"]), "done")
    counted = "the whole as left" if facts["own_remaining"] is None else "what is left as it was said"
    return Explanation(ref, "progress", "–", f"nobody has reported it; the forecast counts {counted}")


def _left(ref: str, facts: dict[str, Any]) -> Explanation:
    left, whole = facts["remaining"], facts["duration"]
    text = working(left)
    if facts["own_remaining"] is not None:
        return Explanation(ref, "left", duration.short(facts["own_remaining"]), "as it was reported or imported")
    if left is None:
        formula = "nobody said how much work it is"
    elif facts["children"]:
        formula = f"the sum over its open tasks = {text}"
    elif facts["state"] in ("done", "cancelled"):
        formula = f"{facts['state']}: nothing is left"
    elif facts["actual_start"] is None:
        formula = f"it has not begun: the whole = {text}"
    elif facts["own_progress"] is None:
        formula = f"nobody reported progress: the whole = {text}"
    else:
        formula = f"whole × (1 − progress) = {working(whole)} × (1 − {percent.exact(facts['own_progress'])}) = {text}"
    return Explanation(ref, "left", duration.short(left), formula)
