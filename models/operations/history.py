"""What was changed, by whom, when; and taking it back: undo and redo are further changes, field by field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from models.core import registry
from models.core.access import may_read_field
from models.core.record import references
from models.operations.command import Work, command
from models.store.errors import Clash, ConflictError, NotFoundError

if TYPE_CHECKING:
    from models.core.access import Session


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


class Taken(NamedTuple):
    """What an undo or redo did: the batch it took back, its label, how many records changed, and what had changed meanwhile."""

    batch: int
    label: str
    records: int
    conflicts: list[Clash]


_EVENTS = """
SELECT e.batch, b.at, coalesce((SELECT handle FROM person WHERE id = b.by), b.login), b.label, r.kind, e.record, e.verb, e.version, e.changes, e.personal
FROM entry e JOIN batch b ON b.id = e.batch JOIN record r ON r.id = e.record
"""


def events(session: Session, *, record: int | None = None, batch: int | None = None, limit: int = 100) -> list[Event]:
    """The newest events first: of one record, of one batch, or of everything."""
    where, params = "", []
    if record is not None:
        where, params = "WHERE e.record = ?", [record]
    elif batch is not None:
        where, params = "WHERE e.batch = ?", [batch]
    rows = session.database.rows(f"{_EVENTS} {where} ORDER BY e.id DESC LIMIT ?", [*params, limit])
    names = references(session, sorted({row[5] for row in rows}))
    return [_event(session, row, names) for row in rows]


def _event(session: Session, row: tuple[Any, ...], names: dict[int, str]) -> Event:
    batch, at, by, label, kind, record, verb, version, public, personal = row
    changes = {**json.loads(public), **json.loads(personal or "{}")}
    register = registry.get(kind)
    shown = {
        name: pair for name, pair in changes.items()
        if (field := register.field(name)) is None or may_read_field(session, register, field, {"id": record})
    }  # fmt: skip
    return Event(batch, at, by, label, names.get(record, f"#{record}"), kind, record, verb, version, shown)


_EFFECTIVE = "NOT EXISTS (SELECT 1 FROM batch u WHERE u.undoes = b.id AND NOT EXISTS (SELECT 1 FROM batch r WHERE r.undoes = u.id))"


def last_batch(session: Session, *, own_session: bool) -> int | None:
    """My newest batch that is not undone; with `own_session` only of this program run."""
    where, params = _mine(session, own_session)
    return _int(session.database.value(f"SELECT max(b.id) FROM batch b WHERE b.undoes IS NULL AND {where} AND {_EFFECTIVE}", params))


def last_undo(session: Session, *, own_session: bool) -> int | None:
    """My newest undo that nothing of mine has followed and that was not redone."""
    where, params = _mine(session, own_session)
    sql = (
        f"SELECT max(b.id) FROM batch b WHERE b.undoes IS NOT NULL AND {where} AND {_EFFECTIVE}"
        " AND EXISTS (SELECT 1 FROM batch o WHERE o.id = b.undoes AND o.undoes IS NULL)"
        f" AND b.id > coalesce((SELECT max(b.id) FROM batch b WHERE b.undoes IS NULL AND {where}), 0)"
    )
    return _int(session.database.value(sql, [*params, *params]))


def _mine(session: Session, own_session: bool) -> tuple[str, list[Any]]:
    if own_session:
        return "b.session = ?", [session.author.session]
    return "b.login = ?", [session.login]


def _int(value: Any) -> int | None:
    return None if value is None else int(value)


def undo(session: Session, batch: int | None = None, *, own_session: bool = False, redo: bool = False, once: str | None = None) -> Taken:
    """Take a batch back (mine, the newest, when none is named); with `redo` take back the newest undo.

    A field is set back only where it still has the value that the batch wrote; the others are reported in `conflicts`.
    Raises NotFoundError when there is nothing, ConflictError when nothing could be set back.
    """
    word = "redo" if redo else "undo"
    if batch is None:
        batch = last_undo(session, own_session=own_session) if redo else last_batch(session, own_session=own_session)
    row = session.database.row("SELECT label, undoes FROM batch WHERE id = ?", (batch,)) if batch is not None else None
    if batch is None or row is None:
        raise NotFoundError(f"there is nothing to {word}", hint="qd history shows what was done")
    if redo and row[1] is None:
        undone = session.database.value("SELECT max(id) FROM batch WHERE undoes = ?", (batch,))
        if undone is None:
            raise NotFoundError(f"batch {batch} was not undone", hint="qd history shows what was done")
        return undo(session, int(undone), own_session=own_session, redo=True, once=once)
    if session.database.value(f"SELECT 1 FROM batch b WHERE b.id = ? AND {_EFFECTIVE}", (batch,)) is None:
        raise NotFoundError(f"batch {batch} is taken back already", hint="qd redo brings it again")
    original = session.database.value("SELECT label FROM batch WHERE id = ?", (row[1],)) if row[1] else row[0]
    entries = session.database.rows(
        "SELECT e.record, r.kind, e.verb, e.changes, e.personal, b.at, b.login FROM entry e JOIN record r ON r.id = e.record"
        " JOIN batch b ON b.id = e.batch WHERE e.batch = ? ORDER BY e.id DESC", (batch,),
    )  # fmt: skip
    with command(session, f"{word} {original}", undoes=batch, once=once) as work:
        taken = _take_back(session, work, entries)
        changed = len({change.record for change in work.batch.changes})
        if not changed:
            names = ", ".join(f"{clash.ref} {clash.field}" for clash in taken[:4])
            raise ConflictError(f"cannot {word} “{original}”: changed since: {names}", taken, hint="qd history shows who changed it")
    return Taken(batch, original, changed, taken)


def _take_back(session: Session, work: Work, entries: list[tuple[Any, ...]]) -> list[Clash]:
    """Set every field back that still has the value written; a creation is archived. What changed meanwhile is returned."""
    conflicts: list[Clash] = []
    for record, kind, verb, public, personal, _, _ in entries:
        register = registry.get(kind)
        current = work.batch.read(register.shape, record)
        if verb == "create":
            wanted = {} if current["archived"] else {"archived": work.batch.at}
        else:
            changes = {**json.loads(public), **json.loads(personal or "{}")}
            wanted = {name: before for name, (before, after) in changes.items() if _same(name, current[name], after)}
            for name, (before, after) in changes.items():
                if name not in wanted and name not in ("status_date", "status_pinned"):
                    who, when = _last_change(session, record, name)
                    conflicts.append(Clash(references(session, [record])[record], name, after, current[name], before, who, when))
        if wanted:
            for project in {current.get("project"), record if kind == "project" else None} - {None}:
                work.touch(project)
            work.batch.update(register.shape, record, wanted, verb="undo")
    return conflicts


def _same(name: str, current: Any, written: Any) -> bool:
    """An archiving is undone whenever it was: only whether it is archived counts."""
    return bool(current) == bool(written) if name == "archived" else bool(current == written)


def _last_change(session: Session, record: int, field: str) -> tuple[str, str]:
    rows = session.database.rows(
        "SELECT b.login, b.at, e.changes, e.personal FROM entry e JOIN batch b ON b.id = e.batch WHERE e.record = ? ORDER BY e.version DESC", (record,)
    )
    return next(((login, at) for login, at, public, personal in rows if f'"{field}":' in public + (personal or "")), ("somebody", ""))
