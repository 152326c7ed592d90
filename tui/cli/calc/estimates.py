"""`qd calc pert` and `qd calc throughput`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from tui.cli.calc.answer import SHARES, Figure, answer, explained, percent, shown
from tui.cli.calc.reading import at_least, given, numbers, text_of, wanted, whole
from tui.cli.calc.table import Column, table
from tui.cli.call import usage

if TYPE_CHECKING:
    from models.planning.estimate import Spread, ThreePoint
    from tui.cli.call import Call

_THREE = "optimistic,likely,pessimistic, as qd calc pert 2,3,5 5,8,14"
_COLUMNS = ("mean", "sd", "alpha", "beta", "P50", "P80", "P95")
_FEW = 6
"""So many numbers of periods have their probabilities in the formula of the mean."""
#: What --law takes → its name in planning, the mean and the variance of an estimate.
_LAWS = {
    "pert": ("pert-moment", "(O + 4 × M + P) / 6", "((P − O) / 6)²"),
    "beta-pert": ("beta-pert", "(O + 4 × M + P) / 6", "α × β × (P − O)² / 252"),
    "triangular": ("triangular", "(O + M + P) / 3", "(O² + M² + P² − O × M − O × P − M × P) / 18"),
    "pert-moment": ("pert-moment", "(O + 4 × M + P) / 6", "((P − O) / 6)²"),
}


def pert(call: Call) -> None:
    """Three-point estimates along a path: the means add, and the variances do."""
    from models.planning.estimate import path, spread

    law = call.options.get("--law", "pert")
    if law not in _LAWS:
        raise usage(f"--law: there is no law “{law[:40]}”", field="law", hint="one of " + ", ".join(_LAWS))
    name, mean, variance = _LAWS[law]
    words = call.all_words[1:]
    points = [_points(word) for word in words]
    if not points:
        raise usage("the estimates are missing", field="estimate", hint=_THREE)
    parts = [spread(each, name) for each in points]
    whole_path = path(parts)
    tasks = [_moments(part) | _shape(each, law) for part, each in zip(parts, points, strict=True)]
    known = dict(zip("OMPαβ", (*points[0], tasks[0].get("alpha"), tasks[0].get("beta")), strict=True))
    values = {symbol: shown(_exact(value)) for symbol, value in known.items()}
    figures = [
        Figure("mean", _exact(whole_path.mean), _told(mean, values, [part.mean for part in parts])),
        Figure("variance", _exact(whole_path.variance), _told(variance, values, [part.variance for part in parts])),
        Figure("sd", _exact(whole_path.sd), f"√ variance = √ {shown(_exact(whole_path.variance))}"),
    ]
    answer(call, figures, law=law, tasks=tasks)
    if not call.json and (len(parts) > 1 or law in ("beta-pert", "triangular")):
        names = [key for key in tasks[0] if key in _COLUMNS]
        rows = [[word, *(shown(_exact(task[key])) for key in names)] for word, task in zip(words, tasks, strict=True)]
        call.out.line()
        table(call, [Column("estimate"), *(Column(name, True, len(names) - place) for place, name in enumerate(names))], rows)


def _points(word: str) -> ThreePoint:
    """The three numbers of an estimate, in order."""
    from models.planning.estimate import EstimateError, ThreePoint, checked

    points = numbers(word, "estimate")
    if len(points) != 3:
        raise usage(f"“{word[:40]}” are not three numbers", field="estimate", hint=_THREE)
    try:
        return checked(ThreePoint(*map(float, points)))
    except EstimateError as error:
        raise usage(f"“{word[:40]}”: {error.message}", field="estimate", hint=error.hint) from None


def _moments(part: Spread) -> dict[str, float | None]:
    return {"mean": part.mean, "variance": part.variance, "sd": part.sd}


def _shape(points: ThreePoint, law: str) -> dict[str, float | None]:
    """What else is known of an estimate under its law: the shape of the beta distribution, the percentiles of the triangular one."""
    from models.planning.estimate import beta_shape, triangular_quantile

    if law == "triangular":
        return {f"P{share}": triangular_quantile(points, share / 100) for share in SHARES}
    return dict(zip(("alpha", "beta"), beta_shape(points) or (None, None), strict=True)) if law == "beta-pert" else {}


def throughput(call: Call) -> None:
    """In how many periods what is left is done, from the numbers finished in past periods."""
    from models.planning.estimate import EstimateError
    from models.planning.throughput import throughput as forecast

    call.take(1, "throughput --sample 2,4 --left 6")
    sample = [whole(each, "--sample") for each in numbers(text_of(call, "--sample"), "--sample")]
    left, seed = whole(wanted(call, "--left"), "--left"), whole(given(call, "--seed", "1"), "--seed")
    runs = whole(at_least(given(call, "--runs", "10000"), "1", "--runs"), "--runs")
    try:
        found = forecast(sample, left, seed=seed, runs=runs)
    except EstimateError as error:
        raise usage(error.message, field="sample", hint=error.hint) from None
    percentiles = {f"P{share}": found.percentile(share / 100) for share in SHARES}
    law = "exact" if found.runs is None else f"{found.runs:,} runs, seed {seed}"
    if found.runs is not None and found.runs < runs:
        law += f"; {runs:,} runs of so many periods would be too long"
    figures = [Figure("mean", _exact(found.mean), _mean(found.periods), law)]
    for name in ("P50", "P80", "P95"):
        done = sum(share for number, share in found.periods.items() if number <= percentiles[name])
        figures.append(Figure(name, Decimal(percentiles[name]), f"p(done in so many periods) = {percent(_exact(done))} ≥ {name[1:]} %"))
    periods = {str(each): share for each, share in sorted(found.periods.items())}
    answer(call, figures, periods=periods, percentiles=percentiles, runs=found.runs)


def _mean(periods: dict[int, float]) -> str:
    """The mean number of periods from their probabilities, where there are few."""
    formula = "Σ periods × probability"
    if len(periods) > _FEW:
        return formula
    return f"{formula} = " + " + ".join(f"{number} × {shown(_exact(share))}" for number, share in sorted(periods.items()))


def _told(formula: str, values: Mapping[str, str], parts: Sequence[float]) -> str:
    """A formula with the numbers of an estimate, or with what it gives for each along a path."""
    if len(parts) == 1:
        return explained(formula, values)
    return f"Σ {formula} = " + " + ".join(shown(_exact(part)) for part in parts)


def _exact(value: float | None) -> Decimal | None:
    """A computed number for the answer, without the noise of its binary form."""
    return None if value is None else Decimal(repr(value))
