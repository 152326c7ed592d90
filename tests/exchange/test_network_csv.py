"""Networks and calendars from files: what is written, and what is refused with its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.exchange.calendar_file import read_calendar
from models.exchange.network_csv import LinkRow, lag_of, read_network, unread_columns
from models.values import ParseError


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("3", LinkRow("3", "fs", Decimal(0), "d")),
        ("3FS+2d", LinkRow("3", "fs", Decimal(2), "d")),
        ("4ss", LinkRow("4", "ss", Decimal(0), "d")),
        ("5FF-1.5w", LinkRow("5", "ff", Decimal("-1.5"), "w")),
        ("6SF+50%", LinkRow("6", "sf", Decimal(50), "%")),
        ("7FS+3ed", LinkRow("7", "fs", Decimal(3), "ed")),
        ("8FS+90min", LinkRow("8", "fs", Decimal(90), "min")),
        ("A-1FS-2", LinkRow("A-1", "fs", Decimal(-2), "d")),
    ],
)
def test_links_are_written_as_planners_write_them(word: str, expected: LinkRow) -> None:
    text = f"id,duration_days,predecessors\n{expected.predecessor},1,\nX,2,{word}\n"
    assert read_network(text)[1].links == (expected,)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (("2", "d"), (960, "working")),
        (("-1", "w"), (-2400, "working")),
        (("2", "ed"), (2880, "elapsed")),
        (("1.5", "h"), (90, "working")),
        (("50", "%"), (5000, "percent")),
        (("25", "e%"), (2500, "elapsed percent")),
    ],
)
def test_lags_become_minutes(link: tuple[str, str], expected: tuple[int, str]) -> None:
    assert lag_of(LinkRow("1", "fs", Decimal(link[0]), link[1]), 480) == expected


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "line 1: the columns are nothing"),
        ("id,name\n1,a\n", "line 1: the columns are id, name"),
        ("id,duration_days\n1,two\n", 'line 2, duration_days: "two" is no number of days'),
        ("id,duration_days\n1,-2\n", "is no duration"),
        ("id,duration_days\n,2\n", "line 2, id: is empty"),
        ("id,duration_days\n1,2\n1,3\n", 'line 3, id: "1" stands already in line 2'),
        ("id,duration_days,predecessors\n1,2,9\n", 'line 2, predecessors: there is no task "9"'),
        ("id,duration_days,predecessors\n1,2,1SS\n", "waits for itself"),
        ("id,optimistic,likely,pessimistic\n1,3,2,5\n", "line 2: 3 2 5 do not rise"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, part: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_network(text)
    assert part in str(caught.value)


def test_three_estimates_are_kept() -> None:
    [row] = read_network("\ufeffid,optimistic,likely,pessimistic,predecessors\nA,2,3,5.5,\n\n")
    assert (row.optimistic, row.likely, row.pessimistic) == (2, 3, Decimal("5.5"))


def test_estimates_stand_beside_durations() -> None:
    text = "id,optimistic,likely,pessimistic,duration_days,owner\nA,2,3,8,5,Ana\nB,2,3,8,,\nC,,,,4,\n"
    assert [row[2:6] for row in read_network(text)] == [(5, 2, 3, 8), (3, 2, 3, 8), (4, 4, 4, 4)]
    assert unread_columns(text) == ["owner"]
    some = "id,optimistic,duration_days\nA,2,5\n"
    assert (read_network(some)[0][2:6], unread_columns(some)) == ((5, 5, 5, 5), ["optimistic"])
    with pytest.raises(ParseError, match="line 2, likely"):
        read_network("id,optimistic,likely,pessimistic,duration_days\nA,2,,8,5\n")


links = st.builds(
    LinkRow,
    st.just("T0"),
    st.sampled_from(["fs", "ss", "ff", "sf"]),
    st.decimals(-99, 99, places=1),
    st.sampled_from(["d", "w", "h", "m", "mo", "ed", "eh", "%", "e%"]),
)


@given(st.lists(links, max_size=4))
def test_any_link_that_is_written_is_read(given_links: list[LinkRow]) -> None:
    words = " ".join(f"{each.predecessor}{each.type.upper()}{each.lag:+f}{each.unit}" for each in given_links)
    rows = read_network(f"id,duration_days,predecessors\nT0,1,\nT1,1,{words}\n")
    assert list(rows[1].links) == given_links


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    said, rows = "", []
    try:
        rows = read_network(f"id,duration_days,predecessors\n{text}")
    except ParseError as error:
        said = str(error)
    assert said.startswith("line ") or (not said and len({row.id for row in rows}) == len(rows))


SITE = b"""
name = "Site"
hours_per_day = 7.5
saturday = ["09:00-13:00"]
friday = []
country = "DE"
region = "BY"
[[exception]]
first = 2026-12-28
last = 2026-12-30
[[exception]]
first = 2026-12-27
hours = ["10:00-12:00"]
"""


def test_a_calendar_has_weekdays_holidays_and_exceptions() -> None:
    calendar, minutes_a_day = read_calendar(SITE, [2026, 2027])
    assert minutes_a_day == 450
    days = {day: calendar.minutes_of(date(2026, 12, day)) for day in (18, 19, 21, 24, 25, 27, 28, 31)}
    assert days == {18: 0, 19: 240, 21: 480, 24: 480, 25: 0, 27: 120, 28: 0, 31: 480}
    assert calendar.minutes_of(date(2027, 1, 6)) == 0  # Epiphany, in Bavaria


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"monday = 3", "monday are no list"),
        (b'hours = ["8-5"]', "no span of working hours"),
        (b'mondy = ["08:00-12:00"]', 'unknown key "mondy"'),
        (b'country = "XX"', "no public holidays are known"),
        (b"[[exception]]\nhours = []", "has no first day"),
        (b'[[exception]]\nfirst = "2026-12-24"', 'first is "2026-12-24" and no date'),
        (b'[[exception]]\nfirst = 2026-12-24\nlast = "x"', 'last is "x" and no date'),
        (b"[[exception]]\nday = 2026-12-24", 'an exception of the calendar has an unknown key "day"'),
        (b"[[exception]]\nfirst = 2026-12-24\nlast = 2026-12-20", "ends on 2026-12-20, before it begins on 2026-12-24"),
        (b"[[exception]]\nfirst = 2026-12-24\nlast = 2026-12-27\n[[exception]]\nfirst = 2026-12-27", "two exceptions of the calendar hold on"),
        (b"exception = 3", "no list of tables"),
        (b"hours = []", "no weekday of the calendar has working hours"),
        (b'hours = ["08:00-08:00"]', '"08:00-08:00" ends where it begins'),
        (b'region = "BY"', "a region and no country"),
        (b"hours_per_day = 25", "hours_per_day are"),
        (b'hours_per_day = "8"', "hours_per_day are"),
        (b"\xff", "no TOML"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(content: bytes, part: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_calendar(content, [2026])
    assert part in str(caught.value)


def test_semicolons_may_part_the_columns_and_decimals_have_commas() -> None:
    rows = read_network("\ufeffsep=;\r\nPredecessors;ID;Duration_Days\r\n;A;2,5\r\n\"A;AFS+1d\";B;3\r\n")
    assert [(row.id, row.likely) for row in rows] == [("A", Decimal("2.5")), ("B", Decimal(3))]
    assert [(link.predecessor, link.lag) for link in rows[1].links] == [("A", 0), ("A", 1)]


def test_commas_without_quotes_lose_no_predecessor() -> None:
    assert [link.predecessor for link in read_network("id,duration_days,predecessors\nA,2\nB,2\nC,3,A,BSS\n")[2].links] == ["A", "B"]
    with pytest.raises(ParseError, match="stands behind the last column"):
        read_network("id,predecessors,duration_days\nA,,2\nB,A,2,3\n")


def test_ids_may_have_blanks() -> None:
    rows = read_network('id,duration_days,predecessors\nTask A,2,\nTask B,3,Task A FS+2d\nC,1,"Task A, Task BSS"\nD,1,C Task\nTask,1,\n')
    assert [[(link.predecessor, link.type, link.lag) for link in row.links] for row in rows[1:4]] == [
        [("Task A", "fs", 2)],
        [("Task A", "fs", 0), ("Task B", "ss", 0)],
        [("C", "fs", 0), ("Task", "fs", 0)],
    ]


def test_what_is_no_table_is_refused() -> None:
    for text, said in (
        ("id,id,duration_days\n1,2,3\n", "id stands there twice"),
        ("id,duration_days\n1,2\0\n", "line 2: a NUL byte is no text"),
        ("id,duration_days,predecessors\n1,1," + "x" * 2_000_000, "line 2[:,]"),
        ("id,duration_days,predecessors\n1,1,\n2,1,1+2d\n", '"1[+]2d" is no link: a link is an id, then FS'),
        ("id,duration_days,predecessors\n1,1,\n2,1,1XX\n", '"1XX" is no link'),
        ("id,duration_days,predecessors\n1,1,\n2,1,1FS--2d\n", '"1FS--2d" is no link'),
        ("id,duration_days,predecessors\n1,1,\n2,1,1FS+\n", '"1FS[+]" is no link'),
        ("id,duration_days,predecessors\n1,1,\n2,1,10FS\n", 'there is no task "10"'),
        ("id,duration_days,predecessors\n1,1,\n2,1,1FS+2 days\n", 'no task "days": an id of this file; a link is an id'),
        ("id,duration_days,predecessors\n", "line 1: there are no tasks below the headings"),
        ("id,duration_days,predecessors\n1,1,\n2,1,FS\n", "is no link"),
    ):
        with pytest.raises(ParseError, match=said):
            read_network(text)
