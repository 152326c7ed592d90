"""Microsoft Project XML: real files are read, written and read again without loss; what is not taken over is named."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.exchange import msproject_codecs as codec
from models.exchange.msproject import read_project, write_project
from models.exchange.msproject_read import elements
from models.exchange.msproject_values import (
    AssignmentValue,
    BaselineValue,
    CalendarException,
    CalendarValue,
    LinkValue,
    ProjectValue,
    Recurrence,
    ResourceValue,
    TaskValue,
    TimephasedValue,
    WorkWeek,
)
from models.values import ParseError

FILES = (
    "calendar-calendars-project2013-mspdi",
    "caltest",
    "mspdiduration",
    "mspdirelations",
    "mspdisplittask",
    "sample",
    "task-baselines-project2013-mspdi",
    "task-durations-project2013-mspdi",
    "task-links-project2003-mspdi",
    "task-links-project2013-mspdi",
)
HEAD = '<Project xmlns="http://schemas.microsoft.com/project">'


def project_of(inside: str) -> ProjectValue:
    return read_project(f"{HEAD}{inside}</Project>".encode())


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_survives_being_written(shared: Path, name: str) -> None:
    project = read_project((shared / "msproject" / f"{name}.xml").read_bytes())
    again = read_project(write_project(project))
    assert again == project._replace(left_out=())
    assert project.tasks


@pytest.mark.parametrize("name", FILES)
def test_the_fields_of_a_real_file_are_those_microsoft_stored(shared: Path, name: str) -> None:
    folder = shared / "msproject"
    project = read_project((folder / f"{name}.xml").read_bytes())
    stored = json.loads((folder / f"{name}.xml.json").read_text())
    tasks = {task.uid: task for task in project.tasks}
    assert tasks.keys() == {row["uid"] for row in stored["tasks"]}
    for row in stored["tasks"]:
        task, computed = tasks[row["uid"]], row["computed"]
        assert (task.name, bool(task.summary), bool(task.milestone)) == (row["name"], row["summary"], row["milestone"])
        for field in ("start", "early_start", "early_finish", "late_start", "late_finish"):
            value = getattr(task, field)
            assert (value and value.isoformat(timespec="minutes")) == computed.get(field), f"{name} {row['uid']} {field}"
        types = [(link.predecessor, (link.type or "").upper()) for link in task.links]
        assert types == [(link["uid"], link["type"]) for link in row["predecessors"]]


def test_days_off_in_the_old_form_are_exceptions(shared: Path) -> None:
    project = read_project((shared / "msproject" / "caltest.xml").read_bytes())
    [calendar] = [each for each in project.calendars if each.name == "Resource Three"]
    assert [(each.first, each.last, each.spans) for each in calendar.exceptions] == [
        (date(2005, 11, 1), date(2005, 11, 4), ()),
        (date(2005, 11, 21), date(2005, 11, 25), ()),
    ]


def test_work_past_midnight_ends_at_midnight_and_goes_on_the_next_day(shared: Path) -> None:
    project = read_project((shared / "msproject" / "sample.xml").read_bytes())
    [night] = [each for each in project.calendars if each.name == "Night Shift"]
    assert dict(night.days)[2] == ((23 * 60, 1440),)
    assert dict(night.days)[3] == ((0, 180), (240, 480), (1380, 1440))


def test_what_is_not_taken_over_is_named_with_its_number() -> None:
    project = project_of("<Views/><Tasks><Task><UID>1</UID><Odd>3</Odd></Task><Task><UID>2</UID><Odd/></Task></Tasks>")
    assert project.left_out == (("Views", 1), ("Task/Odd", 2))


def test_whatever_stands_in_a_calendar_or_a_list_is_named_too() -> None:
    times = "<WorkingTimes><Odd/><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime><Odd/></WorkingTime></WorkingTimes>"
    week = f"<WeekDays><Odd/><WeekDay><DayType>2</DayType><DayWorking>1</DayWorking><Odd/>{times}</WeekDay></WeekDays>"
    period = "<TimePeriod><FromDate>2026-01-01T00:00:00+01:00</FromDate><ToDate>2026-01-02T00:00:00</ToDate><Odd/></TimePeriod>"
    weeks = f"<WorkWeeks><Odd/><WorkWeek>{period}<Odd/></WorkWeek></WorkWeeks>"
    exceptions = f"<Exceptions><Odd/><Exception>{period}<Odd/></Exception></Exceptions>"
    project = project_of(
        f"<Calendars><Odd/><Calendar><UID>1</UID><Odd/>{week}{exceptions}{weeks}</Calendar></Calendars>"
        "<Tasks><Odd/><Task><UID>1</UID></Task></Tasks><Tasks><Task><UID>2</UID></Task></Tasks>"
    )
    places = ("Calendars", "Calendar", "WeekDays", "WeekDay", "WorkingTimes", "WorkingTime", "Exceptions", "Calendar/Exception", "WorkWeeks", "WorkWeek", "Tasks")
    assert dict(project.left_out) == {
        **{f"{place}/Odd": 1 for place in places}, "TimePeriod/Odd": 2, "Calendar/TimePeriod/FromDate, its time zone": 2,
    }  # fmt: skip
    assert [task.uid for task in project.tasks] == [1, 2]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (f"{HEAD}<Calendars><Calendar><Name>x</Name></Calendar></Calendars></Project>".encode(), "Calendar/UID is missing"),
        (b"no xml", "no readable XML"),
        (b"<Other/>", 'no project: it begins with "Other"'),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><Project>&b;</Project>', "declares entities"),
        (f"{HEAD}<Tasks><Task><Name>x</Name></Task></Tasks></Project>".encode(), "Task/UID is missing"),
        (f"{HEAD}<Tasks><Task><UID>1</UID><Start>soon</Start></Task></Tasks></Project>".encode(), "an instant is written 2026-01-05T08:00:00"),
        (f"{HEAD}<Tasks><Task><UID>1</UID><Duration>8h</Duration></Task></Tasks></Project>".encode(), "a duration is written PT8H0M0S"),
        (f"{HEAD}<DefaultStartTime>25:99</DefaultStartTime></Project>".encode(), "a time is 00:00:00 to 24:00:00"),
        (f"{HEAD}<Tasks><Task><UID>1</UID><ConstraintType>9</ConstraintType></Task></Tasks></Project>".encode(), "from 0 to 7"),
    ],
)
def test_what_cannot_be_read_is_named(content: bytes, part: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_project(content)
    assert part in str(caught.value)


# -- any project


texts = st.text(st.characters(codec="utf-8", exclude_categories=("C",), include_characters="\t\r\n"), max_size=12)


def _text(codec_of: codec.Codec, hint: Any) -> st.SearchStrategy[Any]:
    """Values that a field may hold."""
    if codec_of is codec.UNIT:
        return st.sampled_from(sorted(codec.CODES))
    for several, names in ((codec.CONSTRAINT, codec.CONSTRAINTS), (codec.LINK_TYPE, codec.LINK_TYPES)):
        if codec_of is several:
            return st.sampled_from(names)
    if codec_of in (codec.TASK_TYPE, codec.RESOURCE_TYPE):
        return st.sampled_from([codec_of.read(str(number)) for number in range(3)])
    if codec_of is codec.TIME:
        return st.integers(0, 1439)
    kinds: dict[Any, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        int: st.integers(-(10**6), 10**6),
        str: texts,
        Decimal: st.decimals(-(10**6), 10**6, places=2),
        datetime: st.datetimes(datetime(1984, 1, 1), datetime(2149, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0)),
    }
    types = [each for each in (get_args(hint) or (hint,)) if each is not type(None)]
    return kinds[types[0]]


def any_of(kind: type[Any], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Any value of a kind: some fields set, those that must be are."""
    hints = get_type_hints(kind)
    fields = {name: _text(each, hints[name]) for name, (_, each) in elements(kind).items()}
    needed = {name: fields.pop(name) for name in list(fields) if name not in kind._field_defaults}
    return st.fixed_dictionaries({**needed, **more}, optional=fields).map(lambda found: kind(**found))


