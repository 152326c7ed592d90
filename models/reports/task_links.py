"""The links of a task: what it waits for and what waits for it, read in one place for every list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from models.core.access import and_readable
from models.core.record import references
from models.values import duration, percent
from models.values.fixed_point import divide_half_even, trimmed

if TYPE_CHECKING:
    from models.core.access import Session

_LINKS = """SELECT d.id, d.version, d.successor = ?, t.id, t.title, d.type, coalesce(d.lag, 0), coalesce(d.lag_unit, 'working')
FROM dependency d JOIN task t ON t.id = CASE WHEN d.successor = ? THEN d.predecessor ELSE d.successor END
WHERE (d.predecessor = ? OR d.successor = ?) AND d.archived IS NULL{readable} ORDER BY d.successor <> ?, d.id"""


class TaskLink(NamedTuple):
    """One link as seen from a task: the link's id and version, whether the task waits in it, and the task at its other end.

    `lag` counts working minutes, elapsed minutes, or hundredths of a percent of the predecessor's duration, as `lag_unit` says.
    """

    id: int
    version: int
    waits: bool
    ref: str
    title: str
    type: str
    lag: int
    lag_unit: str

    @property
    def word(self) -> str:
        """How the task stands to the other one."""
        return "waits for" if self.waits else "before"

    def __str__(self) -> str:
        lag = lag_text(self.lag, self.lag_unit)
        return f"{self.ref:<9} {self.type.upper()}{f' {lag}' if lag else ''}  {self.title}"

    def as_json(self) -> dict[str, Any]:
        """The task at the other end and how it is linked; a lag in percent is no duration."""
        lag = {"lag_percent": self.lag / 100} if self.lag_unit == "percent" else {"lag_minutes": self.lag}
        return {"ref": self.ref, "title": self.title, "type": self.type, **lag, "lag_unit": self.lag_unit}


def task_links(session: Session, task: int) -> list[TaskLink]:
    """The links that may be read of a task: first what it waits for, then what waits for it, each in the order in which they were made."""
    readable = and_readable(session, "dependency", "d") + and_readable(session, "task")
    rows = session.database.rows(_LINKS.format(readable=readable), (task,) * 5)
    names = references(session, [row[3] for row in rows])
    return [TaskLink(key, version, bool(waits), names[other], *rest) for key, version, waits, other, *rest in rows]


def lag_text(lag: int, unit: str) -> str:
    """The lag behind a type: `+2d`, `-1d`, `+12h elapsed`, `+50 %`; nothing where there is none."""
    if not lag:
        return ""
    size = abs(lag)
    elapsed = f"{trimmed(divide_half_even(size * 10, 60), 1)}h elapsed"
    text = percent.short(size) if unit == "percent" else elapsed if unit == "elapsed" else duration.short(size)
    return f"{'+' if lag > 0 else '-'}{text}"
