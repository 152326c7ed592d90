"""The tasks of a project: its work breakdown, milestones and tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from models.core import fields, types
from models.core.circle import refuse_circle
from models.core.days import refuse_future, refuse_reversed
from models.core.outline import follow as follow_outline
from models.core.project_day import day_of_project
from models.core.record import ProjectRecord, Work
from models.core.register import Column, Filter, Register
from models.store.errors import UsageError
from models.values import duration
from models.values.fixed_point import divide_half_even
from models.values.fraction import between, spread

if TYPE_CHECKING:
    from models.core.access import Session


#: A task that holds others shows their figures, not its own.
_HOLDS = "s.children > 0"
#: The state as everybody reads it, over the task `t` and its forecast `s`: of a task that holds others, the one that follows from theirs.
STATE = "coalesce(s.state, t.state)"
#: What a task that holds others does not have of its own; what was reported before it held any is kept for when it holds none again.
_REPORTED = frozenset(
    ["state", "progress", "remaining", "actual_start", "actual_finish", "blocked_reason", "blocked_since", "blocked_by", "chase_on"]
)
#: What says how long a task lasts; of a task that holds others it is only kept for when it holds none again.
_LENGTHS = ("duration", "effort", "optimistic", "likely", "pessimistic")
#: The days that an import may have warned of.
_DATED = ("start", "finish", "actual_start", "actual_finish")


class Task(ProjectRecord):
    """A piece of work with an owner, or a summary of such pieces."""

    parent = fields.ReferenceField("task", "Part of", "The summary it belongs to")
    position = fields.TextField(hidden=True)
    title = fields.TitleField("What is to be done, beginning with a verb")
    kind = fields.ChoiceField(
        help_text="A summary holds others, a milestone takes no time",
        choices="task summary milestone ticket",
        required=True,
        default="task",
    )
    state = fields.ChoiceField(
        help_text="Where the work stands", choices="todo doing blocked review", final="done cancelled", required=True, default="todo"
    )
    owner = fields.ReferenceField("person", help_text="Who answers for it")
    duration = fields.DurationField(help_text="Working time from start to finish: 4h, 3d, 2w")
    effort = fields.EffortField(help_text="Person-time: the duration follows from it, and it from the duration")
    optimistic = fields.DurationField(help_text="Duration if all goes well")
    likely = fields.DurationField(help_text="Most likely duration")
    pessimistic = fields.DurationField(help_text="Duration if much goes wrong")
    progress = fields.PercentField("Done", "How much of the work is done; empty where nobody has said")
    remaining = fields.EffortField("Left", "Work that is left")
    start = fields.DayField("Planned start", "It begins no earlier")
    finish = fields.DayField("Planned finish", "The day it is planned to be done")
    actual_start = fields.DayField("Started", "The day work began")
    actual_finish = fields.DayField("Finished", "The day it was done")
    due = fields.DayField(help_text="Promised for this day; drives no date")
    constraint = fields.ChoiceField(help_text="How its dates are bound", choices="asap alap snet snlt fnet fnlt mso mfo")
    constraint_day = fields.DayField("Constraint day", "The day of the constraint")
    priority = fields.NumberField(help_text="0 to 1000, higher first", high=1000, default=500)
    blocked_reason = fields.TextField("Blocked because", "What it waits for")
    blocked_since = fields.DayField("Blocked since", "The day the block began")
    blocked_by = fields.TextField("Waits for", "Who can end the block")
    blocked_days = fields.NumberField("Days blocked", "Calendar days of earlier blocks", high=10**6, hidden=True)
    chase_on = fields.DayField("Chase on", "The day to ask again")
    description = fields.LongField(help_text="What belongs to it, and when it is done")
    external_id = fields.TextField("External id", "What another system calls it", hidden=True)
    warnings = fields.TextField(hidden=True)

    forecast_start = fields.Computed("s.start", types.DAY, "Forecast start", "When it starts as things stand")
    forecast_finish = fields.Computed("s.finish", types.DAY, "Forecast finish", "When it will be finished as things stand")
    float = fields.Computed("s.total_float", types.LAG, "Float", "How far it may slip before the project does: late start − early start")
    critical = fields.Computed("coalesce(s.critical, 0)", types.FLAG, "Critical", "Whether each day more moves the project's finish")
    done = fields.Computed(
        f"CASE WHEN {_HOLDS} THEN s.progress ELSE coalesce(t.progress, s.progress) END",
        types.PERCENT,
        "Done",
        "Its progress; of a summary, the work done ÷ the work of its tasks",
    )
    left = fields.Computed(
        f"CASE WHEN {_HOLDS} THEN s.remaining ELSE coalesce(t.remaining, s.remaining) END",
        types.DURATION,
        "Left",
        "Work that is left; of a summary, the sum",
    )
    baseline_finish = fields.Computed("s.baseline_finish", types.DAY, "Baseline finish", "Its finish in the current baseline")
    variance = fields.Computed(
        "CASE WHEN s.finish IS NOT NULL AND s.baseline_finish IS NOT NULL THEN CAST(julianday(s.finish) - julianday(s.baseline_finish) AS INTEGER) END",
        types.VARIANCE,
        "Against baseline",
        "Finish − finish in the current baseline, in calendar days",
    )
    due_or_finish = fields.Computed("coalesce(t.due, t.finish)", types.DAY, "Due", "The promised day, else the planned finish", hidden=True)
    depth = fields.Computed("coalesce(s.depth, 0)", types.Number(), "Depth", "How deep it lies in the outline", hidden=True)
    is_open = fields.Computed(
        f"{STATE} NOT IN ('done', 'cancelled')",
        types.Number(),
        "Open",
        "1 while it, or something in it, is not done",
        hidden=True,
    )
    summary = fields.Computed("coalesce(s.children, 0)", types.Number(), "Parts", "How many tasks it holds")

    read_as: ClassVar[dict[str, str]] = {
        **{name: f'CASE WHEN s.state IS NULL THEN t."{name}" END' for name in _REPORTED},
        "state": STATE,
        "kind": f"CASE WHEN {_HOLDS} THEN 'summary' ELSE t.kind END",
        "actual_start": "CASE WHEN s.state IS NULL THEN t.actual_start WHEN s.state IN ('doing', 'review', 'done') THEN s.start END",
        "actual_finish": "CASE WHEN s.state IS NULL THEN t.actual_finish WHEN s.state = 'done' THEN s.finish END",
    }

    @classmethod
    def prepare(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> dict[str, Any]:
        """Keeps the state table: done is 100 % and finished, blocked has a day; refuses a loop of parents."""
        whole = {**(current or {}), **values}
        if session.author.source == "import" and current is not None and _REPORTED & values.keys() and _holds(session, current["id"]):
            values = {name: value for name, value in values.items() if name not in _REPORTED}
            whole = {**current, **values}
        elsewhere = current is None or any(whole.get(name) != current[name] for name in ("project", "parent"))
        if elsewhere and not values.get("position"):
            values["position"] = whole["position"] = last_position(session, whole.get("project"), whole.get("parent"))
        refuse_circle(session, "task", "parent", values, current, "another summary, or none")
        constraint, constraint_day = whole.get("constraint"), whole.get("constraint_day")
        if constraint not in (None, "asap", "alap") and constraint_day is None:
            raise UsageError(f"the constraint {constraint} needs a day", field="constraint_day", hint="like 2026-12-01")
        estimates = [whole.get(name) for name in ("optimistic", "likely", "pessimistic")]
        given = [value for value in estimates if value is not None]
        if given != sorted(given):
            raise UsageError("optimistic ≤ likely ≤ pessimistic does not hold", field="likely", hint="three durations in rising order")
        if current is not None and current["warnings"] and "warnings" not in values and any(whole[day] != current[day] for day in _DATED):
            values["warnings"] = None  # what the import found odd has been looked at
        _one_length(values, current, whole)
        if session.author.source != "import" and values.get("remaining") is None and "remaining" not in values:
            _follow_progress(values, current, whole)
        return _complete_state(session, values, current, whole)

    @classmethod
    def check(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> None:
        """What the state table refuses, whoever asks; nothing has begun or ended in the future, or ends before it begins."""
        whole = {**(current or {"state": "todo", "kind": "task"}), **values}
        changed = {name for name, value in values.items() if current is None or value != current[name]}
        _check_outline(session, values, current, changed)
        _check_reports(values, current, whole, changed)
        if {"duration", "effort"} <= changed and None not in (values["duration"], values["effort"]) and values["duration"] != values["effort"]:
            raise UsageError("a task has a duration or an effort, and these differ", field="effort", hint="one of them: the other follows")
        for name in ("actual_start", "actual_finish"):
            refuse_future(session, values, current, name)
        refuse_reversed(values, current, "actual_start", "actual_finish")
        refuse_reversed(values, current, "start", "finish")

    @classmethod
    def follow(cls, work: Work, record: int, before: dict[str, Any] | None, values: dict[str, Any]) -> None:
        """Parts go out of sight with their summary, and come back with it."""
        follow_outline(work, record, before, values)

    @classmethod
    def prepare_many(cls, session: Session, rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[tuple[int, UsageError]]]:
        """Many new tasks stand behind their siblings in the order given; their keys are spread, so that they stay short."""
        siblings: dict[tuple[Any, Any], list[dict[str, Any]]] = {}
        for row in rows:
            if not row.get("position"):
                siblings.setdefault((row.get("project"), row.get("parent")), []).append(row)
        for (project, parent), group in siblings.items():
            first = last_position(session, project, parent)
            behind = (
                first if session.database.value("SELECT 1 FROM task WHERE project = ? AND parent IS ? LIMIT 1", (project, parent)) else ""
            )
            for row, key in zip(group, spread(len(group)), strict=True):
                row["position"] = behind + key
        return super().prepare_many(session, rows)


_FINAL = ("done", "cancelled")
_IMPLIED = {"done": {"progress": 10000, "remaining": 0}, "cancelled": {"remaining": 0}}


def _check_outline(session: Session, values: dict[str, Any], current: dict[str, Any] | None, changed: set[str]) -> None:
    """A task that holds others is a summary and stands where they stand."""
    told = next(iter(sorted(changed & _REPORTED)), None)
    length = next((name for name in _LENGTHS if name in changed and values[name] is not None and session.author.source != "import"), None)
    kind = values.get("kind", "summary") != "summary"
    if current is None or not (told or length or kind) or not _holds(session, current["id"]):
        return
    if length:
        raise UsageError("a summary lasts as long as its tasks", field=length, hint="set it of one of its tasks")
    if told:
        text = f"a summary has the {told.replace('_', ' ')} of its tasks"
        raise UsageError(text, field=told, hint="name one of its tasks; x with all ends those that are open")
    raise UsageError("a task that holds others is a summary", field="kind", hint="move what it holds, or archive it")


def _check_reports(values: dict[str, Any], current: dict[str, Any] | None, whole: dict[str, Any], changed: set[str]) -> None:
    """Progress and work left: not of what is done or cancelled, which is first reopened with the work that is left."""
    reports = [name for name in ("progress", "remaining") if name in changed and values[name] is not None]
    was, state = (current or {}).get("state", "todo"), whole.get("state") or "todo"
    if state in _FINAL:
        for name in reports:
            if values[name] != _IMPLIED[state].get(name):
                raise UsageError(f"it is {state}: nothing is left to report", field=name, hint="state=todo remaining=6h reopens it")
    elif was in _FINAL and current is not None and whole.get("remaining") in (None, 0) and whole["kind"] not in ("milestone", "summary"):
        raise UsageError(f"it is {was}: what is left to do?", field="remaining", hint="state=todo remaining=6h reopens it")


def _holds(session: Session, task: int) -> bool:
    return session.database.value("SELECT 1 FROM task WHERE parent = ? AND archived IS NULL LIMIT 1", (task,)) is not None


def _one_length(values: dict[str, Any], current: dict[str, Any] | None, whole: dict[str, Any]) -> None:
    """A task has a duration or an effort, the other follows: the one that is said anew clears what it contradicts; of two the duration stays."""
    if None not in (whole.get("duration"), whole.get("effort")) and whole["duration"] != whole["effort"]:
        is_new = values.get("duration") is not None and (current is None or values["duration"] != current["duration"])
        gone = "effort" if is_new or values.get("effort") is None else "duration"
        values[gone] = whole[gone] = None


def _follow_progress(values: dict[str, Any], current: dict[str, Any] | None, whole: dict[str, Any]) -> None:
    """Progress that is typed alone says what is left: whole × (1 − progress)."""
    progress = values.get("progress")
    work = duration.whole(whole.get("duration"), whole.get("effort"))
    if progress is not None and work is not None and (current is None or progress != current["progress"]):
        values["remaining"] = divide_half_even(work * (10000 - progress), 10000)


def last_position(session: Session, project: int | None, parent: int | None) -> str:
    """The order key after the last of the siblings."""
    sql = "SELECT max(position) FROM task WHERE project = ? AND parent IS ?"
    return between(session.database.value(sql, (project, parent)), None)


def _complete_state(session: Session, values: dict[str, Any], current: dict[str, Any] | None, whole: dict[str, Any]) -> dict[str, Any]:
    """What a new state brings with it, where it was not given."""
    state = values.get("state")
    if state is None or (current is not None and current["state"] == state) or (current is None and state == "todo"):
        return values
    today = day_of_project(session, whole.get("project")).isoformat()
    if state == "done":
        finish = values.setdefault("actual_finish", whole.get("actual_finish") or today)
        values.setdefault("actual_start", whole.get("actual_start") or finish)
        if whole.get("kind") != "summary":
            values.update(progress=10000, remaining=0)
    elif state == "cancelled":
        values.setdefault("remaining", 0)
    elif state == "doing":
        values.setdefault("actual_start", whole.get("actual_start") or today)
    elif state == "blocked":
        values.setdefault("blocked_since", whole.get("blocked_since") or today)
    if current is not None and current["state"] == "blocked" and current["blocked_since"]:
        _end_block(values, current, today)
    if state != "done" and whole.get("actual_finish") and "actual_finish" not in values:
        values["actual_finish"] = None
    return values


def _end_block(values: dict[str, Any], current: dict[str, Any], today: str) -> None:
    from datetime import date

    length = (date.fromisoformat(today) - date.fromisoformat(current["blocked_since"])).days
    values["blocked_days"] = (current.get("blocked_days") or 0) + max(0, length)
    for name in ("blocked_since", "blocked_reason", "blocked_by", "chase_on"):
        values.setdefault(name, None)


TASKS = Register(
    Task,
    key="task",
    prefix="",
    title="Tasks",
    group="plan",
    columns=(
        "ref",
        Column("title", title="Task", grow=True),
        Column("owner", title="Who", width=4),
        Column("state", width=5),
        Column("done", width=5),
        Column("left", width=5),
        Column("forecast_start", title="Start", width=7),
        Column("forecast_finish", title="Finish", width=7),
        Column("float", title="Flt", width=5),
    ),
    search=("title", "description", "blocked_reason", "external_id"),
    filters=(
        Filter("Open", "state:open"),
        Filter("Mine", "owner:me state:open"),
        Filter("Blocked", "state:blocked"),
        Filter("Due in a week", "due<=+7d state:open"),
        Filter("Critical", "critical:yes state:open"),
    ),
    order="t.project, s.row, t.number",
    join="LEFT JOIN task_schedule s ON s.task = t.id",
    empty="No task here. {verb.new} makes one, {task.child} a part of the row; {list.import} imports a file.",
)
