"""What a task is told with that its constraint holds before its links: from when on these would let it start, and who asks for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from models.core.record import reference
from models.operations.plan import Input, Plan
from models.planning import network, workweek
from models.reports.explanation import working

if TYPE_CHECKING:
    from models.core.access import Session


class Held(NamedTuple):
    """The days on which the logic would let a held task start and finish, who asks for that, and in working minutes how long before it the
    task stands and its constraint lies; the task stands behind its constraint where that is before the status date."""

    start: str
    finish: str
    asks: str
    before: int
    overrun: int

    def sentence(self, constraint: str, status: str | None) -> str:
        """Where the task stands, by which constraint, and how long before its links."""
        place = f"its constraint {constraint}"
        if self.before < self.overrun:
            place = f"the status date {status} ({place} asks for an earlier start)"
        return f"held at {place}, {working(self.before)} before {self.asks} lets it start, {self.start}"


def held(session: Session, task: int, facts: dict[str, Any]) -> Held | None:
    """The project computed once more without the task's constraint; None where that does not move the task to a later start."""
    constraint = facts["constraint"]
    if constraint not in ("snlt", "fnlt", "mso", "mfo") or not facts["conflict"] or facts["actual_start"] or facts["children"]:
        return None
    given = Input(Plan(session.database, facts["project"]))
    freed = [(*row[:6], "asap", None) if row[0] == task else row for row in given.activities]
    bound, free = (
        network.schedule(
            rows, given.links, project_start=given.project_start, status=given.status, leaves=given.leaves, outside=given.outside
        ).times[task]
        for rows in (given.activities, freed)
    )  # fmt: skip
    before, work = free.early_start - bound.early_start, free.early_finish - free.early_start
    if before <= 0:
        return None
    asks = "the project's start" if free.driver is None else reference(session, free.driver)
    begins = workweek.start_iso if work or free.driver is None else workweek.finish_iso
    day = facts["constraint_day"]
    limit = workweek.start_of_iso(day) if constraint in ("snlt", "mso") else workweek.finish_of_iso(day) - work
    return Held(begins(free.early_start), (workweek.finish_iso if work else begins)(free.early_finish), asks, before, free.early_start - limit)
