"""What was changed, by whom, when."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from models.core import registry
from models.core.access import may, may_read_field
from models.core.record import references

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register


class Event(NamedTuple):
    """One entry of the history, readable: values as stored, private ones of others left out."""

    batch: int
    at: str
    by: str
    label: str
    ref: str
    kind: str
    record: int
    verb: str
    version: int
    changes: dict[str, list[Any]]


_EVENTS = """
SELECT e.batch, b.at, coalesce((SELECT handle FROM person WHERE id = b.by), b.login), b.label, r.kind, e.record, e.verb, e.version, e.changes, e.personal
FROM entry e JOIN batch b ON b.id = e.batch JOIN record r ON r.id = e.record
"""


def events(session: Session, *, record: int | None = None, limit: int = 100) -> list[Event]:
    """The newest events first: of one record, or of everything."""
    where, params = ("", []) if record is None else ("WHERE e.record = ?", [record])
    found: list[Event] = []
    offset = 0
    while len(found) < limit:
        rows = session.database.rows(f"{_EVENTS} {where} ORDER BY e.id DESC LIMIT ? OFFSET ?", [*params, limit, offset])
        names = references(session, sorted({row[5] for row in rows}))
        found += [event for row in rows if (event := _event(session, row, names)) is not None]
        offset += limit
        if len(rows) < limit:
            break
    return found[:limit]


def _event(session: Session, row: tuple[Any, ...], names: dict[int, str]) -> Event | None:
    """The entry as the session may read it; None where it may not read the record, or everything that was changed is private to others."""
    batch, at, by, label, kind, record, verb, version, public, personal = row
    changes = {**json.loads(public), **json.loads(personal or "{}")}
    register = registry.get(kind)
    if not may(session, "read", register, {"id": record}).allowed:
        return None
    shown = {name: pair for name, pair in changes.items() if is_open(session, register, name, {"id": record})}
    if changes and not shown:
        return None
    return Event(batch, at, by, label, names.get(record, f"#{record}"), kind, record, verb, version, shown)


def is_open(session: Session, register: Register, name: str, row: dict[str, Any]) -> bool:
    """Whether the session may read a field of the row; what is no field any more has nothing private in it."""
    field = register.field(name)
    return field is None or may_read_field(session, register, field, row)
