"""A project planned back from its finish: it begins as late as its tasks allow (Microsoft Project's "schedule from finish date").

Late dates are counted back from the given finish; the project starts at the first of the late starts, and early dates follow from there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.planning.dated.plan import plan

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from models.planning.calendar import Calendar
    from models.planning.dated.values import Link, Project, Task


def from_finish(
    tasks: Sequence[Task], links: Sequence[Link], calendars: Mapping[Hashable, Calendar], project: Project, finish: int
) -> Project:
    """The project with this finish and the start that follows from it: the first late start, or the first fact. Raises what `plan` does."""
    open_ended = [task._replace(constraint="asap") if task.constraint == "alap" else task for task in tasks]
    back = plan(open_ended, links, calendars, project._replace(start=finish, finish=finish))
    rows = back.rows()
    return project._replace(start=min((min(row.late_start, row.start) for row in rows), default=finish), finish=finish)
