"""What must be known beside the dates of a plan: constraints and links that contradict each other, and what the file says in vain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.planning.dated.values import OF_SUMMARIES, Link, Task
from tui.cli.calc.answer import shown
from tui.cli.calc.network_words import ENDS, Reasons, days, instant
from tui.cli.calc.table import explain

if TYPE_CHECKING:
    from models.planning.calendar import Calendar
    from models.planning.dated.plan import DatedPlan
    from models.planning.dated.values import Dates
    from tui.cli.calc.plan_file import PlanFile
    from tui.cli.call import Call

_NAMED = 10
"""So many kinds of elements that are not read are named."""
_CONSTRAINTS = {
    "snlt": "start no later than", "fnlt": "finish no later than", "mso": "start on", "mfo": "finish on",
}  # fmt: skip
#: What holds a task → what leads it beyond its constraint; the constraint of a summary is named itself.
_LEADS = {
    "link": "its links lead", "summary": "its tasks lead", "project start": "the project start leads", "status date": "the status date leads",
    "earliest": "its levelling delay leads", "actual": "its actual start leads",
}  # fmt: skip


def notes(plan: DatedPlan, file: PlanFile) -> list[str]:
    """Every note on a plan and its file, for JSON."""
    unread = [f"{path} is not read" + (f": {count} of them" if count > 1 else "") for path, count in file.left_out]
    return [*_of_the_plan(plan, file), *file.notes, *unread]


def show_notes(call: Call, plan: DatedPlan, file: PlanFile) -> None:
    """The same below the answer, of the elements that are not read the first and how many more there are."""
    said = [("note", note) for note in (*_of_the_plan(plan, file), *file.notes)]
    unread = [path + (f" {count}×" if count > 1 else "") for path, count in file.left_out]
    if len(unread) > _NAMED:
        unread[_NAMED:] = [f"and {len(unread) - _NAMED} more elements, which --json names"]
    explain(call, [*said, ("not read", ", ".join(unread))] if unread else said)


def _of_the_plan(plan: DatedPlan, file: PlanFile) -> Iterator[str]:
    reasons = Reasons(file)
    for task in file.tasks:
        if task.key in file.summaries and task.constraint not in OF_SUMMARIES:
            date = "" if task.constraint_at is None else f" {instant(task.constraint_at)[:10]}"
            yield f"{reasons.name(task.key)} is a summary: its {task.constraint.upper()}{date} is not applied"
            task = task._replace(constraint="asap", constraint_at=None)
        if task.deadline is None and task.constraint_at is None and not task.manual:
            continue
        dates = plan.dates(task.key)
        if dates.conflict:
            yield from _conflict(task, dates, plan, reasons)
    for before, after in plan.out_of_sequence:
        names = reasons.name(before), reasons.name(after)
        yield "{1} began or ended before {0} let it: what remains of it waits for its predecessors all the same (retained logic)".format(*names)


def _conflict(task: Task, dates: Dates, plan: DatedPlan, reasons: Reasons) -> Iterator[str]:
    """What a task passes or breaks, and by how many days."""
    name, file = reasons.name(task.key), reasons.file
    calendar = _calendar(task, file)
    broken = "" if task.key in file.summaries else _broken(task, dates, plan, reasons)
    at = task.constraint_at
    if task.deadline is not None and dates.finish > task.deadline:
        yield f"{name} finishes {_days(calendar.between(task.deadline, dates.finish), file)} after its deadline {_read(task.deadline)}"
    if task.manual and broken:
        yield f"{name} lies where it was put; that breaks {broken}"
    elif at is not None and task.constraint in _CONSTRAINTS:
        must = f"{name} must {_CONSTRAINTS[task.constraint]} {_read(at)}"
        over = calendar.between(at, dates.finish if task.constraint in ("fnlt", "mfo") else dates.start)
        if over > 0:
            leads = _LEADS.get("link" if dates.why.link else dates.why.kind) or f"{reasons.held(dates)} leads"
            must += f" and {leads} {_days(over, file)} beyond"
        if broken or over > 0:
            yield must + (f"; that breaks {broken}" if broken else "")


def _broken(task: Task, dates: Dates, plan: DatedPlan, reasons: Reasons) -> str:
    """The links that a task does not keep, and the project's start where it lies before that, each with the days that it is short of."""
    file = reasons.file
    calendar = _calendar(task, file)
    short = [(reasons.said(link), calendar.between(*_ends(link, task, plan, file))) for link in reasons.into(task.key)]
    if task.actual_start is None:
        short.append(("the project start", calendar.between(dates.start, file.project.start)))
    return ", ".join(f"{what} by {_days(minutes, file)}" for what, minutes in short if minutes > 0)


def _calendar(task: Task, file: PlanFile) -> Calendar:
    """In which a conflict is counted."""
    return file.calendar if task.calendar is None or task.key in file.elapsed else file.calendars[task.calendar]


def _ends(link: Link, task: Task, plan: DatedPlan, file: PlanFile) -> tuple[int, int]:
    """The instant at which the successor of a link lies, and the one that the link leads to."""
    later, earlier = ENDS[link.type]
    calendar = file.calendar if task.calendar is None else file.calendars[task.calendar]
    before, lag = plan.dates(link.predecessor), link.lag
    if link.lag_unit.endswith("percent"):
        lag = calendar.between(before.start, before.finish) * lag // 10_000
    begins: int = getattr(before, earlier)
    bound = begins + lag if link.lag_unit.startswith("elapsed") else calendar.add(begins, lag)
    return getattr(plan.dates(link.successor), later), bound


def _days(minutes: int, file: PlanFile) -> str:
    amount = days(minutes, file)
    return f"{shown(amount)} day{'' if amount == 1 else 's'}"


def _read(at: int) -> str:
    return instant(at).replace("T", " ")
