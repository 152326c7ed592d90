"""`qd calc simulate`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tui.cli.calc.answer import shown
from tui.cli.calc.plan_file import Label, PlanFile, loop_refused, read_plan
from tui.cli.calc.reading import at_least, given
from tui.cli.call import usage

if TYPE_CHECKING:
    from models.planning.estimate import ThreePoint
    from models.planning.simulation.model import Simulation
    from tui.cli.call import Call

_MOST_RUNS = 1_000_000
_FIGURES = ("mean", "sd", "criticality", "pearson", "spearman", "ssi")
_SHOWN = ("P5", "P10", "P50", "P80", "P90", "P95")


def simulate(call: Call) -> None:
    """When the project ends, how likely: remaining durations drawn by a law, in working days and through the calendar."""
    from models.planning.estimate import BETA_PERT, LAWS

    law = call.options.get("--law", BETA_PERT)
    if law not in LAWS:
        raise usage(f"--law: there is no law “{law[:40]}”", field="law", hint="one of " + ", ".join(LAWS))
    runs = at_least(given(call, "--runs", "10000"), "1", "--runs")
    if runs > _MOST_RUNS or runs != runs.to_integral_value():
        raise usage(f"--runs: {runs:f} is no number of runs", field="runs", hint=f"1 to {_MOST_RUNS}")
    seed = int(at_least(given(call, "--seed", "1"), "0", "--seed"))
    file = read_plan(call)
    found = _simulated(file, law, int(runs), seed)
    if call.json:
        call.out.answer(_as_json(found, file))
        return
    percentiles, finishes = found.duration.percentiles, _finishes(found)
    mean, sd = (_read(value / file.minutes_a_day) for value in (found.duration.mean, found.duration.sd))
    call.out.line((f"mean {mean}", "bold"), f"  sd {sd}  working days, {law}, {found.runs} runs, seed {seed}")
    days = ["days", *(_read(percentiles[name] / file.minutes_a_day) for name in _SHOWN)]
    call.out.columns(["", *_SHOWN], [days, ["finish", *(finishes[name][:10] for name in _SHOWN)]], [False] + [True] * len(_SHOWN))
    call.out.line()
    rows = [[str(label.id), label.name, *map(_read, figures)] for label, figures in _tasks(found, file)]
    call.out.columns(["id", "task", *_FIGURES], rows, [False, False] + [True] * 6, 1)


def _simulated(file: PlanFile, law: str, runs: int, seed: int) -> Simulation:
    """The runs. Raises UsageError where the links run in a circle, or a value cannot be simulated."""
    from models.planning.loops import LoopError
    from models.planning.simulation.from_plan import uncertain
    from models.planning.simulation.model import SimulationError
    from models.planning.simulation.simulate import simulate as run

    try:
        plan = uncertain(file.tasks, file.links, file.calendars, file.project, _estimates(file))
        return run(plan.tasks, plan.links, law=law, runs=runs, seed=seed, start=plan.start, calendars=plan.calendars)
    except SimulationError as error:
        raise usage(error.message, field="file", hint=error.hint) from None
    except LoopError as error:
        raise loop_refused(error, file.labels, file.path) from None
    except ValueError as error:
        raise usage(str(error), field="file") from None


def _estimates(file: PlanFile) -> dict[int, ThreePoint]:
    """The three estimates of each task of a CSV file, in working minutes."""
    from models.planning.estimate import ThreePoint

    return {
        key: ThreePoint(*(float(days) * file.minutes_a_day for days in (row.optimistic, row.likely, row.pessimistic)))
        for key, row in enumerate(file.rows)
    }


def _as_json(found: Simulation, file: PlanFile) -> dict[str, object]:
    """The answer in days; `finish` gives the same percentiles as instants."""
    duration, day = found.duration, file.minutes_a_day
    tasks = [{"id": label.id, **dict(zip(_FIGURES, figures, strict=True))} for label, figures in _tasks(found, file)]
    answer = {"law": found.law, "runs": found.runs, "seed": found.seed, "mean": duration.mean / day, "sd": duration.sd / day}
    percentiles = {name: value / day for name, value in duration.percentiles.items()}
    return {**answer, "percentiles": percentiles, "finish": _finishes(found), "tasks": tasks}


def _tasks(found: Simulation, file: PlanFile) -> list[tuple[Label, list[float | None]]]:
    """The figures of every task of the file: mean and standard deviation in days, then what has no unit."""
    day = file.minutes_a_day
    return [(file.labels[each.key], [each.mean / day, each.sd / day, *each[3:]]) for each in found.tasks if each.key in file.labels]


def _finishes(found: Simulation) -> dict[str, str]:
    """By which instant the project ends, how likely."""
    from models.planning.instants import to_text

    assert found.finish is not None, "calendars were given"
    return {name: to_text(round(instant)) for name, instant in found.finish.percentiles.items()}


def _read(value: float | None) -> str:
    return shown(None if value is None else Decimal(repr(value)))
