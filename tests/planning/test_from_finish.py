"""A project planned back from its finish begins as late as its tasks allow, and keeps to the finish."""

from __future__ import annotations

from collections.abc import Hashable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.planning.calendar import Calendar, round_the_clock, standard
from models.planning.dated.from_finish import from_finish
from models.planning.dated.plan import plan
from models.planning.dated.values import Link, Project, Task
from models.planning.instants import from_text, to_text
from models.planning.loops import LoopError

FRIDAY = from_text("2026-03-06T17:00")
WEEK: dict[Hashable, Calendar] = {None: standard()}
CLOCK: dict[Hashable, Calendar] = {None: round_the_clock()}
MIRRORED = {"fs": "fs", "ss": "ff", "ff": "ss", "sf": "sf"}


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[Task], list[Link]]:
    """Tasks with links of every type and lags."""
    count = draw(st.integers(1, 7))
    tasks = [Task(key, draw(st.integers(0, 9)) * 60) for key in range(count)]
    links = [
        Link(first, second, draw(st.sampled_from(sorted(MIRRORED))), draw(st.integers(0, 3)) * 60)
        for first in range(count)
        for second in range(first + 1, count)
        if draw(st.booleans())
    ]  # fmt: skip
    return tasks, links


@settings(max_examples=100)
@given(networks())
def test_late_dates_mirror_the_early_ones_of_the_network_turned_round(network: tuple[list[Task], list[Link]]) -> None:
    tasks, links = network
    back = plan(tasks, links, CLOCK, from_finish(tasks, links, CLOCK, Project(0), 0))
    turned = plan(tasks, [Link(link.successor, link.predecessor, MIRRORED[link.type], link.lag) for link in links], CLOCK, Project(0))
    for task in tasks:
        late, early = back.dates(task.key), turned.dates(task.key)
        assert (late.late_start, late.late_finish) == (-early.early_finish, -early.early_start)
    assert back.finish == 0


@pytest.mark.parametrize("constraint", ["alap", "asap"])
def test_the_start_follows_from_the_finish(constraint: str) -> None:
    tasks = [Task(1, 960, constraint=constraint), Task(2, 1440, constraint=constraint), Task(3, 480, constraint=constraint)]
    links = [Link(1, 2)]
    project = from_finish(tasks, links, WEEK, Project(0), FRIDAY)
    assert to_text(project.start) == "2026-03-02T08:00"
    found = plan(tasks, links, WEEK, project)
    assert (found.finish, found.critical[:2]) == (FRIDAY, [1, 2])
    lone = found.dates(3)
    assert to_text(lone.early_start) == "2026-03-02T08:00"
    assert to_text(lone.late_start) == "2026-03-06T08:00"
    assert lone.start == (lone.late_start if constraint == "alap" else lone.early_start)


def test_a_fact_before_the_late_starts_is_the_start() -> None:
    begun = from_text("2026-02-02T08:00")
    tasks = [Task(1, 480, actual_start=begun, actual_finish=begun + 540), Task(2, 480)]
    assert from_finish(tasks, [Link(1, 2)], WEEK, Project(0), FRIDAY).start == begun


def test_a_conflict_with_the_finish_is_negative_float() -> None:
    tasks = [Task(1, 960, constraint="snet", constraint_at=from_text("2026-03-06T08:00"))]
    found = plan(tasks, [], WEEK, from_finish(tasks, [], WEEK, Project(0), FRIDAY))
    assert found.dates(1).total_float == -480


def test_without_tasks_start_and_finish_are_the_same() -> None:
    assert from_finish([], [], WEEK, Project(0), FRIDAY).start == FRIDAY


def test_a_loop_is_named() -> None:
    with pytest.raises(LoopError):
        from_finish([Task(1, 60), Task(2, 60)], [Link(1, 2), Link(2, 1)], WEEK, Project(0), FRIDAY)
