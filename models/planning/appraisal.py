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


def mirr(flows: Sequence[Decimal], finance_rate: Decimal, reinvestment_rate: Decimal) -> Decimal | None:
    """Modified IRR: (future value of the inflows at the reinvestment rate / present value of the outlays at the finance rate)^(1/n) − 1."""
    periods = len(flows) - 1
    outlays = -npv(finance_rate, [min(flow, ZERO) for flow in flows])
    inflows = npv(reinvestment_rate, [max(flow, ZERO) for flow in flows]) * (ONE + reinvestment_rate) ** max(periods, 0)
    if periods < 1 or outlays <= 0 or inflows <= 0:
        return None
    return (inflows / outlays) ** (ONE / periods) - ONE


def payback(flows: Sequence[Decimal]) -> Decimal | None:
    """Years until the cumulative flow is no longer negative, interpolated within the year; None where it stays so."""
    total = before = ZERO
    for year, flow in enumerate(flows):
        before, total = total, total + flow
        if total >= 0 and year:
            return ZERO if before >= 0 else year - 1 + -before / flow
    return ZERO if total >= 0 and flows else None


def discounted_payback(rate: Decimal, flows: Sequence[Decimal]) -> Decimal | None:
    """The payback of the discounted flows."""
    _check(rate)
    return payback([flow / (ONE + rate) ** year for year, flow in enumerate(flows)])


def benefit_cost_ratio(rate: Decimal, flows: Sequence[Decimal]) -> Decimal | None:
    """BCR, PV(benefits) / PV(costs); with one amount a year also the profitability index PI."""
    costs = -npv(rate, [min(flow, ZERO) for flow in flows])
    return npv(rate, [max(flow, ZERO) for flow in flows]) / costs if costs else None


def roi(flows: Sequence[Decimal]) -> Decimal | None:
    """Return on investment without interest, (benefits − costs) / costs."""
    costs = -sum((flow for flow in flows if flow < 0), ZERO)
    return sum(flows, ZERO) / costs if costs else None


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
        raise ValueError(f"a rate of {rate * 100:f} % is not above −100 %")
