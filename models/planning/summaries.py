"""Summary tasks: the state that follows from their parts, and their links, put as links between the tasks below them.

A summary starts with its first task and finishes with its last. A link to a summary holds every task below it; a link from one
waits for a gate, a point in time without work: the last finish below it, or for links from its start the first start.
A percentage lag counts the summary's duration, from its first start to its last finish: whoever passes the gate turns it into time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

FIRST = "first"  # type of a link from a task to the gate that opens when the first of them starts


def rolled_state(states: AbstractSet[str], begun: bool) -> str:
    """The state of a summary whose parts are in these states; `begun` says whether work on any of them began.

    Cancelled where all are, done where nothing is open; blocked or in review where all that is open is; else doing once work began, else todo.
    """
    still_open = states - {"done", "cancelled"}
    if not still_open:
        return "done" if "done" in states else "cancelled"
    if still_open == {"blocked"} or still_open == {"review"}:
        return next(iter(still_open))
    return "doing" if begun else "todo"


def share(duration: int, lag: int) -> int:
    """So many hundredths of a percent of a duration, in its minutes, rounded half up."""
    return (duration * lag + 5000) // 10000


def expand(links: Iterable[tuple[int, int, str, int, str]], leaves: Mapping[int, Sequence[int]]) -> tuple[
    list[int], list[tuple[int, int, str, int, str]]
]:  # fmt: skip
    """The keys of the gates (negative) and the links with every summary replaced; `leaves` gives the tasks below each summary."""
    gates: list[int] = []
    result: list[tuple[int, int, str, int, str]] = []
    for link in links:
        predecessor, successor, kind, lag, unit = link
        if predecessor not in leaves and successor not in leaves:
            result.append(link)
            continue
        sources, targets = leaves.get(predecessor, (predecessor,)), leaves.get(successor, (successor,))
        from_start = kind in ("ss", "sf")
        if len(sources) > 1 and (from_start or len(targets) > 1 or unit.endswith("percent")):
            gate = -1 - len(gates)
            gates.append(gate)
            result += [(source, gate, FIRST if from_start else "fs", 0, "working") for source in sources]
            sources = (gate,)
        result += [(source, target, kind, lag, unit) for source in sources for target in targets]
    return gates, result
