"""Earned value management (ANSI/EIA-748, PMI Practice Standard for Earned Value Management) on plain amounts.

Amounts are Decimal in one currency and one unit; a figure whose divisor is zero is not available, None. Indices are never averaged:
those of a parent come from the sums of its parts. Forecasts are computed from the amounts, never from a rounded index.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

ZERO, ONE = Decimal(0), Decimal(1)


class EarnedValue(NamedTuple):
    """Budget at completion, planned value, earned value and actual cost at one status date, and what follows from them.

    Without an actual cost (None: nobody says where labour comes from) whatever rests on it is not available.
    """

    bac: Decimal
    pv: Decimal
    ev: Decimal
    ac: Decimal | None

    @property
    def cv(self) -> Decimal | None:
        """Cost variance, EV − AC."""
        return None if self.ac is None else self.ev - self.ac

    @property
    def sv(self) -> Decimal:
        """Schedule variance in money, EV − PV."""
        return self.ev - self.pv

    @property
    def cpi(self) -> Decimal | None:
        """Cost performance index, EV / AC."""
        return quotient(self.ev, self.ac)

    @property
    def spi(self) -> Decimal | None:
        """Schedule performance index in money, EV / PV."""
        return quotient(self.ev, self.pv)

    @property
    def cv_percent(self) -> Decimal | None:
        """CV / EV as a fraction."""
        return None if self.cv is None else quotient(self.cv, self.ev)

    @property
    def sv_percent(self) -> Decimal | None:
        """SV / PV as a fraction."""
        return quotient(self.sv, self.pv)

    @property
    def percent_complete(self) -> Decimal | None:
        """Percent complete, EV / BAC as a fraction."""
        return quotient(self.ev, self.bac)

    @property
    def percent_spent(self) -> Decimal | None:
        """Percent spent, AC / BAC as a fraction."""
        return None if self.ac is None else quotient(self.ac, self.bac)

    @property
    def eac1(self) -> Decimal | None:
        """Estimate at completion where the rest costs what the past did: BAC / CPI = BAC × AC / EV; the default."""
        return quotient(self.bac * self.ac, self.ev) if self.ac else None

    @property
    def eac2(self) -> Decimal | None:
        """Estimate at completion where the rest costs what was planned: AC + (BAC − EV)."""
        return None if self.ac is None else self.ac + self.bac - self.ev

    @property
    def eac3(self) -> Decimal | None:
        """Estimate at completion where cost and schedule weigh on the rest: AC + (BAC − EV) / (CPI × SPI)."""
        if not self.ac or not self.pv or not self.ev:
            return None
        return self.ac + (self.bac - self.ev) * self.ac * self.pv / (self.ev * self.ev)

    def eac4(self, bottom_up: Decimal) -> Decimal | None:
        """Estimate at completion from an estimate of the rest, made from below: AC + ETC."""
        return None if self.ac is None else self.ac + bottom_up

    @property
    def etc(self) -> Decimal | None:
        """Estimate to complete, EAC1 − AC."""
        return None if self.eac1 is None or self.ac is None else self.eac1 - self.ac

    @property
    def vac(self) -> Decimal | None:
        """Variance at completion, BAC − EAC1."""
        return None if self.eac1 is None else self.bac - self.eac1

    @property
    def tcpi_bac(self) -> Decimal | None:
        """To-complete performance index within the budget, (BAC − EV) / (BAC − AC); None is not achievable: nothing of the budget is left."""
        return None if self.ac is None or self.bac <= self.ac else (self.bac - self.ev) / (self.bac - self.ac)

    @property
    def tcpi_eac(self) -> Decimal | None:
        """To-complete performance index within the estimate, (BAC − EV) / (EAC1 − AC); None where nothing is left of it."""
        etc = self.etc
        return quotient(self.bac - self.ev, etc) if etc is not None and etc > 0 else None


def quotient(above: Decimal, below: Decimal | None) -> Decimal | None:
    """above / below, not available where the divisor is zero."""
    return above / below if below else None


def roll_up(parts: Iterable[EarnedValue]) -> EarnedValue:
    """A node of the work breakdown from its parts: the sums, from which its indices follow; no AC where a part has none."""
    bac = pv = ev = ZERO
    ac: Decimal | None = ZERO
    for part in parts:
        bac, pv, ev = bac + part.bac, pv + part.pv, ev + part.ev
        ac = None if ac is None or part.ac is None else ac + part.ac
    return EarnedValue(bac, pv, ev, ac)


def roll_up_tree(own: dict[int, EarnedValue], parents: dict[int, int | None]) -> dict[int, EarnedValue]:
    """Every node of a work breakdown with all that is below it; `own` are the nodes' own amounts, `parents` each node's parent.

    Raises ValueError where the parents run in a circle.
    """
    total = {key: own.get(key, EarnedValue(ZERO, ZERO, ZERO, ZERO)) for key in parents}
    waiting = dict.fromkeys(parents, 0)
    for parent in parents.values():
        if parent is not None:
            waiting[parent] += 1
    ready = [key for key, count in waiting.items() if not count]
    for key in ready:
        parent = parents[key]
        if parent is None:
            continue
        total[parent] = roll_up((total[parent], total[key]))
        waiting[parent] -= 1
        if not waiting[parent]:
            ready.append(parent)
    if len(ready) < len(parents):
        raise ValueError("the work breakdown runs in a circle through " + ", ".join(str(key) for key, count in waiting.items() if count))
    return total


# -- how value is earned


def zero_hundred(started: bool, finished: bool) -> Decimal:
    """Nothing until the work is finished, then all."""
    return ONE if finished else ZERO


def fifty_fifty(started: bool, finished: bool) -> Decimal:
    """Half at the start, the other half at the finish."""
    return ONE if finished else Decimal("0.5") if started else ZERO


def twenty_eighty(started: bool, finished: bool) -> Decimal:
    """A fifth at the start, the rest at the finish."""
    return ONE if finished else Decimal("0.2") if started else ZERO


FIXED_FORMULAS = {"0/100": zero_hundred, "50/50": fifty_fifty, "20/80": twenty_eighty}
METHODS = (*FIXED_FORMULAS, "% complete", "milestones", "level of effort")


def earned(
    method: str,
    budget: Decimal,
    *,
    started: bool = False,
    finished: bool = False,
    progress: Decimal = ZERO,
    milestones: Sequence[tuple[Decimal, bool]] = (),
    planned: Decimal = ZERO,
) -> Decimal:
    """What a task has earned of its budget by one of `METHODS`.

    `progress` is a fraction; `milestones` are (weight, reached) and their weights count in proportion to their sum; level of effort
    earns what was planned. Raises ValueError for another method, or for milestones without weight.
    """
    if method in FIXED_FORMULAS:
        return budget * FIXED_FORMULAS[method](started, finished)
    if method == "% complete":
        return budget * (ONE if finished else progress)
    if method == "level of effort":
        return planned
    if method == "milestones":
        whole = sum((weight for weight, _ in milestones), ZERO)
        if whole <= 0:
            raise ValueError("weighted milestones need weights above zero, as 30 30 40")
        return budget * sum((weight for weight, reached in milestones if reached), ZERO) / whole
    raise ValueError(f"there is no earned value method {method}: one of " + ", ".join(METHODS))


# -- planned value


class Planned(NamedTuple):
    """A baseline line: its cost, spread evenly from start to finish, which are instants on an axis of working time."""

    cost: Decimal
    start: int
    finish: int


def planned_value(lines: Iterable[Planned], at: int) -> Decimal:
    """PV at an instant of the same axis: each line's cost × the share of its working time that has passed; a milestone's at once."""
    total = ZERO
    for cost, start, finish in lines:
        if at >= finish:
            total += cost
        elif at > start:
            total += cost * (at - start) / (finish - start)
    return total


def cumulative(lines: Sequence[Planned], ends: Iterable[int]) -> list[Decimal]:
    """Cumulative PV at the end of each period."""
    return [planned_value(lines, end) for end in ends]


def by_period(lines: Sequence[Planned], ends: Sequence[int], earned: Sequence[Decimal], spent: Sequence[Decimal]) -> list[EarnedValue]:
    """Earned value at the end of each period: the BAC and the PV of the baseline, the value `earned` until then, and what was `spent` in it."""
    whole = sum((line.cost for line in lines), ZERO)
    return [EarnedValue(whole, pv, ev, ac) for pv, ev, ac in zip(cumulative(lines, ends), earned, accumulate(spent), strict=True)]
