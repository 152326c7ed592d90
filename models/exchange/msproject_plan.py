"""A Microsoft Project file as a network to plan: its tasks, links and calendars as the values of `models.planning.dated.values`."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from models.exchange.msproject_calendars import calendars_of, check_numbers
from models.exchange.msproject_codecs import CONSTRAINTS, read_duration
from models.exchange.msproject_values import AssignmentValue, LinkValue, ProjectValue, TaskValue, TimephasedValue
from models.planning.calendar import Calendar, round_the_clock, standard
from models.planning.dated.from_finish import from_finish
from models.planning.dated.values import Link, Part, Project, Task
from models.planning.instants import from_datetime
from models.values import ParseError, quote

CLOCK = "round the clock"
"""The key of the calendar in which elapsed durations run."""
STANDARD = "standard"
REMAINING = 1
"""The type of work over time that is still to be done."""


class Network(NamedTuple):
    """What `dated.plan` takes; tasks are known by their unique numbers."""

    tasks: list[Task]
    links: list[Link]
    calendars: dict[Hashable, Calendar]
    project: Project


def network_of(project: ProjectValue) -> Network:
    """The network of a file. Empty rows and inactive tasks stand outside the plan, and so do links to them or to other files.

    Constraint dates are honoured whatever HonorConstraints says: Microsoft Project writes 0 there in files of plans that do honour them.
    Raises ParseError where two tasks, resources or calendars have the same unique number.
    """
    calendars: dict[Hashable, Calendar] = {CLOCK: round_the_clock(), STANDARD: standard()}
    calendars.update(calendars_of(project.calendars))
    own = project.calendar if project.calendar in calendars else STANDARD
    resources: dict[int | None, int | None] = {each.uid: each.calendar for each in project.resources if each.type in (None, "work")}
    assignments: dict[int | None, list[AssignmentValue]] = {}
    for each in project.assignments:
        assignments.setdefault(each.task, []).append(each)
    rows = [task for task in project.tasks if not task.is_null and task.active is not False]
    check_numbers("tasks", rows)
    check_numbers("resources", project.resources)
    tasks = [
        _task(row, parent, calendars, own, [(each, resources.get(each.resource)) for each in assignments.get(row.uid, ())])
        for row, parent in _with_parents(rows)
    ]  # fmt: skip
    known = {task.key for task in tasks}
    links = [_link(link, row.uid) for row in rows for link in row.links if link.predecessor in known and not link.cross_project]
    start = start_of(project)
    status = None if project.status_date is None else from_datetime(project.status_date)
    frame = Project(0 if start is None else from_datetime(start), own, status)
    if project.from_start is False and project.finish is not None:
        frame = from_finish(tasks, links, calendars, frame, from_datetime(project.finish))
    return Network(tasks, links, calendars, frame)


def start_of(project: ProjectValue) -> datetime | None:
    """When the project begins: its StartDate, else the first Start of a task; None where the file says neither."""
    return project.start or min((row.start for row in project.tasks if row.start), default=None)


def _with_parents(rows: list[TaskValue]) -> list[tuple[TaskValue, int | None]]:
    """Each task with the summary it stands under, by the levels of the outline."""
    above: list[TaskValue] = []
    found = []
    for row in rows:
        while above and _level(above[-1]) >= _level(row):
            above.pop()
        found.append((row, above[-1].uid if above else None))
        above.append(row)
    return found


def _level(row: TaskValue) -> int:
    """The level in the outline, by the outline number (`1.2.3`) where a program wrote nothing else."""
    if row.outline_level is not None:
        return row.outline_level
    number = row.outline_number or "0"
    return 0 if number == "0" else number.count(".") + 1


def _task(
    row: TaskValue,
    parent: int | None,
    calendars: dict[Hashable, Calendar],
    standing: Hashable,
    work: list[tuple[AssignmentValue, int | None]],
) -> Task:
    """A row as a task; `standing` is the project's calendar."""
    _check(row)
    elapsed = (row.unit or "").startswith("e")
    own: Hashable = CLOCK if elapsed else row.calendar if row.calendar in calendars else None
    alone = elapsed or (own is not None and bool(row.ignore_resource_calendar))
    row = _completed(row, calendars[standing if own is None else own])
    levelled = row.start if row.leveling_delay and row.actual_start is None and not row.summary else None
    split = _split(row, work, calendars, standing if own is None else own)
    duration = split or row.duration or 0
    left = (row.remaining_duration or 0) + duration - (row.duration or 0)
    instants = {
        name: None if moment is None else from_datetime(moment)
        for name, moment in (
            ("constraint_at", row.constraint_date), ("deadline", row.deadline), ("actual_start", row.actual_start),
            ("actual_finish", row.actual_finish), ("manual_start", row.manual_start), ("manual_finish", row.manual_finish), ("resume", row.resume),
            ("earliest", levelled),
        )
    }  # fmt: skip
    return Task(
        row.uid,
        duration,
        calendar=own,
        parent=parent,
        constraint=row.constraint or "asap",
        remaining=left if row.actual_start is not None and row.actual_finish is None else None,
        manual=bool(row.manual) and not row.summary,
        parts=() if alone or split or not row.duration else _parts(work, calendars),
        **instants,
    )


