"""A calendar for many instants at once: the working spans of a project's time as arrays that grow as far as they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from models.planning.instants import MINUTES_A_DAY, day_of, midnight
from models.planning.simulation.model import SimulationError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.planning.calendar import Calendar

_DAYS = 400
_MOST_DAYS = 366 * 500


class Clock:
    """Working time of a calendar from an instant on, in minutes; before that instant there is none."""

    def __init__(self, calendar: Calendar, start: int) -> None:
        """Begin with a year or so."""
        self.calendar = calendar
        self.start = start
        self.days = 0
        self.spans: list[tuple[int, int]] = []
        self.grow()

    def grow(self) -> None:
        """Cover twice as many days; raises `SimulationError` where that is centuries, or ends after the last year there is."""
        if self.days >= _MOST_DAYS:
            raise SimulationError(f"the plan runs for more than {_MOST_DAYS // 366} years", "shorter durations")
        first = day_of(self.start).toordinal()
        type_of_day = type(day_of(self.start))
        until = max(_DAYS, 2 * self.days)
        if first + until > type_of_day.max.toordinal():
            raise SimulationError("the plan leads outside the years 1 to 9999", "look at its start, durations and lags")
        for number in range(self.days, until):
            day = type_of_day.fromordinal(first + number)
            at = midnight(day)
            spans = ((max(at + begin, self.start), at + end) for begin, end in self.calendar.hours_of(day))
            self.spans += [(begin, end) for begin, end in spans if begin < end]
            self.days = number + 1
        self.begins = np.array([begin for begin, _ in self.spans], np.float64)
        self.lengths = np.array([end - begin for begin, end in self.spans], np.float64)
        self.done = np.cumsum(self.lengths)
        self.before = self.done - self.lengths

    def worked(self, instants: NDArray[np.float64]) -> NDArray[np.float64]:
        """Working time from the start to each instant."""
        while instants.max() >= self.start + (self.days - 1) * MINUTES_A_DAY:
            self.grow()
        index = np.maximum(np.searchsorted(self.begins, instants, side="right") - 1, 0)
        return self.before[index] + np.clip(instants - self.begins[index], 0, self.lengths[index])

    def finish(self, work: NDArray[np.float64]) -> NDArray[np.float64]:
        """The instant at which so much work is done: an evening where it fills a day."""
        return self._instant(work, "left")

    def begin(self, work: NDArray[np.float64]) -> NDArray[np.float64]:
        """The instant at which work goes on after so much: the next morning where it fills a day."""
        return self._instant(work, "right")

    def _instant(self, work: NDArray[np.float64], side: Literal["left", "right"]) -> NDArray[np.float64]:
        """The instant of an amount of work, at the end of a span or at the begin of the next."""
        while not len(self.done) or work.max() >= self.done[-1]:
            self.grow()
        index = np.searchsorted(self.done, work, side=side)
        return self.begins[index] + np.maximum(work - self.before[index], 0)

    def add(self, instants: NDArray[np.float64], work: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """The instants at which so much work since is done; subtracted where it is negative, unmoved where it is 0."""
        due = np.maximum(self.worked(instants) + work, 0)
        least, most = np.min(work), np.max(work)
        if least > 0:
            return self.finish(due)
        if most < 0:
            return self.begin(due)
        moved = np.where(np.asarray(work) > 0, self.finish(due), self.begin(due))
        return np.where(np.asarray(work) == 0, instants, moved)

    def resting(self, instants: NDArray[np.float64], done: NDArray[np.float64]) -> NDArray[np.float64]:
        """The instants themselves, also where the work done by then has just ended; those within a break move to where work goes on."""
        return np.where(self.finish(done) == instants, instants, self.begin(done))
