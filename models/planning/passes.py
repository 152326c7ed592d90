"""The two walks of the critical path method: early dates along the links, late dates and floats against them.

Every list is indexed by the position of the activity, and a plain finish-to-start link is a bare position, because the time of
this module is felt after every keystroke that changes a plan.
"""

from __future__ import annotations

from models.planning.loops import LoopError, any_loop
from models.planning.summaries import share
from models.planning.workweek import elapsed_after, elapsed_before

NEVER = 1 << 60


class Network:
    """The working lists of one calculation."""

    def __init__(self, status: int, count: int, inside: int) -> None:
        """Begin empty, with the status date before which nothing unstarted can be, and the number of tasks, of tasks and gates.

        The gates come after the tasks, and after the gates what lies outside the project.
        """
        self.status = status
        self.count = count
        self.inside = inside
        self.keys: list[int] = []
        self.start: list[int] = []  # start of the work that remains; NEVER for finished tasks, which wait for nothing
        self.work: list[int] = []  # working minutes that remain
        self.links: list[list[int]] = []  # successors by finish-to-start without lag
        self.other_links: dict[int, list[tuple[int, bool, bool, int, bool]]] = {}  # successor, from start, to finish, lag, elapsed
        self.waiting: list[int] = []  # number of links into each task
        self.finished: dict[int, tuple[int, int]] = {}  # actual start and finish
        self.started: dict[int, int] = {}  # actual start
        self.limits: dict[int, int] = {}  # the latest start a constraint allows an unstarted task
        self.latest_finish: dict[int, int] = {}  # the latest finish a constraint allows
        self.fixed: set[int] = set()  # those whose latest finish holds whatever lies behind
        self.alap: list[int] = []
        self.gates: dict[int, list[int]] = {}  # the tasks whose first start opens each gate
        self.shares: dict[int, tuple[int, list[int]]] = {}  # gates with a lag in hundredths of a percent of all that leads to them
        self.openers: dict[int, list[int]] = {}  # who starts first of those that lead to a gate
        self.gate_bounds: dict[int, tuple[int, int]] = {}  # latest and free finish of the task that opens a gate
        self.overruns: dict[int, int] = {}  # by how much the logic passes the limit
        self.order: list[int] = []
        self.driver: list[int | None] = []
        self.late: list[int] = []  # late start of the work that remains
        self.late_finish: list[int] = []
        self.slack: list[int] = []  # free float


def forward(net: Network) -> int:
    """Early dates in topological order (Kahn); returns the project's finish, raises `LoopError`."""
    start, work, links, other_links = net.start, net.work, net.links, net.other_links
    waiting = net.waiting[: net.inside]
    driver: list[int | None] = [None] * len(start)
    order = [i for i, count in enumerate(waiting) if not count]
    pinned = net.limits.keys() | net.finished.keys() | net.gates.keys() | net.shares.keys()
    net.driver, net.order = driver, order
    latest = -NEVER
    for i in range(net.inside, len(start)):
        _push(net, i, net.finished[i][1], waiting)
    for i in order:
        finish = _pin(net, i) if i in pinned else start[i] + work[i]
        if finish > latest:
            latest = finish
        for j in links[i]:
            if finish >= start[j]:
                start[j] = finish
                driver[j] = i
            left = waiting[j] = waiting[j] - 1
            if not left:
                order.append(j)
        if i in other_links:
            _push(net, i, finish, waiting)
    if len(order) < net.inside:
        raise LoopError([net.keys[i] for i in _unordered_loop(net) if i < net.count])
    return latest


def _pin(net: Network, i: int) -> int:
    """Fix a finished task at its facts, hold a constrained one at its limit, open a gate; returns its finish."""
    if i in net.finished:
        net.start[i] = NEVER
        net.driver[i] = None
        return net.finished[i][1]
    if i >= net.count:
        return _open(net, i)
    overrun = net.start[i] - net.limits[i]
    if overrun > 0:
        net.overruns[i] = max(overrun, net.overruns.get(i, 0))
        net.start[i] = max(net.limits[i], net.status)
        net.driver[i] = None
    return net.start[i] + net.work[i]


def _open(net: Network, gate: int) -> int:
    """A gate opens with the last finish of those that lead to it, or with their first start; a lag in per cent is one of all they take."""
    if gate in net.gates:
        begun = [(_early_start(net, j), j) for j in net.gates[gate]]
        net.start[gate] = min(begun)[0]
        net.openers[gate] = [j for at, j in begun if at == net.start[gate]]
        net.driver[gate] = min(net.openers[gate], key=net.keys.__getitem__)
    if gate in net.shares:
        lag, parts = net.shares[gate]
        whole = max(_early_finish(net, j) for j in parts) - min(_early_start(net, j) for j in parts)
        net.other_links[gate] = [(*link[:3], share(whole, lag), link[4]) for link in net.other_links[gate]]
    return net.start[gate]


