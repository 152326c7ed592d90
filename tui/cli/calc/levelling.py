"""`qd calc level`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal
from math import factorial
from typing import TYPE_CHECKING

from tui.cli.calc.plan_file import content_of
from tui.cli.calc.reading import at_least, given, whole
from tui.cli.calc.table import Column, explain, headline, table
from tui.cli.call import usage

if TYPE_CHECKING:
    from models.planning.levelling.level import Levelled, LevelledTask, Work
    from tui.cli.call import Call

_MOST = 10**9
_ENOUGH = 20
"""So many schedules for each order in which the jobs can stand find what there is to be found."""
_COLUMNS = (Column("job", True), Column("start", True), Column("finish", True), Column("delay", True, 1), Column("waits for"))


def level(call: Call) -> None:
    """A plan within the capacities, as short as the search finds it in its budget of schedules."""
    from models.exchange.psplib import as_tasks, parse
    from models.planning.levelling.level import level as levelled
    from models.planning.loops import LoopError
    from models.values import ParseError

    seconds = at_least(given(call, "--seconds", "2"), "0", "--seconds")
    most = whole(at_least(given(call, "--iterations", str(_MOST)), "1", "--iterations"), "--iterations")
    seed = whole(at_least(given(call, "--seed", "1"), "0", "--seed"), "--seed")
    path, content = content_of(call, "FILE.sm or FILE.rcp")
    try:
        tasks, links, resources = as_tasks(parse(content.decode("utf-8-sig", "replace")))
    except ParseError as error:
        raise usage(f"{path}: {error.message}", field="file", hint=error.hint) from None
    end = time.monotonic() + float(seconds)
    try:
        plan = levelled(tasks, links, resources, iterations=_budget(most, tasks), seed=seed, stop=lambda: time.monotonic() > end)
    except LoopError as error:
        loop = " → ".join(map(str, [*error.keys, error.keys[0]]))
        raise usage(f"{path}: the jobs wait for each other in a loop: {loop}", field="file", hint="take one of the links out") from None
    except ValueError as error:
        raise usage(f"{path}: {error}", field="file") from None
    if call.json:
        call.out.answer(_as_json(plan))
        return
    headline(call, f"makespan {plan.finish}", f"in the time unit of the file; lower bound {plan.lower_bound}")
    call.out.line(f"{plan.iterations:,} schedule{'s' if plan.iterations > 1 else ''}, seed {seed}")
    table(call, _COLUMNS, [[*map(str, (task.key, task.begin, task.end, task.delay)), _cause(task)] for task in plan.tasks], 4)
    explain(call, _explained(plan))


def _budget(most: int, tasks: list[Work]) -> int:
    """The schedules to make at most: few jobs have few orders, and more schedules find nothing new."""
    return min(most, _ENOUGH * factorial(min(sum(task.duration > 0 for task in tasks), 12)))


def _cause(task: LevelledTask) -> str:
    """What a delayed job waits for: the resource and the jobs that take it until then."""
    return "" if task.resource is None else f"{task.resource}: {', '.join(map(str, task.holders))}".removesuffix(": ")


def _explained(plan: Levelled) -> Iterator[tuple[str, str]]:
    """The figures with their formulas and numbers."""
    over = plan.finish - plan.lower_bound
    if not over:
        yield "makespan", "the shortest there can be: it is the lower bound"
    elif plan.lower_bound:
        share = Decimal(over) * 100 / plan.lower_bound
        yield "makespan", f"(makespan − lower bound) / lower bound = ({plan.finish} − {plan.lower_bound}) / {plan.lower_bound} = {share:.1f} %"
    yield "lower bound", "no plan is shorter than the longest path, or than the work on a resource"
    yield "capacities", f"makespan − finish by the links alone = {plan.finish} − {plan.unlevelled_finish} = {plan.finish - plan.unlevelled_finish}"
    delayed = next((task for task in plan.tasks if task.delay), None)
    numbers = "" if delayed is None else f"; job {delayed.key}: {delayed.begin} − {delayed.begin - delayed.delay} = {delayed.delay}"
    yield "delay", f"start − the end of the last job before it{numbers}"


def _as_json(plan: Levelled) -> dict[str, object]:
    """Starts, delays and causes by job; null is the cause of what is not delayed."""
    return {
        "makespan": plan.finish,
        "lower_bound": plan.lower_bound,
        "iterations": plan.iterations,
        "unlevelled_finish": plan.unlevelled_finish,
        "starts": {str(task.key): task.begin for task in plan.tasks},
        "delays": {str(task.key): task.delay for task in plan.tasks},
        "causes": {
            str(task.key): None if task.resource is None else {"resource": task.resource, "jobs": list(task.holders)} for task in plan.tasks
        },
    }