def several(rows: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(rows, max_size=3).map(tuple)


days = st.dates(date(1984, 1, 1), date(2149, 1, 1))
periods = st.tuples(days, st.integers(0, 400)).map(lambda pair: (pair[0], pair[0] + timedelta(pair[1])))
spans = st.lists(st.integers(0, 24), max_size=6, unique=True).map(
    lambda hours: tuple((a * 60, b * 60) for a, b in zip(sorted(hours)[::2], sorted(hours)[1::2], strict=False))
)
night = st.just(((0, 6 * 60), (22 * 60, 30 * 60)))
weeks = st.dictionaries(st.integers(1, 7), spans | night, max_size=7).map(lambda week: tuple(week.items()))
names = st.none() | texts
exceptions = st.builds(
    lambda period, times, name, recurrence: CalendarException(*period, times, name, recurrence), periods, spans | night, names, any_of(Recurrence)
)
work_weeks = st.builds(lambda period, week, name: WorkWeek(*period, week, name), periods, weeks, names)
calendars = st.builds(
    CalendarValue, st.integers(1, 99), names, st.booleans(), st.none() | st.integers(0, 9), weeks, several(exceptions), several(work_weeks)
)
baselines = several(any_of(BaselineValue))
projects = any_of(
    ProjectValue,
    calendars=several(calendars),
    tasks=several(any_of(TaskValue, links=several(any_of(LinkValue)), baselines=baselines)),
    resources=several(any_of(ResourceValue, baselines=baselines)),
    assignments=several(any_of(AssignmentValue, baselines=baselines, timephased=several(any_of(TimephasedValue)))),
)


@settings(max_examples=40)
@given(projects)
def test_any_project_written_and_read_is_the_same(project: ProjectValue) -> None:
    assert read_project(write_project(project)) == project


def test_numbers_that_are_none_are_named() -> None:
    for element in ("TotalSlack", "Cost", "LevelingDelay", "ID"):
        for text in ("x", "NaN", "Infinity", "1e30000000", "1e-30000000", "-1e9999999"):
            with pytest.raises(ParseError, match=f"Task/{element}"):
                read_project(f"<Project><Tasks><Task><UID>1</UID><{element}>{text}</{element}></Task></Tasks></Project>".encode())
