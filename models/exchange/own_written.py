"""Writes the rows of an edited export: what is new is made, records that others refer to first; then what differs is changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from models.core.record import reference
from models.exchange.counts import Counts, RowsWrong
from models.exchange.existing import is_undone
from models.exchange.reader import Problem
from models.operations.clash_words import in_words, line
from models.operations.closure import require_clear
from models.operations.command import RowsRefused
from models.store.errors import RefusedError, StaleError, UsageError

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register
    from models.operations.command import Work


class Entry:
    """One row: the record that it changes, or the new one that it makes."""

    __slots__ = ("before", "id", "line", "number", "ref", "uid", "values", "version")

    def __init__(self, line: int, uid: str | None, ref: str | None) -> None:
        self.line, self.uid, self.ref = line, uid, ref
        self.before: dict[str, Any] | None = None
        self.id: int | None = None
        self.number: int | None = None
        self.version: int | None = None
        self.values: dict[str, Any] = {}

    @property
    def waits(self) -> bool:
        """Whether it refers to a record that is not made yet."""
        return any(isinstance(value, Entry) and value.id is None for value in self.values.values())


def write_entries(work: Work, register: Register, entries: list[Entry]) -> Counts:
    """Make what is new, records that others refer to first, then change what differs."""
    counts, problems = Counts(), []
    waiting = [entry for entry in entries if entry.before is None]
    while waiting:
        ready = [entry for entry in waiting if not entry.waits]
        if not ready:
            raise RowsWrong([Problem(entry.line, "ref", "these records refer to each other in a circle") for entry in waiting])
        for part in ([entry for entry in ready if entry.number is not None], [entry for entry in ready if entry.number is None]):
            _create(work, register, part)
        counts.created[register.key] += len(ready)
        waiting = [entry for entry in waiting if entry.id is None]
    for entry in entries:
        if entry.before is not None:
            problems += _change(work, register, entry, entry.before, counts)
    if problems:
        raise RowsWrong(problems)
    return counts


def _create(work: Work, register: Register, entries: list[Entry]) -> None:
    """Make records that wait for no other."""
    if not entries:
        return
    if register.key == "baseline_line":
        raise RowsWrong([Problem(entry.line, "", "the lines of a baseline are frozen with it, none can be added") for entry in entries])
    try:
        ids = work.create_many(
            register.key, [_stored(entry.values) for entry in entries],
            uids=[entry.uid for entry in entries], numbers=[entry.number for entry in entries],
        )  # fmt: skip
    except RowsRefused as refused:
        problems = [Problem(entries[position].line, error.field or "", error.message) for position, error in refused.rows]
        raise RowsWrong(problems) from refused
    for entry, record in zip(entries, ids, strict=True):
        entry.id = record


def _change(work: Work, register: Register, entry: Entry, before: dict[str, Any], counts: Counts) -> list[Problem]:
    """Write what the file says otherwise than the record, of what was edited since the export; what stands against it."""
    wanted = {name: value for name, value in _stored(entry.values).items() if before[name] != value}
    if entry.version is not None and entry.version < before["version"]:
        exported = _as_exported(work.session, before, entry.version)
        wanted = {name: value for name, value in wanted.items() if exported.get(name, before[name]) != value}
    if before["archived"]:
        if not is_undone(work.session, before["id"]):
            name = reference(work.session, before["id"])
            counts.warnings.append(Problem(entry.line, name, "is archived and was left as it is"))
            return []
        wanted["archived"] = None
    if not wanted:
        counts.unchanged[register.key] += 1
        return []
    if register.key == "baseline_line":
        return [Problem(entry.line, next(iter(wanted)), "the lines of a baseline are never changed")]
    if register.key == "project" and wanted.get("state") == "closed":
        try:
            require_clear(work.session, before["id"])
        except RefusedError as error:
            return [Problem(entry.line, "state", error.message)]
    based_on = entry.version if entry.version is not None and entry.version <= before["version"] else None
    try:
        work.change(before["id"], wanted, based_on=based_on, verb="restore" if before["archived"] else "change")
    except StaleError as error:
        clashes = [in_words(work.session, clash) for clash in error.clashes]
        return [Problem(entry.line, clash.field, f"changed since the export: {line(clash)}") for clash in clashes]
    except UsageError as error:
        return [Problem(entry.line, error.field or "", error.message)]
    counts.updated[register.key] += 1
    return []


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.id if isinstance(value, Entry) else value for name, value in values.items()}


def _as_exported(session: Session, now: dict[str, Any], version: int) -> dict[str, Any]:
    """The fields changed since a version, as they were in it: what the file holds there unedited is not a wish to change them back."""
    sql = "SELECT changes, personal FROM entry WHERE record = ? AND version > ? ORDER BY version DESC"
    rows = session.database.rows(sql, (now["id"], version))
    fields: dict[str, Any] = {}
    for public, personal in rows:
        fields.update({name: pair[0] for name, pair in {**json.loads(public), **json.loads(personal or "{}")}.items()})
    return fields
