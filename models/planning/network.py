"""The critical path method (PMI Practice Standard for Scheduling) over an integer axis of working minutes.

Forward, for a link with lag L: FS ES >= EF_p + L, SS ES >= ES_p + L, FF EF >= EF_p + L, SF EF >= ES_p + L; backward the mirror.
Total float = LS - ES; free float = the less of it and the least slack to a successor or the project's finish, and not below 0.
One visit of every link forward (Kahn's order is found on the way) and one backward; lists indexed by position, no objects.

Facts stand above the plan. A finished task is fixed at its actual dates, has no float and is never critical. A started task keeps
its actual start; what remains of it runs not before the status date and not before its finish-to-start predecessors (retained
logic); where nobody reported progress, what the plan leaves after the status date remains. Nothing unstarted starts before the status date.

Constraint dates are honoured as in Microsoft Project's default: `mso mfo snlt fnlt` hold their date although the logic asks for a later
one; the task's float is then the constraint minus the logic, which is negative. `mso mfo` are also the late dates, whatever lies behind.
`alap` moves a task to its late dates. The earliest start is the planned one: every constraint, `asap` too, takes its place, for who types a
constraint plans anew. In the dated engine it is a levelling delay, which holds beside the constraint.

There are two engines because this one is felt after every keystroke: knowing one week for all, it adds plain minutes, takes two thirds of the
other's time and a quarter of its import. With calendars, people, deadlines, manual tasks, reasons and several projects:
`models.planning.dated.plan`. What both share they share: links through summaries (`summaries`), loops (`loops`); tests compare them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from models.planning.loops import LoopError
from models.planning.passes import NEVER, Network, backward, forward, move_late
from models.planning.summaries import FIRST, expand, share
from models.values.named import NamedTuple

ActivityRow: TypeAlias = tuple[int, int, int | None, int | None, int | None, int | None, str | None, int | None]
LinkRow: TypeAlias = tuple[int, int, str, int, str]
"""Predecessor, successor, type, lag and its unit: the fields of `models.planning.dated.values.Link`, which will do as well."""

__all__ = ["Activity", "ActivityRow", "LinkRow", "LoopError", "Schedule", "Times", "schedule"]

_FROM_START = {"fs": False, "ff": False, "ss": True, "sf": True}
_TO_FINISH = {"fs": False, "ss": False, "ff": True, "sf": True}


class Activity(NamedTuple):
    """A task as the network sees it; times are axis values, durations working minutes. A plain tuple of this shape will do."""

    key: int
    duration: int
    remaining: int | None = None
    actual_start: int | None = None
    actual_finish: int | None = None
    earliest: int | None = None
    constraint: str | None = None
    constraint_at: int | None = None


class Times(NamedTuple):
    """What the network says about one task: axis values, floats in working minutes, the predecessor that holds its start."""

    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    total_float: int
    free_float: int
    critical: bool
    driver: int | None


class Schedule:
    """The result as parallel lists in the order of the activities; `times` gives the same by key."""

    keys: list[int]
    finish: int
    early_start: list[int]
    early_finish: list[int]
    late_start: list[int]
    late_finish: list[int]
    total_float: list[int]
    free_float: list[int]
    critical: list[bool]
    driver: list[int | None]

    def rows(self) -> Iterator[Times]:
        """Each activity's times, in the order the activities were given."""
        return map(
            Times, self.early_start, self.early_finish, self.late_start, self.late_finish, self.total_float, self.free_float,
            self.critical, self.driver,
        )  # fmt: skip

    @property
    def times(self) -> dict[int, Times]:
        """Each activity's times by its key (built on every call)."""
        return dict(zip(self.keys, self.rows(), strict=True))


def schedule(
    activities: Sequence[ActivityRow],
    links: Iterable[LinkRow],
    *,
    project_start: int,
    status: int,
    leaves: Mapping[int, Sequence[int]] | None = None,
    outside: Sequence[ActivityRow] = (),
) -> Schedule:
    """Early and late dates, floats and the critical path of a project; raises `LoopError` where the links run in a circle.

    Late dates are counted back from the project's finish; critical is an unfinished task whose total float is at most 0. Links to tasks
    that are not among the activities are left out. Where links name summaries, `leaves` gives the tasks below each; summaries themselves
    are no activities. `outside` are tasks of other projects that links come from: fixed at their actual start and finish, they hold their
    successors and are themselves no part of the project.
    """
    count = inside = len(activities)
    if leaves or outside:
        gates, links = expand(links, leaves or {})
        inside += len(gates)
        activities = [*activities, *(Activity(gate, 0) for gate in gates), *outside]
    net = Network(status, count, inside)
    _read_activities(net, activities, max(project_start, status))
    net.start[count:inside] = [-NEVER] * (inside - count)
    _read_links(net, links, activities)
    finish = forward(net)
    if net.alap:
        finish = move_late(net, finish)
    backward(net, finish)
    return _result(net, finish if count else project_start)


