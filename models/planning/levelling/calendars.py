"""A person's calendar as levelling takes it: the intervals of the clock in which nothing is worked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.planning.calendar import Calendar


def breaks_between(calendar: Calendar, first: int, last: int) -> list[tuple[int, int]]:
    """The breaks from one instant to another, for `Work.breaks`: nights, weekends, days off, absences; in order, none where all is worked.

    The axis of the levelling is then the clock: instants are minutes (`models.planning.instants`), durations working minutes.
    """
    found = []
    while first < last:
        begin = calendar.next_start(first)
        if begin > first:
            found.append((first, min(begin, last)))
        at = calendar.axis[begin]
        low, high = 1, last - begin  # the longest stretch that is worked without a break, by bisection
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if calendar.axis[begin + middle] - at == middle else (low, middle - 1)
        first = begin + low
    return found
