"""The schedule by its definitions, written down a second time and plainly: constraints, deadlines, facts and summaries round the clock.

Where every minute is worked, an instant is a number and the definitions are additions. The tasks are numbered so that links run forward.
"""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from models.planning.calendar import round_the_clock
from models.planning.dated.plan import plan
from models.planning.dated.values import Link, Project, Task

EVER = 10**9


class Case(NamedTuple):
    tasks: list[Task]
    links: list[Link]
    project: Project
    links_first: bool


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Tasks with constraints, deadlines and facts, in summaries of neighbours that links may name."""
    size = draw(st.integers(1, 8))
    when = st.integers(-20, 80)
    status = draw(st.none() | st.integers(0, 30))
    tasks = []
    for key in range(size):
        constraint = draw(st.sampled_from(("asap",) * 4 + ("snet", "snlt", "fnet", "fnlt", "mso", "mfo")))
        task = Task(
            key, draw(st.integers(0, 20)), constraint=constraint, constraint_at=None if constraint == "asap" else draw(when),
            deadline=draw(st.none() | st.none() | when), earliest=draw(st.none() | st.none() | when),
        )  # fmt: skip
        state = draw(st.sampled_from(("todo", "todo", "todo", "begun", "done")))
        if state != "todo":
            task = task._replace(actual_start=draw(st.integers(-10, 10)), remaining=draw(st.none() | st.integers(1, 20)))
        if state == "done":
            task = task._replace(actual_finish=(task.actual_start or 0) + draw(st.integers(0, 15)), remaining=None)
        tasks.append(task)
    first = draw(st.integers(0, size - 1))
    below = range(first, draw(st.integers(first, size - 1)) + 1) if draw(st.booleans()) else range(0)
    tasks = [task._replace(parent=100 if task.key in below else None) for task in tasks] + ([Task(100, 0)] if below else [])
    links = []
    for after in range(1, size):
        for before in draw(st.sets(st.integers(0, after - 1), max_size=2)):
            ends = [100 if key in below and draw(st.booleans()) else key for key in (before, after)]
            if (ends[0] == 100 and after in below) or (ends[1] == 100 and before in below):
                ends = [before, after]
            unit = draw(st.sampled_from(("working", "elapsed", "percent"))) if 100 not in ends else "working"
            lag = draw(st.sampled_from((0, 5000, 20000, -5000)) if unit == "percent" else st.integers(-10, 15))
            links.append(Link(*ends, draw(st.sampled_from(("fs", "ss", "ff", "sf"))), lag, unit))
    project = Project(0, None, status, deadline=draw(st.none() | st.none() | st.integers(20, 90)))
    return Case(tasks, links, project, draw(st.booleans()))


class Definition:
    """Early and late dates of the tasks, in the order of their numbers."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.leaves = [task for task in case.tasks if task.key != 100]
        self.below = [task.key for task in self.leaves if task.parent == 100]
        self.start, self.begin, self.finish, self.work, self.over = {}, {}, {}, {}, dict.fromkeys(range(len(self.leaves)), 0)
        for task in self.leaves:
            self.forward(task)
        self.last = max(self.finish.values())
        self.late: dict[int, int] = {}
        self.free: dict[int, int] = {}
        for task in reversed(self.leaves):
            self.backward(task)

    def ends(self, key: int) -> list[int]:
        return self.below if key == 100 else [key]

    def lag(self, link: Link) -> int:
        if link.lag_unit != "percent":
            return link.lag
        return (self.leaves[link.predecessor].duration * link.lag + 5000) // 10000

    def forward(self, task: Task) -> None:
        key, status, at = task.key, self.case.project.status, task.constraint_at
        if task.actual_finish is not None:
            self.start[key], self.begin[key], self.finish[key], self.work[key] = task.actual_start, EVER, task.actual_finish, 0
            return
        begun = task.actual_start
        floor = 0 if status is None else max(0, status)
        work = task.duration
        if begun is not None:
            floor = begun if status is None else max(begun, status)
            if task.remaining is None:
                work = max(0, work - (floor - begun))
            else:
                floor = floor if status is not None else begun + max(0, work - task.remaining)
                work = task.remaining
        elif task.earliest is not None:
            floor = max(floor, task.earliest)
        waits = [link for link in self.case.links if key in self.ends(link.successor)]
        starts, finishes = [floor], [-EVER]
        if begun is None and task.constraint in ("snet", "fnet") and at is not None:
            (starts if task.constraint == "snet" else finishes).append(at)
            own = at if task.constraint == "snet" else at - work
            if not waits and own < 0:
                starts[0] = max(own, -EVER if task.earliest is None else task.earliest, -EVER if status is None else status)
        for link in waits:
            before = self.ends(link.predecessor)
            base = max(self.finish[each] for each in before) if link.type in ("fs", "ff") else min(self.start[each] for each in before)
            if link.type in ("fs", "ss") and not (link.type == "ss" and begun is not None):
                starts.append(base + self.lag(link))
            elif link.type in ("ff", "sf"):
                finishes.append(base + self.lag(link))
        begin = max(max(starts), max(finishes) - work)
        limit = self.limit(task, work)
        if limit is not None:
            self.over[key] = max(0, begin - limit)
            if (begin > limit and not self.case.links_first) or (begin < limit and task.constraint in ("mso", "mfo")):
                begin = limit if status is None else max(limit, status)
        self.start[key], self.begin[key], self.finish[key], self.work[key] = begin if begun is None else begun, begin, begin + work, work

    def backward(self, task: Task) -> None:
        """The latest finish, and the free float."""
        key, work = task.key, self.work[task.key]
        if task.actual_finish is not None:
            self.late[key], self.free[key] = self.finish[key], 0
            return
        deadline = self.case.project.deadline
        latest, room = self.last if deadline is None else deadline, EVER
        own = [latest] if task.deadline is None else [latest, task.deadline]
        for link in self.case.links:
            before, from_start = self.ends(link.predecessor), link.type in ("ss", "sf")
            opens = self.start[key] == min(self.start[each] for each in before)
            if key not in before or (from_start and (not opens or task.actual_start is not None)):
                continue
            for after in self.ends(link.successor):
                target = self.leaves[after]
                if target.actual_finish is not None or (link.type == "ss" and target.actual_start is not None):
                    continue
                shift = (work if from_start else 0) - self.lag(link)
                into = 0 if link.type in ("ff", "sf") else self.work[after]
                latest, room = min(latest, self.late[after] - into + shift), min(room, self.finish[after] - into + shift)
        limit = self.limit(task, work)
        if limit is not None and task.constraint in ("mso", "mfo") and not self.case.links_first:
            latest = limit + work
        if limit is not None or (task.constraint in ("fnlt", "mfo") and task.constraint_at is not None):
            own.append(task.constraint_at if limit is None else limit + work)
        self.late[key] = min([latest, *own[1:]])
        self.free[key] = max(0, min([self.last, self.late[key], room]) - self.finish[key])

    def limit(self, task: Task, work: int) -> int | None:
        """The latest start that a constraint allows."""
        if task.actual_start is not None or task.constraint not in ("snlt", "fnlt", "mso", "mfo") or task.constraint_at is None:
            return None
        return task.constraint_at - (work if task.constraint in ("fnlt", "mfo") else 0)


