"""The Monday to Friday week of eight hours a day as one axis of whole working minutes.

The axis counts working minutes since Monday 1970-01-05: 480 a day, 2,400 a week. A value at the boundary of two days is both
the end of the day before and the start of the day after, so a day is read off it with `start_day` or with `finish_day`.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = 480
WEEK = 5 * DAY
EPOCH = 719167  # the ordinal of Monday 1970-01-05
_LAST = date.max.toordinal()
_CLOCK_DAY = 24 * 60
_CLOCK_WEEK = 7 * _CLOCK_DAY
_REMEMBERED = 500_000  # more than one plan asks

Key = TypeVar("Key")
Value = TypeVar("Value")


class Memo(dict[Key, Value]):
    """Remembers what a function gives for each argument: `starts = Memo(start_of_iso)`, then `starts["2026-12-01"]`.

    A plan names the same days again and again; one lookup is several times faster than one conversion. It forgets all before it grows too large.
    """

    def __init__(self, function: Callable[[Key], Value]) -> None:
        """Begin empty; `function` is asked once for each key."""
        super().__init__()
        self._function = function

    def __missing__(self, key: Key) -> Value:
        if len(self) >= _REMEMBERED:
            self.clear()
        value = self[key] = self._function(key)
        return value


def start_of_ordinal(ordinal: int) -> int:
    """Axis value at which the day with this ordinal begins; a weekend begins with the next Monday."""
    week, day = divmod(ordinal - EPOCH, 7)
    return week * WEEK + (day if day < 5 else 5) * DAY


def finish_of_ordinal(ordinal: int) -> int:
    """Axis value at which the day with this ordinal ends; a weekend ends with the Friday before it."""
    week, day = divmod(ordinal - EPOCH, 7)
    return week * WEEK + (day + 1 if day < 5 else 5) * DAY


def start_ordinal(axis: int) -> int:
    """Ordinal of the day on which work that starts at this axis value begins."""
    week, minutes = divmod(axis, WEEK)
    return EPOCH + week * 7 + minutes // DAY


def finish_ordinal(axis: int) -> int:
    """Ordinal of the day on which work that ends at this axis value ends."""
    return start_ordinal(axis - 1)


def at_start(day: date) -> int:
    """Axis value at which a day begins; a weekend begins with the next Monday."""
    return start_of_ordinal(day.toordinal())


def at_finish(day: date) -> int:
    """Axis value at which a day ends; a weekend ends with the Friday before it."""
    return finish_of_ordinal(day.toordinal())


def start_day(axis: int) -> date:
    """Day on which work that starts at this axis value begins."""
    return _day(start_ordinal(axis))


def finish_day(axis: int) -> date:
    """Day on which work that ends at this axis value ends: at a boundary the day before it."""
    return _day(finish_ordinal(axis))


def _day(ordinal: int) -> date:
    """The day with this ordinal; what runs out of the calendar, as the longest durations in a row do, stands on its last or first day."""
    return date.fromordinal(min(max(ordinal, 1), _LAST))


def start_of_iso(text: str) -> int:
    """`at_start` of a day written as 2026-12-01."""
    return start_of_ordinal(date.fromisoformat(text).toordinal())


def finish_of_iso(text: str) -> int:
    """`at_finish` of a day written as 2026-12-01."""
    return finish_of_ordinal(date.fromisoformat(text).toordinal())


def start_iso(axis: int) -> str:
    """`start_day` written as 2026-12-01."""
    return start_day(axis).isoformat()


def finish_iso(axis: int) -> str:
    """`finish_day` written as 2026-12-01."""
    return finish_day(axis).isoformat()


def minutes_between(day_from: date, day_to: date) -> int:
    """Working minutes of a plan from its start day to its finish day, both included; 0 where it holds no working day."""
    return max(0, at_finish(day_to) - at_start(day_from))


def _clock(axis: int, *, ends: bool) -> int:
    """Real minutes at an axis value, counted from the working start of the first Monday; `ends` reads a boundary as the evening."""
    week, minutes = divmod(axis - ends, WEEK)
    day, minute = divmod(minutes, DAY)
    return week * _CLOCK_WEEK + day * _CLOCK_DAY + minute + ends


def _axis(clock: int) -> int:
    """Axis value of a real minute; time outside working hours falls on the boundary it lies in."""
    week, rest = divmod(clock, _CLOCK_WEEK)
    day, minute = divmod(rest, _CLOCK_DAY)
    return (week + 1) * WEEK if day >= 5 else week * WEEK + day * DAY + min(minute, DAY)


def elapsed_after(axis: int, minutes: int, *, ends: bool) -> int:
    """Axis value at which work may go on when `minutes` of real time, nights and weekends included, have passed.

    `ends` says that the time runs from an end of work, which at a boundary is the evening before, not the morning after.
    """
    return _axis(_clock(axis, ends=ends) + minutes)


def elapsed_before(axis: int, minutes: int, *, ends: bool) -> int:
    """The latest axis value for which `elapsed_after(value, minutes, ends=ends)` is not later than `axis`."""
    clock = _clock(axis, ends=False) - minutes
    value = _axis(clock)
    return value if ends or _clock(value, ends=False) <= clock else value - 1
