"""What a Microsoft Project file says and its network does not: a note for each kind of thing that is left out or taken otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.exchange.msproject_values import ProjectValue, TaskValue

_NAMED = 8
_NO_CALENDAR = (None, -1)


def notes_of(project: ProjectValue) -> list[str]:
    """The notes on a file but for `left_out`, the elements that are not read."""
    rows = [task for task in project.tasks if not task.is_null]
    return [
        *_on_calendars(project, rows),
        *_on_links(rows),
        *_on_tasks(rows),
        *(["critical is what holds the finish of the whole project, not of each network in it"] if project.multiple_critical_paths else []),
    ]


def _on_calendars(project: ProjectValue, rows: list[TaskValue]) -> Iterator[str]:
    """Calendars that are named and not there."""
    known = {each.uid for each in project.calendars} | {*_NO_CALENDAR}
    if project.calendar not in known:
        yield f"the project's calendar {project.calendar} is not in the file: Monday to Friday, 08:00–12:00 and 13:00–17:00 instead"
    if lost := [task for task in rows if task.calendar not in known]:
        yield f"calendars of tasks are not in the file, the project's stands in: {_ids(lost)}"
    if people := [each.name for each in project.resources if each.name and each.calendar not in known and each.type in (None, "work")]:
        yield f"calendars of people are not in the file, the project's stands in: {_some(people)}"
    if below := [each.name or str(each.uid) for each in project.calendars if each.base not in known and not each.is_base]:
        yield f"base calendars are not in the file, days without hours are free: {_some(below)}"


def _on_links(rows: list[TaskValue]) -> Iterator[str]:
    """Links that lead nowhere."""
    known = {task.uid: task for task in rows}
    pairs = [(task, link) for task in rows for link in task.links]
    outside = [task for task, link in pairs if link.cross_project]
    unknown = [task for task, link in pairs if not link.cross_project and link.predecessor not in known]
    asleep = [task for task, link in pairs if not link.cross_project and link.predecessor in known and known[link.predecessor].active is False]
    if outside:
        yield f"links to other projects are left out: {_ids(outside)}"
    if unknown:
        yield f"links to predecessors that are not in the file are left out: {_ids(unknown)}"
    if asleep:
        yield f"links to inactive predecessors are left out: {_ids(asleep)}"


def _on_tasks(rows: list[TaskValue]) -> Iterator[str]:
    """Tasks that are not planned by their links."""
    if inactive := [task for task in rows if task.active is False]:
        yield f"inactive tasks stand outside the plan: {_ids(inactive)}"
    planned = [task for task in rows if task.active is not False]
    if manual := [task for task in planned if task.manual and not task.summary]:
        yield f"manual tasks lie where they were put, whatever their links say: {_ids(manual)}"
    if external := [task for task in planned if task.external]:
        yield f"tasks of other files lie where they were when the file was written: {_ids(external)}"
    if inserted := [task for task in planned if task.subproject]:
        yield f"inserted projects are not opened: {_ids(inserted)}"
    if guessed := [task for task in planned if task.percent_complete and not (task.actual_start or task.start or task.summary)]:
        yield f"done by PercentComplete, but without ActualStart or Start, and so not begun: {_ids(guessed)}"
    if delayed := [task for task in planned if task.leveling_delay and not task.start]:
        yield f"levelling delays without a start are left out: {_ids(delayed)}"


def _ids(tasks: Iterable[TaskValue]) -> str:
    return _some(dict.fromkeys(f"{task.number} {task.name or ''}".strip() for task in tasks))


def _some(names: Iterable[str]) -> str:
    """The first of some names, and how many there are besides."""
    names = list(names)
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
