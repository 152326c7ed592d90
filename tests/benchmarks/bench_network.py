"""Prints how long the critical path method takes on random networks: `python tests/benchmarks/bench_network.py`.

On the bare axis, in one calendar with holidays that all tasks share, and with three calendars; beside them, in turn, the plain pass of
pmcontrols where that is installed (`pip install pmcontrols==0.2.1`), and one edit in a project of a thousand tasks. Processor time, without
the garbage collector, as the command line runs; `with rows` builds every row: dates, floats, what is critical and what holds it.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable
from datetime import date

from models.planning.calendar import Calendar, DayHours, five_days, round_the_clock, standard
from models.planning.dated.plan import plan
from models.planning.dated.values import Link, Project, Task
from models.planning.instants import from_text
from models.planning.network import ActivityRow, LinkRow, schedule

FRAME = Project(from_text("2026-01-05T08:00"), "week")


def network(tasks: int, seed: int = 7) -> tuple[list[ActivityRow], list[LinkRow]]:
    """A random network with two links a task, each from one of the hundred tasks before it."""
    chance = random.Random(seed)
    activities: list[ActivityRow] = [(key, chance.randint(1, 20) * 480, None, None, None, None, None, None) for key in range(tasks)]
    links: list[LinkRow] = []
    for key in range(1, tasks):
        nearest = range(max(0, key - 100), key)
        links += [(predecessor, key, "fs", 0, "working") for predecessor in chance.sample(nearest, min(2, len(nearest)))]
    return activities, links


def calendars() -> dict[object, Calendar]:
    """New calendars, which remember nothing yet."""
    christmas = [DayHours(date(year, 12, 25), date(year, 12, 25)) for year in range(2026, 2226)]
    half = five_days(((480, 720),))
    return {"week": standard(exceptions=christmas), "half": Calendar("half", half), "always": round_the_clock()}


def best_of(runs: int, *programs: Callable[[], object]) -> list[float]:
    """The shortest time of each program in milliseconds; they run in turn, so that a busy machine slows all alike."""
    times = [float("inf")] * len(programs)
    for _ in range(runs):
        for place, program in enumerate(programs):
            gc.collect()
            gc.disable()
            begun = time.process_time()
            program()
            times[place] = min(times[place], (time.process_time() - begun) * 1000)
            gc.enable()
    return times


def other_program(activities: list[ActivityRow], links: list[LinkRow]) -> Callable[[], object] | None:
    """The plain pass of pmcontrols over the same network; None where it is not installed."""
    try:
        from pmcontrols import network as other
    except ImportError:
        return None
    rows: list[dict[str, object]] = [{"id": row[0], "duration": row[1] / 480, "predecessors": []} for row in activities]
    for predecessor, successor, *_ in links:
        rows[successor]["predecessors"].append(predecessor)  # type: ignore[attr-defined]
    return lambda: other.cpm(rows)


def main() -> None:
    """Best of several runs for each size."""
    print(f"{'tasks':>7} {'links':>7} {'bare axis':>10} {'calendar':>10} {'with rows':>10} {'3 calendars':>11} {'pmcontrols':>10}  milliseconds")
    for size, runs in ((1_000, 20), (10_000, 15), (100_000, 2)):
        activities, links = network(size)
        tasks, joined = [Task(row[0], row[1]) for row in activities], [Link(*link) for link in links]
        mixed = [task._replace(calendar=(None, "half", "always")[task.key % 3]) for task in tasks]
        programs: list[Callable[[], object]] = [
            lambda activities=activities, links=links: schedule(activities, links, project_start=0, status=0),  # type: ignore[misc]
            lambda tasks=tasks, joined=joined: plan(tasks, joined, calendars(), FRAME),  # type: ignore[misc]
            lambda tasks=tasks, joined=joined: plan(tasks, joined, calendars(), FRAME).rows(),  # type: ignore[misc]
            lambda mixed=mixed, joined=joined: plan(mixed, joined, calendars(), FRAME).rows(),  # type: ignore[misc]
        ]
        other = other_program(activities, links) if size <= 10_000 else None
        times = best_of(runs, *programs, *([other] if other else []))
        ratio = f"  {times[4] / times[2]:.2f} times the time with rows" if other else ""
        widths = (10, 10, 10, 11, 10)
        print(f"{size:>7} {len(links):>7} " + " ".join(f"{found:>{width}.1f}" for found, width in zip(times, widths, strict=False)) + ratio)
    activities, links = network(1_000)
    tasks, joined, known = [Task(row[0], row[1]) for row in activities], [Link(*link) for link in links], calendars()
    plan(tasks, joined, known, FRAME)
    edited = [*tasks[:500], tasks[500]._replace(duration=960), *tasks[501:]]
    print(f"one edit in 1,000 tasks: {best_of(20, lambda: plan(edited, joined, known, FRAME))[0]:.1f} milliseconds")


if __name__ == "__main__":
    main()
