"""The one write path: every change of a record is checked, written, indexed and chained into the append-only history here.

An entry holds the changed fields as JSON with sorted keys, `{"field": [before, after]}`; integers, text and null only. Personal and private
values lie in a column of their own, and the chain holds only a salted digest of them, so that they can be erased and the chain still verifies:

    digest = sha256(salt + personal)        hash = sha256(previous hash + header + changes + digest)
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models.store.database import Database
from models.store.errors import StorageError, UsageError
from models.store.hashes import GENESIS, canonical, canonical_new, header, link, sha256
from models.store.instants import new_uids, now
from models.store.shape import Shape, Values, read_row, search_text
from models.values.named import NamedTuple

_CHUNK = 5_000
_LAST_NUMBER = (
    "SELECT max(last) FROM (SELECT max(number) AS last FROM record WHERE kind = ? AND coalesce(project, 0) = ?"
    " UNION ALL SELECT max(number) FROM former_number WHERE kind = ? AND project = ?)"
)


class Author(NamedTuple):
    """Who writes: the person's record (None until the person exists), the login, the session, and where the change comes from."""

    person: int | None
    login: str
    session: str
    source: str = "person"


class Change(NamedTuple):
    """One record as a batch changed it: the fields with their value before and after."""

    kind: str
    record: int
    verb: str
    version: int
    fields: dict[str, list[Any]]


class AlreadyDone(Exception):
    """Not an error: the command with this key was carried out before; `result` is what it answered then."""

    def __init__(self, result: str | None) -> None:
        super().__init__("done before")
        self.result = result


