"""What `qd calc network` says of its dates: what holds each, and the formulas of the floats with the numbers of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from models.planning.instants import to_text
from models.planning.workweek import Memo
from tui.cli.calc.answer import plain, shown

if TYPE_CHECKING:
    from models.planning.dated.plan import DatedPlan
    from models.planning.dated.values import Dates, Link
    from tui.cli.calc.plan_file import PlanFile

_TEXTS: Memo[int, str] = Memo(to_text)
_NAMED = 14
"""So many tasks of the longest path are named."""
#: type of link → the dates of the successor and of the predecessor that it joins
ENDS = {
    "fs": ("early_start", "early_finish"),
    "ss": ("early_start", "early_start"),
    "ff": ("early_finish", "early_finish"),
    "sf": ("early_finish", "early_start"),
}


class Reasons:
    """What holds the early dates of the tasks of a plan: links with their lags, constraints with their dates."""

    def __init__(self, file: PlanFile) -> None:
        self.file = file
        self._tasks = {task.key: task for task in file.tasks}
        self._into: dict[int, list[Link]] = {}
        for link in file.links:
            self._into.setdefault(link.successor, []).append(link)

    def words(self, row: Dates) -> str:
        """The reason to read: `C SF+15d`, `SNET 2026-01-12`, `project start`; of a task as late as possible also where it lies."""
        return self.held(row) + (f", lies at {instant(row.start)[:10]}" if row.start != row.early_start else "")

    def held(self, row: Dates) -> str:
        """The same without where the task lies; of the constraint of a summary over the task also which: `10 SNET 2026-01-12`."""
        if row.driver is None:
            kind, at = self._constraint(row)
            above = "" if row.why.task is None else f"{self._id(row.why.task)} "
            return f"{above}{kind.upper()}{'' if at is None else f' {instant(at)[:10]}'}" if kind else row.why.kind
        link = self.link(row)
        if link is None:
            return f"{self._id(row.driver)} {(row.why.link or '').upper()}"
        return self.said(link) + (f" through {self._id(row.driver)}" if link.predecessor != row.driver else "")

    def as_json(self, row: Dates) -> dict[str, object]:
        """The reason by its parts; what does not belong to it is null."""
        link = self.link(row)
        kind, at = (row.why.link, None) if row.why.link else self._constraint(row)
        amount, unit = (None, None) if link is None else self._amount(link)
        return {
            "kind": row.why.kind,
            "id": None if row.why.task is None else self._id(row.why.task),
            "type": kind.upper() if kind else None,
            "lag": plain(amount),
            "unit": unit,
            "at": None if at is None else instant(at),
        }

    def _constraint(self, row: Dates) -> tuple[str | None, int | None]:
        """The constraint that holds a task, its own or that of a summary, and its instant where it has one; None where something else does."""
        task = self._tasks[row.key if row.why.task is None else row.why.task]
        return (task.constraint, task.constraint_at) if row.why.kind == "constraint" else (None, None)

    def link(self, row: Dates) -> Link | None:
        """The link that holds a task: its own or that of a summary over it, from the driver or from a summary over that."""
        if row.driver is None:
            return None
        befores = self._above(row.driver)
        found = [link for link in self.into(row.key) if link.predecessor in befores and link.type == row.why.link]
        return min(found, key=lambda link: befores.index(link.predecessor), default=None)

    def lag(self, link: Link | None) -> str:
        """The lag as the files of plans write it, `+15d`; empty where there is none."""
        if link is None or not link.lag:
            return ""
        amount, unit = self._amount(link)
        return f"{'+' if link.lag > 0 else ''}{shown(amount)}{unit}"

    def _amount(self, link: Link) -> tuple[Decimal, str]:
        if link.lag_unit.endswith("percent"):
            return Decimal(link.lag) / 100, "e%" if link.lag_unit.startswith("elapsed") else "%"
        return (Decimal(link.lag) / 1440, "ed") if link.lag_unit == "elapsed" else (days(link.lag, self.file), "d")

    def into(self, key: int) -> list[Link]:
        """The links to a task and to the summaries over it."""
        return [link for each in self._above(key) for link in self._into.get(each, ())]

    def said(self, link: Link) -> str:
        """A link with its predecessor, `C SF+15d`."""
        return f"{self._id(link.predecessor)} {link.type.upper()}{self.lag(link)}"

    def name(self, key: int) -> str:
        """A task by its id, and its name where that says more."""
        label = self.file.labels[key]
        return str(label.id) if label.name in ("", str(label.id)) else f"{label.id} {label.name}"

    def _above(self, key: int) -> list[int]:
        """The task and the summaries over it."""
        found = [key]
        while (parent := self._tasks[found[-1]].parent) is not None:
            found.append(parent)
        return found

    def _id(self, key: int) -> str | int:
        return self.file.labels[key].id


def explained(plan: DatedPlan, rows: Sequence[Dates], file: PlanFile, reasons: Reasons) -> Iterator[tuple[str, str]]:
    """The longest path and the formulas of the floats, each with the numbers of the first task that has one."""
    yield "longest path", _path(plan, file, reasons)
    leaves = [row for row in rows if row.key not in file.summaries]
    between = file.calendar.between
    floating = (row for row in leaves if row.total_float and between(row.early_start, row.late_start) == file.floats(row)[0])
    first = next(floating, None)
    numbers = "" if first is None else _numbers(first, first.late_start, first.early_start, file.floats(first)[0], file)
    yield "float", f"late start − early start in working days{numbers}{_held(leaves, file)}"
    yield "free", f"least slack to a successor or the finish, within the float{_slack(leaves, file, reasons)}"
    limit = shown(days(file.critical_at, file))
    only = "; start: only its start is, it may take longer" if any(row.why_late.link in ("ss", "sf") for row in leaves if row.critical) else ""
    yield "crit.", f"float ≤ {limit}{only}"


def _path(plan: DatedPlan, file: PlanFile, reasons: Reasons) -> str:
    """The tasks that hold the finish, each with the link to the next where that is more than finish to start."""
    words = []
    for key in plan.longest_path():
        link = reasons.link(plan.dates(key))
        kind = "" if link is None else reasons.lag(link) if link.type == "fs" else link.type.upper() + reasons.lag(link)
        words.append(f"{f'({kind}) ' if kind else ''}{file.labels[key].id}")
    if len(words) > _NAMED:
        half = _NAMED // 2
        words[half:-half] = [f"… {len(words) - _NAMED} more …"]
    return " → ".join(words)


def _held(leaves: Sequence[Dates], file: PlanFile) -> str:
    """The numbers of the first task that its constraint holds before its links: there early and late dates agree, and say nothing of it."""
    for row in leaves:
        total = file.floats(row)[0]
        if row.why.kind == "constraint" and total < 0 and row.early_start == row.late_start:
            begins = file.calendar.add(row.early_start, -total)
            return "; held early by its constraint, constraint − logic" + _numbers(row, row.early_start, file.calendar.next_start(begins), total, file)
    return ""


def _slack(leaves: Sequence[Dates], file: PlanFile, reasons: Reasons) -> str:
    """The numbers of the first free float that a link with a working or no lag leaves."""
    by_key = {row.key: row for row in leaves}
    for link in file.links:
        before, after = by_key.get(link.predecessor), by_key.get(link.successor)
        if before is None or after is None or not before.free_float or link.lag_unit != "working":
            continue
        late, early = getattr(after, ENDS[link.type][0]), getattr(before, ENDS[link.type][1])
        if file.calendar.between(early, late) - link.lag == before.free_float:
            lag = "" if not link.lag else f" {'−' if link.lag > 0 else '+'} {shown(days(abs(link.lag), file))} d"
            to = f" to {file.labels[after.key].id} {link.type.upper()}"
            return _numbers(before, late, early, before.free_float, file, to, lag)
    return ""


def _numbers(row: Dates, late: int, early: int, found: int, file: PlanFile, to: str = "", lag: str = "") -> str:
    """A float as a difference of two dates, where it is one in the project's calendar."""
    instants = " − ".join(instant(each).replace("T", " ") for each in (late, early))
    return f"; {file.labels[row.key].id}{to}: {instants}{lag} = {shown(days(found, file))} d"


def days(minutes: int, file: PlanFile) -> Decimal:
    """Working minutes in the plan's days."""
    return Decimal(minutes) / file.minutes_a_day


def instant(at: int) -> str:
    """An instant as ISO 8601 to the minute."""
    return _TEXTS[at]
