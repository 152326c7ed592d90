"""A plan as a Microsoft Project file: the way back of `msproject_plan`."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from models.exchange.msproject_plan import CLOCK, STANDARD, Network
from models.exchange.msproject_values import (
    AssignmentValue,
    CalendarException,
    CalendarValue,
    LinkValue,
    ProjectValue,
    ResourceValue,
    Spans,
    TaskValue,
    WorkWeek,
)
from models.planning.calendar import Calendar
from models.planning.dated.plan import DatedPlan
from models.planning.dated.plan import plan as planned
from models.planning.dated.values import Link, Task
from models.planning.hours import carried, on_day
from models.planning.instants import MINUTES_A_DAY, to_datetime

_LAG_UNITS = {"working": "d", "elapsed": "ed", "percent": "%", "elapsed percent": "e%"}


def project_of(network: Network, names: Mapping[int, str], plan: DatedPlan, *, minutes_a_day: int = 480) -> ProjectValue:
    """The file of a network with the dates of its plan. Keys become unique numbers: above zero, or zero for what stands over all.

    An earliest start that holds a task becomes its levelling delay. Raises ValueError for what a file cannot hold: another key, a deadline of
    the project.
    """
    roots = {task.key for task in network.tasks if task.parent is None}
    for task in network.tasks:
        if task.key < 0 or (not task.key and roots != {0}):
            raise ValueError(f"task {task.key}: unique numbers begin with 1; 0 stands over all tasks")
    if network.project.deadline is not None:
        raise ValueError("the deadline of a project cannot be written: give it to its last task")
    calendars, numbers = network.calendars, _numbers(network)
    rows = _Rows(network, names, numbers, plan)
    people = list(dict.fromkeys(each for task in network.tasks for each in _people(task)))
    first = 0 if 0 in roots else 1
    return ProjectValue(
        from_start=network.project.finish is None,
        start=to_datetime(network.project.start),
        finish=to_datetime(plan.finish),
        calendar=numbers.get(network.project.calendar),
        minutes_per_day=minutes_a_day,
        minutes_per_week=5 * minutes_a_day,
        days_per_month=20,
        status_date=_moment(network.project.status),
        calendars=tuple(_calendar(calendars[key], number, calendars, numbers) for key, number in numbers.items()),
        tasks=tuple(rows.row(task, position, level) for position, (task, level) in enumerate(_in_outline(network.tasks, first), first)),
        resources=tuple(
            ResourceValue(number, id=number, name=f"{calendars[key].name or key} {place}", type="work", max_units=Decimal(1), calendar=numbers[key])
            for number, (key, place) in enumerate(people, 1)
        ),
        assignments=tuple(_assignments(network.tasks, people)),
    )


def _numbers(network: Network) -> dict[Hashable, int]:
    """The unique numbers of the calendars: their own keys where those are numbers; without the clock, and the standard week where nothing needs it."""
    used = {network.project.calendar, *(task.calendar for task in network.tasks), *(part.calendar for task in network.tasks for part in task.parts)}
    keys = [key for key in network.calendars if key != CLOCK and (key != STANDARD or key in used)]
    free = (number for number in count(1) if number not in network.calendars)
    return {key: key if isinstance(key, int) and key > 0 else next(free) for key in keys}


def _people(task: Task) -> list[tuple[Hashable, int]]:
    """Who works on each part of a task: the first, the second … person of a calendar."""
    calendars = [part.calendar for part in task.parts]
    return [(calendar, calendars[: place + 1].count(calendar)) for place, calendar in enumerate(calendars)]


def _in_outline(tasks: Sequence[Task], first: int) -> Iterator[tuple[Task, int]]:
    """Each task behind its summary, with its level; those without a summary have the first."""
    below: dict[int | None, list[Task]] = {}
    for task in tasks:
        below.setdefault(task.parent, []).append(task)
    waiting = [(task, first) for task in reversed(below.get(None, []))]
    while waiting:
        task, level = waiting.pop()
        yield task, level
        waiting += [(each, level + 1) for each in reversed(below.get(task.key, []))]


class _Rows:
    """Writes the tasks of one network as rows."""

    def __init__(self, network: Network, names: Mapping[int, str], numbers: Mapping[Hashable, int], plan: DatedPlan) -> None:
        self.network, self.names, self.numbers, self.plan = network, names, numbers, plan
        self.summaries = {task.parent for task in network.tasks}
        self.links: dict[int, list[Link]] = {}
        for link in network.links:
            self.links.setdefault(link.successor, []).append(link)

    def row(self, task: Task, position: int, level: int) -> TaskValue:
        """The row of a task with its dates."""
        elapsed, summary = task.calendar == CLOCK, task.key in self.summaries
        done, delay = _done(task), self.delay(task)
        value = TaskValue(
            task.key,
            id=position,
            name=self.names.get(task.key, str(task.key)),
            active=True,
            manual=task.manual,
            type="fixed units" if task.parts else "fixed duration",
            is_null=False,
            outline_level=level,
            duration=task.duration,
            unit="ed" if elapsed else "d",
            stop=_moment(self.stop(task, done)),
            milestone=not task.duration and not summary,
            summary=summary,
            percent_complete=Decimal(100) if task.actual_finish is not None else Decimal(100 * done // task.duration if task.duration else 0),
            actual_duration=done,
            remaining_duration=task.duration - done if task.remaining is None else task.remaining,
            constraint=task.constraint,
            calendar=None if elapsed else self.numbers.get(task.calendar),
            ignore_resource_calendar=False,
            links=tuple(map(_link, self.links.get(task.key, ()))),
            constraint_date=_moment(task.constraint_at),
            deadline=_moment(task.deadline),
            actual_start=_moment(task.actual_start),
            actual_finish=_moment(task.actual_finish),
            manual_start=_moment(task.manual_start),
            manual_finish=_moment(task.manual_finish),
            resume=_moment(task.resume),
            leveling_delay=delay or None,
            leveling_delay_unit="ed" if delay else None,
        )
        return _dated(value, self.plan)

    def delay(self, task: Task) -> int:
        """By how many minutes of real time its earliest start holds a task behind what its links and its constraint allow."""
        if task.earliest is None or task.key in self.summaries:
            return 0
        tasks, links, calendars, project = self.network
        alone = [each._replace(earliest=None) if each.key == task.key else each for each in tasks]
        return self.plan.dates(task.key).start - planned(alone, links, calendars, project).dates(task.key).start

    def stop(self, task: Task, done: int) -> int | None:
        """Where the work that is done ends; None where none is."""
        if task.actual_finish is not None or task.actual_start is None or not done:
            return task.actual_finish
        calendar = self.network.calendars[self.network.project.calendar if task.calendar is None else task.calendar]
        return calendar.add(task.actual_start, done)


def _moment(instant: int | None) -> datetime | None:
    return None if instant is None else to_datetime(instant)


def _done(task: Task) -> int:
    """The part of the duration that has passed."""
    if task.actual_finish is not None:
        return task.duration
    return 0 if task.remaining is None else max(0, task.duration - task.remaining)


def _dated(value: TaskValue, plan: DatedPlan) -> TaskValue:
    """The task with the dates and slacks of the plan."""
    dates = plan.dates(value.uid)
    return value._replace(
        start=to_datetime(dates.start), finish=to_datetime(dates.finish), critical=dates.critical,
        early_start=to_datetime(dates.early_start), early_finish=to_datetime(dates.early_finish),
        late_start=to_datetime(dates.late_start), late_finish=to_datetime(dates.late_finish),
        total_slack=dates.total_float, free_slack=dates.free_float,
    )  # fmt: skip


def _link(link: Link) -> LinkValue:
    """A link; minutes become tenths of a minute, hundredths of a percent whole per cent."""
    part = link.lag_unit.endswith("percent")
    return LinkValue(
        link.predecessor, link.type, Decimal(link.lag) / 100 if part else Decimal(link.lag * 10), _LAG_UNITS[link.lag_unit], False
    )


def _assignments(tasks: Sequence[Task], people: Sequence[tuple[Hashable, int]]) -> Iterator[AssignmentValue]:
    number = 0
    for task in tasks:
        for part, person in zip(task.parts, _people(task), strict=True):
            number += 1
            resource = people.index(person) + 1
            yield AssignmentValue(
                number, task=task.key, resource=resource, units=Decimal(1), work=part.minutes, remaining_work=part.minutes
            )


# -- calendars


def _calendar(calendar: Calendar, number: int, calendars: Mapping[Hashable, Calendar], numbers: Mapping[Hashable, int]) -> CalendarValue:
    base = next((numbers[key] for key, each in calendars.items() if each is calendar.base and key in numbers), None)
    weeks = [WorkWeek(first, last, _days(week)) for first, last, week in calendar.weeks if first is not None and last is not None]
    if len(weeks) < len(calendar.weeks):
        raise ValueError(f"{calendar.label}: a week that holds for ever cannot be written: give it a first and a last day")
    return CalendarValue(
        number, calendar.name or str(number), base is None, base, _days(calendar.week), tuple(_exceptions(calendar)), tuple(weeks)
    )


def _days(week: Sequence[Spans | None]) -> tuple[tuple[int, Spans], ...]:
    """The days that say something, by Microsoft's numbers, Sunday 1; work past midnight goes to the next day."""
    found = []
    for day, spans in enumerate(week):
        before = carried(week[day - 1] or ())
        if spans is not None or before:
            found.append(((day + 1) % 7 + 1, on_day(spans or (), before)))
    return tuple(sorted(found))


def _exceptions(calendar: Calendar) -> Iterator[CalendarException]:
    """Days that differ; those whose work passes midnight, and half days, are written day by day as they are worked."""
    for first, last, spans in calendar.exceptions:
        if all(end <= MINUTES_A_DAY for _, end in spans):
            yield CalendarException(first, last, spans)
        else:
            yield from (
                CalendarException(day, day, calendar.hours_of(day))
                for day in (first + timedelta(n) for n in range((last - first).days + 2))
            )
    for absence in calendar.absences:
        for n in range((absence.last - absence.first).days + 1):
            day = absence.first + timedelta(n)
            yield CalendarException(day, day, calendar.hours_of(day))
