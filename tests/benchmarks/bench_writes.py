"""What a write costs in units of the bare critical path method, and what the derived tables save the portfolio."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from models.operations.command import command
from models.operations.portfolio import portfolio
from models.operations.schedule import Forecast
from models.planning import network
from tests.benchmarks.report import figure, heading

WRITES = 100
_DERIVED = (
    "SELECT sum(tasks), sum(open), sum(done), sum(blocked), sum(critical), sum(remaining), min(start), max(finish), max(baseline_finish)"
    " FROM project_totals"
)
_FROM_TASKS = """
SELECT count(*), sum(s.open), sum(t.state = 'done'), sum(t.state = 'blocked'), sum(s.critical AND s.open),
    sum(CASE WHEN s.open THEN s.remaining END), min(s.start), max(s.finish), max(s.baseline_finish)
FROM task t JOIN task_schedule s ON s.task = t.id WHERE s.children = 0 AND t.state <> 'cancelled'
"""


def measure_writes(database: Path) -> None:
    """One write with its re-forecast in the largest project of the file, in turns with both passes of that project's network."""
    writes: list[tuple[float, float]] = []
    passes: list[tuple[float, float]] = []
    with portfolio(str(database)) as session:
        size, project = session.database.rows("SELECT count(*), project FROM task GROUP BY project ORDER BY 1 DESC LIMIT 1")[0]
        sql = "SELECT id FROM task WHERE project = ? AND state = 'todo' AND kind = 'task' ORDER BY id LIMIT ?"
        tasks = [row[0] for row in session.database.rows(sql, (project, WRITES))]
        given = Forecast(session.database, project).given
        gc.collect()
        gc.disable()
        for number, task in enumerate(tasks):

            def write(task: int = task, minutes: int = 480 * (number % 7 + 1) + 60) -> None:
                with command(session, "benchmark") as work:
                    work.change(task, {"duration": minutes})

            writes.append(_timed(write))
            passes.append(
                _timed(
                    lambda: network.schedule(
                        given.activities, given.links, project_start=given.project_start, status=given.status, leaves=given.leaves
                    )
                )
            )
        gc.enable()
    heading(f"A write with re-forecast in a project of {size:,} tasks, in units of the forward and backward pass of that project")
    for side, name in enumerate(("elapsed time, with the disk", "processor time")):
        one, other = (statistics.median(pair[side] for pair in pairs) for pairs in (writes, passes))
        figure(f"{name} ({one * 1000:.1f} ms, the passes {other * 1000:.1f} ms)", one / other, "≤ 3")


def measure_figures(database: Path) -> None:
    """The portfolio's figures over all tasks, from the derived tables and from the tasks."""
    with portfolio(str(database)) as session:
        read = session.database.rows
        if read(_DERIVED) != read(_FROM_TASKS):
            raise SystemExit("the derived tables and the tasks say different things")
        derived = min(_timed(lambda: read(_DERIVED))[0] for _ in range(30))
        joined = min(_timed(lambda: read(_FROM_TASKS))[0] for _ in range(5))
    heading("The figures of the portfolio")
    figure(f"in one query over the tasks ({joined * 1000:.1f} ms) ÷ from derived tables", joined / derived, "≥ 40")


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Elapsed and processor seconds."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor
