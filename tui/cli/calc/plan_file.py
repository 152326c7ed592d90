"""The plan that `qd calc network`, `dcma` and `simulate` read: CSV or Microsoft Project XML, with a start and a calendar."""

from __future__ import annotations

import os
import sys
from collections.abc import Hashable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, NamedTuple

from models.planning.calendar import Calendar, round_the_clock, standard
from models.planning.dated.values import Link, Project, Task
from models.planning.hours import minutes_in
from models.planning.instants import MINUTES_A_DAY, from_datetime, to_text
from models.planning.loops import LoopError
from models.values import ParseError
from tui.cli.calc.reading import at_least, given
from tui.cli.call import usage

if TYPE_CHECKING:
    from models.exchange.network_csv import Row
    from models.planning.dated.values import Dates
    from tui.cli.call import Call

#: Public holidays are looked up for so many years after the start.
_YEARS = 12
_DAY = 480
_OLE = bytes.fromhex("d0cf11e0")
"""How the files of Microsoft Project begin, and all that older programs of Microsoft Office write."""
_BEFORE = b"\xef\xbb\xbf \t\r\n"
"""The mark of UTF-8 and the blanks that may stand before what a file says."""


class Label(NamedTuple):
    """What a task is called: its id in the file, or else its unique number; that, where the file has one; its name."""

    id: str | int
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
    critical_at: int = 0
    """Up to so many minutes of float a task is critical."""
    links_first: bool = False
    """Whether links are kept and constraint dates passed where both cannot be."""
    path: str = ""
    """The file as messages name it."""
    notes: list[str] = []
    """What the file says and the plan does not."""
    elapsed: frozenset[int] = frozenset()
    """The tasks whose duration is real time."""
    left_out: tuple[tuple[str, int], ...] = ()
    """The elements or columns of the file that are not read, each with its number."""

    @property
    def calendar(self) -> Calendar:
        """The project's calendar."""
        return self.calendars[self.project.calendar]

    def floats(self, dates: Dates) -> tuple[int, int]:
        """Total and free float in working minutes; those of an elapsed duration are measured in the project's calendar."""
        if dates.key not in self.elapsed:
            return dates.total_float, dates.free_float
        begins, ends = dates.early_start, dates.early_finish
        return self.calendar.between(begins, begins + dates.total_float), self.calendar.between(ends, ends + dates.free_float)

    def conflict(self, dates: Dates) -> int:
        """By how many working minutes a task passes its own constraint or deadline, measured as its floats."""
        if dates.key not in self.elapsed:
            return dates.conflict
        return self.calendar.between(dates.finish - dates.conflict, dates.finish)

    @property
    def day_in_hours(self) -> str:
        """How long a day of duration is, to read."""
        return f"{self.minutes_a_day / 60:g}"


