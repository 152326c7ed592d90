"""Working hours of a day and of a week: spans of minutes after midnight, checked and turned into prefix sums.

A span may pass midnight: 22:00 to 06:00 is (1320, 1800) and belongs to the day on which it starts.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from models.planning.instants import MINUTES_A_DAY
from models.planning.workweek import Memo

if TYPE_CHECKING:
    from collections.abc import Sequence

Span: TypeAlias = tuple[int, int]
Spans: TypeAlias = tuple[Span, ...]
Week: TypeAlias = tuple[Spans, ...]
"""The spans of the seven weekdays, Monday first."""
PartWeek: TypeAlias = tuple[Spans | None, ...]
"""A week in which None leaves a weekday as it is."""

DAY_OFF: Spans = ()
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class CalendarError(ValueError):
    """Working hours that cannot be: says which, why, and what would be right."""


def span(text: str) -> Span:
    """Minutes from `08:00-12:00`; an end at or before the start lies on the next day (`22:00-06:00`, `00:00-24:00`)."""
    try:
        start, end = (_minute(part) for part in text.replace("–", "-").split("-"))
    except ValueError:
        raise CalendarError(f"{text!r} is no span of working hours: write 08:00-12:00") from None
    if start >= MINUTES_A_DAY:
        raise CalendarError(f"{text!r} starts after the end of its day: write a start before 24:00")
    return start, end if end > start else end + MINUTES_A_DAY


def _minute(text: str) -> int:
    hours, minutes = text.strip().split(":")
    if not (hours.isdigit() and minutes.isdigit() and int(minutes) < 60 and int(hours) * 60 + int(minutes) <= MINUTES_A_DAY):
        raise ValueError(text)
    return int(hours) * 60 + int(minutes)


def spans(*texts: str) -> Spans:
    """The working hours of a day, `spans("08:00-12:00", "13:00-17:00")`; checked and in order."""
    return check_spans([span(text) for text in texts], "a day")


def check_spans(given: list[Span] | Spans, where: str) -> Spans:
    """The spans in order; CalendarError where one is empty, too long, or overlaps another."""
    ordered = tuple(sorted(given))
    before = 0
    for start, end in ordered:
        if not 0 <= start < MINUTES_A_DAY or not start < end <= start + MINUTES_A_DAY:
            raise CalendarError(
                f"working hours {clock(start)}-{clock(end)} of {where} are no span: write a start before 24:00 and an end at most a day later"
            )
        if start < before:
            raise CalendarError(f"working hours {clock(start)}-{clock(end)} of {where} begin before the span before them ends")
        before = end
    return ordered


def clock(minute: int) -> str:
    """A minute of the day as `08:00`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def minutes_in(day: Spans) -> int:
    """Working minutes of a day's spans."""
    return sum(end - start for start, end in day)


def carried(day: Spans) -> Spans:
    """What a day's spans work after midnight, as spans of the next day."""
    return tuple((max(0, start - MINUTES_A_DAY), end - MINUTES_A_DAY) for start, end in day if end > MINUTES_A_DAY)


def on_day(own: Spans, from_before: Spans) -> Spans:
    """What is worked between midnight and midnight: the day's own spans up to it and those carried over, overlaps once."""
    found = sorted([*from_before, *((start, min(end, MINUTES_A_DAY)) for start, end in own if start < MINUTES_A_DAY)])
    merged: list[Span] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def in_both(one: Spans, other: Spans) -> Spans:
    """What is worked in both of two civil days."""
    met = ((max(start, begins), min(end, ends)) for start, end in one for begins, ends in other)
    return tuple((start, end) for start, end in met if start < end)


class Table:
    """A week of seven civil days: `passed[minute]` is the working minutes from Monday 00:00 to a minute of the week, `minutes[worked]` the minute
    at which work goes on after so many of them; `total` is the week's sum."""

    def __init__(self, days: Sequence[Spans]) -> None:
        """The days from Monday on, each from midnight to midnight."""
        self.days = tuple(days)
        found = [(start + day * MINUTES_A_DAY, end + day * MINUTES_A_DAY) for day, each in enumerate(days) for start, end in each]
        *self._before, self.total = accumulate((end - start for start, end in found), initial=0)
        self._starts, self._ends = [start for start, _ in found], [end for _, end in found]
        self.passed: Memo[int, int] = Memo(self._passed)
        self.minutes: Memo[int, int] = Memo(self._minute)

    def _passed(self, minute: int) -> int:
        span = bisect_right(self._starts, minute) - 1
        return 0 if span < 0 else self._before[span] + min(minute, self._ends[span]) - self._starts[span]

    def _minute(self, worked: int) -> int:
        span = bisect_right(self._before, worked) - 1
        return self._starts[span] + worked - self._before[span]


def week_table(week: Week) -> Table:
    """A week that repeats, as civil days; Sunday's night work falls on Monday."""
    return Table([on_day(week[day], carried(week[day - 1])) for day in range(7)])
