"""Calendars: hours, exceptions both ways, dated weeks, people, and that adding and taking away agree."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.planning.calendar import Absence, Calendar, DatedWeek, DayHours, five_days, round_the_clock, standard
from models.planning.hours import DAY_OFF, CalendarError, minutes_in, span, spans
from models.planning.instants import from_text, midnight, to_datetime, to_text

MORNING, AFTERNOON = (480, 720), (780, 1020)


def after(calendar: Calendar, instant: str, minutes: int) -> str:
    return to_text(calendar.add(from_text(instant), minutes))


def test_work_ends_in_the_evening_and_begins_in_the_morning() -> None:
    calendar = standard()
    assert after(calendar, "2026-12-18T08:00", 480) == "2026-12-18T17:00"
    assert after(calendar, "2026-12-18T17:00", 480) == "2026-12-21T17:00"
    assert after(calendar, "2026-12-21T17:00", -480) == "2026-12-21T08:00"
    assert after(calendar, "2026-12-21T08:00", -1) == "2026-12-18T16:59"
    assert after(calendar, "2026-12-18T11:30", 60) == "2026-12-18T13:30"
    assert after(calendar, "2026-12-19T10:00", 0) == "2026-12-19T10:00"


def test_the_edges_of_a_break() -> None:
    calendar = standard()
    for text in ("2026-12-18T17:00", "2026-12-19T12:00", "2026-12-21T08:00"):
        assert to_text(calendar.next_start(from_text(text))) == "2026-12-21T08:00"
        assert to_text(calendar.previous_finish(from_text(text))) == "2026-12-18T17:00"
    assert calendar.between(from_text("2026-12-18T16:00"), from_text("2026-12-21T09:30")) == 150
    assert calendar.between(from_text("2026-12-21T09:30"), from_text("2026-12-18T16:00")) == -150


def test_exceptions_both_ways() -> None:
    christmas, saturday, half = date(2026, 12, 25), date(2026, 12, 19), date(2026, 12, 24)
    calendar = standard(
        exceptions=[DayHours(christmas, christmas), DayHours(saturday, saturday, spans("09:00-12:00")), DayHours(half, half, (MORNING,))]
    )
    assert [calendar.minutes_of(date(2026, 12, day)) for day in range(18, 29)] == [480, 180, 0, 480, 480, 480, 240, 0, 0, 0, 480]
    assert after(calendar, "2026-12-18T17:00", 180) == "2026-12-19T12:00"
    assert after(calendar, "2026-12-23T17:00", 241) == "2026-12-28T08:01"


def test_a_week_may_hold_from_a_day_on() -> None:
    four_days = (spans("08:00-18:00"),) * 4 + (DAY_OFF,) * 3
    calendar = Calendar("c", five_days(), weeks=[DatedWeek(date(2026, 1, 1), date(2026, 1, 31), four_days)])
    assert [calendar.minutes_of(date(2025, 12, day)) for day in (30, 31)] == [480, 480]
    assert [calendar.minutes_of(date(2026, 1, day)) for day in (1, 2, 29, 30)] == [600, 0, 600, 0]
    assert calendar.minutes_of(date(2026, 2, 6)) == 480
    open_ended = Calendar("c", five_days(), weeks=[DatedWeek(date(2026, 1, 1), None, four_days)])
    assert open_ended.minutes_of(date(2326, 1, 4)) == 600


def test_work_past_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    off = date(2026, 12, 25)
    calendar = Calendar("night", (spans("22:00-06:00"),) * 5 + (DAY_OFF,) * 2, exceptions=[DayHours(off, off)])
    assert calendar.hours_of(date(2026, 12, 21)) == ((1320, 1440),)
    assert calendar.hours_of(date(2026, 12, 22)) == ((0, 360), (1320, 1440))
    assert calendar.hours_of(date(2026, 12, 25)) == ((0, 360),)
    assert calendar.hours_of(date(2026, 12, 26)) == ()
    assert after(calendar, "2026-12-24T22:00", 481) == "2026-12-28T22:01"


def test_night_work_that_meets_a_day_with_other_hours_counts_once() -> None:
    day = date(2026, 12, 22)
    calendar = Calendar("night", (spans("22:00-06:00"),) * 7, exceptions=[DayHours(day, day, spans("05:00-09:00"))])
    assert calendar.hours_of(day) == ((0, 540),)
    assert calendar.hours_of(date(2026, 12, 23)) == ((1320, 1440),)


def test_a_person_stands_on_a_base_calendar() -> None:
    off, extra = date(2026, 12, 25), date(2026, 12, 26)
    base = standard(exceptions=[DayHours(off, off)])
    person = Calendar(
        "anna",
        (None, None, None, None, DAY_OFF, None, None),
        base=base,
        exceptions=[DayHours(extra, extra, (MORNING,))],
        absences=[
            Absence(date(2026, 12, 21), date(2026, 12, 21), "morning"),
            Absence(date(2026, 12, 22), date(2026, 12, 22), "afternoon"),
            Absence(date(2026, 12, 23), date(2026, 12, 26)),
        ],
    )
    assert [person.hours_of(date(2026, 12, day)) for day in (18, 21, 22, 23, 25, 26)] == [(), (AFTERNOON,), (MORNING,), (), (), ()]
    assert person.minutes_of(date(2026, 12, 28)) == 480
    friday_off = Calendar("eve", base=base, exceptions=[DayHours(off, off, (MORNING,))])
    assert friday_off.hours_of(off) == (MORNING,)


def test_half_a_day_is_half_of_its_working_time() -> None:
    day = date(2026, 12, 21)
    night = Calendar("night", (spans("20:00-04:00"),) * 7)
    assert Calendar("a", base=night, absences=[Absence(day, day, "morning")]).minutes_of(date(2026, 12, 22)) == 480
    late = Calendar("b", base=Calendar("n", (spans("22:00-06:00"),) * 7), absences=[Absence(day, day, "morning")])
    assert late.hours_of(date(2026, 12, 22)) == ((120, 360), (1320, 1440))


def test_abs_1_an_absence_moves_the_end_of_a_task() -> None:
    away = Absence(date(2014, 10, 28), date(2014, 10, 28))
    person = Calendar("person", base=standard(), absences=[away])
    assert after(person, "2014-10-27T08:00", 5 * 480) == "2014-11-03T17:00"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Calendar("c", five_days()[:6]), ["c", "6 days", "seven"]),
        (lambda: Calendar("c", five_days((MORNING, (700, 900)))), ["c", "Monday", "11:40-15:00"]),
        (lambda: Calendar("c", five_days(((500, 400),))), ["c", "Monday", "06:40"]),
        (lambda: standard(exceptions=[DayHours(date(2026, 1, 2), date(2026, 1, 1))]), ["Standard", "2026-01-02", "swap"]),
        (lambda: Calendar("c", base=standard(), absences=[Absence(date(2026, 1, 2), date(2026, 1, 2), "noon")]), ["noon", "afternoon"]),
        (lambda: Calendar("none").add(0, 1), ["none", "no working time at all"]),
        (lambda: Calendar("none", weeks=[DatedWeek(date(2026, 1, 1), date(2026, 1, 9), five_days())]).add(10**9, 1), ["2026-01-10"]),
        (lambda: span("8-12"), ["'8-12'", "08:00-12:00"]),
        (lambda: span("24:00-25:00"), ["24:00-25:00"]),
        (lambda: to_datetime(10**12), ["9999"]),
    ],
)
def test_what_cannot_be_is_refused_in_words(make: object, words: list[str]) -> None:
    with pytest.raises(ValueError) as refused:
        make()  # type: ignore[operator]
    assert all(word in str(refused.value) for word in words), str(refused.value)
    assert isinstance(refused.value, CalendarError | ValueError)


def test_a_century_is_no_further_than_a_day() -> None:
    calendar = standard(exceptions=[DayHours(date(2026 + year, 12, 25), date(2026 + year, 12, 25)) for year in range(100)])
    begin = from_text("2026-01-05T08:00")
    end = calendar.add(begin, 100 * 250 * 480)
    assert calendar.between(begin, end) == 100 * 250 * 480
    assert calendar.subtract(end, 100 * 250 * 480) == begin


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Weeks with spans that may pass midnight, a dated week, exceptions, and a person on top."""
    day = st.sampled_from(
        (DAY_OFF, spans("08:00-12:00", "13:00-17:00"), spans("22:00-06:00"), spans("00:00-24:00"), spans("00:00-03:00", "23:00-24:00"))
    )
    week = st.lists(day, min_size=7, max_size=7).filter(any)
    when = st.dates(date(2025, 12, 20), date(2026, 2, 1))

    def period() -> tuple[date, date]:
        first = draw(when)
        return first, first + timedelta(days=draw(st.integers(0, 9)))

    exceptions = [DayHours(*period(), draw(day)) for _ in range(draw(st.integers(0, 4)))]
    weeks = [DatedWeek(*period(), draw(st.lists(st.none() | day, min_size=7, max_size=7))) for _ in range(draw(st.integers(0, 2)))]
    base = Calendar("base", draw(week), weeks=weeks, exceptions=exceptions)
    absences = [Absence(*period(), draw(st.sampled_from(("day", "morning", "afternoon")))) for _ in range(draw(st.integers(0, 2)))]
    return Calendar("person", base=base, exceptions=[DayHours(*period(), draw(day))], absences=absences)


