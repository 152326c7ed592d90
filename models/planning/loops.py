"""Circles among links: found when a link is typed, and when a network that came from outside cannot be put in order."""

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


def find_loop(links_from: Mapping[int, Iterable[int]], new_link: tuple[int, int]) -> list[int] | None:
    """The loop that a new link (predecessor, successor) would close, its keys in the order of the links; None where it closes none.

    `links_from` gives the successors of each key.
    """
    first, second = new_link
    came_from = {second: first}
    queue = [second]
    for key in queue:
        if key == first:
            break
        for successor in links_from.get(key, ()):
            if successor not in came_from:
                came_from[successor] = key
                queue.append(successor)
    else:
        return None
    path = [came_from[first]]
    while path[-1] != first:
        path.append(came_from[path[-1]])
    return path[::-1]


def any_loop(links_from: Mapping[int, Iterable[int]]) -> list[int]:
    """A loop among tasks each of which has a predecessor among them, its keys in the order of the links."""
    before = {successor: key for key, successors in links_from.items() for successor in successors}
    key = next(iter(before))
    steps: dict[int, int] = {}
    while key not in steps:
        steps[key] = len(steps)
        key = before[key]
    return list(steps)[steps[key] :][::-1]
