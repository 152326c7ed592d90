"""Working time as one line: from the instants of a calendar to the working minutes before them and back.

The line is cut where the governing week changes; between two cuts a week repeats. A look-up is a bisection over the cuts and a
division by the week, so that its time does not grow with the distance.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING

from models.planning.hours import CalendarError, Spans, Table, Week, carried, in_both, on_day, week_table
from models.planning.instants import MINUTES_A_DAY, MINUTES_A_WEEK, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.planning.hours import PartWeek

_EVER = 1 << 62
_FIRST = itemgetter(0)


class Layers:
    """Which week governs which days: painted from the base upward, the last coat wins; a None weekday shows what lies below."""

    def __init__(self, base: Week) -> None:
        """One week, for ever."""
        self.starts = [-_EVER]
        self.weeks = [base]

    def paint(self, first: int | None, last: int | None, week: PartWeek) -> None:
        """Lay a week over the days from the first to the last number, both included; None is for ever."""
        low = self._cut(-_EVER if first is None else first)
        high = len(self.starts) if last is None else self._cut(last + 1)
        for place in range(low, high):
            below = self.weeks[place]
            self.weeks[place] = tuple(under if over is None else over for over, under in zip(week, below, strict=True))

    def _cut(self, day: int) -> int:
        """The place of the stretch that begins on this day, made where there is none."""
        place = bisect_left(self.starts, day)
        if place == len(self.starts) or self.starts[place] != day:
            self.starts.insert(place, day)
            self.weeks.insert(place, self.weeks[place - 1])
        return place

    def spans(self, day: int) -> Spans:
        """The spans that start on a day."""
        return self.weeks[bisect_right(self.starts, day) - 1][day % 7]


def stretches(layers: Layers) -> list[tuple[int, Table]]:
    """The first day of every stretch and the week that repeats in it; a day whose night before belongs to another week is one of its own."""
    found: list[tuple[int, Table]] = []
    known: dict[Week, tuple[Table, list[Spans]]] = {}
    before: list[Spans] = []
    for place, first in enumerate(layers.starts):
        week = layers.weeks[place]
        if week not in known:
            known[week] = week_table(week), [carried(day) for day in week]
        repeated, nights = known[week]
        night = before[(first - 1) % 7] if place else ()
        if place and night != nights[(first - 1) % 7]:
            days: list[Spans] = [()] * 7
            days[first % 7] = on_day(week[first % 7], night)
            found.append((first, Table(days)))
            first += 1
        before = nights
        if place + 1 == len(layers.starts) or layers.starts[place + 1] > first:
            found.append((first, repeated))
    return found


def common(one: list[tuple[int, Table]], other: list[tuple[int, Table]]) -> list[tuple[int, Table]]:
    """The stretches of the time that is worked in both."""
    tables: dict[tuple[int, int], Table] = {}
    found = []
    for first in sorted({day for day, _ in (*one, *other)}):
        pair = [given[bisect_right(given, first, key=_FIRST) - 1][1] for given in (one, other)]
        key = id(pair[0]), id(pair[1])
        if key not in tables:
            tables[key] = Table([in_both(mine, theirs) for mine, theirs in zip(pair[0].days, pair[1].days, strict=True)])
        found.append((first, tables[key]))
    return found


class Timeline:
    """Stretches laid end to end: for each its first instant, the working minutes up to there, and its week as seen from one Monday."""

    def __init__(self, owner: str, given: list[tuple[int, Table]]) -> None:
        """The line of a calendar, which messages name `owner`; the first stretch has no beginning."""
        self._owner = owner
        self._firsts: list[int] = []
        self._at: list[int] = []  # axis value at the start of each stretch, for bisection
        self._anchors: list[int] = []  # axis value at a Monday of each stretch's week
        self._mondays: list[int] = []  # the instant of that Monday
        self._tables: list[Table] = []
        for first, week in given:
            begins, axis, monday, before = -_EVER, -_EVER, 0, 0
            if self._tables:
                begins, monday = first * MINUTES_A_DAY, first // 7 * MINUTES_A_WEEK
                axis, before = self.axis(begins), week.passed[begins - monday]
            self._firsts.append(begins)
            self._at.append(axis)
            self._anchors.append(axis - before if self._tables else 0)
            self._mondays.append(monday)
            self._tables.append(week)

    def axis(self, instant: int) -> int:
        """Working minutes from day 0 to an instant."""
        place = bisect_right(self._firsts, instant) - 1
        weeks, minute = divmod(instant - self._mondays[place], MINUTES_A_WEEK)
        week = self._tables[place]
        return self._anchors[place] + weeks * week.total + week.passed[minute]

    def hours_of(self, day: int) -> Spans:
        """The spans between the midnights of the day with this number."""
        return self._tables[bisect_right(self._firsts, day * MINUTES_A_DAY) - 1].days[day % 7]

    def start_at(self, axis: int) -> int:
        """The last instant with this axis value: where work goes on, the morning after at a boundary."""
        place = bisect_right(self._at, axis) - 1
        week = self._working(place)
        weeks, rest = divmod(axis - self._anchors[place], week.total)
        return self._mondays[place] + weeks * MINUTES_A_WEEK + week.minutes[rest]

    def finish_at(self, axis: int) -> int:
        """The first instant with this axis value: where work ends, the evening before at a boundary."""
        return self.start_at(axis - 1) + 1

    def starts_at(self, values: Iterable[int]) -> list[int]:
        """`start_at` of each of many values: fast where neighbours lie in the same stretch."""
        found: list[int] = []
        low = high = 0
        for axis in values:
            if not low <= axis < high:
                place = bisect_right(self._at, axis) - 1
                low, high = self._at[place], self._at[place + 1] if place + 1 < len(self._at) else _EVER
                week, anchor, monday = self._working(place), self._anchors[place], self._mondays[place]
                minutes, total = week.minutes, week.total
            found.append(monday + (axis - anchor) // total * MINUTES_A_WEEK + minutes[(axis - anchor) % total])
        return found

    def _working(self, place: int) -> Table:
        """The week of a stretch that has working time; raises CalendarError where nothing is worked any more."""
        week = self._tables[place]
        if week.total:
            return week
        if not any(each.total for each in self._tables):
            raise CalendarError(f"{self._owner} has no working time at all: give it working hours")
        until = f"from {to_text(self._firsts[place])} on" if place else "before its first working day"
        raise CalendarError(f"{self._owner} has no working time {until}: give a later week working hours")
