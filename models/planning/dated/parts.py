"""A task on which several people work, each in a calendar and for a time of their own: it lasts from the first to the last of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.planning.dated.checks import PlanError

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from models.planning.calendar import Calendar
    from models.planning.dated.values import Task


def _shares(calendars: Mapping[Hashable, Calendar], task: Task, left: int) -> list[tuple[Calendar, int]]:
    """The parts with what remains of each: the same share of all as of the task."""
    found = []
    for name, minutes in task.parts:
        if name not in calendars:
            raise PlanError(f"task {task.key} has a part in the calendar {name!r}, which is not among those given: give it or name another")
        found.append((calendars[name], minutes if left == task.duration or not task.duration else minutes * left // task.duration))
    return found


def parts_span(calendars: Mapping[Hashable, Calendar], task: Task, begins: int, left: int) -> tuple[int, int]:
    """The first start and the last finish of the parts when work may begin at an instant."""
    shares = _shares(calendars, task, left)
    return min(calendar.next_start(begins) for calendar, _ in shares), max(calendar.add(begins, minutes) for calendar, minutes in shares)


def parts_begin(calendars: Mapping[Hashable, Calendar], task: Task, finish: int, left: int) -> int:
    """The latest start from which all parts are done at an instant."""
    return min(calendar.subtract(finish, minutes) for calendar, minutes in _shares(calendars, task, left))
