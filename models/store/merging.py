"""Writes based on an older version, compared three ways: the value that was read, the one that stands, the one that is wanted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from models.store.errors import Clash, StaleError

if TYPE_CHECKING:
    from models.store.database import Database

_WRITTEN_SINCE = (
    "SELECT e.changes, e.personal, b.at, coalesce((SELECT handle FROM person WHERE id = b.by), b.login)"
    " FROM entry e JOIN batch b ON b.id = e.batch WHERE e.record = ? AND e.version > ? ORDER BY e.version"
)


def really_changed(database: Database, record: int, changes: Mapping[str, Any], based_on: int) -> dict[str, Any]:
    """What of `changes` its author really changed: a field sent back as it was read in `based_on` keeps what others wrote since."""
    since = {clash.field: clash.before for clash in _since(database, record, changes, based_on)}
    return {name: value for name, value in changes.items() if name not in since or value != since[name]}


def refuse_clashes(database: Database, record: int, changes: Mapping[str, Any], based_on: int) -> list[str]:
    """The fields that others changed since and `changes` leaves alone. Raises StaleError where both changed one differently."""
    since = _since(database, record, changes, based_on)
    real = [clash for clash in since if clash.field in changes and clash.theirs not in (clash.mine, clash.before)]
    if real:
        who = ", ".join(dict.fromkeys(clash.who for clash in real))
        names = ", ".join(clash.field for clash in real)
        raise StaleError(f"{who} changed {names} meanwhile; nothing was written", real, hint="look at both values, then save again")
    return [clash.field for clash in since if clash.field not in changes and clash.theirs != clash.before]


def _since(database: Database, record: int, changes: Mapping[str, Any], based_on: int) -> list[Clash]:
    """Every field that was written after the version `based_on`: its value then, the newest one, and what is wanted now."""
    found: dict[str, Clash] = {}
    for public, personal, at, who in database.rows(_WRITTEN_SINCE, (record, based_on)):
        for name, (before, after) in {**json.loads(public), **json.loads(personal or "{}")}.items():
            first = found[name].before if name in found else before
            found[name] = Clash("", name, first, after, changes.get(name, after), who, at)
    return list(found.values())
