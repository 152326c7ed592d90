"""Writes plain values as Microsoft Project XML (MSPDI), in the order of Microsoft's schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from models.exchange import msproject_codecs as codec
from models.exchange.msproject_read import NAMESPACE, elements
from models.exchange.msproject_values import CalendarException, CalendarValue, ProjectValue, Spans, TaskValue, WorkWeek

#: Characters that XML 1.0 cannot hold.
_FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))


def write_project(project: ProjectValue) -> bytes:
    """The file; reading it again gives the same values, but for what was left out when it was read."""
    root = Element("Project", xmlns=NAMESPACE)
    _fields(root, project)
    calendars = SubElement(root, "Calendars")
    for calendar in project.calendars:
        _calendar(calendars, calendar)
    tasks = SubElement(root, "Tasks")
    for task in project.tasks:
        _task(tasks, task)
    _rows(root, "Resources", "Resource", project.resources)
    _rows(root, "Assignments", "Assignment", project.assignments)
    indent(root, "\t")
    text: bytes = tostring(root, encoding="utf-8")
    written = text.replace(b"\r", b"&#13;")  # or it would be read as a line feed
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + written + b"\n"


def _fields(element: Element, value: Any) -> None:
    """Every field that is set, as its element."""
    for field, (name, each) in elements(type(value)).items():
        held = getattr(value, field)
        if held is not None:
            SubElement(element, name).text = _allowed(each.write(held))


def _rows(root: Element, container: str, name: str, rows: Sequence[Any]) -> None:
    """Resources or assignments with what belongs to them."""
    into = SubElement(root, container)
    for row in rows:
        element = SubElement(into, name)
        _fields(element, row)
        _children(element, "Baseline", row.baselines)
        _children(element, "TimephasedData", getattr(row, "timephased", ()))


def _task(into: Element, task: TaskValue) -> None:
    element = SubElement(into, "Task")
    _fields(element, task)
    _children(element, "PredecessorLink", task.links)
    _children(element, "Baseline", task.baselines)


def _children(element: Element, name: str, values: Iterable[Any]) -> None:
    for value in values:
        _fields(SubElement(element, name), value)


def _allowed(text: str) -> str:
    return text.translate(_FORBIDDEN)


# -- calendars


def _calendar(into: Element, calendar: CalendarValue) -> None:
    element = SubElement(into, "Calendar")
    SubElement(element, "UID").text = str(calendar.uid)
    if calendar.name is not None:
        SubElement(element, "Name").text = _allowed(calendar.name)
    SubElement(element, "IsBaseCalendar").text = codec.FLAG.write(calendar.is_base)
    SubElement(element, "BaseCalendarUID").text = str(-1 if calendar.base is None else calendar.base)
    _week(element, calendar.days)
    if calendar.exceptions:
        exceptions = SubElement(element, "Exceptions")
        for exception in calendar.exceptions:
            _exception(exceptions, exception)
    if calendar.work_weeks:
        weeks = SubElement(element, "WorkWeeks")
        for week in calendar.work_weeks:
            _work_week(weeks, week)


def _week(into: Element, days: Iterable[tuple[int, Spans]]) -> None:
    days = list(days)
    if days:
        week = SubElement(into, "WeekDays")
        for number, spans in days:
            day = SubElement(week, "WeekDay")
            SubElement(day, "DayType").text = str(number)
            _spans(day, spans)


def _spans(day: Element, spans: Spans) -> None:
    SubElement(day, "DayWorking").text = codec.FLAG.write(bool(spans))
    if spans:
        times = SubElement(day, "WorkingTimes")
        for begin, end in spans:
            span = SubElement(times, "WorkingTime")
            SubElement(span, "FromTime").text = codec.write_time(begin)
            SubElement(span, "ToTime").text = codec.write_time(end)


def _exception(into: Element, exception: CalendarException) -> None:
    element = SubElement(into, "Exception")
    before, after = Element("x"), Element("x")
    _fields(after, exception.recurrence)
    for child in list(after):
        if child.tag == "EnteredByOccurrences":
            after.remove(child)
            before.append(child)
    element.extend(before)
    _period(element, exception.first, exception.last)
    _named(element, exception.name)
    element.extend(after)
    _spans(element, exception.spans)


def _work_week(into: Element, week: WorkWeek) -> None:
    element = SubElement(into, "WorkWeek")
    _period(element, week.first, week.last)
    _named(element, week.name)
    _week(element, week.days)


def _named(element: Element, name: str | None) -> None:
    if name is not None:
        SubElement(element, "Name").text = _allowed(name)


def _period(into: Element, first: date, last: date) -> None:
    period = SubElement(into, "TimePeriod")
    SubElement(period, "FromDate").text = f"{first.isoformat()}T00:00:00"
    SubElement(period, "ToDate").text = f"{last.isoformat()}T23:59:00"
