"""Compares the records of a snapshot with those here, field by field, and decides: write the file's value, keep ours, or refuse.

A field that was not changed here since the state that the snapshot knew takes the file's value. One that was changed here stays when the
file has a value that it had here before; when both sides changed it, to different values, the whole import is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from models.core.record import reference
from models.core.shown import shown_rows
from models.exchange import snapshot_form as form
from models.exchange.snapshot_values import instant
from models.store.errors import Clash, ConflictError

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register
    from models.exchange.snapshot_read import Block, Snapshot

Values = dict[str, Any]
#: A task has one of these: the other follows.
_LENGTH = ("duration", "effort")
#: Dates of a project's figures follow from updates; of two the later counts.
_STATUS = ("status_date", "status_pinned")


class Plan(NamedTuple):
    """What to write, by record, and the values that stay because they are newer here."""

    changes: dict[int, Values]
    kept: list[Clash]


class _Local(NamedTuple):
    """A field changed here since: the values it had before, oldest first, and who changed it last, when."""

    before: list[Any]
    who: str
    when: str


class Merger:
    """The comparison of one snapshot with the database."""

    def __init__(self, session: Session, found: Snapshot, project: int) -> None:
        self.session, self.database = session, session.database
        self.base = self._base(found, project)

    def _base(self, found: Snapshot, project: int) -> int:
        """The last entry of the history here that the snapshot knows of.

        The head it carries, where it was made here. Of a project that was imported before, none: each field counts from the last import
        that wrote it. Else what is older than the file.
        """
        here = self.database.value("SELECT id FROM entry WHERE hash = ?", (bytes.fromhex(found.head),))
        if here is not None:
            return int(here)
        if self.database.value("SELECT 1 FROM anchor WHERE project = ? AND source = 'import'", (project,)) is not None:
            return 0
        made = instant(found.meta.get("generated_at"))
        return int(self.database.value("SELECT max(e.id) FROM entry e JOIN batch b ON b.id = e.batch WHERE b.at <= ?", (made,)) or 0)

    def plan(self, pairs: Iterable[tuple[Block, int, Register, Values]]) -> Plan:
        """The decision for every known record. Raises ConflictError where both sides changed a field."""
        changes: dict[int, Values] = {}
        kept: list[Clash] = []
        clashes: list[Clash] = []
        shared = form.shared_kinds()
        for block, record, register, wanted in pairs:
            current = next(shown_rows(self.database, register, "t.id = ?", (record,)))
            here = form.carried(register)
            names = [name for name in register.fields if name in here or (name in wanted and name != "handle")]
            names += ["archived"] if register.key in shared else ["archived", "labels"]
            differing = {name: wanted.get(name) for name in names if current[name] != wanted.get(name)}
            if differing:
                own, stays, both = self._decide(block, record, current, differing)
                if own:
                    changes[record] = own
                kept += stays
                clashes += both
        if clashes:
            what = ", ".join(f"{clash.ref} {clash.field}" for clash in clashes[:4]) + (" …" if len(clashes) > 4 else "")
            message = f"changed here and in the snapshot: {what}; nothing was written"
            raise ConflictError(message, clashes, hint="qd history shows who changed it")
        return Plan(changes, kept)

    def _decide(self, block: Block, record: int, current: Values, differing: Values) -> tuple[Values, list[Clash], list[Clash]]:
        local = self._changed_here(record)
        changes: Values = {}
        kept: list[Clash] = []
        clashes: list[Clash] = []
        ref = reference(self.session, record)
        for name, value in differing.items():
            seen = local.get(name)
            if seen is None:
                changes[name] = value
                continue
            if block.kind == "project" and name in _STATUS:
                continue
            is_older = any(_same(name, before, value) for before in seen.before)
            (kept if is_older else clashes).append(Clash(ref, name, seen.before[0], current[name], value, seen.who, seen.when))
        own = [clash for clash in kept if clash.field in _LENGTH]
        if block.kind == "task" and own and not changes.keys().isdisjoint(_LENGTH):
            who, when = own[0].who, own[0].when
            theirs = [Clash(ref, name, current[name], current[name], changes[name], who, when) for name in _LENGTH if name in changes]
            clashes += [*own, *theirs]
        if block.kind == "project" and not differing.keys().isdisjoint(_STATUS):
            for name in _STATUS:
                changes.pop(name, None)
            if not (local.keys() & set(_STATUS)) or (differing.get("status_date") or "") > (current["status_date"] or ""):
                changes.update({name: differing[name] for name in _STATUS if name in differing})
        return changes, kept, clashes

    def _changed_here(self, record: int) -> dict[str, _Local]:
        """The fields that commands here changed since the snapshot's state, and since an import (or its undo) last wrote them."""
        found: dict[str, _Local] = {}
        for public, personal, at, login, is_import in self.database.rows(
            "SELECT e.changes, e.personal, b.at, b.login, b.at IN (SELECT at FROM anchor WHERE source = 'import')"
            " OR EXISTS (SELECT 1 FROM batch u JOIN anchor a ON a.at = u.at AND a.source = 'import' WHERE u.id = b.undoes)"
            " FROM entry e JOIN batch b ON b.id = e.batch WHERE e.record = ? AND e.id > ? AND e.verb <> 'create' ORDER BY e.version",
            (record, self.base),
        ):
            for name, (before, _) in {**json.loads(public), **json.loads(personal or "{}")}.items():
                if is_import:
                    found.pop(name, None)
                else:
                    earlier = found[name].before if name in found else []
                    found[name] = _Local([*earlier, before], login, at)
        return found


def _same(name: str, before: Any, value: Any) -> bool:
    """Of an archiving only whether it is counts, not when it was."""
    return bool(before) == bool(value) if name == "archived" else bool(before == value)
