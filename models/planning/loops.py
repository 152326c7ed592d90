"""Circles among links: found when a network cannot be put in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class LoopError(ValueError):
    """The links run in a circle; `keys` are its tasks in the order of the links, the first one not repeated."""

    def __init__(self, keys: list[int]) -> None:
        """Keep the loop for the caller, who knows the names of the tasks."""
        super().__init__("the links run in a loop: " + " > ".join(map(str, [*keys, keys[0]])))
        self.keys = keys


def any_loop(links_from: Mapping[int, Iterable[int]]) -> list[int]:
    """A loop among tasks each of which has a predecessor among them, its keys in the order of the links."""
    before = {successor: key for key, successors in links_from.items() for successor in successors}
    key = next(iter(before))
    steps: dict[int, int] = {}
    while key not in steps:
        steps[key] = len(steps)
        key = before[key]
    return list(steps)[steps[key] :][::-1]
