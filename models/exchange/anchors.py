"""Heads of the history that snapshots carry: kept when one is written, looked for when one comes back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.store.instants import now
from models.store.journal import keep_anchor

if TYPE_CHECKING:
    from models.core.access import Session

_HEAD = re.compile(rb'^head = "([0-9a-f]{64})"$', re.MULTILINE)
_UID = re.compile(rb'^\[project\]\n(?:(?!\[).*\n)*?uid = "([0-9a-f-]{36})"$', re.MULTILINE)
_GENESIS = "0" * 64


def keep_head(session: Session, project: int, data: bytes) -> None:
    """Remember that a snapshot of the project carries its head out: a history cut behind it is found by `verify`."""
    database = session.database
    if database.read_only:
        return
    head = _HEAD.findall(data)[-1].decode()
    with database.transaction():
        if not database.value("SELECT 1 FROM anchor WHERE head = ? AND project = ? AND source = 'export'", (head, project)):
            keep_anchor(database, head, project, now(), "export")


def stray_head(session: Session, data: bytes) -> str | None:
    """A word where the snapshot is of a project that was made here, but its head is not in the history here; None where all is well."""
    database, head, uid = session.database, _HEAD.findall(data), _UID.search(data)
    if not head or uid is None:
        return None
    project = database.value("SELECT id FROM record WHERE uid = ? AND kind = 'project'", (uid[1].decode(),))
    if project is None or database.value("SELECT 1 FROM anchor WHERE project = ? AND source = 'import'", (project,)) is not None:
        return None
    if head[-1].decode() == _GENESIS or database.value("SELECT 1 FROM entry WHERE hash = ?", (bytes.fromhex(head[-1].decode()),)):
        return None
    return f"the head {head[-1].decode()[:12]}… is not in the history here: it was cut, or the file was made by another copy of the database"
