"""`qd calc network`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tui.cli.calc.answer import plain, shown
from tui.cli.calc.network_words import Reasons, days, explained, instant
from tui.cli.calc.plan_file import PlanFile, loop_refused, read_plan
from tui.cli.calc.plan_notes import notes, show_notes
from tui.cli.calc.plan_out import written
from tui.cli.calc.table import Column, explain, headline, table
from tui.cli.call import usage

if TYPE_CHECKING:
    from models.planning.dated.plan import DatedPlan
    from models.planning.dated.values import Dates
    from tui.cli.call import Call

_INSTANTS = ("early_start", "early_finish", "late_start", "late_finish")
_COLUMNS = (
    Column("id"), Column("task", rank=5), Column("early start"), Column("early finish", rank=1), Column("late start", rank=7),
    Column("late finish", rank=7), Column("float", True, 3), Column("free", True, 6), Column("crit.", rank=2), Column("held by", rank=4),
)  # fmt: skip


def network(call: Call) -> None:
    """Early and late dates, floats, the critical path, and what holds each date."""
    file = read_plan(call)
    plan = computed(file)
    xml = written(call, plan, file)
    leaves = {row.key: row for row in plan.rows()}
    rows = [leaves.get(task.key) or plan.dates(task.key) for task in file.tasks]
    finish = max((row.early_finish for row in rows), default=file.project.start)
    length = days(file.calendar.between(plan.start, finish), file)
    reasons = Reasons(file)
    try:
        if call.json:
            tasks = [_as_json(row, file, reasons) for row in rows]
            frame = {"start": instant(plan.start), "hours_per_day": plain(Decimal(file.minutes_a_day) / 60)}
            said = {"finish": instant(finish), "duration_days": plain(length), **frame, "tasks": tasks, "notes": notes(plan, file)}
            call.out.answer(said | {"xml": xml})
            return
        lines = [_line(row, file, reasons) for row in rows]
        heading = f"finish {_read(finish)}"
        begins = f"{shown(length)} working day{'s' * (length != 1)} from {_read(plan.start)}"
    except ValueError as error:
        raise usage(f"{file.path}: {error}", field="file") from None
    critical = sum(row.critical for row in rows if row.key not in file.summaries)
    headline(call, heading, begins)
    call.out.line(f"a day = {file.day_in_hours} h, {critical} of {len(rows) - len(file.summaries)} tasks critical")
    table(call, _COLUMNS, lines, 1, len(_COLUMNS) - 1)
    explain(call, explained(plan, rows, file, reasons))
    show_notes(call, plan, file)
    if xml is not None:
        call.out.line()
        call.out.line(f"{xml}: {len(rows)} tasks")


def _line(row: Dates, file: PlanFile, reasons: Reasons) -> list[str]:
    """The dates of a task to read."""
    label = file.labels[row.key]
    instants = [_read(getattr(row, field)) for field in _INSTANTS]
    floats = [shown(days(each, file)) for each in file.floats(row)]
    return [str(label.id), label.name, *instants, *floats, _critical(row), reasons.words(row)]


def computed(file: PlanFile) -> DatedPlan:
    """The plan of a file. Raises UsageError where its links run in a circle, or a value cannot be planned with."""
    from models.planning.dated.plan import plan
    from models.planning.loops import LoopError

    try:
        return plan(file.tasks, file.links, file.calendars, file.project, critical_at=file.critical_at, links_first=file.links_first)
    except LoopError as error:
        raise loop_refused(error, file.labels, file.path) from None
    except ValueError as error:
        raise usage(f"{file.path}: {error}", field="file") from None


def _as_json(row: Dates, file: PlanFile, reasons: Reasons) -> dict[str, object]:
    label = file.labels[row.key]
    driver = None if row.driver is None else file.labels[row.driver]
    total, free = file.floats(row)
    return {
        "id": label.id,
        "uid": label.uid,
        "name": label.name,
        **{field: instant(getattr(row, field)) for field in ("start", "finish", *_INSTANTS)},
        "total_float_days": plain(days(total, file)),
        "free_float_days": plain(days(free, file)),
        "conflict_days": plain(days(file.conflict(row), file)) if row.conflict else None,
        "critical": row.critical,
        "driving": None if driver is None else driver.id,
        "driven_by": reasons.as_json(row),
    }


def _critical(row: Dates) -> str:
    """That a task is critical, and whether through its start alone: where a link from its start holds its late dates."""
    if not row.critical:
        return ""
    return "start" if row.why_late.link in ("ss", "sf") else "yes"


def _read(at: int) -> str:
    return instant(at).replace("T", " ")
