"""A task on which several people work, each in a calendar and for a time of their own: it lasts from the first to the last of them.

Where the task has a calendar too, each works only when both do, as in Microsoft Project.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.planning.calendar import Calendar
from models.planning.dated.checks import PlanError

if TYPE_CHECKING:
    from models.planning.dated.net import Net
    from models.planning.dated.values import Part, Task


def part_calendar(net: Net, task: Task, part: Part) -> Calendar:
    """When a person works on a task: in the person's calendar, and where the task has one of its own only within that. Raises PlanError."""
    if part.calendar not in net.calendars:
        raise PlanError(f"task {task.key} has a part in the calendar {part.calendar!r}, which is not among those given: give it or name another")
    person = net.calendars[part.calendar]
    if task.calendar is None or task.calendar == part.calendar:
        return person
    pair = task.calendar, part.calendar
    if pair not in net.common:
        own = net.calendars[task.calendar]
        net.common[pair] = Calendar(f"{person.name} within {own.name}", base=person, within=own)
    return net.common[pair]


def _shares(net: Net, task: Task, left: int) -> list[tuple[Calendar, int]]:
    """The parts with what remains of each: the same share of all as of the task."""
    whole = left == task.duration or not task.duration
    return [(part_calendar(net, task, part), part.minutes if whole else part.minutes * left // task.duration) for part in task.parts]


def parts_span(net: Net, task: Task, begins: int, left: int) -> tuple[int, int]:
    """The first start and the last finish of the parts when work may begin at an instant."""
    shares = _shares(net, task, left)
    return min(calendar.next_start(begins) for calendar, _ in shares), max(calendar.add(begins, minutes) for calendar, minutes in shares)


def parts_begin(net: Net, task: Task, finish: int, left: int) -> int:
    """The latest start from which all parts are done at an instant."""
    return min(calendar.subtract(finish, minutes) for calendar, minutes in _shares(net, task, left))
