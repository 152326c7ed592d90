"""Days: what people type around a known today, what they read, and counting in working days."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.values import ParseError, day

FRIDAY = date(2026, 11, 20)
WEDNESDAY = date(2026, 11, 18)
DAYS = st.dates(date(1901, 1, 1), date(2998, 12, 31))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("today", "2026-11-20"),
        ("Yesterday", "2026-11-19"),
        (" TOMORROW ", "2026-11-21"),
        ("fri", "2026-11-20"),
        ("Friday", "2026-11-20"),
        ("thu", "2026-11-26"),
        ("thurs", "2026-11-26"),
        ("mon", "2026-11-23"),
        ("last fri", "2026-11-13"),
        ("last thu", "2026-11-19"),
        ("+3d", "2026-11-23"),
        ("-3d", "2026-11-17"),
        ("−3d", "2026-11-17"),
        ("+2w", "2026-12-04"),
        ("+1m", "2026-12-20"),
        ("-9m", "2026-02-20"),
        ("+1y", "2027-11-20"),
        ("2026-12-01", "2026-12-01"),
        ("2026-W49", "2026-11-30"),
        ("2026-w53", "2026-12-28"),
        ("1 dec", "2026-12-01"),
        ("1 Dec 2027", "2027-12-01"),
        ("1 december", "2026-12-01"),
        ("dec 1", "2026-12-01"),
        ("Dec 1, 2027", "2027-12-01"),
        ("1. Dec 2027", "2027-12-01"),
        ("12Mar27", "2027-03-12"),
        ("1 nov", "2026-11-01"),
        ("15 jan", "2027-01-15"),
        ("15 aug", "2026-08-15"),
        ("01.12.2026", "2026-12-01"),
        ("1.12.", "2026-12-01"),
        ("1.12.27", "2027-12-01"),
        ("1. 12. 2026", "2026-12-01"),
        ("eom", "2026-11-30"),
        ("eoy", "2026-12-31"),
    ],
)
def test_parsing(typed: str, meant: str) -> None:
    assert day.parse(typed, FRIDAY) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("fri", "2026-11-20"), ("thu", "2026-11-19"), ("sat", "2026-11-14"), ("15 jan", "2026-01-15"), ("1 dec", "2025-12-01")],
)
def test_parsing_of_days_that_are_over(typed: str, meant: str) -> None:
    assert day.parse(typed, FRIDAY, past=True) == date.fromisoformat(meant)


def test_a_month_without_the_day_ends_on_its_last() -> None:
    assert day.parse("+1m", date(2027, 1, 31)) == date(2027, 2, 28)
    assert day.parse("+1y", date(2028, 2, 29)) == date(2029, 2, 28)
    assert day.parse("eom", date(2028, 2, 29)) == date(2028, 2, 29)


NOT_DAYS = """soon|fr|next|last|last week|last last fri|3d|5|1.12|dec|1 deck|٣ dec|mon..fri
2026-13-01|2026-02-30|30 feb|29 feb|31.4.|2026-W54|1/12/2026|12/1|+99999y|1 dec 1800|0001-01-01"""


@pytest.mark.parametrize("typed", ["", *NOT_DAYS.replace("\n", "|").split("|")])
def test_refusals_name_the_word_and_what_would_be_right(typed: str) -> None:
    with pytest.raises(ParseError) as refused:
        day.parse(typed, FRIDAY)
    assert refused.value.message.startswith(f'"{typed}"')
    assert refused.value.hint


@pytest.mark.parametrize(
    ("typed", "today", "first", "last", "count"),
    [
        ("mon..fri", FRIDAY, "2026-11-16", "2026-11-20", 5),
        ("mon..fri", WEDNESDAY, "2026-11-09", "2026-11-13", 5),
        ("mon..wed", WEDNESDAY, "2026-11-16", "2026-11-18", 3),
        ("mon..today", WEDNESDAY, "2026-11-16", "2026-11-18", 3),
        ("thu..tue", WEDNESDAY, "2026-11-12", "2026-11-17", 4),
        ("fri..fri", WEDNESDAY, "2026-11-13", "2026-11-13", 1),
        ("2026-12-01..2026-12-05", WEDNESDAY, "2026-12-01", "2026-12-04", 4),
        ("1 sep .. 4 sep", WEDNESDAY, "2026-09-01", "2026-09-04", 4),
        ("yesterday", WEDNESDAY, "2026-11-17", "2026-11-17", 1),
        ("sat", WEDNESDAY, "2026-11-14", "2026-11-14", 1),
    ],
)
def test_ranges(typed: str, today: date, first: str, last: str, count: int) -> None:
    days = day.parse_range(typed, today)
    assert (days[0].isoformat(), days[-1].isoformat(), len(days)) == (first, last, count)


@pytest.mark.parametrize(
    "typed", ["mon..", "..fri", "..", "2026-12-05..2026-12-01", "sat..sun", "2026-01-01..2029-01-01", "mon..fri..sun", "a..b"]
)
def test_ranges_that_are_refused(typed: str) -> None:
    with pytest.raises(ParseError) as refused:
        day.parse_range(typed, WEDNESDAY)
    assert refused.value.hint


@given(DAYS, DAYS)
def test_what_is_shown_with_its_year_is_read_back(shown: date, today: date) -> None:
    assert day.parse(day.iso(shown), today) == shown
    assert day.parse(f"{day.short(shown, today)} {shown.year}" if shown.year == today.year else day.short(shown, today), today) == shown
    assert len(day.tight(shown, today)) <= 7


@given(DAYS, st.integers(0, 6))
def test_a_weekday_lies_within_a_week(today: date, number: int) -> None:
    name = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[number]
    coming, over, last = day.parse(name, today), day.parse(name, today, past=True), day.parse(f"last {name}", today)
    assert coming.weekday() == over.weekday() == last.weekday() == number
    assert 0 <= (coming - today).days <= 6
    assert 0 <= (today - over).days <= 6
    assert 1 <= (today - last).days <= 7


def test_shown_days() -> None:
    assert day.short(date(2026, 3, 14), FRIDAY) == "14 Mar"
    assert day.short(date(2025, 3, 14), FRIDAY) == "14 Mar 2025"
    assert day.tight(date(2026, 3, 12), FRIDAY) == "12Mar"
    assert day.tight(date(2027, 1, 12), FRIDAY) == "12Jan27"
    assert day.short(None, FRIDAY) == day.tight(None, FRIDAY) == "–"
    assert day.iso(None) == ""


def test_days_between_are_calendar_days() -> None:
    assert day.days_between("2026-11-20", "2026-11-23") == 3
    assert day.days_between("2026-11-23", "2026-11-20") == -3
    assert day.days_between(None, "2026-11-20") is None
    assert day.days_between("2026-11-20", None) is None


def test_working_days_skip_the_weekend() -> None:
    saturday, monday = date(2026, 11, 21), date(2026, 11, 23)
    assert day.working_days_between(FRIDAY, monday) == 1
    assert day.working_days_between(FRIDAY, saturday) == 0
    assert day.working_days_between(monday, FRIDAY) == -1
    assert day.add_working_days(FRIDAY, 1) == day.add_working_days(saturday, 1) == monday
    assert day.last_working_day(monday) == day.last_working_day(saturday) == FRIDAY
    assert day.last_working_day(FRIDAY) == date(2026, 11, 19)
    assert not day.is_working_day(saturday)


@given(DAYS, st.integers(-400, 400))
@example(FRIDAY, 0)
def test_adding_and_counting_working_days_agree(start: date, count: int) -> None:
    end = day.add_working_days(start, count)
    assert day.working_days_between(start, end) == count
    assert count == 0 or day.is_working_day(end)


@given(DAYS, st.integers(0, 60))
def test_working_days_are_those_counted_one_by_one(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    assert day.working_days_between(start, end) == sum(day.is_working_day(start + timedelta(days=step)) for step in range(1, length + 1))
    assert -day.working_days_between(end, start) == sum(day.is_working_day(start + timedelta(days=step)) for step in range(length))


@given(st.text() | st.text("0123456789.-+ wdmydecfri/", max_size=12), DAYS, st.booleans())
def test_any_text_is_a_day_or_refused(text: str, today: date, past: bool) -> None:
    with suppress(ParseError):
        assert day.parse(text, today, past=past)
    with suppress(ParseError):
        assert day.parse_range(text, today)