class Batch:
    """The changes of one command, written together. Made by `writing`."""

    def __init__(self, database: Database, author: Author, label: str, *, once: str | None) -> None:
        self.database, self.author, self.label, self.once = database, author, label, once
        self.undoes: int | None = None
        self.at = now()
        self.id: int = (database.value("SELECT max(id) FROM batch") or 0) + 1
        self.result: str | None = None
        self.changes: list[Change] = []
        self.merged: list[str] = []
        self.keep_changes = True
        last = database.row("SELECT id, hash FROM entry ORDER BY id DESC LIMIT 1")
        self._last_entry, self._head = last or (0, GENESIS)
        self._pending: list[tuple[Any, ...]] = []
        self._started = False
        self._header = b""

    # -- the verbs

    def create(self, shape: Shape, values: Values, *, uid: str | None = None, number: int | None = None) -> int:
        """Write one new record and return its id."""
        return self.create_many(shape, [values], uids=[uid] if uid else None, numbers=[number] if number else None)[0]

    def create_many(
        self, shape: Shape, rows: Sequence[Values], *, uids: Sequence[str | None] | None = None, numbers: Sequence[int | None] | None = None
    ) -> list[int]:
        """Write new records of one kind, in order; their ids. Numbers continue those of the project and kind."""
        if not rows:
            return []
        first = (self.database.value("SELECT max(id) FROM record") or 0) + 1
        ids = list(range(first, first + len(rows)))
        counters: dict[int | None, int] = {}
        directory: list[tuple[Any, ...]] = []
        records: list[tuple[Any, ...]] = []
        index: list[tuple[Any, ...]] = []
        is_project = shape.kind == "project"
        # most columns are empty in most kinds of row: those that no row gives are not named
        given = set().union(*rows)
        filled = [name for name in ("archived", "labels", *shape.columns) if name in given]
        fresh = new_uids(len(rows))
        for position, values in enumerate(rows):
            record, project = ids[position], None if is_project else values.get("project")
            number = self._number(shape.kind, project, counters, numbers[position] if numbers else None)
            directory.append((record, (uids[position] if uids else None) or fresh[position], shape.kind, project, number))
            records.append((record, 1, values.get("created") or self.at, self.at, number, *map(values.get, filled)))
            if shape.search:
                index.append((record, *search_text(shape, values)))
        try:
            self.database.execute_many("INSERT INTO record(id, uid, kind, project, number) VALUES (?, ?, ?, ?, ?)", directory)
        except StorageError:
            self._refuse_taken(directory, first)
            raise
        names = ", ".join(f'"{name}"' for name in ("id", "version", "created", "updated", "number", *filled))
        marks = ", ".join("?" * (5 + len(filled)))
        self.database.execute_many(f'INSERT INTO "{shape.table}" ({names}) VALUES ({marks})', records)
        self.database.execute_many("INSERT INTO search(rowid, title, body) VALUES (?, ?, ?)", index)
        self._append_new(shape, ids, rows)  # after the rows: the entries refer to them, and are written by the thousands
        return ids

    def _refuse_taken(self, directory: list[tuple[Any, ...]], first: int) -> None:
        """Raise UsageError for the uid or number that one of the rows shares with another, or with a record before `first`."""
        uids, places = set[str](), set[tuple[Any, ...]]()
        for _, uid, kind, project, number in directory:
            place = (kind, project or 0, number)
            if uid in uids or self.database.value("SELECT 1 FROM record WHERE uid = ? AND id < ?", (uid, first)):
                raise UsageError(f"the uid {uid} is taken by another record", field="uid", hint="leave it out: a new record gets its own")
            taken = "SELECT 1 FROM record WHERE kind = ? AND coalesce(project, 0) = ? AND number = ? AND id < ?"
            if place in places or self.database.value(taken, (*place, first)):
                raise UsageError(f"the number {number} is taken by another {kind.replace('_', ' ')}", field="number", hint="another number")
            uids.add(uid)
            places.add(place)

    def update(
        self, shape: Shape, record: int, changes: Mapping[str, Any], *, based_on: int | None = None, verb: str = "change"
    ) -> Change | None:
        """Write the fields that differ; None when none does.

        With `based_on` (the version that was read) fields that somebody else changed since are compared three ways: other fields merge
        and are named in `merged`, the same field raises ConflictError and nothing of the batch is written.
        """
        current = read_row(self.database, shape, record)
        if based_on is not None and current["version"] != based_on:
            from models.store.merging import refuse_clashes

            self.merged += refuse_clashes(self.database, record, changes, based_on)
        fields = {name: [current[name], value] for name, value in changes.items() if current[name] != value}
        if not fields and verb == "change":
            return None
        if "project" in fields and shape.kind != "project":
            fields["number"] = [current["number"], self._move(shape.kind, record, changes["project"])]
        version = current["version"] + 1
        sets = ", ".join(f'"{name}" = ?' for name in fields)
        sql = f'UPDATE "{shape.table}" SET version = ?, updated = ?{", " + sets if sets else ""} WHERE id = ?'
        self.database.execute(sql, (version, self.at, *[pair[1] for pair in fields.values()], record))
        if not fields.keys().isdisjoint(shape.search):
            self.index(shape, record, {**current, **changes})
        return self._append(shape, record, version, verb, fields)

    def index(self, shape: Shape, record: int, values: Mapping[str, Any]) -> None:
        """Write the record's words into the search again."""
        self.database.execute("DELETE FROM search WHERE rowid = ?", (record,))
        self.database.execute("INSERT INTO search(rowid, title, body) VALUES (?, ?, ?)", (record, *search_text(shape, values)))

    def alias(self, reference: str, record: int) -> None:
        """Keep an old reference for ever."""
        self.database.execute(
            "INSERT INTO alias(ref, record) VALUES (?, ?) ON CONFLICT(ref) DO UPDATE SET record = excluded.record", (reference, record)
        )

    def anchor(self, head: str, project: int, source: str) -> None:
        """Keep the head of a history that a project's snapshot carried: it dates what the snapshot knew."""
        keep_anchor(self.database, head, project, self.at, source)

    # -- inside

    def _move(self, kind: str, record: int, project: int | None) -> int:
        """Put the record into another project's directory; its new number there, or the one it had when it was there before."""
        database = self.database
        database.execute(
            "INSERT OR IGNORE INTO former_number(kind, project, number, record)"
            " SELECT kind, coalesce(project, 0), number, id FROM record WHERE id = ?", (record,),
        )  # fmt: skip
        own = database.value("SELECT number FROM former_number WHERE kind = ? AND project = ? AND record = ?", (kind, project or 0, record))
        number: int = own or self._number(kind, project, {}, None)
        database.execute("UPDATE record SET project = ?, number = ? WHERE id = ?", (project, number, record))
        return number

    def _number(self, kind: str, project: int | None, counters: dict[int | None, int], given: int | None) -> int:
        last = counters.get(project)
        if last is None:
            last = self.database.value(_LAST_NUMBER, (kind, project or 0, kind, project or 0)) or 0
        number = last + 1 if given is None else given
        counters[project] = max(last, number)
        return number

    def _append_new(self, shape: Shape, ids: Sequence[int], rows: Sequence[Values]) -> None:
        """The entries of new records; where nothing personal is in them and nobody asks for the changes, without a detour."""
        if self.keep_changes or shape.personal:
            for record, values in zip(ids, rows, strict=True):
                self._append(shape, record, 1, "create", {name: [None, value] for name, value in values.items() if value is not None})
            return
        for record, text in zip(ids, canonical_new(rows), strict=True):
            self._pending.append((record, 1, "create", text, None, None, None))
            if len(self._pending) >= _CHUNK:
                self.flush()

    def _append(self, shape: Shape, record: int, version: int, verb: str, fields: dict[str, list[Any]]) -> Change:
        change = Change(shape.kind, record, verb, version, fields)
        if self.keep_changes:
            self.changes.append(change)
        salt = digest = personal = None
        public = fields
        if shape.personal and not shape.personal.isdisjoint(fields):
            personal = canonical({name: pair for name, pair in fields.items() if name in shape.personal})
            public = {name: pair for name, pair in fields.items() if name not in shape.personal}
            salt = os.urandom(16)
            digest = sha256(salt + personal.encode()).digest()
        text = canonical(public)
        self._pending.append((record, version, verb, text, personal, salt, digest))
        if len(self._pending) >= _CHUNK:
            self.flush()
        return change

    def flush(self) -> None:
        """Chain and write the entries gathered so far, and before the first of them the batch itself."""
        if not self._pending:
            return
        database = self.database
        self._begin()
        public: list[tuple[Any, ...]] = []
        private: list[tuple[Any, ...]] = []
        for record, version, verb, text, personal, salt, digest in self._pending:
            self._last_entry += 1
            self._head = link(self._head, self._header, self._last_entry, record, version, verb, text, digest)
            entry = (self._last_entry, self.id, record, version, verb, text, self._head)
            if digest is None:
                public.append(entry)
            else:
                private.append((*entry, personal, salt, digest))
        database.execute_many("INSERT INTO entry(id, batch, record, version, verb, changes, hash) VALUES (?, ?, ?, ?, ?, ?, ?)", public)
        database.execute_many(
            "INSERT INTO entry(id, batch, record, version, verb, changes, hash, personal, salt, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            private,
        )
        self._pending = []

    def _begin(self) -> None:
        """Write the batch itself, once; its answer is kept only for the repeat that a key announces."""
        if self._started:
            return
        self._started = True
        author, result = self.author, self.result if self.once is not None else None
        self.database.execute(
            "INSERT INTO batch(id, at, by, login, session, source, label, undoes, once, result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (self.id, self.at, author.person, author.login, author.session, author.source, self.label, self.undoes, self.once, result),
        )
        self._header = header(self.id, self.at, author.person, author.login, author.source, self.label, self.undoes)

    def end(self) -> None:
        """Write what is left, and the command's answer where the batch itself was written before it was known.

        A command that changed nothing leaves a batch only where a key names it: its repeat must change nothing either.
        """
        begun = self._started
        self.flush()
        if self.once is not None:
            self._begin()
            if begun and self.result is not None:
                self.database.execute("UPDATE batch SET result = ? WHERE id = ?", (self.result, self.id))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was changed."""
        return not self._started and not self._pending


def keep_anchor(database: Database, head: str, project: int, at: str, source: str) -> None:
    """Write down that a snapshot of the project carries this head: one that came in (`import`) or one that went out (`export`)."""
    database.execute("INSERT INTO anchor(head, project, at, source) VALUES (?, ?, ?, ?)", (head, project, at, source))


@contextlib.contextmanager
def writing(database: Database, author: Author, label: str, *, once: str | None = None) -> Iterator[Batch]:
    """One transaction: everything in it is written and chained when it ends, or nothing is.

    Raises AlreadyDone when `once` names a command that the same login carried out before; keys of others are theirs.
    """
    if once is not None and not once.strip():
        raise UsageError("the idempotency key is empty", field="once", hint="any text that names this one command")
    with database.transaction():
        if once is not None:
            found = database.row("SELECT result FROM batch WHERE login = ? AND once = ?", (author.login, once))
            if found:
                raise AlreadyDone(found[0])
        batch = Batch(database, author, label, once=once)
        yield batch
        batch.end()
