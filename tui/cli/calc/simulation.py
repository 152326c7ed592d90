"""`qd calc simulate`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tui.cli.calc.answer import plain, shown
from tui.cli.calc.network import computed
from tui.cli.calc.network_words import days, instant
from tui.cli.calc.plan_file import Label, PlanFile, loop_refused, read_plan
from tui.cli.calc.plan_notes import notes, show_notes
from tui.cli.calc.reading import at_least, given, whole
from tui.cli.calc.table import Column, explain, headline, table
from tui.cli.call import usage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.planning.estimate import ThreePoint
    from models.planning.simulation.model import Simulation
    from tui.cli.call import Call

_MOST_RUNS = 1_000_000
_FIGURES = ("mean", "sd", "criticality", "pearson", "spearman", "ssi")
_SHOWN = ("P5", "P10", "P50", "P80", "P90", "P95")
_RANKS = {"pearson": 5, "spearman": 5, "ssi": 3, "sd": 2, "mean": 1}
_COLUMNS = (Column("id"), Column("task", rank=4), *(Column(name, True, _RANKS.get(name, 0)) for name in _FIGURES))
_PERCENTILES = (Column(""), *(Column(name, True, rank) for name, rank in zip(_SHOWN, (4, 2, 0, 0, 3, 1), strict=True)))
_Rows = list[tuple[Label, list[float | None]]]


def simulate(call: Call) -> None:
    """When the project ends, how likely: remaining durations drawn by a law, in working days and through the calendar."""
    from models.planning.estimate import BETA_PERT, LAWS

    law = call.options.get("--law", BETA_PERT)
    if law not in LAWS:
        raise usage(f"--law: there is no law “{law[:40]}”", field="law", hint="one of " + ", ".join(LAWS))
    runs = whole(at_least(given(call, "--runs", "10000"), "1", "--runs"), "--runs")
    if runs > _MOST_RUNS:
        raise usage(f"--runs: {runs} are too many", field="runs", hint=f"1 to {_MOST_RUNS}")
    file = read_plan(call)
    found = _simulated(file, law, runs, whole(at_least(given(call, "--seed", "1"), "0", "--seed"), "--seed"))
    plan = computed(file)
    finish = plan.finish
    length = days(file.calendar.between(plan.start, finish), file)
    if call.json:
        planned = {"start": instant(plan.start), "planned_days": plain(length), "planned_finish": instant(finish)}
        call.out.answer(_as_json(found, file) | planned | {"hours_per_day": plain(Decimal(file.minutes_a_day) / 60), "notes": notes(plan, file)})
        return
    mean, sd = found.duration.mean / file.minutes_a_day, _spread(found.duration.sd, found, file)
    headline(call, f"mean {_read(mean)}", f"sd {_read(sd)} working days, a day = {file.day_in_hours} h")
    call.out.line(f"{law}, {runs:,} run{'s' if runs > 1 else ''}, seed {found.seed}")
    call.out.line()
    percentiles, finishes = found.duration.percentiles, _finishes(found)
    row = ["days", *(_read(percentiles[name] / file.minutes_a_day) for name in _SHOWN)]
    table(call, _PERCENTILES, [row, ["finish", *(finishes[name][:10] for name in _SHOWN)]])
    call.out.line()
    tasks = _tasks(found, file)
    table(call, _COLUMNS, [[str(label.id), label.name, *map(_read, figures)] for label, figures in tasks], 1)
    explain(call, _explained(tasks, length, mean, sd, instant(finish)[:10], _counted(file)))
    show_notes(call, plan, file)


def _explained(tasks: _Rows, length: Decimal, mean: float, sd: float | None, finish: str, durations: str) -> Iterator[tuple[str, str]]:
    """The plan without chance beside the mean, and the figures of the tasks with the numbers of the first that is not certain."""
    moved = Decimal(repr(mean)) - length
    bias = f"; the mean lies {shown(abs(moved))} {'behind' if moved > 0 else 'before'} it" if moved.quantize(Decimal("0.0001")) else ""
    yield "planned", f"{shown(length)} days, {finish}, with the {durations} durations{bias}"
    if not sd:
        yield "sd", "of one run there is none" if sd is None else "every run is the same: no open task has estimates that differ"
        return
    yield "P80", "in 80 % of the runs the project ends by then"
    yield "criticality", "share of the runs in which the task lies on the critical path"
    yield "pearson, spearman", "how far the project's duration goes along with the task's, 0 to 1"
    numbers = next((each for _, each in tasks if each[1] and each[-1]), None)
    shares = "" if numbers is None else " = {} × {} / {} = {}".format(*map(_read, (numbers[2], numbers[1], sd, numbers[-1])))
    yield "ssi", f"criticality × sd / sd of the project{shares}"


def _counted(file: PlanFile) -> str:
    """Which durations the plan without chance has."""
    return "likely" if all(row.duration == row.likely for row in file.rows) else "planned"


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
        raise usage(f"{file.path}: {error.message}", field="file", hint=error.hint) from None
    except LoopError as error:
        raise loop_refused(error, file.labels, file.path) from None
    except ValueError as error:
        raise usage(f"{file.path}: {error}", field="file") from None


def _estimates(file: PlanFile) -> dict[int, ThreePoint]:
    """The three estimates of each task of a CSV file, in working minutes."""
    from models.planning.estimate import ThreePoint

    return {
        key: ThreePoint(*(float(days) * file.minutes_a_day for days in (row.optimistic, row.likely, row.pessimistic)))
        for key, row in enumerate(file.rows, 1)
    }


def _as_json(found: Simulation, file: PlanFile) -> dict[str, object]:
    """The answer in days; `finish` gives the same percentiles as instants."""
    duration, day = found.duration, file.minutes_a_day
    tasks = [{"id": label.id, **dict(zip(_FIGURES, figures, strict=True))} for label, figures in _tasks(found, file)]
    answer = {"law": found.law, "runs": found.runs, "seed": found.seed, "mean": duration.mean / day, "sd": _spread(duration.sd, found, file)}
    percentiles = {name: value / day for name, value in duration.percentiles.items()}
    return {**answer, "percentiles": percentiles, "finish": _finishes(found), "tasks": tasks}


def _tasks(found: Simulation, file: PlanFile) -> _Rows:
    """The figures of every task of the file: mean and standard deviation in days, then what has no unit."""
    day, leaves = file.minutes_a_day, {task.key for task in file.tasks} - file.summaries
    return [(file.labels[each.key], [each.mean / day, _spread(each.sd, found, file), *each[3:]]) for each in found.tasks if each.key in leaves]


def _spread(minutes: float, found: Simulation, file: PlanFile) -> float | None:
    """A standard deviation in days; not available from a single run."""
    return None if found.runs == 1 else minutes / file.minutes_a_day


def _finishes(found: Simulation) -> dict[str, str]:
    """By which instant the project ends, how likely."""
    from models.planning.instants import to_text

    assert found.finish is not None, "calendars were given"
    return {name: to_text(round(instant)) for name, instant in found.finish.percentiles.items()}


def _read(value: float | None) -> str:
    return shown(None if value is None else Decimal(repr(value)))