def content_of(call: Call, form: str) -> tuple[str, bytes]:
    """The file that the command names, `-` for standard input, as messages name it, and what is in it."""
    words = [*call.words[1:], *call.literal]
    if len(words) != 1:
        raise usage("one file is wanted" if words else "the file is missing", field="file", hint=f"qd calc {call.words[0]} {form}")
    if words[0] == "-":
        return "standard input", sys.stdin.buffer.read()
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
    begins = content.lstrip(_BEFORE)[:4]
    if not begins:
        raise usage(f"{path}: the file is empty", field="file", hint="a table in CSV, or Microsoft Project XML")
    if begins == _OLE:
        hint = "save it as XML in Microsoft Project, a table as CSV"
        raise usage(f"{path}: this is no text, but a file as .mpp is one", field="file", hint=hint)
    try:
        if os.path.splitext(path)[1].lower() == ".xml" or begins.startswith(b"<"):
            file = _from_xml(call, content, path)
        else:
            file = _from_csv(call, content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise usage(f"{path}: this is no UTF-8 text", field="file", hint="save it as CSV in UTF-8") from None
    except ParseError as error:
        raise usage(f"{path}: {error.message}", field="file", hint=error.hint) from None
    except ValueError as error:
        raise usage(f"{path}: {error}", field="file") from None
    return _as_asked(call, file._replace(path=path))


def _as_asked(call: Call, file: PlanFile) -> PlanFile:
    """The plan with the options of the command, which stand above those of the file."""
    if "--critical-slack" in call.options:
        slack = at_least(given(call, "--critical-slack", "0"), "0", "--critical-slack")
        file = file._replace(critical_at=int(slack * file.minutes_a_day))
    if "--status" in call.options:
        moment = None if call.options["--status"] == "none" else _moment(call, "--status")
        file = file._replace(project=file.project._replace(status=None if moment is None else from_datetime(moment)))
    elif file.project.status is not None:
        file = _with_status(file, file.project.status)
    return file._replace(links_first="--links-first" in call.options)


def _with_status(file: PlanFile, status: int) -> PlanFile:
    """The plan under the status date that its file gives: nothing of what is known moves a plan that has not begun."""
    date = to_text(status).replace("T", " ")
    if any(task.actual_start is not None or task.actual_finish is not None for task in file.tasks):
        rule = "Microsoft Project leaves it where it is until told to reschedule, and so does --status none"
        return file._replace(notes=[*file.notes, f"what remains lies behind the status date {date}: {rule}"])
    note = f"the status date {date} moves nothing, because nothing has begun: --status {to_text(status)} puts all work behind it"
    return file._replace(project=file.project._replace(status=None), notes=[*file.notes, note])


def _from_csv(call: Call, text: str) -> PlanFile:
    from models.exchange.network_csv import lag_of, read_network, unread_columns

    rows = read_network(text)
    start = _moment(call, "--start") or datetime.combine(date.today(), time())
    calendar, day = _calendar(call, start) or (standard(), _DAY)
    keys = {row.id: key for key, row in enumerate(rows, 1)}
    tasks = [Task(keys[row.id], round(row.duration * day)) for row in rows]
    links = [Link(keys[link.predecessor], keys[row.id], link.type, *lag_of(link, day)) for row in rows for link in row.links]
    project = Project(calendar.next_start(from_datetime(start)), "plan")
    labels = {keys[row.id]: Label(row.id, None, row.name) for row in rows}
    left_out = tuple((f"column {name}", 1) for name in unread_columns(text))
    return PlanFile(tasks, links, {"plan": calendar}, project, labels, set(), day, rows, left_out=left_out)


def _from_xml(call: Call, content: bytes, path: str) -> PlanFile:
    from models.exchange.msproject import read_project
    from models.exchange.msproject_notes import notes_of
    from models.exchange.msproject_plan import CLOCK, network_of, start_of

    value = read_project(content)
    labels = {task.uid: Label(task.number, task.uid, task.name or "") for task in value.tasks}
    try:
        network = network_of(value)
    except LoopError as error:
        raise loop_refused(error, labels, path) from None
    project, calendars = network.project, network.calendars
    start = _moment(call, "--start")
    if not network.tasks:
        raise ParseError("there are no tasks in the plan", "a Task in Tasks that is active")
    if start is None and start_of(value) is None and project.finish is None:
        raise ParseError("the file says neither StartDate nor the Start of a task", "give --start")
    day = value.minutes_per_day or minutes_a_day(calendars[project.calendar])
    if not 0 < day <= MINUTES_A_DAY:
        raise ParseError(f"MinutesPerDay is {day}", f"1 to {MINUTES_A_DAY}")
    chosen = _calendar(call, start or datetime.now())
    if chosen is not None:
        calendars["chosen"], day = chosen
        project = project._replace(calendar="chosen")
    if start is not None:
        project = project._replace(start=calendars[project.calendar].next_start(from_datetime(start)))
    summaries = {task.parent for task in network.tasks if task.parent is not None}
    people = {each.uid for each in value.resources if each.type in (None, "work") and each.name}
    assigned = {each.task for each in value.assignments if each.task is not None and each.resource in people}
    baseline = {
        task.uid: from_datetime(each.finish) for task in value.tasks for each in task.baselines if each.number == 0 and each.finish
    }  # fmt: skip
    return PlanFile(
        network.tasks, network.links, calendars, project, labels, summaries, day, [], assigned if people else None, baseline,
        elapsed=frozenset(task.key for task in network.tasks if task.calendar == CLOCK),
        critical_at=(value.critical_slack_limit or 0) * day, notes=notes_of(value), left_out=value.left_out,
    )  # fmt: skip


def loop_refused(error: LoopError, labels: dict[int, Label], path: str) -> Exception:
    """What is said of links in a circle: the tasks of the loop in order, with their names where those are more than their ids."""
    names = [f"{each.id} {each.name}" if each.name not in ("", str(each.id)) else str(each.id) for each in map(labels.__getitem__, error.keys)]
    if len(names) == 1:
        said = f"{names[0]} waits for itself, or for a summary that it belongs to"
    else:
        said = "the links run in a loop: " + " → ".join([*names, names[0]])
    return usage(f"{path}: {said}", field="predecessors", hint="take one of the links out")


def _moment(call: Call, option: str) -> datetime | None:
    """The instant of an option as ISO text or as people type a day; None where it is not given."""
    text = call.options.get(option)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        from models.values import day

        try:
            return datetime.combine(day.parse(text, date.today()), time())
        except ParseError as error:
            raise usage(f"{option}: {error.message}", field=option.lstrip("-"), hint=error.hint) from None
    if moment.tzinfo is not None:
        raise usage(f"{option}: “{text[:40]}” has a time zone", field=option.lstrip("-"), hint="the project's own clock, 2026-01-05T08:00")
    return moment.replace(second=0, microsecond=0)


def _calendar(call: Call, start: datetime) -> tuple[Calendar, int] | None:
    """--calendar: five-day, 24h, or a TOML file, and the minutes of a day of duration; None where it is not given."""
    word = call.options.get("--calendar")
    if word is None:
        return None
    if word in ("five-day", "24h"):
        calendar = standard() if word == "five-day" else round_the_clock()
        return calendar, minutes_a_day(calendar)
    from models.exchange.calendar_file import read_calendar

    try:
        with open(word, "rb") as file:
            found = read_calendar(file.read(), range(start.year, start.year + _YEARS))
            return found.calendar, found.minutes_a_day or minutes_a_day(found.calendar)
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise usage(f"--calendar: {word}: {reason}", field="calendar", hint="five-day, 24h or a TOML file") from None
    except ParseError as error:
        raise usage(f"--calendar: {word}: {error.message}", field="calendar", hint=error.hint) from None


def minutes_a_day(calendar: Calendar) -> int:
    """What a day of duration means: the hours of the working weekdays where they all have the same, else 8 hours."""
    week, base = list(calendar.week), calendar.base
    while base is not None:
        week, base = [before if day is None else day for day, before in zip(week, base.week, strict=True)], base.base
    lengths = {minutes_in(day) for day in week if day}
    return lengths.pop() if len(lengths) == 1 else _DAY
