"""The plan that `qd calc network`, `dcma` and `simulate` read: CSV or Microsoft Project XML, with a start and a calendar."""

from __future__ import annotations

import os
from collections.abc import Hashable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from models.planning.calendar import Calendar, round_the_clock, standard
from models.planning.dated.values import Link, Project, Task
from models.planning.instants import from_datetime
from models.planning.loops import LoopError
from models.values import ParseError
from tui.cli.calc.reading import at_least, given
from tui.cli.call import usage

if TYPE_CHECKING:
    from models.exchange.network_csv import Row
    from tui.cli.call import Call

#: Public holidays are looked up for so many years after the start.
_YEARS = 12


class Label(NamedTuple):
    """What a task is called: its id in the file, its unique number where the file has one, its name."""

    id: str | int | None
    uid: int | None
    name: str


class PlanFile(NamedTuple):
    """A plan ready to be computed; `labels` names the tasks by key, `summaries` are those that others stand under."""

    tasks: list[Task]
    links: list[Link]
    calendars: dict[Hashable, Calendar]
    project: Project
    labels: dict[int, Label]
    summaries: set[int]
    minutes_a_day: int
    rows: list[Row]
    """The estimates of a CSV file; none of another."""
    assigned: set[int] | None = None
    """The tasks on which a person works; None where the file knows of no people."""
    baseline: dict[int, int] = {}
    """When the tasks of the baseline were to finish."""
    status: int | None = None
    critical_at: int = 0
    """Up to so many minutes of float a task is critical."""
    path: str = ""
    """The file as messages name it."""

    @property
    def calendar(self) -> Calendar:
        """The project's calendar."""
        return self.calendars[self.project.calendar]

    @property
    def day_in_hours(self) -> str:
        """How long a day of duration is, to read."""
        return f"{self.minutes_a_day / 60:g}"


def content_of(call: Call, form: str) -> tuple[str, bytes]:
    """The file that the command names."""
    words = [*call.words[1:], *call.literal]
    if len(words) != 1:
        raise usage("one file is wanted" if words else "the file is missing", field="file", hint=f"qd calc {call.words[0]} {form}")
    try:
        with open(words[0], "rb") as file:
            return words[0], file.read()
    except OSError as error:
        raise usage(
            f"{words[0]}: {(error.strerror or 'cannot be read').lower()}", field="file", hint="look at the name and its permissions"
        ) from None


def read_plan(call: Call) -> PlanFile:
    """The plan in the file. Raises UsageError naming the file, the line or element, why, and what would be right."""
    path, content = content_of(call, "FILE.csv or FILE.xml")
    try:
        if os.path.splitext(path)[1].lower() == ".xml" or content.lstrip().startswith(b"<"):
            file = _from_xml(call, content, path)
        else:
            file = _from_csv(call, content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise usage(f"{path}: this is no UTF-8 text", field="file", hint="save it as CSV in UTF-8") from None
    except ParseError as error:
        raise usage(f"{path}: {error.message}", field="file", hint=error.hint) from None
    except ValueError as error:
        raise usage(f"{path}: {error}", field="file") from None
    slack = at_least(given(call, "--critical-slack", "0"), "0", "--critical-slack")
    return file._replace(path=path, critical_at=int(slack * file.minutes_a_day))


def _from_csv(call: Call, text: str) -> PlanFile:
    from models.exchange.network_csv import lag_of, read_network

    rows = read_network(text)
    start = _start(call) or datetime.combine(date.today(), time())
    calendar = _calendar(call, start) or standard()
    day = minutes_a_day(calendar)
    keys = {row.id: key for key, row in enumerate(rows)}
    tasks = [Task(key, round(row.likely * day)) for key, row in enumerate(rows)]
    links = [Link(keys[link.predecessor], keys[row.id], link.type, *lag_of(link, day)) for row in rows for link in row.links]
    project = Project(calendar.next_start(from_datetime(start)), "plan")
    labels = {keys[row.id]: Label(row.id, None, row.name) for row in rows}
    return PlanFile(tasks, links, {"plan": calendar}, project, labels, set(), day, rows)


def _from_xml(call: Call, content: bytes, path: str) -> PlanFile:
    from models.exchange.msproject import read_project
    from models.exchange.msproject_plan import network_of

    value = read_project(content)
    labels = {task.uid: Label(task.id, task.uid, task.name or "") for task in value.tasks}
    try:
        network = network_of(value)
    except LoopError as error:
        raise loop_refused(error, labels, path) from None
    project, calendars = network.project, network.calendars
    start = _start(call)
    calendar = _calendar(call, start or datetime.now())
    if calendar is not None:
        calendars["chosen"] = calendar
        project = project._replace(calendar="chosen")
    if start is not None:
        project = project._replace(start=calendars[project.calendar].next_start(from_datetime(start)))
    summaries = {task.parent for task in network.tasks if task.parent is not None}
    day = value.minutes_per_day or minutes_a_day(calendars[project.calendar])
    people = {each.uid for each in value.resources if each.type in (None, "work") and each.name}
    assigned = {each.task for each in value.assignments if each.task is not None and each.resource in people}
    baseline = {
        task.uid: from_datetime(each.finish) for task in value.tasks for each in task.baselines if each.number == 0 and each.finish
    }  # fmt: skip
    status = None if value.status_date is None else from_datetime(value.status_date)
    return PlanFile(network.tasks, network.links, calendars, project, labels, summaries, day, [], assigned, baseline, status)


def loop_refused(error: LoopError, labels: dict[int, Label], path: str) -> Exception:
    """What is said of links in a circle: the tasks of the loop in order, with their names where those are more than their ids."""
    looped = [labels[key] for key in [*error.keys, error.keys[0]]]
    names = " → ".join(f"{each.id} {each.name}" if each.name not in ("", str(each.id)) else str(each.id) for each in looped)
    return usage(f"{path}: the links run in a loop: {names}", field="predecessors", hint="take one of them out")


def _start(call: Call) -> datetime | None:
    """--start as ISO text or as people type a day."""
    text = call.options.get("--start")
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        from models.values import day

        try:
            return datetime.combine(day.parse(text, date.today()), time())
        except ParseError as error:
            raise usage(f"--start: {error.message}", field="start", hint=error.hint) from None


def _calendar(call: Call, start: datetime) -> Calendar | None:
    """--calendar: five-day, 24h, or a TOML file; None where it is not given."""
    word = call.options.get("--calendar")
    if word is None:
        return None
    if word in ("five-day", "24h"):
        return standard() if word == "five-day" else round_the_clock()
    from models.exchange.calendar_file import read_calendar

    try:
        with open(word, "rb") as file:
            return read_calendar(file.read(), range(start.year, start.year + _YEARS))
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise usage(f"--calendar: {word}: {reason}", field="calendar", hint="five-day, 24h or a TOML file") from None
    except ParseError as error:
        raise usage(f"--calendar: {word}: {error.message}", field="calendar", hint=error.hint) from None


def minutes_a_day(calendar: Calendar) -> int:
    """The working minutes of the calendar's longest weekday: what a day of duration means."""
    monday = date(2001, 1, 1)
    return max((calendar.minutes_of(monday + timedelta(days)) for days in range(7)), default=480) or 480
