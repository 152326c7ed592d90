"""`qd calc npv` and `qd calc emv`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tui.cli.calc.answer import Figure, answer, shown
from tui.cli.calc.reading import number, probability, rate, repeated
from tui.cli.call import usage

if TYPE_CHECKING:
    from tui.cli.call import Call

_UNITS = 10_000
"""Costs are counted in whole ten-thousandths of the unit typed."""
_FLOWS = "qd calc npv --rate 10% -- -80000 20000x6"
_CHANCES = "qd calc emv 0.3:-40k 0.1:-150k"


def npv(call: Call) -> None:
    """Net present value and its relatives; with --vary how far each input may move."""
    from models.planning import appraisal

    words = [*call.words[1:], *call.literal]
    if not words:
        raise usage("the cash flows are missing", field="flow", hint=_FLOWS)
    if "--rate" not in call.options:
        raise usage("--rate is missing", field="rate", hint=_FLOWS)
    interest = rate(call.options["--rate"], "--rate")
    reinvest = rate(call.options["--reinvest"], "--reinvest") if "--reinvest" in call.options else interest
    groups, year = [], 0
    for word in words:
        amount, times = repeated(word)
        groups.append((word, amount, range(year, year + times)))
        year += times
    flows = appraisal.spread(groups)
    rates = appraisal.internal_rates(flows)
    several = (
        ""
        if len(rates) < 2
        else "more than one rate makes the NPV zero: " + ", ".join(shown(each) for each in rates) + "; the MIRR decides"
    )
    bcr = appraisal.benefit_cost_ratio(interest, flows)
    more = {"irr_all": rates}
    figures = [
        Figure("npv", "NPV", appraisal.npv(interest, flows), f"Σ CF / (1 + {shown(interest)})^t, t = 0 … {len(flows) - 1}"),
        Figure("irr", "IRR", rates[0] if len(rates) == 1 else None, "the rate at which the NPV is 0", several),
        Figure("mirr", "MIRR", appraisal.mirr(flows, interest, reinvest), f"reinvested at {shown(reinvest)}"),
        Figure("payback", "payback", appraisal.payback(flows), "years until Σ CF ≥ 0"),
        Figure("discounted_payback", "discounted", appraisal.discounted_payback(interest, flows), "years until the discounted Σ CF ≥ 0"),
        Figure("pi", "PI", bcr, "PV(benefits) / PV(costs)"),
        Figure("bcr", "BCR", bcr, "PV(benefits) / PV(costs)"),
        Figure("roi", "ROI", appraisal.roi(flows), "(benefits − costs) / costs, without interest"),
    ]
    if "--vary" not in call.options:
        answer(call, figures, **more)
        return
    part = rate(call.options["--vary"], "--vary")
    try:
        varied = appraisal.sensitivity(interest, groups, part)
    except ValueError as error:
        raise usage(f"--vary: {call.options['--vary']} leads to {error}", field="vary", hint="a smaller part, as 10%") from None
    answer(call, figures, **more, sensitivity=[each._asdict() for each in varied])
    if not call.json:
        call.out.line()
        rows = [[each.name, shown(each.value), shown(each.low), shown(each.high), shown(each.break_even)] for each in varied]
        per_cent = f"{shown(part * 100)} %"
        call.out.columns(
            ["input", "value", f"NPV at −{per_cent}", f"NPV at +{per_cent}", "NPV 0 at"], rows, [False, True, True, True, True]
        )


def emv(call: Call) -> None:
    """Expected monetary value of independent risks, or of the alternatives of a decision."""
    words = [*call.words[1:], *call.literal]
    if not words:
        raise usage("the risks are missing: probability:amount", field="risk", hint=_CHANCES)
    if any("=" in word for word in words):
        _decide(call, words)
        return
    risks = [_chance(word) for word in words]
    from models.planning.risk_costs import RiskCostError, risk_costs

    total = sum((share * amount for share, amount in risks), Decimal(0))
    try:
        costs = risk_costs([(float(share), -int(amount * _UNITS)) for share, amount in risks])
    except RiskCostError as error:
        raise usage(error.message, field="risk", hint=error.hint) from None
    formula = " + ".join(f"{shown(share)} × {shown(amount)}" for share, amount in risks)
    p50, p80 = (Decimal(costs.percentile(share)) / _UNITS for share in (0.5, 0.8))
    answer(
        call,
        [
            Figure("emv", "EMV", total, f"Σ p × impact = {formula}"),
            Figure("sd", "sd", Decimal(repr(costs.sd)) / _UNITS, "standard deviation of the cost"),
            Figure("P50", "P50", p50, "the cost is no higher with 50 %"),
            Figure("P80", "P80", p80, "the cost is no higher with 80 %" + (": the EMV alone does not cover it" if p80 > -total else "")),
        ],
    )


def _chance(word: str) -> tuple[Decimal, Decimal]:
    share, colon, amount = word.partition(":")
    if not colon:
        raise usage(f"“{word[:40]}” has no colon", field="risk", hint="probability:amount, as 0.3:-40k")
    return probability(share, word[:40]), number(amount, word[:40])


def _decide(call: Call, words: list[str]) -> None:
    """The alternatives with their expected values, the best first."""
    from models.planning.decision import Chance, Choice, best, expected

    alternatives = []
    for word in words:
        name, equals, outcomes = word.partition("=")
        if not equals or not name:
            raise usage(f"“{word[:40]}” is no alternative", field="alternative", hint="build=0.6:80M,0.4:-30M upgrade=0.6:70M,0.4:10M")
        alternatives.append((name, Chance(tuple(_chance(part) for part in outcomes.split(",")))))
    try:
        values = {name: expected(chance) for name, chance in alternatives}
        chosen = best(Choice(tuple(alternatives)))[0]
    except ValueError as error:
        raise usage(str(error), field="probability", hint="the probabilities of one alternative add up to 1") from None
    figures = [
        Figure(name, name, values[name], " + ".join(f"{shown(p)} × {shown(v)}" for p, v in chance.outcomes if isinstance(v, Decimal)),
               "the best" if name == chosen else "")
        for name, chance in alternatives
    ]  # fmt: skip
    if call.json:
        call.out.answer(
            {"emv": float(values[chosen]), "best": chosen, "alternatives": {name: float(value) for name, value in values.items()}}
        )
    else:
        answer(call, figures)
