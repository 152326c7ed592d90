"""Closing a project when its gate is clear, and reopening a closed one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from models.operations.command import command

if TYPE_CHECKING:
    from models.core.access import Session


#: The states of a project that can be reopened.
ENDED = ("closed", "stopped")


def close_or_reopen(session: Session, project: int, *, reopen: bool, read: Mapping[int, int] | None = None) -> str:
    """Close the project, or reopen a closed one; its new state. `read` as of `command`.

    Raises RefusedError naming what is open in the gate, ConflictError.
    """
    new = "closing" if reopen else "closed"
    with command(session, "reopen" if reopen else "close", read=read) as work:
        work.change(project, {"state": new})
    return new