def _push(net: Network, i: int, finish: int, waiting: list[int]) -> None:
    """Carry early dates over the links with a lag or of another type."""
    for j, from_start, to_finish, lag, elapsed in net.other_links[i]:
        base = _early_start(net, i) if from_start else finish
        bound = elapsed_after(base, lag, ends=not from_start) if elapsed else base + lag
        if to_finish:
            bound -= net.work[j]
        if bound >= net.start[j] and _holds(net, j, from_start, to_finish):
            net.start[j] = bound
            net.driver[j] = i
        waiting[j] -= 1
        if not waiting[j]:
            net.order.append(j)


def _holds(net: Network, successor: int, from_start: bool, to_finish: bool) -> bool:
    """Whether a link can still hold its successor: start-to-start is over once that has started."""
    return to_finish or not from_start or successor not in net.started


def _early_start(net: Network, i: int) -> int:
    """Early start of a task, the actual one where there is one."""
    if i in net.finished:
        return net.finished[i][0]
    return net.started.get(i, net.start[i])


def _early_finish(net: Network, i: int) -> int:
    """Early finish of a task, the actual one where there is one."""
    return net.finished[i][1] if i in net.finished else net.start[i] + net.work[i]


def _unordered_loop(net: Network) -> list[int]:
    """A loop among the tasks that the topological order could not reach."""
    left = set(range(net.inside)).difference(net.order)
    return any_loop({i: [*net.links[i], *(link[0] for link in net.other_links.get(i, ()))] for i in left})


def move_late(net: Network, finish: int) -> int:
    """Put as-late-as-possible tasks at their late dates, which delays their successors but not the project; returns its finish."""
    backward(net, finish)
    for i in net.alap:
        net.start[i] = max(net.start[i], net.late[i])
    return forward(net)


def backward(net: Network, finish: int) -> None:
    """Late dates counted back from the finish, and free floats where there is any, in one walk against the links."""
    start, work, links = net.start, net.work, net.links
    net.late = late = [NEVER] * len(start)
    net.late_finish = late_finish = late.copy()
    net.slack = slack = [0] * len(start)
    net.gate_bounds = {}
    openers = {i for gate, opened in net.openers.items() for i in (gate, *opened)}
    special = net.other_links.keys() | net.latest_finish.keys() | net.finished.keys() | openers
    for i in reversed(net.order):
        latest = finish
        room = NEVER
        for j in links[i]:
            if late[j] < latest:
                latest = late[j]
            if start[j] < room:
                room = start[j]
        if i in special:
            if i in net.finished:
                late_finish[i] = net.finished[i][1]
                continue
            latest, room = _pull(net, i, latest, room)
        late_finish[i] = latest
        late[i] = latest - work[i]
        free = (room if room < latest else latest) - start[i] - work[i]
        if free > 0:
            slack[i] = free
        if i in net.gates:
            _close_gate(net, i, latest, room)


def _pull(net: Network, i: int, latest: int, room: int) -> tuple[int, int]:
    """Narrow the latest finish by the other links and the constraint, and the room before successors by the links."""
    for j, from_start, to_finish, lag, elapsed in net.other_links.get(i, ()):
        if j in net.finished or (from_start and i in net.started) or not _holds(net, j, from_start, to_finish):
            continue
        late, early = net.late[j], net.start[j]
        if to_finish:
            late, early = late + net.work[j], early + net.work[j]
        if elapsed:
            late, early = (elapsed_before(value, lag, ends=not from_start) for value in (late, early))
        else:
            late, early = late - lag, early - lag
        shift = net.work[i] if from_start else 0
        latest, room = min(latest, late + shift), min(room, early + shift)
    gate_latest, gate_room = net.gate_bounds.get(i, (NEVER, NEVER))
    limit = net.latest_finish.get(i, NEVER)
    return limit if i in net.fixed else min(latest, limit, gate_latest), min(room, gate_room)


def _close_gate(net: Network, gate: int, latest: int, room: int) -> None:
    """Hand a gate's bounds to those that open it; the others that lead to it are free."""
    for opener in net.openers[gate]:
        if opener not in net.started:
            work, (bound, free) = net.work[opener], net.gate_bounds.get(opener, (NEVER, NEVER))
            net.gate_bounds[opener] = min(bound, latest + work), min(free, room + work)
    net.start[gate] = net.late[gate] = NEVER