@given(cases(), st.integers(0, 5))
@settings(max_examples=120)
def test_late_dates_and_floats_are_those_of_the_definitions(case: Case, threshold: int) -> None:
    found = plan(case.tasks, case.links, {None: round_the_clock()}, case.project, critical_at=threshold, links_first=case.links_first)
    expected = Definition(case)
    for task in expected.leaves:
        row, total, over = found.dates(task.key), expected.late[task.key] - expected.finish[task.key], expected.over[task.key]
        total = min(total, -over) if over else total
        assert (row.late_finish, row.total_float, row.free_float) == (expected.late[task.key], total, expected.free[task.key]), task.key
        assert row.critical == (total <= threshold and task.actual_finish is None)


@given(cases())
@settings(max_examples=120)
def test_early_dates_are_those_of_the_definitions(case: Case) -> None:
    found = plan(case.tasks, case.links, {None: round_the_clock()}, case.project, links_first=case.links_first)
    expected = Definition(case)
    for task in expected.leaves:
        row = found.dates(task.key)
        assert (row.early_start, row.early_finish) == (expected.start[task.key], expected.finish[task.key]), task.key
        over = 0 if task.deadline is None else row.early_finish - task.deadline
        assert row.conflict == (0 if task.actual_finish is not None else max(0, over, expected.over[task.key])), task.key
    assert found.finish == expected.last
    if expected.below:
        whole = found.dates(100)
        assert whole.start == min(expected.start[key] for key in expected.below)
        assert whole.finish == max(expected.finish[key] for key in expected.below)
