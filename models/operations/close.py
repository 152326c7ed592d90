"""Closing a project when its gate is clear, and reopening a closed one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.operations.closure import gate
from models.operations.command import command
from models.store.errors import RefusedError

if TYPE_CHECKING:
    from models.core.access import Session


def close_or_reopen(session: Session, project: int) -> str:
    """Close the project, or reopen it when it is closed; its new state. Raises RefusedError naming what is open in the gate."""
    state = session.database.value("SELECT state FROM project WHERE id = ?", (project,))
    ended = state in ("closed", "stopped")
    waiting = [] if ended else [row.title.lower() for row in gate(session, project) if row.state == "open"]
    if waiting:
        raise RefusedError(
            f"the gate is not clear: {', '.join(waiting)}", hint="enter on a row opens its list; >stopped on the project ends it as it is"
        )
    new = "closing" if ended else "closed"
    with command(session, "reopen" if ended else "close") as work:
        work.change(project, {"state": new})
    return new
