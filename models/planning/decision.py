"""Decisions by expected value: a tree of choices and chances rolled back from its ends, and alternatives weighed by criteria."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple, TypeAlias

ONE = Decimal(1)


class Chance(NamedTuple):
    """Outcomes (probability, what follows); the probabilities add up to 1."""

    outcomes: tuple[tuple[Decimal, Node], ...]


class Choice(NamedTuple):
    """Alternatives (name, what follows), of which the best is taken."""

    alternatives: tuple[tuple[str, Node], ...]


Node: TypeAlias = "Decimal | Chance | Choice"


def expected(node: Node) -> Decimal:
    """The expected monetary value of a tree: Σ probability × value at a chance, the best alternative at a choice.

    Raises ValueError where probabilities do not add up to 1, or a choice has no alternative.
    """
    if isinstance(node, Chance):
        whole = sum((probability for probability, _ in node.outcomes), Decimal(0))
        if whole != ONE or any(probability < 0 for probability, _ in node.outcomes):
            raise ValueError(f"the probabilities of a chance add up to {whole}, not to 1")
        return sum((probability * expected(outcome) for probability, outcome in node.outcomes), Decimal(0))
    if isinstance(node, Choice):
        return expected(best(node)[1])
    return node


def best(choice: Choice) -> tuple[str, Node]:
    """The alternative with the greatest expected value, the first of equals."""
    if not choice.alternatives:
        raise ValueError("a choice needs at least one alternative")
    return max(choice.alternatives, key=lambda each: expected(each[1]))


def weighted_scores(weights: Mapping[str, Decimal], scores: Mapping[str, Mapping[str, Decimal]]) -> list[tuple[str, Decimal]]:
    """Alternatives with Σ weight × score / Σ weight over the criteria, best first.

    Raises ValueError naming the alternative and the criterion where a score is missing, and where the weights add up to nothing.
    """
    whole = sum(weights.values(), Decimal(0))
    if whole <= 0:
        raise ValueError("the weights of the criteria must add up to more than 0")
    found = []
    for name, given in scores.items():
        missing = [criterion for criterion in weights if criterion not in given]
        if missing:
            raise ValueError(f"{name} has no score for {', '.join(missing)}")
        found.append((name, sum((weight * given[criterion] for criterion, weight in weights.items()), Decimal(0)) / whole))
    return sorted(found, key=lambda each: -each[1])
