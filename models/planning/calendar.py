"""Calendars: when work is done, to the minute, and how much of it lies between two instants.

A calendar is a week of working hours, weeks valid from a day on, and exceptions both ways (a day off, an extra working day, other
hours). A person's calendar stands on a base calendar and adds the person's own changes and absences. What wins, from the weakest:
the base's week, the base's dated weeks, the own week, the own dated weeks, the base's exceptions, the own exceptions, absences.

Instants are naive wall-clock minutes (`models.planning.instants`), amounts of working time are minutes. Adding and subtracting
take the same time for a day and for a century. Work that ends at the end of a span ends there, in the evening; work that begins
there begins with the next span, in the morning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.planning.hours import DAY_OFF, WEEKDAYS, CalendarError, PartWeek, Spans, Week, check_spans, minutes_in, spans
from models.planning.instants import MINUTES_A_DAY, day_number
from models.planning.timeline import Layers, Timeline, common, stretches
from models.planning.workweek import Memo

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from models.planning.hours import Table


class DayHours(NamedTuple):
    """An exception: the days from the first to the last, both included, have these hours; none is a day off."""

    first: date
    last: date
    hours: Spans = DAY_OFF


class DatedWeek(NamedTuple):
    """A week that holds from a day to another, both included (None: for ever); a None weekday stays as it is."""

    first: date | None
    last: date | None
    week: PartWeek


class Absence(NamedTuple):
    """Days on which somebody is away: whole, or their `morning` or `afternoon` half (half of the day's working time)."""

    first: date
    last: date
    part: str = "day"


class Calendar:
    """Working time; immutable. Three look-ups remember what they were asked: `axis[instant]` is the working minutes from Monday 1970-01-05 to
    an instant, the same for all instants of a break; `starts[value]` and `finishes[value]` are the last and the first instant of a value."""

    def __init__(
        self,
        name: str = "",
        week: Sequence[Spans | None] | None = None,
        *,
        base: Calendar | None = None,
        within: Calendar | None = None,
        weeks: Iterable[DatedWeek] = (),
        exceptions: Iterable[DayHours] = (),
        absences: Iterable[Absence] = (),
    ) -> None:
        """A calendar of its own, or one that stands on a base; the seven weekdays begin with Monday. `within` another, it works only when
        that one does too.

        Raises CalendarError, which names the calendar, where hours overlap, a week has not seven days or a period ends before it begins.
        """
        self.name = name
        self.base = base
        self.within = within
        self.week: PartWeek = self._week((None,) * 7 if week is None else week)
        self.weeks = tuple(DatedWeek(first, last, self._week(days)) for first, last, days in weeks)
        self.exceptions = tuple(DayHours(first, last, self._hours(hours, first.isoformat())) for first, last, hours in exceptions)
        self.absences = tuple(absences)
        for first, last, _ in (*self.weeks, *self.exceptions, *self.absences):
            if first is not None and last is not None and last < first:
                raise CalendarError(f"{self.label}: the period from {first} to {last} ends before it begins: swap the two days")
        self._line = Timeline(self.label, self._stretches())
        self.axis: Memo[int, int] = Memo(self._line.axis)
        self.starts: Memo[int, int] = Memo(self._line.start_at)
        self.finishes: Memo[int, int] = Memo(self._line.finish_at)

    def starts_of(self, values: Iterable[int]) -> list[int]:
        """`starts` of many values, several times faster than one by one where neighbours lie near each other."""
        return self._line.starts_at(values)

    def finishes_of(self, values: Iterable[int]) -> list[int]:
        """`finishes` of many values."""
        return [minute + 1 for minute in self._line.starts_at([value - 1 for value in values])]

    @property
    def label(self) -> str:
        """How messages name the calendar."""
        return f'calendar "{self.name}"' if self.name else "the calendar"

    def add(self, instant: int, minutes: int) -> int:
        """The instant when so much working time has passed since; with a sign, subtracted. 0 leaves the instant as it is.

        Forward the result is the end of the work (an evening), backward its start (a morning).
        """
        if not minutes:
            return instant
        return (self.finishes if minutes > 0 else self.starts)[self.axis[instant] + minutes]

    def subtract(self, instant: int, minutes: int) -> int:
        """The instant from which so much working time leads to the given one."""
        return self.add(instant, -minutes)

    def between(self, first: int, last: int) -> int:
        """Working minutes from one instant to another, negative where the second lies before the first."""
        return self.axis[last] - self.axis[first]

    def next_start(self, instant: int) -> int:
        """The instant itself where work goes on there, else the next one at which it does."""
        found = self.starts[self.axis[instant]]
        return found if found > instant else instant

    def previous_finish(self, instant: int) -> int:
        """The instant itself where work was done up to it, else the last one at which it ended."""
        found = self.finishes[self.axis[instant]]
        return found if found < instant else instant

    def hours_of(self, day: date) -> Spans:
        """What is worked between this day's midnight and the next, as spans of minutes after midnight."""
        return self._line.hours_of(day_number(day))

    def minutes_of(self, day: date) -> int:
        """Working minutes between this day's midnight and the next."""
        midnight = day_number(day) * MINUTES_A_DAY
        return self.between(midnight, midnight + MINUTES_A_DAY)

    def _week(self, days: Sequence[Spans | None]) -> PartWeek:
        if len(days) != 7:
            raise CalendarError(f"{self.label}: a week of {len(days)} days: give seven, Monday first")
        return tuple(None if day is None else self._hours(day, name) for day, name in zip(days, WEEKDAYS, strict=True))

    def _hours(self, given: Spans, where: str) -> Spans:
        try:
            return check_spans(given, where)
        except CalendarError as error:
            raise CalendarError(f"{self.label}: {error}") from None

    def _stretches(self) -> list[tuple[int, Table]]:
        """Everything that governs a day, painted in the order of what wins, as far as the calendars around it work too."""
        line = [self]
        while line[-1].base is not None:
            line.append(line[-1].base)
        line.reverse()
        layers = Layers((DAY_OFF,) * 7)
        for calendar in line:
            layers.paint(None, None, calendar.week)
            for first, last, week in calendar.weeks:
                layers.paint(_number(first), _number(last), week)
        for calendar in line:
            for first, last, hours in calendar.exceptions:
                layers.paint(day_number(first), day_number(last), (hours,) * 7)
        for calendar in line:
            for absence in calendar.absences:
                _take_away(layers, absence)
        found = stretches(layers)
        for calendar in line:
            if calendar.within is not None:
                found = common(found, calendar.within._stretches())
        return found


def _number(day: date | None) -> int | None:
    return None if day is None else day_number(day)


def _take_away(layers: Layers, absence: Absence) -> None:
    """Paint an absence: whole days as days off, half days each with the other half of its own hours."""
    first, last = day_number(absence.first), day_number(absence.last)
    if absence.part == "day":
        layers.paint(first, last, (DAY_OFF,) * 7)
        return
    if absence.part not in ("morning", "afternoon"):
        raise CalendarError(f"an absence of {absence.part!r} on {absence.first}: write day, morning or afternoon")
    for day in range(first, last + 1):
        hours = layers.spans(day)
        half = minutes_in(hours) // 2
        left = _cut(hours, half, first_half=absence.part == "afternoon")
        layers.paint(day, day, (left,) * 7)


def _cut(hours: Spans, minutes: int, *, first_half: bool) -> Spans:
    """A day's spans up to so many working minutes, or from there on."""
    found = []
    for start, end in hours:
        middle = min(max(start + minutes, start), end)
        minutes -= middle - start
        found.append((start, middle) if first_half else (middle, end))
    return tuple((start, end) for start, end in found if end > start)


EIGHT_TO_FIVE: Spans = spans("08:00-12:00", "13:00-17:00")
ROUND_THE_CLOCK: Spans = spans("00:00-24:00")


def five_days(hours: Spans = EIGHT_TO_FIVE) -> Week:
    """A week of the same hours from Monday to Friday."""
    return (hours,) * 5 + (DAY_OFF,) * 2


def standard(name: str = "Standard", *, exceptions: Iterable[DayHours] = ()) -> Calendar:
    """Monday to Friday, 08:00-12:00 and 13:00-17:00."""
    return Calendar(name, five_days(), exceptions=exceptions)


def round_the_clock(name: str = "24 hours") -> Calendar:
    """Every minute of every day; elapsed time is working time in this calendar."""
    return Calendar(name, (ROUND_THE_CLOCK,) * 7)
