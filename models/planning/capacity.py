"""Capacity of people against the work given to them.

Capacity = (working days − holidays − absences) × hours a day × FTE × focus; load = allocated / capacity.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

FOCUS = Decimal("0.8")
"""The part of a working day that goes into project work where nobody says otherwise."""
OVER, FULL, SPARE = Decimal("1"), Decimal("0.85"), Decimal("0.6")


class Stretch(NamedTuple):
    """A stretch of time in which nothing of the contract changes; days may be halves, a change of FTE splits the period in two."""

    working_days: Decimal
    holidays: Decimal = Decimal(0)
    absences: Decimal = Decimal(0)
    hours_per_day: Decimal = Decimal(8)
    fte: Decimal = Decimal(1)
    focus: Decimal = FOCUS

    @property
    def hours(self) -> Decimal:
        """The hours at hand, never below zero."""
        days = self.working_days - self.holidays - self.absences
        return max(days, Decimal(0)) * self.hours_per_day * self.fte * self.focus


def capacity(stretches: Iterable[Stretch]) -> Decimal:
    """The hours at hand in a period made of stretches."""
    return sum((stretch.hours for stretch in stretches), Decimal(0))


def load(allocated: Decimal, hours: Decimal) -> Decimal | None:
    """Allocated hours / capacity as a fraction; None where there is no capacity."""
    return allocated / hours if hours else None


def judged(part: Decimal) -> str:
    """The word for a load: over above 100 %, full from 85 %, spare below 60 %, otherwise balanced."""
    if part > OVER:
        return "over"
    if part >= FULL:
        return "full"
    return "spare" if part < SPARE else "balanced"
