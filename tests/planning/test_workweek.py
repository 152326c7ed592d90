"""The axis of working minutes against the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.planning import workweek
from models.planning.workweek import (
    DAY,
    WEEK,
    Memo,
    at_finish,
    at_start,
    elapsed_after,
    elapsed_before,
    finish_day,
    minutes_between,
    start_day,
)

days = st.dates(date(1900, 1, 1), date(2200, 1, 1))
axis_values = st.integers(-10 * WEEK, 5000 * WEEK)


def test_the_axis_begins_on_the_first_monday() -> None:
    assert at_start(date(1970, 1, 5)) == 0
    assert at_finish(date(1970, 1, 5)) == DAY
    assert at_start(date(1970, 1, 12)) == WEEK


def test_a_boundary_is_the_end_of_one_day_and_the_start_of_the_next() -> None:
    friday = date(2026, 12, 18)
    assert at_finish(friday) == at_start(date(2026, 12, 21))
    assert finish_day(at_finish(friday)) == friday
    assert start_day(at_finish(friday)) == date(2026, 12, 21)


@pytest.mark.parametrize("weekend", [date(2026, 12, 19), date(2026, 12, 20)])
def test_a_weekend_starts_on_monday_and_ends_on_friday(weekend: date) -> None:
    assert start_day(at_start(weekend)) == date(2026, 12, 21)
    assert finish_day(at_finish(weekend)) == date(2026, 12, 18)


@given(days)
def test_working_days_survive_the_axis(day: date) -> None:
    if day.weekday() < 5:
        assert start_day(at_start(day)) == day
        assert finish_day(at_finish(day)) == day
        assert at_finish(day) - at_start(day) == DAY
    else:
        assert at_start(day) == at_finish(day)


@given(days)
def test_iso_text_gives_the_same(day: date) -> None:
    assert workweek.start_of_iso(day.isoformat()) == at_start(day)
    assert workweek.finish_of_iso(day.isoformat()) == at_finish(day)
    assert workweek.start_iso(at_start(day)) == start_day(at_start(day)).isoformat()
    assert workweek.finish_iso(at_finish(day)) == finish_day(at_finish(day)).isoformat()


@given(days, st.integers(0, 400))
def test_minutes_between_counts_working_days(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    counted = sum((first + timedelta(days=n)).weekday() < 5 for n in range(length + 1))
    assert minutes_between(first, last) == counted * DAY


def test_minutes_between_is_never_negative() -> None:
    assert minutes_between(date(2026, 12, 19), date(2026, 12, 20)) == 0
    assert minutes_between(date(2026, 12, 18), date(2026, 12, 16)) == 0


def test_a_memo_asks_once_for_each_key() -> None:
    asked: list[str] = []

    def convert(text: str) -> int:
        asked.append(text)
        return workweek.start_of_iso(text)

    starts = Memo(convert)
    assert [starts["1970-01-06"], starts["1970-01-06"], starts["1970-01-07"]] == [DAY, DAY, 2 * DAY]
    assert asked == ["1970-01-06", "1970-01-07"]


@pytest.mark.parametrize(
    ("ends_on", "hours", "goes_on"),
    [
        (date(2026, 12, 18), 0, date(2026, 12, 21)),
        (date(2026, 12, 18), 48, date(2026, 12, 21)),
        (date(2026, 12, 16), 24, date(2026, 12, 18)),
        (date(2026, 12, 16), 12, date(2026, 12, 17)),
        (date(2026, 12, 18), 72, date(2026, 12, 22)),
    ],
)
def test_elapsed_time_passes_at_night_and_on_weekends(ends_on: date, hours: int, goes_on: date) -> None:
    assert start_day(elapsed_after(at_finish(ends_on), hours * 60, ends=True)) == goes_on


@given(axis_values, st.integers(-20000, 20000), st.booleans())
def test_elapsed_before_is_the_latest_time_that_is_early_enough(axis: int, minutes: int, ends: bool) -> None:
    latest = elapsed_before(axis, minutes, ends=ends)
    assert elapsed_after(latest, minutes, ends=ends) <= axis
    assert elapsed_after(latest + 1, minutes, ends=ends) > axis


def test_what_runs_out_of_the_calendar_stands_on_its_last_day() -> None:
    """Two tasks of the longest duration in a row end after the year 9999: a date is still given, and it is the last one there is."""
    assert workweek.finish_iso(2 * 999_999_999) == "9999-12-31"
    assert workweek.start_iso(-999_999_999) == "0001-01-01"
