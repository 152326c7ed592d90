"""Tasks as late as possible: they lie at their late dates, which moves their successors but not the project; they drive what nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.planning.dated.early import bound_of, forward
from models.planning.dated.horizon import set_finish
from models.planning.dated.late import backward

if TYPE_CHECKING:
    from models.planning.dated.net import Net, OtherLink


def move_late(net: Net) -> dict[int, tuple[int, int]]:
    """Lay them at their late dates; returns their early dates.

    Those follow from where the other tasks then lie, but not from where the tasks as late as possible do.
    """
    net.horizon = net.last
    backward(net)
    late = {i: net.late_at(i) if net.work[i] else net.late_finish_at(i) for i in net.alap}
    net.late_floor = late
    forward(net)
    floor = net.floor
    net.late_floor, net.floor = {}, [bound if i in late else start for i, (bound, start) in enumerate(zip(floor, net.start, strict=True))]
    forward(net)
    early = {i: (net.start_at(i), net.shown.get(i, net.end_at(i))) for i in net.alap}
    net.late_floor, net.floor = late, floor
    forward(net)
    _drive_by_others(net)
    set_finish(net)
    return early


def _drive_by_others(net: Net) -> None:
    """Where one that is as late as possible, or that such a one pushes, holds a task, and another holds it alike, the other drives."""
    before: dict[int, list[tuple[int, int, OtherLink | None]]] = {}
    for i in net.order:
        for j in net.plain[i]:
            before.setdefault(j, []).append((i, i, None))
        for link in net.other.get(i, ()):
            before.setdefault(link[0], []).append((i, link[5], link))
    pushed = net.pushed = set(net.alap)
    for j in net.order:
        if net.source(net.driver[j]) in pushed:
            others = [driver for i, driver, link in before[j] if i not in pushed and _holds(net, i, j, link)]
            if others:
                net.driver[j] = others[-1]
            else:
                pushed.add(j)


def _holds(net: Net, i: int, j: int, link: OtherLink | None) -> bool:
    """Whether a link leads to where its successor lies."""
    if j in net.gates:
        return i in net.openers[j]
    bound = net.end_at(i) if link is None else bound_of(net, i, link)
    held = net.end_at(j) if link is not None and link[2] else net.start_at(j)
    return net.axis[j][bound] >= net.axis[j][held]