NEAR = st.integers(from_text("2025-12-15"), from_text("2026-02-15"))


@given(calendars(), NEAR, st.integers(1, 20000))
@settings(max_examples=200)
def test_calendars_invert(calendar: Calendar, instant: int, minutes: int) -> None:
    end = calendar.add(instant, minutes)
    assert end > instant
    assert calendar.between(instant, end) == minutes
    assert calendar.previous_finish(end) == end
    assert calendar.subtract(end, minutes) == calendar.next_start(instant)
    assert calendar.add(calendar.subtract(instant, minutes), minutes) == calendar.previous_finish(instant)
    assert calendar.add(calendar.add(instant, minutes), minutes) == calendar.add(instant, 2 * minutes)


@given(calendars())
@settings(max_examples=60)
def test_the_line_counts_the_minutes_of_every_day(calendar: Calendar) -> None:
    first = date(2025, 12, 14)
    for offset in range(65):
        day = first + timedelta(days=offset)
        hours = calendar.hours_of(day)
        assert calendar.minutes_of(day) == minutes_in(hours)
        assert all(start < end for start, end in hours)
        for start, end in hours:
            assert calendar.between(midnight(day) + start, midnight(day) + end) == end - start


@given(calendars(), calendars())
@settings(max_examples=60)
def test_a_calendar_within_another_works_the_minutes_that_both_work(person: Calendar, task: Calendar) -> None:
    both = Calendar("both", base=person, within=task)
    for day in range(midnight(date(2025, 12, 15)), midnight(date(2026, 2, 12)), 1440):
        for start in range(day, day + 1440, 60):  # all hours begin and end on the hour or half of one
            for minute in (start, start + 30):
                assert both.between(minute, minute + 30) == min(person.between(minute, minute + 30), task.between(minute, minute + 30))


def test_calendars_without_common_time_say_so() -> None:
    night = Calendar("night", (spans("22:00-06:00"),) * 7)
    with pytest.raises(CalendarError, match=r"the night shift.*has no working time at all"):
        Calendar("the night shift within Standard", base=night, within=standard()).add(0, 1)


def test_instants_and_datetimes() -> None:
    moment = datetime(2026, 12, 1, 8, 30, 59)
    assert to_datetime(from_text("2026-12-01T08:30")) == moment.replace(second=0)
    assert to_text(midnight(date(2026, 12, 1))) == "2026-12-01T00:00"
    assert round_the_clock().axis[12345] == 12345


def test_a_calendar_forgets_what_it_was_asked_too_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.planning.workweek._REMEMBERED", 1000)
    calendar = standard()
    begin = from_text("2026-01-05T08:00")
    ends = [calendar.add(begin + minute, 7) for minute in range(3000)]
    assert len(calendar.axis) < 2000
    assert ends == [standard().add(begin + minute, 7) for minute in range(3000)]
