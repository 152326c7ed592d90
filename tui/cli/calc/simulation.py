"""`qd calc simulate`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tui.cli.calc.answer import shown
from tui.cli.calc.plan_file import PlanFile, loop_refused, read_plan
from tui.cli.calc.reading import at_least, given
from tui.cli.call import usage

if TYPE_CHECKING:
    from models.planning.simulation.model import UncertainTask
    from tui.cli.call import Call

_MOST_RUNS = 1_000_000
_FIGURES = ("mean", "sd", "criticality", "pearson", "spearman", "ssi")


def simulate(call: Call) -> None:
    """When the project ends, how likely: durations drawn by a law, in working days."""
    from models.planning.estimate import ThreePoint
    from models.planning.loops import LoopError
    from models.planning.simulation.model import BETA_PERT, LAWS, SimulationError, UncertainTask
    from models.planning.simulation.simulate import simulate as run

    law = call.options.get("--law", BETA_PERT)
    if law not in LAWS:
        raise usage(f"--law: there is no law “{law[:40]}”", field="law", hint="one of " + ", ".join(LAWS))
    runs = at_least(given(call, "--runs", "10000"), "1", "--runs")
    if runs > _MOST_RUNS or runs != runs.to_integral_value():
        raise usage(f"--runs: {runs:f} is no number of runs", field="runs", hint=f"1 to {_MOST_RUNS}")
    seed = int(at_least(given(call, "--seed", "1"), "0", "--seed"))
    file = read_plan(call)
    gates, links = _links(file)
    instants = [UncertainTask(gate, ThreePoint(0.0, 0.0, 0.0)) for gate in gates]
    try:
        found = run([*_tasks(file), *instants], links, law=law, runs=int(runs), seed=seed)
    except SimulationError as error:
        raise usage(error.message, field="file", hint=error.hint) from None
    except LoopError as error:
        error.keys = [key for key in error.keys if key in file.labels]
        raise loop_refused(error, file.labels) from None
    drawn = [each for each in found.tasks if each.key in file.labels]
    if call.json:
        tasks = [{"id": file.labels[each.key].id, **dict(zip(_FIGURES, each[1:], strict=True))} for each in drawn]
        answer = {"law": law, "runs": int(runs), "seed": seed, "mean": found.duration.mean, "sd": found.duration.sd}
        call.out.answer({**answer, "percentiles": found.duration.percentiles, "tasks": tasks})
        return
    call.out.line(
        (f"mean {_read(found.duration.mean)}", "bold"), f"  sd {_read(found.duration.sd)}  working days, {law}, {runs} runs, seed {seed}"
    )
    call.out.line("  ".join(f"{name} {_read(value)}" for name, value in found.duration.percentiles.items()))
    call.out.line()
    rows = [
        [str(file.labels[each.key].id), file.labels[each.key].name, *(_read(value) for value in each[1:])] for each in drawn
    ]  # fmt: skip
    headings = ["id", "task", *_FIGURES]
    call.out.columns(headings, rows, [False, False] + [True] * 6, 1)


def _tasks(file: PlanFile) -> list[UncertainTask]:
    """The tasks in days: by their three estimates where the file has them, else as long as they are planned."""
    from models.planning.estimate import ThreePoint
    from models.planning.simulation.model import UncertainTask

    if file.rows:
        return [
            UncertainTask(key, ThreePoint(float(row.optimistic), float(row.likely), float(row.pessimistic)))
            for key, row in enumerate(file.rows)
        ]  # fmt: skip
    leaves = [task for task in file.tasks if task.key not in file.summaries]
    return [
        UncertainTask(task.key, ThreePoint(*[(task.duration if task.remaining is None else task.remaining) / file.minutes_a_day] * 3))
        for task in leaves
    ]


def _links(file: PlanFile) -> tuple[list[int], list[tuple[int, int, str, float, str]]]:
    """The links with their lags in days; a percentage stays one. Links of summaries stand between their parts, through gates."""
    from models.planning.dated.outline import Outline
    from models.planning.summaries import FIRST, expand

    gates, links = expand(file.links, Outline(file.tasks).leaves)
    if any(kind == FIRST for _, _, kind, _, _ in links):
        raise usage("a link from the start of a summary cannot be simulated", field="file", hint="link the tasks below it")
    return gates, [
        (predecessor, successor, kind, lag if "percent" in unit else lag / _day(unit, file), unit)
        for predecessor, successor, kind, lag, unit in links
    ]


def _day(unit: str, file: PlanFile) -> int:
    return 1440 if unit == "elapsed" else file.minutes_a_day


def _read(value: float | None) -> str:
    return shown(None if value is None else Decimal(repr(value)))
