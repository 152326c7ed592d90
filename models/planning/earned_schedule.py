"""Earned schedule (Lipke): earned value measured in time, so that a finished project that was late does not look as if it had been in time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple


class EarnedSchedule(NamedTuple):
    """Earned schedule `es`, actual time `at` and planned duration `pd`, all in periods, and what follows from them.

    Where nothing is planned there is neither `es` nor `pd`, and nothing that rests on them: None.
    """

    es: Decimal | None
    at: Decimal
    pd: Decimal | None

    @property
    def sv_t(self) -> Decimal | None:
        """Schedule variance in time, ES − AT."""
        return None if self.es is None else self.es - self.at

    @property
    def spi_t(self) -> Decimal | None:
        """Schedule performance index in time, ES / AT; None before any time has passed."""
        return None if self.es is None or not self.at else self.es / self.at

    @property
    def ieac_t(self) -> Decimal | None:
        """Independent estimate of the duration, PD / SPI(t) = PD × AT / ES; None before anything was earned."""
        return self.pd * self.at / self.es if self.pd and self.es and self.at else None

    @property
    def tspi(self) -> Decimal | None:
        """To-complete schedule performance index, (PD − ES) / (PD − AT); None where the planned duration is over."""
        return None if self.pd is None or self.es is None or self.pd <= self.at else (self.pd - self.es) / (self.pd - self.at)


def earned_schedule(planned: Sequence[Decimal], earned: Decimal, at: Decimal) -> EarnedSchedule:
    """Earned schedule from cumulative PV at the ends of the periods 0, 1, 2 …

    ES = C + I with C the last period whose PV ≤ EV and I = (EV − PV_C) / (PV_{C+1} − PV_C); what is earned beyond the whole plan
    is the whole plan. The planned duration is the first period in which all is planned: later ones say nothing. Raises ValueError
    where the PV begins above zero or falls, or EV is below zero.
    """
    if not planned:
        raise ValueError("the planned values are missing: cumulative, beginning with 0")
    if planned[0] != 0:
        raise ValueError(f"cumulative planned values begin with 0 at the start, not with {planned[0]}")
    for period, (before, after) in enumerate(pairwise(planned), 1):
        if after < before:
            raise ValueError(f"cumulative planned values never fall: {after} of period {period} comes after {before}")
    if earned < 0:
        raise ValueError(f"the earned value cannot be below 0: {earned}")
    duration = list(planned).index(planned[-1])
    if not duration:
        return EarnedSchedule(None, at, None)
    last = min(bisect_right(planned, earned) - 1, duration)
    found = Decimal(last)
    if last < duration:
        found += (earned - planned[last]) / (planned[last + 1] - planned[last])
    return EarnedSchedule(found, at, Decimal(duration))
