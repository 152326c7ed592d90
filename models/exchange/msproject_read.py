"""Reads Microsoft Project XML (MSPDI) into plain values; what is not taken over is named, never dropped silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints

from models.exchange import msproject_codecs as codec
from models.exchange.msproject_values import (
    AssignmentValue,
    BaselineValue,
    CalendarException,
    CalendarValue,
    LinkValue,
    ProjectValue,
    Recurrence,
    ResourceValue,
    Spans,
    TaskValue,
    TimephasedValue,
    WorkWeek,
)
from models.values import ParseError, quote

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Value = TypeVar("Value")
NAMESPACE = "http://schemas.microsoft.com/project"
_BY_TYPE = {int: codec.INTEGER, str: codec.TEXT, bool: codec.FLAG, datetime: codec.INSTANT}
_BY_TYPE[get_args(get_type_hints(ResourceValue)["max_units"])[0]] = codec.NUMBER
#: Containers and children that are read by their own functions.
_NESTED = {
    TaskValue: ("PredecessorLink", "Baseline"),
    ResourceValue: ("Baseline",),
    AssignmentValue: ("Baseline", "TimephasedData"),
    ProjectValue: ("Calendars", "Tasks", "Resources", "Assignments"),
}
_CALENDAR = ("UID", "Name", "IsBaseCalendar", "BaseCalendarUID", "WeekDays", "Exceptions", "WorkWeeks")
_WEEK_DAY = ("DayType", "DayWorking", "TimePeriod", "WorkingTimes")


_DECLARED: dict[type[Any], dict[str, tuple[str, codec.Codec]]] = {}


def elements(kind: type[Any]) -> dict[str, tuple[str, codec.Codec]]:
    """Field → the element that holds it and the codec that reads and writes it, from the declaration of the value."""
    if kind not in _DECLARED:
        _DECLARED[kind] = _declared(kind)
    return _DECLARED[kind]


def _declared(kind: type[Any]) -> dict[str, tuple[str, codec.Codec]]:
    found = {}
    for name, hint in get_type_hints(kind, include_extras=True).items():
        declared = getattr(hint, "__metadata__", None)
        if declared:
            element, *own = declared
            types = [each for each in (get_args(hint.__origin__) or (hint.__origin__,)) if each is not type(None)]
            found[name] = (element, own[0] if own else _BY_TYPE[types[0]])
    return found


def read_project(content: bytes) -> ProjectValue:
    """The file as values. Raises ParseError where it is no Microsoft Project XML, or an element holds what it cannot."""
    from xml.etree.ElementTree import ParseError as XmlError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(content)
    except DefusedXmlException:
        raise ParseError("this XML declares entities, which could grow without end", "save the project as XML in Microsoft Project") from None
    except (XmlError, ValueError, LookupError) as error:
        raise ParseError(f"this is no readable XML: {error}", "save the project as XML in Microsoft Project") from None
    if _name(root) != "Project":
        raise ParseError(
            f"this is XML, but no project: it begins with {quote(_name(root))}", "save the project as XML in Microsoft Project"
        )
    return _Reader().project(root)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


class _Reader:
    """Reads one file and counts what it leaves out."""

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()

    def project(self, root: Element) -> ProjectValue:
        """The whole file."""
        project = self.value(ProjectValue, root, "")
        project = project._replace(
            calendars=tuple(self.calendar(each) for each in self.inside(root, "Calendars", "Calendar")),
            tasks=tuple(self.task(each) for each in self.inside(root, "Tasks", "Task")),
            resources=tuple(self.resource(each) for each in self.inside(root, "Resources", "Resource")),
            assignments=tuple(self.assignment(each) for each in self.inside(root, "Assignments", "Assignment")),
        )
        return project._replace(left_out=tuple(self.left_out.items()))

    def inside(self, element: Element, container: str, name: str) -> list[Element]:
        """The children of one name in every container of one name; what else stands in there is counted."""
        children = [each for child in element if _name(child) == container for each in child]
        self.count(children, (name,), f"{container}/")
        return [each for each in children if _name(each) == name]

    def count(self, children: Iterable[Element], known: tuple[str, ...], path: str) -> None:
        """Count what is not among the known elements."""
        self.left_out.update(path + _name(each) for each in children if _name(each) not in known)

    def task(self, element: Element) -> TaskValue:
        """A task with its links and baselines."""
        links = self.all(LinkValue, element, "PredecessorLink", "Task/")
        return self.value(TaskValue, element, "Task/")._replace(links=links, baselines=self.baselines(element, "Task/"))

    def resource(self, element: Element) -> ResourceValue:
        """A resource with its baselines."""
        return self.value(ResourceValue, element, "Resource/")._replace(baselines=self.baselines(element, "Resource/"))

    def assignment(self, element: Element) -> AssignmentValue:
        """An assignment with its baselines and its work over time."""
        timephased = self.all(TimephasedValue, element, "TimephasedData", "Assignment/")
        value = self.value(AssignmentValue, element, "Assignment/")
        return value._replace(baselines=self.baselines(element, "Assignment/"), timephased=timephased)

    def baselines(self, element: Element, path: str) -> tuple[BaselineValue, ...]:
        """The baselines of a row."""
        return self.all(BaselineValue, element, "Baseline", path)

    def all(self, kind: type[Value], element: Element, name: str, path: str) -> tuple[Value, ...]:
        """The children of one name."""
        return tuple(self.value(kind, child, f"{path}{name}/") for child in element if _name(child) == name)

    def value(self, kind: type[Value], element: Element, path: str, ignored: tuple[str, ...] = ()) -> Value:
        """One value from its element: every declared field, the first of a name; the rest is counted."""
        by_element = {name: (field, each) for field, (name, each) in elements(kind).items()}
        nested = (*_NESTED.get(kind, ()), *ignored)
        found: dict[str, Any] = {}
        for child in element:
            name = _name(child)
            if name in by_element and by_element[name][0] not in found:
                field, each = by_element[name]
                if (text := child.text or "") or each is codec.TEXT:
                    found[field] = self.read(each, text, path + name)
            elif name not in nested:
                self.left_out[path + name] += 1
        try:
            return kind(**found)
        except TypeError:
            needed = next(name for field, (name, _) in elements(kind).items() if field not in found)
            raise ParseError(
                f"{path or 'Project/'}{needed} is missing", "the file is cut, or not written by the rules of the format"
            ) from None

    def read(self, each: codec.Codec, text: str, path: str) -> Any:
        """A text by its codec; an error names the element. What stands behind the seconds of an instant is its time zone."""
        if each is codec.INSTANT and text.strip()[19:].strip(".0123456789"):
            self.left_out[f"{path}, its time zone"] += 1
        try:
            return each.read(text if each is codec.TEXT else text.strip())
        except (ValueError, IndexError, KeyError, OverflowError) as error:
            raise ParseError(f"{path}: {quote(text)} cannot be read", str(error)) from None

    # -- calendars

    def calendar(self, element: Element) -> CalendarValue:
        """A calendar: its week, its exceptions (in the old form too, days without a weekday), its other weeks."""
        self.count(element, _CALENDAR, "Calendar/")
        uid, base = self.number(element, "UID"), self.number(element, "BaseCalendarUID")
        if uid is None:
            raise ParseError("Calendar/UID is missing", "the file is cut, or not written by the rules of the format")
        week = self.inside(element, "WeekDays", "WeekDay")
        exceptions = [self.exception(each) for each in self.inside(element, "Exceptions", "Exception")]
        known = {(each.first, each.last) for each in exceptions}
        for day in week:
            if self.number(day, "DayType") == 0:
                old = self.exception(day)
                if (old.first, old.last) not in known:
                    exceptions.append(old)
        return CalendarValue(
            uid,
            _text(element, "Name"),
            _flag(element, "IsBaseCalendar"),
            None if base in (None, -1) else base,
            tuple(self.days(week)),
            tuple(exceptions),
            tuple(self.work_week(each) for each in self.inside(element, "WorkWeeks", "WorkWeek")),
        )

    def days(self, week: list[Element]) -> Iterator[tuple[int, Spans]]:
        """Weekdays with their working times."""
        for day in week:
            self.count(day, _WEEK_DAY, "WeekDay/")
            number = self.number(day, "DayType")
            if number:
                yield number, self.spans(day)

    def exception(self, element: Element) -> CalendarException:
        """Days that differ from the week."""
        first, last = self.period(element)
        parts = ("TimePeriod", "Name", "DayWorking", "WorkingTimes", "DayType")
        recurrence = self.value(Recurrence, element, "Calendar/Exception/", ignored=parts)
        return CalendarException(first, last, self.spans(element), _text(element, "Name"), recurrence)

    def work_week(self, element: Element) -> WorkWeek:
        """Another week between two days."""
        first, last = self.period(element)
        self.count(element, ("TimePeriod", "Name", "WeekDays"), "WorkWeek/")
        week = self.inside(element, "WeekDays", "WeekDay")
        return WorkWeek(first, last, tuple(self.days(week)), _text(element, "Name"))

    def period(self, element: Element) -> tuple[date, date]:
        """The first and the last day of a TimePeriod."""
        for child in element:
            if _name(child) == "TimePeriod":
                self.count(child, ("FromDate", "ToDate"), "TimePeriod/")
                ends = [
                    self.read(codec.INSTANT, _text(child, name) or "", f"Calendar/TimePeriod/{name}").date()
                    for name in ("FromDate", "ToDate")
                ]
                return ends[0], ends[1]
        raise ParseError("Calendar: an exception has no TimePeriod", "FromDate and ToDate are needed")

    def spans(self, day: Element) -> Spans:
        """The working times of a day; an end not after the begin is one of the next day, 00:00 midnight."""
        found = []
        for span in self.inside(day, "WorkingTimes", "WorkingTime"):
            self.count(span, ("FromTime", "ToTime"), "WorkingTime/")
            begin, end = (self.read(codec.TIME, _text(span, name) or "", f"WorkingTime/{name}") for name in ("FromTime", "ToTime"))
            found.append((begin, end if end > begin else end + codec.MIDNIGHT))
        return tuple(found) if _flag(day, "DayWorking") else ()

    def number(self, element: Element, name: str) -> int | None:
        """A whole number in a child."""
        text = _text(element, name)
        return int(self.read(codec.INTEGER, text, name)) if text and text.strip() else None


def _text(element: Element, name: str) -> str | None:
    """The text of the first child of a name; None where there is none."""
    return next((child.text or "" for child in element if _name(child) == name), None)


def _flag(element: Element, name: str) -> bool:
    return (_text(element, name) or "").strip() in ("1", "true")
