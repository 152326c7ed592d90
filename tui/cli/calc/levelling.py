"""`qd calc level`."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import TYPE_CHECKING

from tui.cli.calc.reading import at_least, given
from tui.cli.call import usage

if TYPE_CHECKING:
    from tui.cli.call import Call

_NO_LIMIT = 10**9


def level(call: Call) -> None:
    """A plan within the capacities, as short as the search finds it in its budget of schedules."""
    from models.exchange.psplib import as_tasks, read_psplib
    from models.planning.levelling.level import level as levelled
    from models.values import ParseError

    words = [*call.words[1:], *call.literal]
    if len(words) != 1:
        raise usage("one file is wanted" if words else "the file is missing", field="file", hint="qd calc level FILE.sm")
    seconds = at_least(given(call, "--seconds", "2"), "0", "--seconds")
    iterations = at_least(given(call, "--iterations", str(_NO_LIMIT)), "1", "--iterations")
    if iterations != iterations.to_integral_value():
        raise usage(f"--iterations: {iterations:f} is no whole number", field="iterations", hint="--iterations 2000")
    try:
        instance = read_psplib(words[0])
    except ParseError as error:
        raise usage(error.message, field="file", hint=error.hint) from None
    end = time.monotonic() + float(seconds)
    try:
        seed = int(given(call, "--seed", "1"))
        plan = levelled(*as_tasks(instance), iterations=int(iterations), seed=seed, stop=lambda: time.monotonic() > end)
    except ValueError as error:
        raise usage(f"{words[0]}: {error}", field="file") from None
    starts = {str(task.key): task.begin for task in plan.tasks}
    if call.json:
        call.out.answer({"makespan": plan.finish, "lower_bound": plan.lower_bound, "iterations": plan.iterations, "starts": starts})
        return
    over = Decimal(plan.finish - plan.lower_bound) * 100 / plan.lower_bound if plan.lower_bound else Decimal(0)
    call.out.line(
        (f"makespan {plan.finish}", "bold"), f"  lower bound {plan.lower_bound} (+{over:.1f} %), {plan.iterations} schedules, seed {seed}"
    )
    call.out.line(f"without levelling {plan.unlevelled_finish}")
    rows = [
        [str(task.key), str(task.begin), str(task.end), str(task.delay), ", ".join(map(str, task.holders)) or ""] for task in plan.tasks
    ]  # fmt: skip
    call.out.columns(["job", "start", "finish", "delay", "waits for"], rows, [True, True, True, True, False])
