"""`qd calc pert` and `qd calc throughput`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tui.cli.calc.answer import Figure, answer, shown
from tui.cli.calc.reading import number, numbers, wanted
from tui.cli.call import usage

if TYPE_CHECKING:
    from models.planning.estimate import Spread
    from tui.cli.call import Call

_THREE = "optimistic,likely,pessimistic, as qd calc pert 2,3,5 5,8,14"
SHARES = (10, 20, 30, 40, 50, 60, 70, 80, 90, 95)


def pert(call: Call) -> None:
    """Three-point estimates along a path: the means add, and the variances do."""
    from models.planning.estimate import LAWS, EstimateError, ThreePoint, path, spread

    words = [*call.words[1:], *call.literal]
    if not words:
        raise usage("the estimates are missing", field="estimate", hint=_THREE)
    law = call.options.get("--law", "pert")
    laws = {"pert": "pert-moment", **{name: name for name in LAWS}}
    if law not in laws:
        raise usage(f"--law: there is no law “{law[:40]}”", field="law", hint="one of " + ", ".join(laws))
    parts: list[Spread] = []
    for word in words:
        points = numbers(word, "estimate")
        if len(points) != 3:
            raise usage(f"“{word[:40]}” are not three numbers", field="estimate", hint=_THREE)
        try:
            parts.append(spread(ThreePoint(*map(float, points)), laws[law]))
        except EstimateError as error:
            raise usage(f"“{word[:40]}”: {error.message}", field="estimate", hint=error.hint) from None
    whole = path(parts)
    formula = "Σ te, te = (O + 4M + P) / 6" if law in ("pert", "pert-moment", "beta-pert") else "Σ (O + M + P) / 3"
    figures = [
        Figure("mean", "mean", _exact(whole.mean), formula),
        Figure("variance", "variance", _exact(whole.variance), "Σ sd²" + (", sd = (P − O) / 6" if law in ("pert", "pert-moment") else "")),
        Figure("sd", "sd", _exact(whole.sd), "√ variance"),
    ]
    tasks = [{"mean": each.mean, "variance": each.variance, "sd": each.sd} for each in parts]
    answer(call, figures, law=law, tasks=tasks)
    if not call.json and len(parts) > 1:
        rows = [[word, *(shown(_exact(value)) for value in (each.mean, each.sd))] for word, each in zip(words, parts, strict=True)]
        call.out.line()
        call.out.columns(["estimate", "mean", "sd"], rows, [False, True, True])


def throughput(call: Call) -> None:
    """In how many periods what is left is done, from the numbers finished in past periods."""
    from models.planning.estimate import EstimateError
    from models.planning.throughput import throughput as forecast

    call.take(1, "throughput --sample 2,4 --left 6")
    wanted_sample = call.options.get("--sample")
    sample = numbers(wanted_sample, "--sample") if wanted_sample else [wanted(call, "--sample")]
    left = wanted(call, "--left")
    runs, seed = (number(call.options.get(option, default), option) for option, default in (("--runs", "10000"), ("--seed", "1")))
    for value, option in (*((each, "--sample") for each in sample), (left, "--left"), (runs, "--runs"), (seed, "--seed")):
        if value != value.to_integral_value():
            raise usage(f"{option}: {value:f} is no whole number", field=option.lstrip("-"), hint="items are counted: 0, 1, 2 …")
    try:
        found = forecast([int(each) for each in sample], int(left), seed=int(seed), runs=int(runs))
    except EstimateError as error:
        raise usage(error.message, field="sample", hint=error.hint) from None
    law = "exact" if found.runs is None else f"{found.runs} runs, seed {seed}"
    percentiles = {f"P{share}": found.percentile(share / 100) for share in SHARES}
    if call.json:
        periods = {str(each): share for each, share in sorted(found.periods.items())}
        call.out.answer({"mean": found.mean, "periods": periods, "percentiles": percentiles, "runs": found.runs})
        return
    figures = [Figure("mean", "mean", _exact(found.mean), f"periods until {shown(left)} items are done, {law}")]
    figures += [Figure(name, name, Decimal(percentiles[name]), f"done by then with {name[1:]} %") for name in ("P50", "P80", "P95")]
    answer(call, figures)


def _exact(value: float) -> Decimal:
    """A computed number for the answer, without the noise of its binary form."""
    return Decimal(repr(value))
