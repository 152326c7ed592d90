"""`qd calc emv`: what risks and decisions are expected to be worth."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tui.cli.calc.answer import SHARES, Figure, amount, answer, percent, plain, shown
from tui.cli.calc.reading import number, probability
from tui.cli.call import usage

if TYPE_CHECKING:
    from models.planning.decision import Chance
    from tui.cli.call import Call

_RISKS = "qd calc emv 0.3:-40k 0.1:-150k"
_ALTERNATIVES = "build=0.6:80M,0.4:-30M upgrade=0.6:70M,0.4:10M"

Outcome = tuple[Decimal, Decimal]


def emv(call: Call) -> None:
    """Expected monetary value of independent risks, or of the alternatives of a decision."""
    words = call.all_words[1:]
    if not words:
        raise usage("the risks are missing: probability:amount", field="risk", hint=_RISKS)
    if any("=" in word for word in words):
        _decide(call, words)
    else:
        _risks(call, [_outcome(word) for word in words])


def _risks(call: Call, risks: list[Outcome]) -> None:
    """Their expected value, and how far the cost spreads about it."""
    from models.planning.risk_costs import RiskCostError, risk_costs

    total = sum((share * impact for share, impact in risks), Decimal(0))
    units = 10 ** max(0, *(-int(impact.normalize().as_tuple().exponent) for _, impact in risks))
    try:
        costs = risk_costs([(float(share), -int(impact * units)) for share, impact in risks])
    except RiskCostError as error:
        raise usage(error.message, field="risk", hint=error.hint) from None
    percentiles = {f"P{share}": Decimal(costs.percentile(share / 100)) / units for share in SHARES}
    parts = " + ".join(f"{shown(share)} × {amount(impact)}" for share, impact in risks)
    spreads = " + ".join(f"{shown(share)} × {shown(1 - share)} × {amount(abs(impact))}²" for share, impact in risks)
    figures = [
        Figure("EMV", total, f"Σ p × impact = {parts}", read=amount),
        Figure("sd", Decimal(repr(costs.sd)) / units, f"√ Σ p × (1 − p) × impact² = √ ({spreads})", read=amount),
    ]
    for name in ("P50", "P80"):
        reached = sum(share for cost, share in zip(costs.sums, costs.probabilities, strict=True) if cost <= percentiles[name] * units)
        likely = f"{percent(Decimal(repr(reached)))} ≥ {name[1:]} %"
        figures.append(Figure(name, percentiles[name], f"p(cost ≤ {amount(percentiles[name])}) = {likely}", read=amount))
    if percentiles["P80"] > -total:
        figures[-1] = figures[-1]._replace(note="the EMV alone does not cover it")
    if costs.grain > 1:
        figures.append(Figure("grain", Decimal(costs.grain) / units, "so many sums are possible that closer ones count as one", read=amount))
    answer(call, figures, percentiles=percentiles)


def _outcome(word: str) -> Outcome:
    share, colon, impact = word.partition(":")
    if not colon:
        raise usage(f"“{word[:40]}” has no colon", field="risk", hint="probability:amount, as 0.3:-40k")
    return probability(share, word[:40]), number(impact, "risk")


def _decide(call: Call, words: list[str]) -> None:
    """The alternatives with their expected values, and the best."""
    from models.planning.decision import Choice, best, expected

    alternatives = _alternatives(words)
    values = {}
    for name, chance in alternatives.items():
        try:
            values[name] = expected(chance)
        except ValueError as error:
            hint = "the probabilities of one alternative add up to 1"
            raise usage(f"{name[:40]}: {error}", field="probability", hint=hint) from None
    chosen = best(Choice(tuple(alternatives.items())))[0]
    if call.json:
        call.out.answer({"emv": plain(values[chosen]), "best": chosen, "alternatives": plain(values)})
        return
    formulas = {name: " + ".join(f"{shown(p)} × {value}" for p, value in _shown(chance)) for name, chance in alternatives.items()}
    answer(call, [Figure(name, values[name], formulas[name], "the best" if name == chosen else "", amount) for name in alternatives])


def _alternatives(words: list[str]) -> dict[str, Chance]:
    """The outcomes of each alternative by its name."""
    from models.planning.decision import Chance

    found: dict[str, Chance] = {}
    for word in words:
        name, equals, outcomes = word.partition("=")
        if not equals or not name:
            raise usage(f"“{word[:40]}” is no alternative", field="alternative", hint=_ALTERNATIVES)
        if name in found:
            raise usage(f"{name[:40]} stands there twice", field="alternative", hint=_ALTERNATIVES)
        found[name] = Chance(tuple(_outcome(part) for part in outcomes.split(",")))
    return found


def _shown(chance: Chance) -> list[tuple[Decimal, str]]:
    return [(share, amount(value)) for share, value in chance.outcomes if isinstance(value, Decimal)]