def _read_activities(net: Network, activities: Sequence[ActivityRow], floor: int) -> None:
    """Each activity's first possible start, its remaining work and what facts and constraints say about it."""
    keys, start, work = net.keys, net.start, net.work
    for i, (key, duration, remaining, actual_start, actual_finish, earliest, constraint, at) in enumerate(activities):
        keys.append(key)
        if actual_finish is not None:
            net.finished[i] = (actual_finish - duration if actual_start is None else actual_start, actual_finish)
            start.append(floor)
            work.append(0)
        elif actual_start is not None:
            begin = actual_start if actual_start > net.status else net.status
            net.started[i] = actual_start
            start.append(begin)
            work.append(max(0, actual_start + duration - begin) if remaining is None else remaining)
            if at is not None and constraint in ("fnlt", "mfo"):
                net.latest_finish[i] = at
        else:
            work.append(duration)
            if constraint is None:
                start.append(floor if earliest is None or earliest < floor else earliest)
            else:
                start.append(_constrain(net, i, duration, constraint, at, floor))


def _constrain(net: Network, i: int, duration: int, constraint: str, at: int | None, floor: int) -> int:
    """Note an unstarted task's constraint and return its first possible start without the logic."""
    if constraint == "alap":
        net.alap.append(i)
    if at is None or constraint in ("asap", "alap"):
        return floor
    begin = at if constraint in ("snet", "snlt", "mso") else at - duration
    if constraint in ("snlt", "fnlt", "mso", "mfo"):
        net.limits[i] = begin
        net.latest_finish[i] = begin + duration
    if constraint in ("mso", "mfo"):
        net.fixed.add(i)
    return max(floor, begin) if constraint in ("snet", "fnet", "mso", "mfo") else floor


def _read_links(net: Network, links: Iterable[LinkRow], activities: Sequence[ActivityRow]) -> None:
    """The links by predecessor; finish-to-start without lag apart from the others, because nearly all are so."""
    position = dict(zip(net.keys, range(len(net.keys)), strict=True))
    plain: list[list[int]] = [[] for _ in net.keys]
    waiting = [0] * len(plain)
    net.links, net.waiting = plain, waiting
    for predecessor, successor, kind, lag, unit in links:
        try:
            i, j = position[predecessor], position[successor]
        except KeyError:
            continue
        waiting[j] += 1
        if kind == "fs" and not lag:
            plain[i].append(j)
            continue
        if kind == FIRST:
            plain[i].append(j)
            net.gates.setdefault(j, []).append(i)
            continue
        if unit == "percent" and net.count <= i < net.inside:
            net.shares[i] = lag, []
        elif unit == "percent":
            lag = share(activities[i][1], lag)
        other = (j, _FROM_START[kind], _TO_FINISH[kind], lag, unit == "elapsed")
        net.other_links.setdefault(i, []).append(other)
    for i, after in enumerate(plain if net.shares else ()):
        for j in after:
            if j in net.shares:
                net.shares[j][1].append(i)
    for i in range(net.inside, len(plain)):
        net.other_links.setdefault(i, []).extend((j, False, False, 0, False) for j in plain[i])


def _result(net: Network, finish: int) -> Schedule:
    """Gather the lists and put the facts of started and finished tasks in."""
    count = net.count
    for i in range(net.inside, len(net.start)):
        del net.finished[i]
    result = Schedule()
    result.finish, result.keys, result.free_float = finish, net.keys[:count], net.slack[:count]
    result.early_start = early = net.start[:count]
    result.late_start = late = net.late[:count]
    result.late_finish = late_finish = net.late_finish[:count]
    result.early_finish = ends = [a + b for a, b in zip(early, net.work, strict=False)]
    for i, actual in net.started.items():
        late[i] = late_finish[i] - (ends[i] - actual)
        early[i] = actual
    for i, (actual, ended) in net.finished.items():
        early[i] = late[i] = actual
        ends[i] = late_finish[i] = ended
    result.total_float = floats = [a - b for a, b in zip(late, early, strict=True)]
    for i, overrun in net.overruns.items():
        floats[i] = min(floats[i], -overrun)
    result.critical = critical = [value <= 0 for value in floats]
    for i in net.finished:
        critical[i] = False
    result.driver = _drivers(net)
    return result


def _drivers(net: Network) -> list[int | None]:
    """The key of the task that holds each task's start, seen through the gates."""
    keys, driver, count, inside = net.keys, net.driver, net.count, net.inside
    result: list[int | None] = []
    for i in driver[:count]:
        if i is not None and count <= i < inside:
            i = driver[i]
        result.append(None if i is None else keys[i])
    return result
