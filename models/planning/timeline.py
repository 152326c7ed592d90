"""Working time as one line: from the instants of a calendar to the working minutes before them and back.

The line is cut where the governing week changes; between two cuts a week repeats. A look-up is a bisection over the cuts and a
division by the week, so that its time does not grow with the distance.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from models.planning.hours import CalendarError, Spans, Table, Week, carried, on_day, table, week_table
from models.planning.instants import MINUTES_A_DAY, to_text

if TYPE_CHECKING:
    from models.planning.hours import PartWeek

_EVER = 1 << 62


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


class Timeline:
    """Stretches of repeating weeks: for each its first day, the axis value there, and the week's table."""

    def __init__(self, layers: Layers) -> None:
        """Lay the stretches end to end; a day whose night before belongs to another week is a stretch of its own."""
        self.first_days: list[int] = []
        self.at: list[int] = []  # axis value at the start of each stretch, for bisection
        self._anchors: list[int] = []  # axis value at the Monday of each stretch's first week
        self._mondays: list[int] = []  # the number of that Monday
        self._tables: list[Table] = []
        tables: dict[Week, Table] = {}
        for place, first in enumerate(layers.starts):
            week = layers.weeks[place]
            if week not in tables:
                tables[week] = week_table(week)
            night = carried(layers.weeks[place - 1][(first - 1) % 7]) if place else ()
            if place and night != carried(week[(first - 1) % 7]):
                days: list[Spans] = [()] * 7
                days[first % 7] = on_day(week[first % 7], night)
                self._append(first, table(days))
                first += 1
                if place + 1 < len(layers.starts) and layers.starts[place + 1] == first:
                    continue
            self._append(first, tables[week])

    def _append(self, first: int, week: Table) -> None:
        """Add a stretch that begins with this day."""
        if not self._tables:
            self.first_days.append(first)
            self.at.append(-_EVER)
            self._anchors.append(0)
            self._mondays.append(0)
        else:
            axis = self.axis(first * MINUTES_A_DAY)
            self.first_days.append(first)
            self.at.append(axis)
            self._anchors.append(axis - week.before[first % 7])
            self._mondays.append(first // 7 * 7)
        self._tables.append(week)

    def axis(self, instant: int) -> int:
        """Working minutes from day 0 to an instant."""
        day, minute = divmod(instant, MINUTES_A_DAY)
        place = bisect_right(self.first_days, day) - 1
        days, before = self._tables[place]
        weeks, weekday = divmod(day - self._mondays[place], 7)
        value = self._anchors[place] + weeks * before[7] + before[weekday]
        for start, end in days[weekday]:
            if minute <= start:
                break
            value += (minute if minute < end else end) - start
        return value

    def spans(self, first: int, days: int) -> list[tuple[int, int, int]]:
        """Start, end and axis value at the start of every span within so many days from the first number on."""
        axis = self.axis(first * MINUTES_A_DAY)
        place = bisect_right(self.first_days, first) - 1
        cuts = [*self.first_days[place + 1 :], _EVER]
        found = []
        week, cut = self._tables[place].days, 0
        for day in range(first, first + days):
            while cuts[cut] <= day:
                place, cut = place + 1, cut + 1
                week = self._tables[place].days
            midnight = day * MINUTES_A_DAY
            for start, end in week[day % 7]:
                found.append((midnight + start, midnight + end, axis))
                axis += end - start
        return found

    def start_at(self, axis: int) -> int:
        """The last instant with this axis value: where work goes on, the morning after at a boundary."""
        return self._minute(bisect_right(self.at, axis) - 1, axis)

    def finish_at(self, axis: int) -> int:
        """The first instant with this axis value: where work ends, the evening before at a boundary."""
        return self._minute(bisect_left(self.at, axis) - 1, axis - 1) + 1

    def _minute(self, place: int, axis: int) -> int:
        """The start of the working minute that follows an axis value within a stretch."""
        days, before = self._tables[place]
        if not before[7]:
            until = f"from {to_text(self.first_days[place] * MINUTES_A_DAY)} on" if place else "before its first working day"
            raise CalendarError(f"has no working time {until}: give a later week working hours")
        weeks, rest = divmod(axis - self._anchors[place], before[7])
        weekday = bisect_right(before, rest) - 1
        rest -= before[weekday]
        midnight = (self._mondays[place] + weeks * 7 + weekday) * MINUTES_A_DAY
        for start, end in days[weekday]:
            if rest < end - start:
                break
            rest -= end - start
        return midnight + start + rest
