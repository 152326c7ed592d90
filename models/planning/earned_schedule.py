"""Earned schedule (Lipke): earned value measured in time, so that a finished project that was late does not look as if it had been in time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple


class EarnedSchedule(NamedTuple):
    """Earned schedule `es`, actual time `at` and planned duration `pd`, all in periods, and what follows from them."""

    es: Decimal
    at: Decimal
    pd: Decimal

    @property
    def sv_t(self) -> Decimal:
        """Schedule variance in time, ES − AT."""
        return self.es - self.at

    @property
    def spi_t(self) -> Decimal | None:
        """Schedule performance index in time, ES / AT; None before any time has passed."""
        return self.es / self.at if self.at else None

    @property
    def ieac_t(self) -> Decimal | None:
        """Independent estimate of the duration, PD / SPI(t) = PD × AT / ES; None before anything was earned."""
        return self.pd * self.at / self.es if self.es and self.at else None

    @property
    def tspi(self) -> Decimal | None:
        """To-complete schedule performance index, (PD − ES) / (PD − AT); None where the planned duration is over."""
        return (self.pd - self.es) / (self.pd - self.at) if self.pd > self.at else None


def earned_schedule(planned: Sequence[Decimal], earned: Decimal, at: Decimal) -> EarnedSchedule:
    """Earned schedule from cumulative PV at the ends of the periods 0, 1, 2 …

    ES = C + I with C the last period whose PV ≤ EV and I = (EV − PV_C) / (PV_{C+1} − PV_C); what is earned beyond the whole plan
    is the whole plan. The planned duration is the first period in which all is planned. Raises ValueError where the PV begins
    above zero or falls.
    """
    if not planned:
        raise ValueError("the planned values are missing: cumulative, beginning with 0")
    if planned[0] != 0:
        raise ValueError(f"cumulative planned values begin with 0 at the start, not with {planned[0]}")
    for period, (before, after) in enumerate(pairwise(planned), 1):
        if after < before:
            raise ValueError(f"cumulative planned values never fall: {after} of period {period} comes after {before}")
    duration = list(planned).index(planned[-1])
    last = min(bisect_right(planned, earned) - 1, duration)
    if last < 0:
        raise ValueError(f"the earned value cannot be below 0: {earned}")
    found = Decimal(last)
    if last < duration:
        found += (earned - planned[last]) / (planned[last + 1] - planned[last])
    return EarnedSchedule(found, at, Decimal(duration))
