"""The outline of a plan: which tasks are summaries, what lies below each, and what a summary demands of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.planning.dated.checks import PlanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.planning.dated.values import Task


class Outline:
    """Tasks by what they are: leaves, which are planned, and summaries, whose dates follow from them."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        """Sort them by their parents; PlanError where a parent is missing or lies below its own child."""
        parents = {task[3] for task in tasks}
        parents.discard(None)
        self.summaries: dict[int, Task] = {}
        self.children: dict[int, list[int]] = {}
        self.leaves: dict[int, list[int]] = {}
        self.demanded: set[int] = set()  # leaves below a summary that has a constraint or a deadline
        if not parents:
            self.leaf_tasks = tasks
            return
        self.leaf_tasks = [task for task in tasks if task[0] not in parents]
        self.summaries = {task[0]: task for task in tasks if task[0] in parents}
        for task in tasks:
            if task[3] is not None:
                if task[3] not in self.summaries:
                    raise PlanError(f"task {task[0]} lies below the task {task[3]}, which is not among those given: give it too")
                self.children.setdefault(task[3], []).append(task[0])
        self.leaves = {key: [] for key in self.summaries}
        for task in self.leaf_tasks:
            for above in self.above(task):
                self.leaves[above.key].append(task.key)
                if above.constraint != "asap" or above.deadline is not None:
                    self.demanded.add(task.key)
        self._refuse_circles()

    def above(self, task: Task) -> list[Task]:
        """The summaries a task lies below, from the nearest up."""
        found: list[Task] = []
        parent = task[3]
        while parent is not None and parent in self.summaries and len(found) <= len(self.summaries):
            found.append(self.summaries[parent])
            parent = found[-1][3]
        return found

    def bottom_up(self) -> list[int]:
        """The keys of the summaries, each after those below it."""
        return sorted(self.summaries, key=lambda key: -len(self.above(self.summaries[key])))

    def _refuse_circles(self) -> None:
        for key, task in self.summaries.items():
            if len(self.above(task)) > len(self.summaries):
                raise PlanError(f"task {key} lies below itself: give one of its summaries another parent")
