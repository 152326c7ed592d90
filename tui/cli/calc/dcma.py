"""`qd calc dcma`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tui.cli.calc.answer import plain, shown
from tui.cli.calc.network import computed
from tui.cli.calc.plan_file import PlanFile, read_plan

if TYPE_CHECKING:
    from models.planning.dated.plan import DatedPlan
    from models.planning.dated.values import Task
    from models.planning.schedule_health import Check
    from tui.cli.call import Call
    from tui.cli.output import Cell

_NAMED = 8
_TEST_DELAY_DAYS = 600
_WORDS = {True: ("passed", "ok"), False: ("FAILED", "trouble"), None: ("–", "dim")}


def dcma(call: Call) -> None:
    """The fourteen checks of a schedule."""
    file = read_plan(call)
    checks = _assessed(file, computed(file))
    failed = sum(each.passed is False for each in checks)
    if call.json:
        indices = {each.key: plain(each.value) for each in checks if each.key in ("cpli", "bei")}
        call.out.answer({"failed": failed, **indices, "checks": [_as_json(each, file) for each in checks]})
        return
    call.out.line((f"{failed} of {len(checks)} checks failed", "bold"))
    rows: list[list[Cell]] = []
    for each in checks:
        found = "–" if each.value is None else shown(each.value) if each.found is None else f"{each.found} of {each.among}"
        share = f"{shown(each.value * 100)} %" if each.found is not None and each.value is not None else ""
        rows.append([_WORDS[each.passed], each.title, found, share, each.limit, _names(each, file)])
    call.out.columns(["", "check", "found", "share", "wanted", "look at"], rows, [False, False, True, True, False, False], 5)


def _assessed(file: PlanFile, plan: DatedPlan) -> list[Check]:
    """The checks of the leaves of a plan; that of people is left open where the file has none."""
    from models.planning.schedule_health import Subject, assess, critical_path_holds

    leaves = [task for task in file.tasks if task.key not in file.summaries]
    subjects = []
    for task in leaves:
        dates = plan.dates(task.key)
        subjects.append(
            Subject(
                task.key, task.duration, dates.total_float, dates.start, dates.finish, task.actual_start, task.actual_finish, task.constraint,
                file.assigned is not None and task.key in file.assigned, file.baseline.get(task.key),
            )
        )  # fmt: skip
    path = plan.longest_path()
    begins = max(file.project.start, file.status or file.project.start)
    length = Decimal(file.calendar.between(begins, plan.finish)) / file.minutes_a_day if path else None
    end_float = Decimal(plan.dates(path[-1]).total_float) / file.minutes_a_day if path else None
    delay = _TEST_DELAY_DAYS * file.minutes_a_day
    open_critical = [key for key in plan.critical if key in {task.key for task in leaves if task.duration}]

    def finish_with(key: int, minutes: int) -> int:
        longer = [_longer(task, minutes) if task.key == key else task for task in file.tasks]
        return file.calendar.between(file.project.start, computed(file._replace(tasks=longer)).finish)

    holds = critical_path_holds(finish_with, open_critical, file.calendar.between(file.project.start, plan.finish), delay)
    checks = assess(
        subjects,
        file.links,
        status=file.status,
        critical_length=length,
        critical_float=end_float,
        path_holds=holds,
        day_minutes=file.minutes_a_day,
    )
    return [
        each._replace(found=None, value=None, passed=None, tasks=()) if each.key == "resources" and file.assigned is None else each
        for each in checks
    ]


def _longer(task: Task, minutes: int) -> Task:
    parts = tuple(part._replace(minutes=part.minutes + minutes) for part in task.parts)
    return task._replace(duration=task.duration + minutes, parts=parts)


def _names(check: Check, file: PlanFile) -> str:
    """The first tasks to look at."""
    if check.passed is not False:
        return ""
    more = f" and {len(check.tasks) - _NAMED} more" if len(check.tasks) > _NAMED else ""
    return ", ".join(str(file.labels[key].id) for key in check.tasks[:_NAMED]) + more


def _as_json(check: Check, file: PlanFile) -> dict[str, object]:
    tasks = [file.labels[key].id for key in check.tasks]
    return {
        "check": check.key, "title": check.title, "found": check.found, "among": check.among, "value": plain(check.value), "wanted": check.limit,
        "passed": check.passed, "tasks": tasks,
    }  # fmt: skip
