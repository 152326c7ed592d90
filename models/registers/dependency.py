"""Links between tasks: what must be finished or begun before what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core import fields
from models.core.record import ProjectRecord
from models.core.register import Column, Register
from models.store.errors import UsageError

if TYPE_CHECKING:
    from models.core.access import Session


class Dependency(ProjectRecord):
    """A task's start or finish waits for another task's."""

    in_turn = True
    predecessor = fields.ReferenceField("task", "From", "The task that comes first", required=True)
    successor = fields.ReferenceField("task", "To", "The task that waits", required=True)
    type = fields.ChoiceField(
        help_text="fs: finish to start, ss: start to start, ff: finish to finish, sf: start to finish",
        choices="fs ss ff sf",
        required=True,
        default="fs",
    )
    lag = fields.LagField(help_text="Waiting time between them; a lead is negative: -1d")
    lag_unit = fields.ChoiceField("Lag in", "What the lag counts", choices="working elapsed percent")

    @classmethod
    def prepare(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> dict[str, Any]:
        """Takes the project of the successor; refuses a link of a task to itself and a loop, naming its tasks."""
        whole = {**(current or {}), **values}
        predecessor, successor = whole.get("predecessor"), whole.get("successor")
        if predecessor is None or successor is None:
            return values
        if predecessor == successor:
            raise UsageError("a task cannot wait for itself", field="predecessor", hint="another task")
        if current is None or {"predecessor", "successor", "archived"} & values.keys():
            values["project"] = session.database.value("SELECT project FROM task WHERE id = ?", (successor,))
            loop = [] if whole.get("archived") else _loop(session, predecessor, successor, current["id"] if current else None)
            if loop:
                from models.core.record import references

                names = references(session, loop)
                raise UsageError(
                    "this link closes a loop: " + " > ".join(names[key] for key in loop),
                    field="predecessor",
                    hint="remove one of these links first",
                )
        return values


def _loop(session: Session, predecessor: int, successor: int, own: int | None) -> list[int]:
    """The tasks of the loop that a new link would close, in order; empty when it closes none."""
    came: dict[int, int] = {}
    front = [successor]
    while front:
        marks = ", ".join("?" * len(front))
        rows = session.database.rows(
            f"SELECT predecessor, successor FROM dependency WHERE predecessor IN ({marks}) AND archived IS NULL AND id IS NOT ?",
            (*front, own),
        )
        front = []
        for before, after in rows:
            if after not in came and after != successor:
                came[after] = before
                front.append(after)
        if predecessor in came:
            path = [predecessor]
            while path[-1] != successor:
                path.append(came[path[-1]])
            return [*reversed(path), successor]
    return []


DEPENDENCIES = Register(
    Dependency,
    key="dependency",
    prefix="D",
    title="Dependencies",
    group="plan",
    columns=("ref", Column("predecessor", grow=True), Column("successor", width=14), "type", "lag", "lag_unit"),
    empty="No task waits for another. L on a task links it.",
)
