"""Levelling: worked example, feasibility of everything it plans, determinism, causes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.exchange.psplib import as_tasks, parse
from models.planning.dated.values import Link
from models.planning.levelling.level import LevellingError, Resource, Work, level, violations
from models.planning.loops import LoopError


def test_lev_1() -> None:
    tasks = [Work(1, 3, {"ann": 1}, priority=500), Work(2, 2, {"ann": 1}, priority=900)]
    plan = level(tasks, [], [Resource("ann")])
    assert plan.unlevelled_finish == 3
    assert [(task.begin, task.end) for task in plan.tasks] == [(2, 5), (0, 2)]
    assert (plan.tasks[0].delay, plan.tasks[0].resource, plan.tasks[0].holders) == (2, "ann", (2,))
    assert (plan.tasks[1].delay, plan.tasks[1].resource, plan.tasks[1].holders) == (0, None, ())


@st.composite
def projects(draw: st.DrawFn, fixed: bool = False) -> tuple[list[Work], list[Link], list[Resource]]:
    """Small projects with everything levelling knows."""
    resources = []
    for key in "ab":
        changes = draw(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3)), max_size=2, unique_by=lambda change: change[0]))
        resources.append(Resource(key, draw(st.integers(1, 3)), [*changes, (21, 3)]))
    breaks = st.lists(st.tuples(st.integers(-5, 30), st.integers(1, 4)).map(lambda pair: (pair[0], sum(pair))), max_size=3)
    tasks = [
        Work(
            key, draw(st.integers(0, 5)), draw(st.dictionaries(st.sampled_from("ab"), st.integers(0, 3))),
            draw(st.sampled_from((500, 500, 900))), draw(st.integers(0, 4)),
            draw(st.none() | st.integers(0, 10)) if fixed else None, draw(breaks),
        )
        for key in range(draw(st.integers(1, 7)))
    ]  # fmt: skip
    links = []
    for successor in range(1, len(tasks)):
        for predecessor in draw(st.sets(st.integers(0, successor - 1), max_size=2)):
            kind, unit = draw(st.sampled_from(("fs", "fs", "ss", "ff", "sf"))), draw(st.sampled_from(("working", "elapsed", "percent")))
            lag = draw(st.sampled_from((0, 5000, -2500)) if unit == "percent" else st.integers(-3, 4))
            links.append(Link(predecessor, successor, kind, lag, unit))
    return tasks, links, resources


@given(projects(), st.integers(0, 3))
@settings(max_examples=200)
def test_every_plan_is_feasible_and_every_wait_has_a_cause(project: tuple[list[Work], list[Link], list[Resource]], seed: int) -> None:
    plan = level(*project, iterations=60, seed=seed)
    assert plan.conflicts == ()
    assert max(plan.lower_bound, plan.unlevelled_finish) <= plan.finish
    assert all(task.resource is not None for task in plan.tasks if task.delay > 0)
    assert all(task.delay >= 0 for task in plan.tasks)
    assert plan == level(*project, iterations=60, seed=seed)


@given(projects(fixed=True))
@settings(max_examples=100)
def test_a_fixed_date_never_moves_and_only_it_brings_conflicts(project: tuple[list[Work], list[Link], list[Resource]]) -> None:
    tasks, links, resources = project
    plan = level(tasks, links, resources, iterations=20)
    for task, levelled in zip(tasks, plan.tasks, strict=True):
        assert task.fixed in (None, levelled.begin)
    fixed = {task.key for task in tasks if task.fixed is not None}
    takers = {key for task in tasks if task.fixed is not None for key in task.demands}
    for conflict in plan.conflicts:
        assert (conflict.what, conflict.subject) in {("capacity", key) for key in takers} or (
            conflict.what == "link" and isinstance(conflict.subject, tuple) and conflict.subject[1] in fixed
        )


def test_the_higher_priority_goes_first_wherever_both_could() -> None:
    tasks = [Work(key, 2, {"ann": 1}, priority=priority) for key, priority in enumerate((100, 400, 200, 900, 300))]
    plan = level(tasks, [], [Resource("ann")], iterations=300)
    assert [task.begin for task in plan.tasks] == [8, 2, 6, 0, 4]


def test_a_task_goes_on_after_the_absence_of_its_person() -> None:
    plan = level([Work(1, 5, {"ann": 1}, breaks=((1, 2),)), Work(2, 1, {"ann": 1}, breaks=((1, 2),))], [Link(1, 2)], [Resource("ann")])
    assert [(task.begin, task.end) for task in plan.tasks] == [(0, 6), (6, 7)]


def test_what_waits_for_a_resource_that_comes_later_names_it_without_holders() -> None:
    (task,) = level([Work(1, 2, {"crane": 1})], [], [Resource("crane", 0, ((7, 1),))]).tasks
    assert (task.begin, task.delay, task.resource, task.holders) == (7, 7, "crane", ())


def test_a_follower_is_shifted_but_not_delayed() -> None:
    tasks = [Work(1, 3, {"ann": 1}), Work(2, 2, {"ann": 1}, priority=900), Work(3, 1)]
    follower = level(tasks, [Link(1, 3)], [Resource("ann")]).tasks[2]
    assert (follower.begin, follower.delay, follower.shift) == (5, 0, 2)


def test_a_fixed_task_is_worked_around_and_its_broken_link_reported() -> None:
    tasks = [Work(1, 2, {"ann": 1}, fixed=1), Work(2, 2, {"ann": 1}), Work(3, 1, fixed=2)]
    plan = level(tasks, [Link(2, 3)], [Resource("ann")])
    assert [task.begin for task in plan.tasks] == [1, 3, 2]
    assert [(conflict.what, conflict.subject, conflict.by) for conflict in plan.conflicts] == [("link", (2, 3), 3)]


@pytest.mark.parametrize(
    ("tasks", "message"),
    [
        ([Work(1, 2, {"ann": 2})], "task 1 takes 2 of ann, of which there are never more than 1"),
        ([Work(1, 2, {"bob": 1})], "task 1 takes 1 of bob: a resource among those given"),
        ([Work(1, -2)], "task 1 has a duration of -2: 0 or more"),
        ([Work(1, 2), Work(1, 2)], "two tasks have the same key: each its own"),
    ],
)
def test_what_cannot_be_levelled_is_named(tasks: list[Work], message: str) -> None:
    with pytest.raises(LevellingError, match=message):
        level(tasks, [], [Resource("ann")])


def test_wrong_units_and_resources_are_named() -> None:
    with pytest.raises(LevellingError, match="task 1 takes -1 of ann: 0 or more"):
        level([Work(1, 2, {"ann": -1})], [], [Resource("ann")])
    with pytest.raises(LevellingError, match="resource ann: each once, with capacities of 0 or more"):
        level([Work(1, 2)], [], [Resource("ann"), Resource("ann")])
    with pytest.raises(LevellingError, match="resource ann: each once, with capacities of 0 or more"):
        level([Work(1, 2)], [], [Resource("ann", 1, ((3, -1),))])


def test_links_to_tasks_that_are_not_given_are_left_out() -> None:
    assert level([Work(1, 2)], [Link(1, 9), Link(9, 1, "ss", 4)], []).finish == 2


def test_a_resource_that_goes_away_is_named() -> None:
    with pytest.raises(LevellingError, match="task 1 takes 1 of ann, of which 0 are left in the end"):
        level([Work(1, 2, {"ann": 1})], [], [Resource("ann", 1, ((9, 0),))])


def test_a_loop_is_refused() -> None:
    with pytest.raises(LoopError, match=r"1 > 2 > 1|2 > 1 > 2"):
        level([Work(1, 1), Work(2, 1)], [Link(1, 2), Link(2, 1)], [])


def test_time_is_only_a_cap() -> None:
    tasks = [Work(key, key % 3 + 1, {"ann": 1 + key % 2}) for key in range(12)]
    assert level(tasks, [], [Resource("ann", 3)], stop=lambda: True).iterations == 1
    assert level(tasks, [], [Resource("ann", 3)], iterations=50).iterations <= 50


def test_the_checker_finds_what_is_wrong() -> None:
    tasks = [Work(1, 2, {"ann": 1}, earliest=1), Work(2, 2, {"ann": 1}), Work(3, 2, fixed=4)]
    found = violations(tasks, [Link(1, 2)], [Resource("ann")], {1: 0, 2: 1, 3: 5}, {1: 2, 2: 3, 3: 6})
    assert {(each.what, each.subject, each.at, each.by) for each in found} == {
        ("date", 1, 0, 1), ("link", (1, 2), 1, 1), ("capacity", "ann", 1, 1), ("fixed", 3, 5, 1), ("duration", 3, 5, -1),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["j301_1", "j3029_1", "j6013_1", "j12017_1"])
def test_public_instances_are_feasible_and_repeatable(shared: Path, name: str) -> None:
    project = as_tasks(parse((shared / "psplib" / f"{name}.sm").read_text()))
    plan = level(*project, iterations=150)
    assert plan.conflicts == ()
    assert plan.lower_bound <= plan.finish
    assert plan == level(*project, iterations=150)
    assert plan.finish <= level(*project, iterations=1).finish
