"""Closing a project when its gate is clear, and reopening a closed one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.operations.command import command

if TYPE_CHECKING:
    from models.core.access import Session


def close_or_reopen(session: Session, project: int) -> str:
    """Close the project, or reopen it when it is closed; its new state. Raises RefusedError naming what is open in the gate."""
    state = session.database.value("SELECT state FROM project WHERE id = ?", (project,))
    ended = state in ("closed", "stopped")
    new = "closing" if ended else "closed"
    with command(session, "reopen" if ended else "close") as work:
        work.change(project, {"state": new})
    return new
