"""The DCMA 14-point assessment of a schedule: is the plan built so that its dates can be believed?

Counted are tasks, not summaries; open are those without an actual finish. A share without anything to count is not available, and so is a check
without its data; neither passes nor fails. Source: Defense Contract Management Agency, 14-point schedule assessment.
"""

# Annotations are evaluated here: kept as text, each field of a NamedTuple would be compiled at import, ten times dearer.
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from models.planning.dated.values import Link

DAY = 480
LONG = 44
"""Working days of float or duration above which a task is too loose or too coarse."""
HARD = frozenset(("mso", "mfo", "snlt", "fnlt"))
_FEW, _MOST, _INDEX = Decimal("0.05"), Decimal("0.90"), Decimal("0.95")


class Subject(NamedTuple):
    """A task as the assessment sees it: instants, minutes of working time; `assigned` says whether a person is on it."""

    key: int
    duration: int
    total_float: int
    start: int
    finish: int
    actual_start: int | None = None
    actual_finish: int | None = None
    constraint: str = "asap"
    assigned: bool = False
    baseline_finish: int | None = None


class Check(NamedTuple):
    """One of the fourteen: how many were found out of how many, or the index; the limit it is held against; the tasks to look at; and the
    numbers that an index is made of, in the order of its formula."""

    key: str
    title: str
    found: int | None
    among: int | None
    value: Decimal | None
    limit: str
    passed: bool | None
    tasks: tuple[int, ...] = ()
    numbers: tuple[Decimal, ...] = ()


class Pushed(NamedTuple):
    """What the critical path test found: the task that was made longer, and by how many working minutes it and the project then end later."""

    task: int
    later: int
    moved: int


def cpli(length: Decimal, total_float: Decimal) -> Decimal | None:
    """Critical path length index = (CPL + TF) / CPL, in working days; None where there is no path left."""
    return (length + total_float) / length if length else None


def bei(done: int, due: int) -> Decimal | None:
    """Baseline execution index = tasks done / tasks baselined to be done; None where none was due."""
    return Decimal(done) / due if due else None


def assess(
    subjects: Sequence[Subject],
    links: Iterable[Link],
    *,
    status: int | None = None,
    critical_length: Decimal | None = None,
    critical_float: Decimal | None = None,
    critical_end: int | None = None,
    pushed: Pushed | None = None,
    day_minutes: int = DAY,
) -> list[Check]:
    """The fourteen checks, in the order of the assessment.

    `critical_length` and `critical_float` are the working days of the critical path from the status date on and the float of its end,
    which is the task `critical_end`;
    `pushed` is what `critical_path_test` found.
    """
    still_open = [task for task in subjects if task.actual_finish is None]
    open_keys = {task.key for task in still_open}
    known = {task.key for task in subjects}
    joined = [link for link in links if link.predecessor in known and link.successor in known]
    working = [task for task in still_open if task.duration]
    return [
        *_logic(still_open, joined, [link for link in joined if link.predecessor in open_keys or link.successor in open_keys]),
        _share("hard_constraints", "Hard constraints", [task for task in still_open if task.constraint in HARD], len(still_open)),
        _share("high_float", "Float over 44 days", [task for task in still_open if task.total_float > LONG * day_minutes], len(still_open)),
        _none("negative_float", "Negative float", [task for task in still_open if task.total_float < 0], len(still_open)),
        _share("high_duration", "Duration over 44 days", [task for task in working if task.duration > LONG * day_minutes], len(working)),
        _none("invalid_dates", "Invalid dates", [task for task in subjects if status is not None and _invalid(task, status)], len(subjects)),
        _none("resources", "Tasks without a person", [task for task in working if not task.assigned], len(working)),
        *_against_baseline(subjects, status),
        _path_test(pushed, day_minutes),
        _path_index(critical_length, critical_float, critical_end),
        _execution(subjects, status),
    ]


def _logic(still_open: Sequence[Subject], links: Sequence[Link], judged: Sequence[Link]) -> list[Check]:
    """Missing logic among open tasks; leads, lags and types of the links that touch one."""
    before, after = {link.successor for link in links}, {link.predecessor for link in links}
    loose = [task for task in still_open if task.key not in before or task.key not in after]
    leads = [link for link in judged if link.lag < 0]
    lags = [link for link in judged if link.lag > 0]
    plain = sum(link.type == "fs" for link in judged)
    part = Decimal(plain) / len(judged) if judged else None
    others = tuple(dict.fromkeys(link.successor for link in judged if link.type != "fs"))
    return [
        _share("missing_logic", "Missing logic", loose, len(still_open)),
        Check("leads", "Leads", len(leads), len(judged), _part(len(leads), len(judged)), "0", not leads if judged else None, _ends(leads)),
        Check("lags", "Lags", len(lags), len(judged), _part(len(lags), len(judged)), "< 5 %", _below(len(lags), len(judged)), _ends(lags)),
        Check("fs_links", "Finish-to-start links", plain, len(judged), part, "≥ 90 %", None if part is None else part >= _MOST, others),
    ]


