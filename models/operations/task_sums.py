"""What the tasks of a project come to: numbers and sums, the first and the last of days, taken further as single tasks change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.values.named import NamedTuple

if TYPE_CHECKING:
    from models.operations.plan import Row

_NUMBERS = ("tasks", "open", "done", "blocked", "critical", "duration", "earned", "known", "remaining")
#: Of these days the first counts, of the others the last.
_FIRST = ("start", "planned_start")
_DAYS = (*_FIRST, "finish", "planned_finish", "baseline_finish")


class Share(NamedTuple):
    """What one task adds: the numbers that are summed, and the days of which the first or the last counts."""

    numbers: tuple[int, ...]
    days: tuple[str | None, ...]


_NOTHING = Share((0,) * len(_NUMBERS), (None,) * len(_DAYS))


def share_of(task: Row, row: Row) -> Share:
    """What a task without parts adds, from its facts and its forecast; a cancelled one adds nothing."""
    state, planned_start, planned_finish = task[4], task[9], task[10]
    if state == "cancelled":
        return _NOTHING
    start, finish, critical, duration, left, progress, is_open, baseline_finish = row[3], row[4], row[9], row[12] or 0, *row[13:17]
    known = is_open and left is not None
    return Share(
        (1, is_open, state == "done", state == "blocked", critical and is_open, duration, duration * (progress or 0), known, left if known else 0),
        (start, planned_start, finish, planned_finish, baseline_finish),
    )


class TaskSums:
    """The shares of all tasks of a project, and what they come to."""

    def __init__(self) -> None:
        self._shares: dict[int, Share] = {}
        self._numbers: list[int] = []
        self._days: dict[int, str | None] = {}

    def put(self, place: int, share: Share) -> None:
        """The task at this place adds so much from now on."""
        before = self._shares.get(place, _NOTHING)
        self._shares[place] = share
        if not self._numbers or share == before:
            return
        self._numbers = [total - old + new for total, old, new in zip(self._numbers, before.numbers, share.numbers, strict=True)]
        for column, best in [*self._days.items()]:
            old, new = before.days[column], share.days[column]
            if new is not None and (best is None or self._extreme(column, [best, new]) == new):
                self._days[column] = new
            elif old is not None and old == best:
                del self._days[column]  # the next one after it is looked for when it is asked

    def totals(self) -> dict[str, Any]:
        """The figures by name: `progress` in hundredths of a per cent, weighted by duration; None where no task has what is asked for."""
        shares = [*self._shares.values(), _NOTHING]
        if not self._numbers:
            self._numbers = [sum(column) for column in zip(*[share.numbers for share in shares], strict=True)]
        found: dict[str, Any] = dict(zip(_NUMBERS, self._numbers, strict=True))
        for column, name in enumerate(_DAYS):
            if column not in self._days:
                self._days[column] = self._extreme(column, [share.days[column] for share in shares])
            found[name] = self._days[column]
        found["progress"] = found["earned"] // found["duration"] if found["duration"] else None
        found["remaining"] = found["remaining"] if found["known"] else None
        return found

    @staticmethod
    def _extreme(column: int, days: list[str | None]) -> str | None:
        """The first or the last of some days."""
        return (min if _DAYS[column] in _FIRST else max)(filter(None, days), default=None)
