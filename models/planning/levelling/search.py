"""The search for a short schedule: a genetic algorithm over task lists with double justification, begun afresh when it stands still.

The first lists come from the parallel scheme, forward and backward, and from the serial one, with random keys around the latest finish.
Lists are crossed at two points and neighbours swapped (Hartmann 1998); each is scheduled serially, then pushed to the right and back to
the left (forward-backward improvement; Valls, Ballestín and Quintanilla 2005), which never makes it longer. All chance comes from one
seeded generator and the budget is a number of schedules, so that the same seed and budget give the same plan.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

from models.planning.levelling.lists import ordered, parallel, tails
from models.planning.levelling.timeline import Problem, serial

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_POPULATION = 40
_SWAP = 0.05
_PATIENCE = 30  # generations without a better plan before the search begins afresh
_SPREADS = (0.05, 0.1, 0.2, 0.4, 0.8)  # how far random keys lie apart, as a share of the longest path
_SERIAL, _BACKWARD = 0.25, 0.375  # shares of the first lists made serially and backwards


class Plan(NamedTuple):
    """A schedule: when its last task ends, the sum of its begins (the less the better), begins and ends by position, and its list."""

    finish: int
    total: int
    begins: list[int]
    ends: list[int]
    order: list[int]


class _OutOfBudgetError(Exception):
    """No schedule may be made any more."""


class Search:
    """One search with its problem, both ways round, its chance and its budget."""

    best: Plan

    def __init__(self, problem: Problem, mirror: Problem, seed: int, iterations: int, stop: Callable[[], bool], bound: int) -> None:
        """Begin with the plan that the latest finishes alone give; no plan ends before `bound`, and `stop` says that time is up."""
        self.problem, self.mirror = problem, mirror
        self.chance = random.Random(seed)
        self.iterations, self.made = iterations, 0
        self.stop = stop
        self.bound = bound
        self.tails, self.heads = tails(problem), tails(mirror)
        self.plain = not problem.other_links and not problem.fixed and not problem.breaks and problem.priorities is None
        self.constant = self.plain and len(problem.times) == 2 and max(problem.releases, default=0) <= 0
        self.best = self.plan(ordered(problem, [-tail for tail in self.tails]))

    def run(self) -> Plan:
        """The best plan within the budget."""
        try:
            self.improve(self.best)
            while self.best.finish > self.bound:
                self.evolve()
        except _OutOfBudgetError:
            pass
        return self.best

    def spend(self) -> None:
        """Count a schedule against the budget; the first is always made."""
        if self.made and (self.made >= self.iterations or self.stop()):
            raise _OutOfBudgetError
        self.made += 1

    def plan(self, order: list[int]) -> Plan:
        """The schedule of a list, remembered where it is the best so far."""
        self.spend()
        begins, ends = serial(self.problem, order, self.problem.releases)
        plan = Plan(max(ends, default=0), sum(begins), begins, ends, order)
        if self.made == 1 or plan[:2] < self.best[:2]:
            self.best = plan
        return plan

    def improve(self, plan: Plan) -> Plan:
        """Push a plan to the right within its length, then back to the left; its new list is in the order of its begins."""
        self.spend()
        _, ends = serial(self.mirror, self.backward([-end for end in plan.ends]), [-plan.finish] * len(plan.ends))
        better = self.plan(self.forward([-end for end in ends]))
        return better._replace(order=self.forward(better.begins))

    def forward(self, keys: Sequence[int]) -> list[int]:
        """The list in the order of begins that some schedule has."""
        return sorted(self.problem.topological, key=keys.__getitem__) if self.plain else ordered(self.problem, keys)

    def backward(self, keys: Sequence[int]) -> list[int]:
        """The same for the mirrored problem."""
        return sorted(self.mirror.topological, key=keys.__getitem__) if self.plain else ordered(self.mirror, keys)

    def evolve(self) -> None:
        """Grow one population until it stands still; of plans of equal length chance decides which stay, for the sake of variety."""
        population = [self.born(self.sample()) for _ in range(_POPULATION)]
        still = 0
        while still < _PATIENCE and self.best.finish > self.bound:
            before = self.best.finish
            self.chance.shuffle(population)
            children = []
            for (_, _, mother), (_, _, father) in zip(population[::2], population[1::2], strict=True):
                children += [self.born(self.cross(mother, father)), self.born(self.cross(father, mother))]
            different = {plan[:2]: each for each in (*population, *children) for plan in (each[2],)}
            population = sorted(different.values())[:_POPULATION]
            population += [self.born(self.sample()) for _ in range(_POPULATION - len(population))]
            still = 0 if self.best.finish < before else still + 1

    def born(self, order: list[int]) -> tuple[int, float, Plan]:
        """The improved plan of a list with its place in the population: its finish, then chance."""
        plan = self.improve(self.plan(order))
        return plan.finish, self.chance.random(), plan

    def sample(self) -> list[int]:
        """A random list in which the latest finish comes early: made serially, by the parallel scheme, or by that from the end back."""
        way, spread = self.chance.random(), self.chance.choice(_SPREADS)
        if not self.constant or way < _SERIAL:
            return ordered(self.problem, self.keys(self.tails, spread))
        if way < _SERIAL + _BACKWARD:
            order = parallel(self.mirror, self.keys(self.heads, spread))
            _, ends = serial(self.mirror, order, [0] * len(order))
            return self.forward([-end for end in ends])
        return parallel(self.problem, self.keys(self.tails, spread))

    def keys(self, lengths: Sequence[int], spread: float) -> list[float]:
        """Random keys around the negative lengths."""
        width = spread * max(lengths, default=0)
        return [self.chance.random() * width - length for length in lengths]

    def cross(self, mother: Plan, father: Plan) -> list[int]:
        """The mother's list with its middle in the father's order, and some neighbours swapped."""
        order, size = mother.order, len(mother.order)
        first, last = sorted((self.chance.randrange(size + 1), self.chance.randrange(size + 1)))
        outside = {*order[:first], *order[last:]}
        child = order[:first] + [task for task in father.order if task not in outside] + order[last:]
        chance, successors = self.chance.random, self.problem.successors
        for index in range(size - 1):
            if chance() < _SWAP and child[index + 1] not in successors[child[index]]:
                child[index], child[index + 1] = child[index + 1], child[index]
        if self.plain:
            return child
        ranks = [0] * size
        for rank, task in enumerate(child):
            ranks[task] = rank
        return ordered(self.problem, ranks)
