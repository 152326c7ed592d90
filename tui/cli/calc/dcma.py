"""`qd calc dcma`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tui.cli.calc.answer import plain, shown
from tui.cli.calc.network import computed
from tui.cli.calc.plan_file import PlanFile, read_plan
from tui.cli.calc.plan_notes import notes, show_notes
from tui.cli.calc.table import Column, explain, table

if TYPE_CHECKING:
    from models.planning.dated.plan import DatedPlan
    from models.planning.dated.values import Task
    from models.planning.schedule_health import Check, Subject
    from tui.cli.call import Call
    from tui.cli.output import Cell

_NAMED = 30
_TEST_DELAY_DAYS = 600
_WORDS = {True: ("passed", "ok"), False: ("FAILED", "trouble"), None: ("–", "dim")}
_COLUMNS = (Column(""), Column("check"), Column("found", True), Column("share", True, 2), Column("wanted", rank=1))
_NO_LINKS = "the plan has no links"
#: Why a check that nothing speaks against or for is left open.
_OPEN = {
    "leads": _NO_LINKS,
    "lags": _NO_LINKS,
    "fs_links": _NO_LINKS,
    "resources": "the file knows of no people",
    "missed_tasks": "no status date, or the baseline wants nothing done by then",
    "bei": "no status date, or the baseline wants nothing done by then",
    "critical_path_test": "no open task is critical through a finish that its duration moves",
    "cpli": "no critical path is left",
}


def dcma(call: Call) -> None:
    """The fourteen checks of a schedule."""
    file = read_plan(call)
    plan = computed(file)
    checks = _assessed(file, plan)
    failed = sum(each.passed is False for each in checks)
    if call.json:
        cpli = next(each for each in checks if each.key == "cpli")
        numbers = dict(zip(("cpl", "tf"), map(plain, cpli.numbers or (None, None)), strict=True))
        indices = {each.key: plain(each.value) for each in checks if each.key in ("cpli", "bei")}
        call.out.answer({"failed": failed, **indices, **numbers, "checks": [_as_json(each, file) for each in checks], "notes": notes(plan, file)})
        return
    call.out.line((f"{failed} of {len(checks)} checks failed", "bold"), f"  a day = {file.day_in_hours} h")
    table(call, _COLUMNS, [_row(each) for each in checks], 1)
    explain(call, [(each.title, note) for each in checks if (note := _note(each, file))])
    show_notes(call, plan, file)


def _row(check: Check) -> list[Cell]:
    found = shown(check.value) if check.found is None else f"{check.found} of {check.among}"
    share = "" if check.found is None or check.value is None else f"{check.value * 100:.1f} %"
    return [_WORDS[check.passed], check.title, found, share, check.limit]


def _assessed(file: PlanFile, plan: DatedPlan) -> list[Check]:
    """The checks of the leaves of a plan; that of people is left open where the file has none."""
    from models.planning.schedule_health import assess, critical_path_test

    leaves = [task for task in file.tasks if task.key not in file.summaries]
    path = plan.longest_path()
    begins = max(plan.start, file.project.status or plan.start)
    length = Decimal(file.calendar.between(begins, plan.finish)) / file.minutes_a_day if path else None
    path_float = Decimal(_path_float(file, plan, path[-1])) / file.minutes_a_day if path else None

    def ends_with(key: int, minutes: int) -> tuple[int, int]:
        longer = [_longer(task, minutes) if task.key == key else task for task in file.tasks]
        again = computed(file._replace(tasks=longer)) if minutes else plan
        return file.calendar.axis[again.dates(key).early_finish], file.calendar.axis[again.finish]

    checks = assess(
        [_subject(task, file, plan) for task in leaves],
        file.links,
        status=file.project.status,
        critical_length=length,
        critical_float=path_float,
        critical_end=path[-1] if path else None,
        pushed=critical_path_test(ends_with, _critical_to_the_end(leaves, plan), _TEST_DELAY_DAYS * file.minutes_a_day),
        day_minutes=file.minutes_a_day,
    )
    return [
        each._replace(found=None, value=None, passed=None, tasks=()) if each.key == "resources" and file.assigned is None else each
        for each in checks
    ]


def _subject(task: Task, file: PlanFile, plan: DatedPlan) -> Subject:
    """A task as the assessment sees it, elapsed durations in the working time that passes."""
    from models.planning.schedule_health import Subject

    dates = plan.dates(task.key)
    length = task.duration if task.key not in file.elapsed else file.calendar.between(dates.start, dates.finish)
    return Subject(
        task.key, length, file.floats(dates)[0], dates.start, dates.finish, task.actual_start, task.actual_finish, task.constraint,
        file.assigned is not None and task.key in file.assigned, file.baseline.get(task.key),
    )  # fmt: skip


def _critical_to_the_end(leaves: list[Task], plan: DatedPlan) -> list[int]:
    """The critical tasks that are still worked on and whose finish is critical, not their start alone, and not put where it is by hand."""
    critical = set(plan.critical)
    working = [task for task in leaves if task.key in critical and task.duration]
    movable = [plan.dates(task.key) for task in working if task.manual_finish is None or task.actual_start is not None or not task.manual]
    return [dates.key for dates in movable if dates.why_late.link not in ("ss", "sf")]


def _path_float(file: PlanFile, plan: DatedPlan, last: int) -> int:
    """The float of the critical path's last task: up to its deadline or that of a summary over it, where there is one."""
    by_key = {task.key: task for task in file.tasks}
    dates, limits = plan.dates(last), []
    above: int | None = last
    while above is not None:
        deadline = by_key[above].deadline
        limits += [] if deadline is None else [file.calendar.between(dates.early_finish, deadline)]
        above = by_key[above].parent
    return min(limits, default=dates.total_float)


def _longer(task: Task, minutes: int) -> Task:
    """The task with more work left; people who share it all have as much more."""
    parts = tuple(part._replace(minutes=part.minutes + minutes) for part in task.parts)
    remaining = None if task.remaining is None else task.remaining + minutes
    return task._replace(duration=task.duration + minutes, parts=parts, remaining=remaining)


def _note(check: Check, file: PlanFile) -> str:
    """What a check says beside its figures: the tasks to look at, the formula with its numbers, or why it is open."""
    ids = [str(file.labels[key].id) for key in check.tasks]
    if check.passed is None:
        return _OPEN.get(check.key, "the plan has no open tasks")
    if check.key == "critical_path_test":
        later, moved = map(shown, check.numbers)
        return f"delay of the finish / of {ids[0]} = {moved} / {later} days, with {ids[0]} {_TEST_DELAY_DAYS} days longer"
    if check.key == "cpli":
        said = "(CPL + TF) / CPL = ({} + {}) / {} days".format(*map(shown, (*check.numbers, check.numbers[0]))).replace("+ −", "− ")
        return f"{said}, TF of {ids[0]}"
    if check.key == "bei":
        return "done / due by the baseline = {} / {}".format(*map(shown, check.numbers))
    if check.passed:
        return ""
    return "look at " + ", ".join(ids[:_NAMED]) + (f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else "")


def _as_json(check: Check, file: PlanFile) -> dict[str, object]:
    tasks = [file.labels[key].id for key in check.tasks]
    return {
        "check": check.key, "title": check.title, "found": check.found, "among": check.among, "value": plain(check.value), "wanted": check.limit,
        "passed": check.passed, "tasks": tasks, "note": _note(check, file),
    }  # fmt: skip
