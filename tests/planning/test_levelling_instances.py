"""Levelling of random instances as the benchmark generators make them, written in both file formats; small ones against the optimum."""

from __future__ import annotations

import random
from itertools import permutations

import pytest

from models.exchange.psplib import Instance, as_tasks, parse_rcp, parse_sm
from models.planning.levelling.level import level, violations


def instance(chance: random.Random, jobs: int, kinds: int = 4) -> Instance:
    """Jobs between a source and a sink, each behind up to three of those before it, with demands for some of the resources.

    Capacities lie between the largest demand and what runs together without limits (Kolisch, Sprecher and Drexl 1995, ProGen).
    """
    durations = [0, *(chance.randint(1, 10) for _ in range(jobs)), 0]
    demands = [[0] * kinds, *([chance.choice((0, chance.randint(1, 10))) for _ in range(kinds)] for _ in range(jobs)), [0] * kinds]
    before = [chance.sample(range(max(1, job - 12), job), min(job - 1, chance.randint(0, 3))) or [0] for job in range(1, jobs + 1)]
    successors = [[job for job, earlier in enumerate(before, 1) if place in earlier] for place in range(jobs + 1)]
    following = (*(tuple(each or [jobs + 1]) for each in successors), ())
    capacities = tuple(max(column) + chance.randint(0, 12) for column in zip(*demands, strict=True))
    return Instance("", tuple(durations), following, tuple(map(tuple, demands)), capacities)


def patterson(given: Instance) -> str:
    """The instance as Patterson's files lay it out: numbers in columns, an empty line behind the head, long lines broken."""
    rows = [f"{len(given.durations):6}{len(given.capacities):6}", "".join(f"{units:6}" for units in given.capacities), ""]
    for duration, demands, successors in zip(given.durations, given.demands, given.successors, strict=True):
        numbers = [f"{number:6}" for number in (duration, *demands, len(successors), *(each + 1 for each in successors))]
        rows += ["".join(numbers[first : first + 8]) for first in range(0, len(numbers), 8)]
    return "\r\n".join(rows) + "\r\n"


def progen(given: Instance) -> str:
    """The instance as ProGen writes it."""
    kinds = len(given.capacities)
    rows = [
        f"jobs (incl. supersource/sink ):  {len(given.durations)}", "RESOURCES", f"  - renewable                 :  {kinds}   R",
        "  - nonrenewable              :  0   N", "  - doubly constrained        :  0   D", "*" * 72, "PRECEDENCE RELATIONS:",
        "jobnr.    #modes  #successors   successors",
    ]  # fmt: skip
    for job, each in enumerate(given.successors, 1):
        rows.append(f"{job:4}        1   {len(each):8}   " + "".join(f"{successor + 1:5}" for successor in each))
    rows += ["*" * 72, "REQUESTS/DURATIONS:", "jobnr. mode duration  R 1", "-" * 72]
    for job, (duration, demands) in enumerate(zip(given.durations, given.demands, strict=True), 1):
        rows.append(f"{job:3}      1  {duration:4}  " + "".join(f"{units:5}" for units in demands))
    rows += ["*" * 72, "RESOURCEAVAILABILITIES:", "  R 1", "".join(f"{units:5}" for units in given.capacities), "*" * 72]
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("jobs", [30, 90])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_random_instance_is_levelled_the_same_from_both_formats(jobs: int, seed: int) -> None:
    given = instance(random.Random(seed), jobs)
    assert parse_rcp(patterson(given)) == parse_sm(progen(given)) == given
    tasks, links, resources = as_tasks(given)
    plan = level(tasks, links, resources, iterations=80, seed=seed)
    begins, ends = ({task.key: getattr(task, end) for task in plan.tasks} for end in ("begin", "end"))
    assert violations(tasks, links, resources, begins, ends) == []
    assert max(plan.lower_bound, plan.unlevelled_finish) <= plan.finish <= level(tasks, links, resources, iterations=1).finish
    assert all(task.delay == 0 or (task.resource in {each.key for each in resources} and task.holders) for task in plan.tasks)
    assert plan == level(tasks, links, resources, iterations=80, seed=seed)


def shortest(given: Instance) -> int:
    """The least makespan: every order in which the jobs can be put, each as early as it fits (one of these plans is optimal)."""
    before = {job: {place for place, each in enumerate(given.successors) if job in each} for job in range(len(given.durations))}
    best = sum(given.durations)
    for order in permutations(range(1, len(given.durations) - 1)):
        taken = [[0] * len(given.capacities) for _ in range(sum(given.durations) + 1)]
        ends = {0: 0}
        for job in order:
            if not before[job] <= ends.keys():
                break
            begin, duration, demands = max(ends[each] for each in before[job]), given.durations[job], given.demands[job]
            while any(
                used + units > most
                for at in range(begin, begin + duration)
                for used, units, most in zip(taken[at], demands, given.capacities, strict=True)
            ):
                begin += 1
            for at in range(begin, begin + duration):
                taken[at] = [used + units for used, units in zip(taken[at], demands, strict=True)]
            ends[job] = begin + duration
        else:
            best = min(best, max(ends.values()))
    return best


@pytest.mark.parametrize("seed", range(30))
def test_a_small_instance_is_levelled_to_its_optimum(seed: int) -> None:
    given = instance(random.Random(seed), 5, 2)
    plan = level(*as_tasks(given), iterations=300)
    assert plan.lower_bound <= shortest(given) == plan.finish
