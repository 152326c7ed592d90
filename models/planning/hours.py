"""Working hours of a day and of a week: spans of minutes after midnight, checked and turned into prefix sums.

A span may pass midnight: 22:00 to 06:00 is (1320, 1800) and belongs to the day on which it starts.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from models.planning.instants import MINUTES_A_DAY

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


class Table(NamedTuple):
    """Seven civil days and the working minutes before each: `before[7]` is the week's sum."""

    days: tuple[Spans, ...]
    before: tuple[int, ...]

    @property
    def total(self) -> int:
        """Working minutes of the week."""
        return self.before[7]


def table(days: list[Spans]) -> Table:
    """The prefix sums of seven civil days."""
    before = [0]
    for day in days:
        before.append(before[-1] + minutes_in(day))
    return Table(tuple(days), tuple(before))


def week_table(week: Week) -> Table:
    """A week that repeats, as civil days; Sunday's night work falls on Monday."""
    return table([on_day(week[day], carried(week[day - 1])) for day in range(7)])