def _against_baseline(subjects: Sequence[Subject], status: int | None) -> list[Check]:
    """Tasks that should be done by the baseline and are not, or were done later than it says."""
    if status is None:
        return [Check("missed_tasks", "Missed tasks", None, None, None, "< 5 %", None)]
    due = [task for task in subjects if task.baseline_finish is not None and task.baseline_finish <= status]
    missed = [task for task in due if task.actual_finish is None or task.actual_finish > (task.baseline_finish or 0)]
    return [_share("missed_tasks", "Missed tasks", missed, len(due))]


def _execution(subjects: Sequence[Subject], status: int | None) -> Check:
    """Tasks done by the status date over tasks that the baseline says should be done by then."""
    title = "Baseline execution index"
    if status is None:
        return _index("bei", title, None)
    due = sum(task.baseline_finish is not None and task.baseline_finish <= status for task in subjects)
    done = sum(task.baseline_finish is not None and task.actual_finish is not None and task.actual_finish <= status for task in subjects)
    return _index("bei", title, bei(done, due), (Decimal(done), Decimal(due)))


def _path_index(length: Decimal | None, total_float: Decimal | None, end: int | None) -> Check:
    if length is None or total_float is None:
        return _index("cpli", "Critical path length index", None)
    index = _index("cpli", "Critical path length index", cpli(length, total_float), (length, total_float))
    return index if end is None else index._replace(tasks=(end,))


def _path_test(pushed: Pushed | None, day_minutes: int) -> Check:
    """Passed where the project ends at least as much later as the task that was made longer; not available where that ends no later."""
    part = None if pushed is None else _part(pushed.moved, pushed.later)
    if pushed is None or part is None:
        return Check("critical_path_test", "Critical path test", None, None, None, "≥ 1", None)
    numbers = (Decimal(pushed.later) / day_minutes, Decimal(pushed.moved) / day_minutes)
    return Check("critical_path_test", "Critical path test", None, None, part, "≥ 1", part >= 1, (pushed.task,), numbers)


def _invalid(task: Subject, status: int) -> bool:
    """Facts in the future of the status date, or a forecast in its past."""
    facts = (task.actual_start, task.actual_finish)
    if any(fact is not None and fact > status for fact in facts):
        return True
    return task.actual_finish is None and (task.finish < status or (task.actual_start is None and task.start < status))


def _share(key: str, title: str, found: Sequence[Subject], base: int) -> Check:
    return Check(key, title, len(found), base, _part(len(found), base), "< 5 %", _below(len(found), base), tuple(task.key for task in found))


def _none(key: str, title: str, found: Sequence[Subject], base: int) -> Check:
    keys = tuple(task.key for task in found)
    return Check(key, title, len(found), base, _part(len(found), base), "0", not found if base else None, keys)


def _index(key: str, title: str, value: Decimal | None, numbers: tuple[Decimal, ...] = ()) -> Check:
    return Check(key, title, None, None, value, "≥ 0.95", None if value is None else value >= _INDEX, (), numbers)


def _part(count: int, base: int) -> Decimal | None:
    return Decimal(count) / base if base else None


def _below(count: int, base: int) -> bool | None:
    return Decimal(count) / base < _FEW if base else None


def _ends(links: Sequence[Link]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(link.successor for link in links))


def critical_path_test(ends_with: Callable[[int, int], tuple[int, int]], critical: Sequence[int], delay: int) -> Pushed | None:
    """The critical path test: where the first open critical task takes `delay` minutes more, the project ends as much later as the task does.

    `critical` are tasks whose finish is critical, not their start alone. `ends_with(task, minutes)` plans again with that task so many working
    minutes longer and says when the task and the project then end, in working minutes of the project. Tasks whose finish is set, so that they
    end no later, are passed over; None where no other is critical.
    """
    for task in critical:
        before, after = ends_with(task, 0), ends_with(task, delay)
        if after[0] > before[0]:
            return Pushed(task, after[0] - before[0], after[1] - before[1])
    return None
