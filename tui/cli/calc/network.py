"""`qd calc network`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tui.cli.calc.answer import plain, shown
from tui.cli.calc.plan_file import PlanFile, loop_refused, read_plan
from tui.cli.call import usage

if TYPE_CHECKING:
    from models.planning.dated.plan import DatedPlan
    from models.planning.dated.values import Dates
    from tui.cli.call import Call


def network(call: Call) -> None:
    """Early and late dates, floats, the critical path, and what holds each date."""
    from models.planning.instants import to_text

    file = read_plan(call)
    plan = computed(file)
    rows = [plan.dates(task.key) for task in file.tasks]
    finish = max((row.early_finish for row in rows), default=file.project.start)
    days = _days(file.calendar.between(file.project.start, finish), file)
    try:
        end = to_text(finish)
        tasks = [_as_json(row, file) for row in rows] if call.json else []
        lines = [] if call.json else [_line(row, file) for row in rows]
    except ValueError as error:
        raise usage(str(error), field="file") from None
    if call.json:
        call.out.answer({"finish": end, "duration_days": plain(days), "tasks": tasks})
        return
    critical = sum(row.critical for row in rows if row.key not in file.summaries)
    call.out.line((f"finish {end.replace('T', ' ')}", "bold"), f"  {shown(days)} working days, {critical} critical")
    headings = ["id", "task", "early start", "early finish", "late start", "late finish", "float", "free", "held by"]
    call.out.columns(headings, lines, [False] * 6 + [True, True, False], 1)


def _line(row: Dates, file: PlanFile) -> list[str]:
    """The dates of a task to read."""
    from models.planning.instants import to_text

    label = file.labels[row.key]
    instants = [to_text(each).replace("T", " ") for each in (row.early_start, row.early_finish, row.late_start, row.late_finish)]
    floats = [shown(_days(each, file)) for each in (row.total_float, row.free_float)]
    return [str(label.id), label.name, *instants, *floats, _critical(row) + _held(row, file)]


def computed(file: PlanFile) -> DatedPlan:
    """The plan of a file. Raises UsageError where its links run in a circle, or a value cannot be planned with."""
    from models.planning.dated.plan import plan
    from models.planning.loops import LoopError

    try:
        return plan(file.tasks, file.links, file.calendars, file.project)
    except LoopError as error:
        raise loop_refused(error, file.labels) from None
    except ValueError as error:
        raise usage(str(error), field="file") from None


def _days(minutes: int, file: PlanFile) -> Decimal:
    return Decimal(minutes) / file.minutes_a_day


def _as_json(row: Dates, file: PlanFile) -> dict[str, object]:
    from models.planning.instants import to_text

    label = file.labels[row.key]
    driver = None if row.driver is None else file.labels[row.driver]
    return {
        "id": label.id,
        "uid": label.uid,
        "name": label.name,
        **{field: to_text(getattr(row, field)) for field in ("early_start", "early_finish", "late_start", "late_finish")},
        "total_float_days": plain(_days(row.total_float, file)),
        "free_float_days": plain(_days(row.free_float, file)),
        "critical": row.critical,
        "driving": None if driver is None else driver.id,
    }


def _critical(row: Dates) -> str:
    """That a task is critical, and whether through its start alone: where a link from its start holds its late dates."""
    if not row.critical:
        return ""
    return "critical through its start, " if row.why_late.link in ("ss", "sf") else "critical, "


def _held(row: Dates, file: PlanFile) -> str:
    """What holds a task's early dates."""
    if row.why.task is None:
        return row.why.kind
    return f"{file.labels[row.why.task].id} {(row.why.link or '').upper()}"
