"""Where the projects of a dated schedule end, and the instant from which the late dates of each task are counted back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.planning.passes import NEVER

if TYPE_CHECKING:
    from collections.abc import Hashable

    from models.planning.dated.net import Net


def set_finish(net: Net) -> None:
    """The finish of each task's project, the given one where it is planned back from there."""
    given = {key: project.finish for key, project in net.projects.items() if project.finish is not None}
    if len(net.projects) == 1 and not given:
        marks = net.ends[: net.count]
        last = max(marks, default=0)
        if net.shared is not None:
            last &= -2
        ending = [net.end_at(i) for i, mark in enumerate(marks) if mark >= last] + list(net.shown.values())
        net.last = [max(ending, default=next(iter(net.projects.values())).start)] * len(net.tasks)
        return
    finishes: dict[Hashable, int] = {}
    for i, task in enumerate(net.tasks[: net.count]):
        finishes[task.project] = max(net.shown.get(i, net.end_at(i)), finishes.get(task.project, -NEVER))
    net.last = _of_each(net, {key: given.get(key, finish) for key, finish in finishes.items()})


def set_horizon(net: Net) -> None:
    """Where late dates are counted back from: the project's deadline, else its finish."""
    deadlines = {key: project.deadline for key, project in net.projects.items() if project.deadline is not None}
    if not deadlines:
        net.horizon = net.last
        return
    finishes = {task.project: finish for task, finish in zip(net.tasks[: net.count], net.last, strict=False)}
    net.horizon = _of_each(net, {key: deadlines.get(key, finish) for key, finish in finishes.items()})


def _of_each(net: Net, instants: dict[Hashable, int]) -> list[int]:
    """The instant of each task's project, and for the gates of summaries the last of all."""
    return [instants[task.project] for task in net.tasks[: net.count]] + [max(instants.values(), default=0)] * (len(net.tasks) - net.count)
