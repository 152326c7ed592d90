"""Appraisal of an investment: what its cash flows are worth, how soon they return, and how far an input may move.

Cash flows are yearly amounts, the first at time 0 (now), outlays negative: NPV = Σ CF_t / (1 + r)^t. Rates are fractions.
What does not exist (no root, never paid back, no outlay) is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from models.planning.roots import positive_roots

ZERO, ONE = Decimal(0), Decimal(1)


def npv(rate: Decimal, flows: Sequence[Decimal]) -> Decimal:
    """Net present value, Σ CF_t / (1 + r)^t. Raises ValueError for a rate of −100 % or less."""
    _check(rate)
    factor = ONE + rate
    value = ZERO
    for flow in reversed(flows):
        value = value / factor + flow
    return value


def internal_rates(flows: Sequence[Decimal]) -> list[Decimal]:
    """Every rate above −100 % at which the NPV is zero, in rising order: the positive roots x = 1 / (1 + r) of Σ CF_t x^t."""
    return sorted(ONE / root - ONE for root in positive_roots(flows))


def irr(flows: Sequence[Decimal]) -> Decimal | None:
    """The internal rate of return: the only rate at which the NPV is zero; None where there is none, or more than one."""
    rates = internal_rates(flows)
    return rates[0] if len(rates) == 1 else None


class Worth(NamedTuple):
    """What flows in and what flows out, both above zero."""

    benefits: Decimal
    costs: Decimal


def worth(rate: Decimal, flows: Sequence[Decimal]) -> Worth:
    """The present values of what flows in and of what flows out; their difference is the NPV."""
    return Worth(npv(rate, [max(flow, ZERO) for flow in flows]), -npv(rate, [min(flow, ZERO) for flow in flows]))


def end_value(rate: Decimal, flows: Sequence[Decimal]) -> Decimal:
    """The value of what flows in at the end of the last year, reinvested at a rate: Σ inflow_t (1 + r)^(n − t)."""
    return worth(rate, flows).benefits * (ONE + rate) ** max(len(flows) - 1, 0)


def mirr(flows: Sequence[Decimal], finance_rate: Decimal, reinvestment_rate: Decimal) -> Decimal | None:
    """Modified IRR: (end value of the inflows at the reinvestment rate / present value of the outlays at the finance rate)^(1/n) − 1."""
    costs, benefits = worth(finance_rate, flows).costs, end_value(reinvestment_rate, flows)
    return (benefits / costs) ** (ONE / (len(flows) - 1)) - ONE if costs > 0 and benefits > 0 else None


class Payback(NamedTuple):
    """When the money is back: after whole years, and the part of the next year's flow that is still missing then."""

    year: int
    missing: Decimal
    flow: Decimal

    @property
    def years(self) -> Decimal:
        """Years, interpolated within the last one."""
        return self.year + self.missing / self.flow if self.missing else Decimal(self.year)


def payback(flows: Sequence[Decimal]) -> Payback | None:
    """When the cumulative flow first is no longer negative: at once where it never is, None where it stays so."""
    total = ZERO
    for year, flow in enumerate(flows):
        if total < 0 <= total + flow:
            return Payback(year - 1, -total, flow)
        total += flow
    return Payback(0, ZERO, ZERO) if flows and total >= 0 else None


def discounted(rate: Decimal, flows: Sequence[Decimal]) -> list[Decimal]:
    """The present value of each flow, CF_t / (1 + r)^t, for the discounted payback."""
    _check(rate)
    return [flow / (ONE + rate) ** year for year, flow in enumerate(flows)]


def benefit_cost_ratio(rate: Decimal, flows: Sequence[Decimal]) -> Decimal | None:
    """BCR, PV(benefits) / PV(costs); with one amount a year also the profitability index PI."""
    benefits, costs = worth(rate, flows)
    return benefits / costs if costs else None


def roi(flows: Sequence[Decimal]) -> Decimal | None:
    """Return on investment without interest, (benefits − costs) / costs."""
    benefits, costs = worth(ZERO, flows)
    return (benefits - costs) / costs if costs else None


class Sensitivity(NamedTuple):
    """The NPV with one input a part lower and higher, and the value of the input at which the NPV is zero (None: there is none)."""

    name: str
    value: Decimal
    low: Decimal
    high: Decimal
    break_even: Decimal | None


def sensitivity(rate: Decimal, groups: Sequence[tuple[str, Decimal, Sequence[int]]], part: Decimal) -> list[Sensitivity]:
    """Each input varied by ± `part` (a fraction), the others left: the rate, and each amount with the years in which it flows.

    An amount's break-even is where its own present value makes up for the others', the rate's is the IRR. Strongest first.
    """
    flows = spread(groups)
    whole = npv(rate, flows)
    found = [Sensitivity("rate", rate, npv(rate * (ONE - part), flows), npv(rate * (ONE + part), flows), irr(flows))]
    for name, amount, years in groups:
        unit = npv(rate, spread([(name, ONE, years)]))
        step = unit * amount * part
        found.append(Sensitivity(name, amount, whole - step, whole + step, amount - whole / unit if unit else None))
    return sorted(found, key=lambda each: -abs(each.high - each.low))


def spread(groups: Sequence[tuple[str, Decimal, Sequence[int]]]) -> list[Decimal]:
    """The yearly flows of amounts with their years."""
    flows = [ZERO] * (1 + max((year for _, _, years in groups for year in years), default=-1))
    for _, amount, years in groups:
        for year in years:
            flows[year] += amount
    return flows


def _check(rate: Decimal) -> None:
    if rate <= -1:
        raise ValueError(f"a rate of {(rate * 100).normalize():f} % is not above −100 %")