def _check(row: TaskValue) -> None:
    """Raise ParseError for what no task can be, by the names of the file."""
    where = f"task {row.number} {quote(row.name or '')}"
    if (row.duration or 0) < 0:
        raise ParseError(f"{where}: its Duration is below zero", "PT0H0M0S or more")
    if row.percent_complete is not None and not 0 <= row.percent_complete <= 100:
        raise ParseError(f"{where}: its PercentComplete is {row.percent_complete}", "0 to 100")
    if row.constraint not in (None, "asap", "alap") and row.constraint_date is None:
        number = CONSTRAINTS.index(row.constraint)
        raise ParseError(f"{where}: its ConstraintType {number} needs a ConstraintDate", "add the date, or write ConstraintType 0")


def _completed(row: TaskValue, calendar: Calendar) -> TaskValue:
    """The row with what follows from the rest of it where a program left elements out, and nothing that does not hold.

    A task of another file stands where it was when the file was written, as a manual one does.
    """
    if row.duration is None and row.start and row.finish and not row.summary:
        row = row._replace(duration=max(0, calendar.between(from_datetime(row.start), from_datetime(row.finish))))
    done = row.percent_complete or 0
    if row.actual_start is None and done > 0:
        row = row._replace(actual_start=row.start)
    if row.actual_finish is None and done >= 100:
        row = row._replace(actual_finish=row.finish)
    if row.remaining_duration is None:
        left = (row.duration or 0) - row.actual_duration if row.actual_duration else int((row.duration or 0) * (100 - done) / 100)
        row = row._replace(remaining_duration=max(0, left))
    if row.actual_start is None or row.actual_finish is not None or not row.remaining_duration:
        row = row._replace(resume=None)
    if row.manual or row.external:
        start, finish = (row.manual_start, row.manual_finish) if row.manual_start or row.manual_finish else (row.start, row.finish)
        return row._replace(manual=True, manual_start=start, manual_finish=finish)
    return row


def _split(
    row: TaskValue, work: list[tuple[AssignmentValue, int | None]], calendars: dict[Hashable, Calendar], own: Hashable
) -> int | None:
    """The working time from the start to the finish of a task whose work pauses in between; None for one whose work does not."""
    for assignment, person in work:
        calendar = calendars[own if person is None or person not in calendars else person]
        stretches = [
            (from_datetime(each.start), from_datetime(each.finish))
            for each in assignment.timephased
            if each.start and each.finish and each.type == REMAINING and _worked(each)
        ]
        if not stretches or not (row.start and row.finish):
            continue
        first, last = min(start for start, _ in stretches), max(finish for _, finish in stretches)
        if sum(calendar.between(*each) for each in stretches) < calendar.between(first, last):
            return calendars[own].between(from_datetime(row.start), from_datetime(row.finish))
    return None


def _worked(stretch: TimephasedValue) -> int:
    """The minutes of work in a stretch of time."""
    try:
        return read_duration(stretch.value or "PT0M")
    except ValueError as error:
        raise ParseError(f"Assignment/TimephasedData/Value: {quote(stretch.value or '')} cannot be read", str(error)) from None


def _parts(work: list[tuple[AssignmentValue, int | None]], calendars: dict[Hashable, Calendar]) -> tuple[Part, ...]:
    """The shares of people with a calendar of their own: work / units in that calendar; none where all work in the project's."""
    return tuple(
        Part(calendar, int(Decimal(each.work) / each.units))
        for each, calendar in work
        if calendar in calendars and each.work and each.units
    )


def _link(link: LinkValue, successor: int) -> Link:
    """A link; tenths of a minute become minutes, whole per cent hundredths of a percent."""
    unit = (link.unit or "d").rstrip("?")
    if unit.endswith("%"):
        return Link(link.predecessor, successor, link.type or "fs", int(link.lag * 100), "elapsed percent" if unit == "e%" else "percent")
    return Link(link.predecessor, successor, link.type or "fs", round(link.lag / 10), "elapsed" if unit.startswith("e") else "working")
