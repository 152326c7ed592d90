"""`qd calc npv`: an investment and how far its inputs may move."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from models.planning import appraisal
from tui.cli.calc.answer import Figure, amount, answer, percent
from tui.cli.calc.reading import rate, repeated
from tui.cli.calc.table import Column, table
from tui.cli.call import usage

if TYPE_CHECKING:
    from tui.cli.call import Call

_MOST_YEARS = 10_000
_FORM = "qd calc npv --rate 10% -- -80000 20000x6"

Group = tuple[str, Decimal, range]


def npv(call: Call) -> None:
    """Net present value and its relatives; with --vary how far each input may move."""
    groups = _groups(call.all_words[1:])
    if "--rate" not in call.options:
        raise usage("--rate is missing", field="rate", hint=_FORM)
    interest = rate(call.options["--rate"], "--rate")
    reinvest = rate(call.options["--reinvest"], "--reinvest") if "--reinvest" in call.options else interest
    flows = appraisal.spread(groups)
    rates = appraisal.internal_rates(flows)
    figures = [_net(interest, flows), _internal(rates), _modified(interest, reinvest, flows), *_ratios(interest, flows)]
    if "--vary" not in call.options:
        answer(call, figures, irr_all=rates, sensitivity=None)
        return
    part = rate(call.options["--vary"], "--vary")
    try:
        varied = appraisal.sensitivity(interest, groups, part)
    except ValueError as error:
        raise usage(f"--vary: {call.options['--vary']} of {percent(interest)}: {error}", field="vary", hint="a smaller part") from None
    answer(call, figures, irr_all=rates, sensitivity=[each._asdict() for each in varied])
    if not call.json:
        rows = [_varied(each) for each in varied]
        moved = percent(part)
        call.out.line()
        headings = ((f"NPV at −{moved}", 2), (f"NPV at +{moved}", 3), ("NPV 0 at", 1))
        table(call, [Column("input"), Column("value", True, 4), *(Column(heading, True, rank) for heading, rank in headings)], rows)


def _varied(each: appraisal.Sensitivity) -> list[str]:
    """What comes of an input that is moved, to read."""
    read = percent if each.name == "rate" else amount
    return [each.name, read(each.value), amount(each.low), amount(each.high), read(each.break_even)]


def _groups(words: list[str]) -> list[Group]:
    """The flows as they were typed, each with its years."""
    if not words:
        raise usage("the cash flows are missing", field="flow", hint=_FORM)
    groups: list[Group] = []
    year = 0
    for word in words:
        amount, times = repeated(word)
        groups.append((word, amount, range(year, year + times)))
        year += times
    if year > _MOST_YEARS:
        raise usage(f"{year} years of cash flows are too many", field="flow", hint=f"{_MOST_YEARS} or fewer")
    return groups


def _net(interest: Decimal, flows: list[Decimal]) -> Figure:
    benefits, costs = appraisal.worth(interest, flows)
    formula = f"Σ CF / (1 + r)^t = {amount(benefits)} − {amount(costs)}"
    return Figure("NPV", appraisal.npv(interest, flows), formula, f"r {percent(interest)}, t 0 … {len(flows) - 1}", amount)


def _internal(rates: list[Decimal]) -> Figure:
    """The internal rate where there is one; else what is to be known of it."""
    several = "more than one rate makes the NPV zero: " + ", ".join(map(percent, rates)) + "; the MIRR decides"
    note = "" if len(rates) == 1 else several if rates else "no rate makes it zero"
    return Figure("IRR", rates[0] if len(rates) == 1 else None, "the rate at which the NPV is 0", note, percent)


def _modified(interest: Decimal, reinvest: Decimal, flows: list[Decimal]) -> Figure:
    benefits, costs = appraisal.end_value(reinvest, flows), appraisal.worth(interest, flows).costs
    formula = f"(end value / PV(costs))^(1 / n) − 1 = ({amount(benefits)} / {amount(costs)})^(1 / {len(flows) - 1}) − 1"
    return Figure("MIRR", appraisal.mirr(flows, interest, reinvest), formula, f"reinvested at {percent(reinvest)}", percent)


def _ratios(interest: Decimal, flows: list[Decimal]) -> list[Figure]:
    """Paybacks and ratios of benefits to costs."""
    bcr = appraisal.benefit_cost_ratio(interest, flows)
    ratio = "PV(benefits) / PV(costs) = {} / {}".format(*map(amount, appraisal.worth(interest, flows)))
    benefits, costs = map(amount, appraisal.worth(Decimal(0), flows))
    return [
        _payback("payback", "Σ CF", flows),
        _payback("discounted payback", "Σ CF / (1 + r)^t", appraisal.discounted(interest, flows)),
        Figure("PI", bcr, ratio),
        Figure("BCR", bcr, ratio),
        Figure("ROI", appraisal.roi(flows), f"(benefits − costs) / costs = ({benefits} − {costs}) / {costs}", read=percent),
    ]


def _payback(symbol: str, total: str, flows: list[Decimal]) -> Figure:
    found = appraisal.payback(flows)
    if found is None:
        return Figure(symbol, None, f"{total} stays below 0")
    numbers = f" = {found.year} + {amount(found.missing)} / {amount(found.flow)}" if found.missing else ""
    return Figure(symbol, found.years, f"years until {total} ≥ 0{numbers}")
