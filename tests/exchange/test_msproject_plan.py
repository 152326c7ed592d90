"""The network of a Microsoft Project file gives the dates and slacks that Microsoft Project stored in it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from models.exchange.msproject import read_project
from models.exchange.msproject_calendars import calendars_of, occurrences
from models.exchange.msproject_notes import notes_of
from models.exchange.msproject_plan import network_of
from models.exchange.msproject_values import CalendarException, CalendarValue, Recurrence
from models.planning.dated.plan import plan
from models.planning.instants import to_text
from models.values import ParseError

FILES = {
    "calendar-calendars-project2013-mspdi": (),
    "caltest": (),
    # Task 5 and the elapsed tasks, typed later, moved the project's finish; the late dates of the first four were stored before that
    # and not again: they end with task 5, three days before the project.
    "mspdiduration": (1, 2, 3, 4),
    "mspdirelations": (),
    "mspdisplittask": (),
    "sample": (),
    "task-baselines-project2013-mspdi": (),
    "task-durations-project2013-mspdi": (),
    "task-links-project2003-mspdi": (),
    "task-links-project2013-mspdi": (),
}


def _minutes(slack: dict[str, float] | None) -> int | None:
    return None if slack is None else int(slack["v"])


@pytest.mark.parametrize("name", FILES)
def test_every_leaf_has_the_dates_and_slacks_of_microsoft_project(shared: Path, name: str) -> None:
    folder = shared / "msproject"
    network = network_of(read_project((folder / f"{name}.xml").read_bytes()))
    stored = {row["uid"]: row["computed"] for row in json.loads((folder / f"{name}.xml.json").read_text())["tasks"]}
    found = plan(network.tasks, network.links, network.calendars, network.project)
    summaries = {task.parent for task in network.tasks}
    differing = []
    for task in network.tasks:
        if task.key in summaries:
            continue
        dates, theirs = found.dates(task.key), stored[task.key]
        instants = [to_text(each) for each in (dates.early_start, dates.early_finish, dates.late_start, dates.late_finish)]
        expected = [theirs[field] for field in ("early_start", "early_finish", "late_start", "late_finish")]
        slacks = [dates.total_float, dates.free_float], [_minutes(theirs.get(field)) for field in ("total_slack", "free_slack")]
        # Microsoft Project marks no manual task as critical, whatever its slack; here all without slack are.
        critical = dates.critical and not task.manual
        if instants != expected or slacks[0] != slacks[1] or critical != theirs["critical"]:
            differing.append(task.key)
    assert tuple(differing) == FILES[name]


def days_of(recurrence: Recurrence, first: date, last: date) -> list[str]:
    return [day.isoformat() for day, _ in occurrences(CalendarException(first, last, (), None, recurrence))]


@pytest.mark.parametrize(
    ("recurrence", "expected"),
    [
        (Recurrence(1, period=2), ["2026-12-01", "2026-12-03", "2026-12-05"]),
        (Recurrence(2, month=11, month_day=25), ["2026-12-25", "2027-12-25"]),
        (Recurrence(3, month=10, month_item=7, month_position=3), ["2026-11-26", "2027-11-25"]),
        (Recurrence(4, period=2, month_day=15), ["2026-12-15", "2027-02-15"]),
        (Recurrence(4, period=1, month_day=31), ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"]),
        (Recurrence(5, period=1, month_item=1, month_position=4), ["2026-12-31", "2027-01-29"]),
        (Recurrence(6, period=2, days_of_week=2 + 32), ["2026-12-04", "2026-12-14", "2026-12-18"]),
        (Recurrence(7, period=3), ["2026-12-01", "2026-12-04", "2026-12-07"]),
        (Recurrence(8, period=2), ["2026-12-01", "2026-12-03", "2026-12-07"]),
    ],
    ids=[
        "every other day", "yearly by day", "yearly by place", "monthly by day", "on the last day", "monthly by place", "weekly", "every third day",
        "every other weekday",
    ],
)
def test_exceptions_return_as_microsoft_counts(recurrence: Recurrence, expected: list[str]) -> None:
    first = date(2026, 11, 1) if recurrence.type == 3 else date(2026, 12, 1)
    assert days_of(recurrence, first, date(2028, 1, 31))[: len(expected)] == expected


def test_an_exception_without_a_rule_holds_every_day() -> None:
    assert list(occurrences(CalendarException(date(2026, 12, 24), date(2026, 12, 31)))) == [(date(2026, 12, 24), date(2026, 12, 31))]


def test_exceptions_return_as_long_as_microsoft_counts_and_not_without_end() -> None:
    ever = CalendarException(date(1984, 1, 1), date(9999, 12, 31), (), None, Recurrence(1, period=2))
    assert max(last for _, last in occurrences(ever)).year == 2149
    standing = [CalendarValue(number, f"C{number}", False, 1) for number in range(2, 19)]
    with pytest.raises(ParseError, match=r"calendar C[0-9]+: too many days differ"):
        calendars_of((CalendarValue(1, "Site", True, None, exceptions=(ever,)), *standing))
    with pytest.raises(ParseError, match=r"calendar C[0-9]+: too many days differ"):
        calendars_of(tuple(CalendarValue(number, f"C{number}", False, number + 1) for number in range(1, 3000)))


def test_calendars_that_stand_on_each_other_are_refused() -> None:
    with pytest.raises(ParseError, match="stands on itself"):
        calendars_of((CalendarValue(1, "A", True, 2), CalendarValue(2, "B", True, 1)))


def test_every_lag_format_is_read() -> None:
    rows = "".join(
        f"<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type><LinkLag>{lag}</LinkLag><LagFormat>{code}</LagFormat></PredecessorLink>"
        for lag, code in ((4800, 7), (14400, 8), (50, 19), (25, 20), (600, 37), (-24000, 9))
    )
    content = (
        '<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-01-05T08:00:00</StartDate><Tasks><Task><UID>1</UID></Task>'
        f"<Task><UID>2</UID>{rows}</Task><Task><UID>3</UID><Active>0</Active></Task><Task><UID>4</UID><PredecessorLink>"
        "<PredecessorUID>3</PredecessorUID></PredecessorLink></Task></Tasks></Project>"
    )
    network = network_of(read_project(content.encode()))
    assert [(link.lag, link.lag_unit) for link in network.links] == [
        (480, "working"),
        (1440, "elapsed"),
        (5000, "percent"),
        (2500, "elapsed percent"),
        (60, "working"),
        (-2400, "working"),
    ]
    assert [task.key for task in network.tasks] == [1, 2, 4]


def file_of(tasks: str, head: str = "<StartDate>2026-01-05T08:00:00</StartDate>") -> bytes:
    """A file of these tasks in another namespace, with a prefix, as other programs write it."""
    plain = f"<Project>{head}<Tasks>{tasks}</Tasks></Project>"
    return plain.replace("</", "</p:").replace("<", "<p:").replace("<p:/p:", "</p:").replace("<p:Project", '<p:Project xmlns:p="urn:other"', 1).encode()


def planned(content: bytes) -> dict[int, tuple[str, str]]:
    network = network_of(read_project(content))
    return {row.key: (to_text(row.start), to_text(row.finish)) for row in plan(*network).rows()}


def test_a_file_planned_from_its_finish_keeps_to_it() -> None:
    head = "<ScheduleFromStart>0</ScheduleFromStart><StartDate>2026-01-01T08:00:00</StartDate><FinishDate>2026-03-06T17:00:00</FinishDate>"
    late = "<Duration>PT8H0M0S</Duration><ConstraintType>1</ConstraintType>"
    link = "<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type></PredecessorLink>"
    found = planned(file_of(f"<Task><UID>1</UID>{late}</Task><Task><UID>2</UID>{late}{link}</Task>", head))
    assert found == {1: ("2026-03-05T08:00", "2026-03-05T17:00"), 2: ("2026-03-06T08:00", "2026-03-06T17:00")}


def test_interrupted_work_goes_on_when_the_file_says() -> None:
    begun = "<Duration>PT16H0M0S</Duration><ActualStart>2026-01-05T08:00:00</ActualStart><RemainingDuration>PT8H0M0S</RemainingDuration>"
    stopped = "<Stop>2026-01-05T17:00:00</Stop><Resume>2026-01-08T08:00:00</Resume>"
    assert planned(file_of(f"<Task><UID>1</UID>{begun}{stopped}</Task>")) == {1: ("2026-01-05T08:00", "2026-01-08T17:00")}
    assert planned(file_of(f"<Task><UID>1</UID>{begun}</Task>")) == {1: ("2026-01-05T08:00", "2026-01-06T17:00")}


def test_what_a_file_leaves_out_follows_from_the_rest() -> None:
    stood = "<Start>2026-01-06T08:00:00</Start><Finish>2026-01-07T17:00:00</Finish>"
    tasks = (
        f"<Task><UID>1</UID><OutlineNumber>1</OutlineNumber></Task><Task><UID>2</UID><OutlineNumber>1.1</OutlineNumber>{stood}</Task>"
        f"<Task><UID>3</UID><OutlineNumber>1.2</OutlineNumber>{stood}<PercentComplete>50</PercentComplete></Task>"
        f"<Task><UID>4</UID><OutlineNumber>2</OutlineNumber>{stood}<PercentComplete>100</PercentComplete></Task>"
        f"<Task><UID>5</UID><OutlineNumber>3</OutlineNumber>{stood}<ExternalTask>1</ExternalTask></Task>"
    )
    network = network_of(read_project(file_of(tasks)))
    assert [task.parent for task in network.tasks] == [None, 1, 1, None, None]
    assert network.tasks[2].remaining == 480
    assert planned(file_of(tasks)) == {
        2: ("2026-01-05T08:00", "2026-01-06T17:00"),
        **dict.fromkeys((3, 4, 5), ("2026-01-06T08:00", "2026-01-07T17:00")),
    }


def test_a_shift_past_midnight_may_be_written_as_one() -> None:
    times = "<WorkingTimes><WorkingTime><FromTime>22:00:00</FromTime><ToTime>06:00:00</ToTime></WorkingTime></WorkingTimes>"
    days = "".join(f"<WeekDay><DayType>{day}</DayType><DayWorking>1</DayWorking>{times}</WeekDay>" for day in range(2, 7))
    calendar = f"<Calendars><Calendar><UID>1</UID><WeekDays>{days}</WeekDays></Calendar></Calendars>"
    head = f"<StartDate>2026-01-05T08:00:00</StartDate><CalendarUID>1</CalendarUID>{calendar}"
    assert planned(file_of("<Task><UID>1</UID><Duration>PT16H0M0S</Duration></Task>", head)) == {1: ("2026-01-05T22:00", "2026-01-07T06:00")}


def week_of(uid: int, hours: str, days: range) -> str:
    """A calendar with the same hours on these weekdays, Sunday being 1."""
    begins, ends = hours.split("-")
    times = f"<WorkingTimes><WorkingTime><FromTime>{begins}</FromTime><ToTime>{ends}</ToTime></WorkingTime></WorkingTimes>"
    week = "".join(f"<WeekDay><DayType>{day}</DayType><DayWorking>1</DayWorking>{times}</WeekDay>" for day in days)
    return f"<Calendar><UID>{uid}</UID><Name>week {uid}</Name><WeekDays>{week}</WeekDays></Calendar>"


@pytest.mark.parametrize(
    ("task", "finish"),
    [
        ("", "2026-01-07T12:00"),  # the person's Tuesday to Thursday
        ("<CalendarUID>2</CalendarUID>", "2026-01-08T12:00"),  # the mornings of these days
        ("<CalendarUID>2</CalendarUID><IgnoreResourceCalendar>1</IgnoreResourceCalendar>", "2026-01-07T12:00"),
        ("<CalendarUID>3</CalendarUID>", "2026-01-07T12:00"),  # round the clock, as far as the person works
        ("<CalendarUID>3</CalendarUID><IgnoreResourceCalendar>1</IgnoreResourceCalendar>", "2026-01-05T20:00"),
        ("<DurationFormat>8</DurationFormat>", "2026-01-05T20:00"),  # an elapsed duration knows no calendar
    ],
)
def test_a_task_with_a_calendar_waits_for_its_person_unless_it_ignores_them(task: str, finish: str) -> None:
    """All by hand: 12 hours of work from Monday, 5 January 2026, 08:00."""
    calendars = week_of(1, "08:00:00-16:00:00", range(3, 6)) + week_of(2, "08:00:00-12:00:00", range(1, 8))
    calendars += week_of(3, "00:00:00-00:00:00", range(1, 8)) + week_of(4, "08:00:00-16:00:00", range(2, 7))
    head = (
        f"<StartDate>2026-01-05T08:00:00</StartDate><CalendarUID>4</CalendarUID><Calendars>{calendars}</Calendars>"
        "<Resources><Resource><UID>1</UID><Type>1</Type><CalendarUID>1</CalendarUID></Resource></Resources>"
        "<Assignments><Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID><Work>PT12H0M0S</Work><Units>1</Units>"
        "</Assignment></Assignments>"
    )
    assert planned(file_of(f"<Task><UID>1</UID><Duration>PT12H0M0S</Duration>{task}</Task>", head))[1][1] == finish


def test_what_a_file_says_and_its_plan_does_not_is_noted() -> None:
    def task(uid: int, more: str) -> str:
        return f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>T{uid}</Name>{more}</Task>"

    def link(uid: int, more: str = "") -> str:
        return f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID>{more}</PredecessorLink>"

    tasks = (
        task(1, "<Active>0</Active>") + task(2, link(1)) + task(3, link(77)) + task(4, link(2, "<CrossProject>1</CrossProject>"))
        + task(5, "<Manual>1</Manual><CalendarUID>8</CalendarUID>") + task(6, "<ExternalTask>1</ExternalTask>") + task(7, "<IsSubproject>1</IsSubproject>")
        + task(8, "<LevelingDelay>4800</LevelingDelay>") + "<Task><UID>9</UID><IsNull>1</IsNull></Task>"
    )  # fmt: skip
    calendars = "<Calendars><Calendar><UID>1</UID><Name>Site</Name><BaseCalendarUID>5</BaseCalendarUID></Calendar></Calendars>"
    people = "<Resources><Resource><UID>1</UID><Name>Ana</Name><CalendarUID>6</CalendarUID></Resource></Resources>"
    head = f"<StartDate>2026-01-05T08:00:00</StartDate><MultipleCriticalPaths>1</MultipleCriticalPaths><CalendarUID>9</CalendarUID>{calendars}{people}"
    assert notes_of(read_project(file_of(tasks, head))) == [
        "the project's calendar 9 is not in the file: Monday to Friday, 08:00–12:00 and 13:00–17:00 instead",
        "calendars of tasks are not in the file, the project's stands in: 5 T5",
        "calendars of people are not in the file, the project's stands in: Ana",
        "base calendars are not in the file, days without hours are free: Site",
        "links to other projects are left out: 4 T4",
        "links to predecessors that are not in the file are left out: 3 T3",
        "links to inactive predecessors are left out: 2 T2",
        "inactive tasks stand outside the plan: 1 T1",
        "manual tasks lie where they were put, whatever their links say: 5 T5",
        "tasks of other files lie where they were when the file was written: 6 T6",
        "inserted projects are not opened: 7 T7",
        "levelling delays without a start are left out: 8 T8",
        "critical is what holds the finish of the whole project, not of each network in it",
    ]


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_noted_of_a_real_file_but_its_manual_tasks(shared: Path, name: str) -> None:
    """Microsoft writes a calendar for nobody (resource 0), and 0 as the base of calendars that have none."""
    notes = notes_of(read_project((shared / "msproject" / f"{name}.xml").read_bytes()))
    assert [note.partition(" ")[0] for note in notes] == ["manual"] * (name == "task-baselines-project2013-mspdi")


@pytest.mark.parametrize(
    ("inside", "part"),
    [
        ("<Tasks><Task><UID>1</UID><Name>a</Name></Task><Task><UID>1</UID></Task></Tasks>", 'two tasks have the UID 1: "a" and ""'),
        ("<Resources><Resource><UID>2</UID></Resource><Resource><UID>2</UID></Resource></Resources>", "two resources have the UID 2"),
        ("<Calendars><Calendar><UID>3</UID></Calendar><Calendar><UID>3</UID></Calendar></Calendars>", "two calendars have the UID 3"),
        ("<Tasks><Task><UID>7</UID><ID>1</ID><Name>a</Name><Duration>-PT8H0M0S</Duration></Task></Tasks>", 'task 1 "a": its Duration is below zero'),
        ("<Tasks><Task><UID>7</UID><ConstraintType>4</ConstraintType></Task></Tasks>", 'task 7 "": its ConstraintType 4 needs a ConstraintDate'),
    ],
)
def test_what_cannot_be_planned_is_refused_by_the_names_of_the_file(inside: str, part: str) -> None:
    with pytest.raises(ParseError, match=part):
        network_of(read_project(f"<Project>{inside}</Project>".encode()))


def test_remaining_work_lies_behind_the_status_date_and_a_levelled_task_where_it_was_levelled_to() -> None:
    begun = "<ActualStart>2026-01-05T08:00:00</ActualStart><RemainingDuration>PT8H0M0S</RemainingDuration>"
    levelled = "<Start>2026-01-20T08:00:00</Start><LevelingDelay>62400</LevelingDelay><LevelingDelayFormat>8</LevelingDelayFormat>"
    tasks = "".join(
        f"<Task><UID>{uid}</UID><Duration>PT16H0M0S</Duration>{more}</Task>" for uid, more in ((1, begun), (2, ""), (3, levelled))
    )  # fmt: skip
    head = "<StartDate>2026-01-05T08:00:00</StartDate><StatusDate>2026-01-14T17:00:00</StatusDate>"
    assert planned(file_of(tasks, head)) == {
        1: ("2026-01-05T08:00", "2026-01-15T17:00"),
        2: ("2026-01-15T08:00", "2026-01-16T17:00"),
        3: ("2026-01-20T08:00", "2026-01-21T17:00"),
    }


def test_work_that_cannot_be_read_is_named() -> None:
    stretch = "<Type>1</Type><Start>2026-01-05T08:00:00</Start><Finish>2026-01-06T08:00:00</Finish><Value>soon</Value>"
    assignment = f"<Assignment><UID>1</UID><TaskUID>1</TaskUID><TimephasedData>{stretch}</TimephasedData></Assignment>"
    content = f"<Project><Tasks><Task><UID>1</UID></Task></Tasks><Assignments>{assignment}</Assignments></Project>"
    with pytest.raises(ParseError, match='TimephasedData/Value: "soon" cannot be read'):
        network_of(read_project(content.encode()))


@pytest.mark.parametrize(("kind", "lag"), [(2, 0), (0, 0), (1, -24000), (3, -9600)], ids=["sf", "ff", "a lead", "a lead to a start"])
def test_no_link_puts_a_task_before_the_project(kind: int, lag: int) -> None:
    """Two and three days (Microsoft's article Q103971 "Task Not Scheduled Prior to Project Start Date")."""
    link = f"<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>{kind}</Type><LinkLag>{lag}</LinkLag></PredecessorLink>"
    tasks = f"<Task><UID>1</UID><Duration>PT16H0M0S</Duration></Task><Task><UID>2</UID><Duration>PT24H0M0S</Duration>{link}</Task>"
    assert planned(file_of(tasks))[2] == ("2026-01-05T08:00", "2026-01-07T17:00")


@pytest.mark.parametrize("begun", ["", "<ActualStart>2026-01-05T08:00:00</ActualStart><RemainingDuration>PT16H0M0S</RemainingDuration>"])
def test_work_that_pauses_between_its_stretches_ends_when_the_last_does(begun: str) -> None:
    stood = "<Start>2026-01-05T08:00:00</Start><Finish>2026-01-08T17:00:00</Finish><Duration>PT16H0M0S</Duration>"
    stretches = "".join(
        f"<TimephasedData><Type>1</Type><Start>2026-01-0{day}T08:00:00</Start><Finish>2026-01-0{day}T17:00:00</Finish><Value>PT8H0M0S</Value></TimephasedData>"
        for day in (5, 8)
    )
    tasks = f"<Tasks><Task><UID>1</UID>{stood}{begun}</Task></Tasks>"
    assignments = f"<Assignments><Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID>{stretches}</Assignment></Assignments>"
    assert planned(f"<Project>{tasks}{assignments}</Project>".encode()) == {1: ("2026-01-05T08:00", "2026-01-08T17:00")}


def test_progress_that_cannot_be_is_refused_and_one_without_a_start_is_noted() -> None:
    content = (
        '<Project><StartDate>2026-01-05T08:00:00</StartDate><Tasks><Task><UID>1</UID><Name>Dig</Name><Duration>PT16H0M0S</Duration>'
        "<PercentComplete>{}</PercentComplete></Task></Tasks></Project>"
    )
    for percent in (150, -5):
        with pytest.raises(ParseError, match=f"task 1 .Dig.: its PercentComplete is {percent}") as refused:
            network_of(read_project(content.format(percent).encode()))
        assert refused.value.hint == "0 to 100"
    half = read_project(content.format(50).encode())
    assert network_of(half).tasks[0].actual_start is None
    assert notes_of(half) == ["done by PercentComplete, but without ActualStart or Start, and so not begun: 1 Dig"]
    begun = half._replace(tasks=(half.tasks[0]._replace(start=half.start),))
    assert network_of(begun).tasks[0].actual_start is not None
    assert notes_of(begun) == []
