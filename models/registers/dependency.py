"""Links between tasks: what must be finished or begun before what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core import fields, types
from models.core.record import ProjectRecord, references
from models.core.register import Column, Register
from models.store.errors import UsageError

if TYPE_CHECKING:
    from models.core.access import Session
    from models.store.database import Database


class Dependency(ProjectRecord):
    """A task's start or finish waits for another task's, of its own project or of another.

    The link belongs to the project of the task that waits. A task of another project holds it from the day on which that project forecasts
    it; the one that waits there does not shorten the float of the first.
    """

    in_turn = True
    completes = ("project",)
    across = ("predecessor",)
    predecessor = fields.ReferenceField("task", "From", "The task that comes first", required=True)
    successor = fields.ReferenceField("task", "To", "The task that waits", required=True)
    type = fields.ChoiceField(
        help_text="fs: finish to start, ss: start to start, ff: finish to finish, sf: start to finish",
        choices="fs ss ff sf",
        required=True,
        default="fs",
    )
    lag = fields.LagField(help_text="Waiting time between them: 2d, or 50% of the first one's duration; a lead is negative: -1d")
    lag_unit = fields.ChoiceField("Lag in", "What the lag counts; elapsed is real time: write 48h for two days", choices="working elapsed percent")
    waits = fields.Computed(
        "CASE WHEN coalesce(t.lag, 0) = 0 THEN NULL WHEN t.lag_unit = 'percent' THEN printf('%+g %%', t.lag / 100.0) "
        "WHEN t.lag_unit = 'elapsed' THEN printf('%+gh elapsed', t.lag / 60.0) "
        "WHEN t.lag % 480 = 0 THEN printf('%+dd', t.lag / 480) ELSE printf('%+gh', t.lag / 60.0) END",
        types.TEXT,
        "Waits",
        "The lag with its unit",
    )

    @classmethod
    def prepare(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> dict[str, Any]:
        """Takes the project of the successor; refuses a link of a task to itself, one that is there already, and a loop, naming its tasks."""
        values = _with_unit(values)
        whole = {**(current or {}), **values}
        predecessor, successor = whole.get("predecessor"), whole.get("successor")
        if predecessor is None or successor is None:
            return values
        if predecessor == successor:
            raise UsageError("a task cannot wait for itself", field="predecessor", hint="another task")
        own = current["id"] if current else None
        if current is None or {"predecessor", "successor", "archived"} & values.keys():
            values["project"] = session.database.value("SELECT project FROM task WHERE id = ?", (successor,))
            closed = [] if whole.get("archived") else loop_closed_by(session.database, predecessor, successor, own)
            if closed:
                names = references(session, closed)
                raise UsageError(
                    "this link closes a loop: " + " > ".join(names[key] for key in [*closed, closed[0]]),
                    field="predecessor",
                    hint="remove one of these links first",
                )
        if not whole.get("archived") and (current is None or {"predecessor", "successor", "archived", "type"} & values.keys()):
            _refuse_double(session, predecessor, successor, whole.get("type"), own)
        return values


def _with_unit(values: dict[str, Any]) -> dict[str, Any]:
    """A lag typed in per cent is counted so."""
    lag = values.get("lag")
    if not isinstance(lag, types.Share):
        return values
    if values.get("lag_unit") not in (None, "percent"):
        raise UsageError(f"a lag in per cent is not counted as {values['lag_unit']}", field="lag", hint="lag_unit=percent, or a time: 2d, 48h")
    return {**values, "lag": int(lag), "lag_unit": "percent"}


def _refuse_double(session: Session, predecessor: int, successor: int, kind: str | None, own: int | None) -> None:
    found = session.database.value(
        "SELECT id FROM dependency WHERE predecessor = ? AND successor = ? AND type = ? AND archived IS NULL AND id IS NOT ?",
        (predecessor, successor, kind or "fs", own),
    )
    if found is not None:
        names = references(session, [found, predecessor, successor])
        text = f"{names[successor]} waits for {names[predecessor]} already: {names[found]}"
        raise UsageError(text, field="predecessor", hint=f"change {names[found]}, or another type")


def loop_closed_by(database: Database, predecessor: int, successor: int, own: int | None = None) -> list[int]:
    """The tasks of the loop that a link from `predecessor` to `successor` closes, in the order of the links; empty when it closes none.

    Followed through every project and through summaries: what holds a summary holds its parts, what moves a part moves its summary.
    `own` is the link itself, where it is written already.
    """
    start = (successor, True)
    came: dict[_Place, _Place] = {}
    front = [start]
    while front:
        steps = _steps(database, front, own)
        front = []
        for before, after in steps:
            if after not in came and after != start:
                came[after] = before
                front.append(after)
        for end in ((predecessor, True), (predecessor, False)):
            if end in came:
                path = [end]
                while path[-1] != start:
                    path.append(came[path[-1]])
                return [task for task, _ in reversed(path)]
    return []


#: A task, and whether it waits itself; if not, it is a summary of which a part waits.
_Place = tuple[int, bool]


def _steps(database: Database, front: list[_Place], own: int | None) -> list[tuple[_Place, _Place]]:
    """From where to where a delay goes on: to successors, to the parts of what waits, to the summary of what is moved."""
    found: list[tuple[_Place, _Place]] = []
    for start in range(0, len(front), 500):
        waits: dict[int, list[bool]] = {}
        for task, held in front[start : start + 500]:
            waits.setdefault(task, []).append(held)
        marks = ", ".join("?" * len(waits))
        links = f"SELECT predecessor, successor FROM dependency WHERE predecessor IN ({marks}) AND archived IS NULL AND id IS NOT ?"
        for before, after in database.rows(links, (*waits, own)):
            found += [((before, held), (after, True)) for held in waits[before]]
        for before, after in database.rows(f"SELECT parent, id FROM task WHERE parent IN ({marks})", (*waits,)):
            found += [((before, True), (after, True))] if True in waits[before] else []
        for before, after in database.rows(f"SELECT id, parent FROM task WHERE id IN ({marks}) AND parent IS NOT NULL", (*waits,)):
            found += [((before, held), (after, False)) for held in waits[before]]
    return found


DEPENDENCIES = Register(
    Dependency,
    key="dependency",
    prefix="D",
    title="Dependencies",
    group="plan",
    columns=("ref", Column("predecessor", grow=True), "type", Column("successor", width=14), Column("waits", title="Lag", width=12)),
    empty="No task waits for another. {verb.links} on a task links it.",
)
