"""One command of a person: a single transaction that writes through the journal, records the week, re-forecasts and says what followed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from models.core import registry
from models.core.access import may, may_read_field, may_write_field
from models.core.record import kind_of, reference, references, stored_references
from models.operations import boundaries, outside, refresh, weekly
from models.planning.loops import LoopError
from models.store import journal
from models.store.errors import ConflictError, RefusedError, UsageError
from models.store.shape import read_row

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register


class RowsRefused(UsageError):
    """Some of many new records break a rule: `rows` holds the position and the error of each; nothing was written."""

    def __init__(self, rows: list[tuple[int, UsageError]]) -> None:
        first = rows[0][1]
        super().__init__(first.message, field=first.field, hint=first.hint)
        self.rows = rows


#: Fields of a task that say nothing of how its work stands.
_NO_UPDATE = frozenset(["archived", "title", "description", "labels", "priority", "parent", "position", "project", "number"])


class Work:
    """The inside of a command: create and change records. `answer`, asked when everything is recomputed, says what followed: that text is
    kept under the command's idempotency key. `read` holds the versions of records as they were seen by who gave the command: what is
    changed in them is based on these."""

    def __init__(self, session: Session, batch: journal.Batch, update: bool, read: Mapping[int, int]) -> None:
        self.session, self.batch, self.is_update, self.read = session, batch, update, read
        self.projects: list[int] = []
        self.before: dict[int, refresh.Standing] = {}
        self.after: dict[int, refresh.Standing] = {}
        self.pinned: set[int] = set()
        self.summaries: dict[int, tuple[int, int | None]] = {}
        self.answer: Callable[[], str] | None = None

    def create(self, kind: str, values: Mapping[str, Any], *, uid: str | None = None, number: int | None = None) -> int:
        """Write a new record from stored values; defaults and the record's own rules are applied. Raises UsageError naming the field."""
        register = registry.get(kind)
        self._allow(register, None, values)
        if self.session.author.source == "person":
            register.model.check(self.session, {**values}, None)
        whole = register.model.prepare(self.session, register.with_defaults(values), None)
        self._require(register, whole)
        for _, error in boundaries.faults_of_new(self.session, register, [whole]):
            raise error
        if whole.get("project") is not None:
            self.touch(whole["project"])
        record = self.batch.create(register.shape, whole, uid=uid, number=number)
        if kind == "project":
            self.touch(record)
            if whole.get("status_pinned"):
                self.pinned.add(record)
        register.model.follow(self, record, None, whole)
        return record

    def create_many(
        self,
        kind: str,
        rows: Sequence[Mapping[str, Any]],
        *,
        uids: Sequence[str | None] | None = None,
        numbers: Sequence[int | None] | None = None,
    ) -> list[int]:
        """Write many new records of one kind by the same rules, several times faster than one by one; their ids.

        Rows of one call do not refer to each other. Raises RowsRefused naming every row that breaks a rule, before any is written;
        where a record's rules look at the records before it (`in_turn`), the first such row ends the call.
        """
        register = registry.get(kind)
        self._allow(register, None, *rows)
        if register.model.in_turn:
            return self._create_in_turn(kind, rows, uids, numbers)
        wholes, refused = register.model.prepare_many(self.session, [register.with_defaults(values) for values in rows])
        for position, whole in enumerate(wholes):
            try:
                self._require(register, whole)
            except UsageError as error:
                refused.append((position, error))
        refused += boundaries.faults_of_new(self.session, register, wholes)
        if refused:
            raise RowsRefused(sorted({position: (position, error) for position, error in reversed(refused)}.values()))
        for project in dict.fromkeys(whole.get("project") for whole in wholes):
            if project is not None:
                self.touch(project)
        ids = self.batch.create_many(register.shape, wholes, uids=uids, numbers=numbers)
        for record, whole in zip(ids, wholes, strict=True):
            register.model.follow(self, record, None, whole)
        return ids

    def _create_in_turn(
        self, kind: str, rows: Sequence[Mapping[str, Any]], uids: Sequence[str | None] | None, numbers: Sequence[int | None] | None
    ) -> list[int]:
        ids: list[int] = []
        for position, values in enumerate(rows):
            try:
                ids.append(self.create(kind, values, uid=uids[position] if uids else None, number=numbers[position] if numbers else None))
            except UsageError as error:
                raise RowsRefused([(position, error)]) from error
        return ids

    def change(
        self, record: int, changes: Mapping[str, Any], *, based_on: int | None = None, verb: str = "change", moving: bool = False
    ) -> journal.Change | None:
        """Change fields of a record; None when nothing differs. Only a move (`moving`) changes its project. Raises UsageError, ConflictError."""
        register = self.register_of(record)
        current = read_row(self.session.database, register.shape, record)
        self._allow(register, current, changes)
        if based_on is None:
            based_on = self.read.get(record)
        if based_on is not None and current["version"] != based_on:
            from models.store.merging import really_changed

            changes = really_changed(self.session.database, record, changes, based_on)
        if self.session.author.source == "person":
            register.model.check(self.session, dict(changes), current)
            if register.key == "project" and changes.get("state") == "closed" != current["state"]:
                from models.operations.closure import require_clear

                require_clear(self.session, record)
        wanted = register.model.prepare(self.session, register.cleared(changes), current)
        self._require(register, wanted, only=wanted.keys())
        boundaries.allow_change(self.session, register, current, changes, wanted, moving=moving)
        for project in {current.get("project"), wanted.get("project"), record if register.key == "project" else None} - {None}:
            self.touch(project)  # type: ignore[arg-type]
        if register.key == "project" and wanted.get("status_pinned"):
            self.pinned.add(record)
        change = self.write(register, record, current, wanted, based_on=based_on, verb=verb)
        if change is not None:
            register.model.follow(self, record, current, wanted)
        return change

    def write(
        self, register: Register, record: int, current: dict[str, Any], wanted: Mapping[str, Any], *, based_on: int | None = None, verb: str
    ) -> journal.Change | None:
        """Write checked fields as they are; a record that moves, a project whose code changes, is still found by its old reference."""
        place = "code" if register.key == "project" else "project"
        leaves = place in wanted and wanted[place] != current[place]
        old = stored_references(self.session, [record])[record] if leaves else None
        merged, self.batch.merged = self.batch.merged, []
        try:
            change = self.batch.update(register.shape, record, wanted, based_on=based_on, verb=verb)
        except ConflictError as error:
            name = reference(self.session, record)
            error.clashes = [clash._replace(ref=name) for clash in error.clashes]
            raise
        self.batch.merged = [*merged, *(name for name in self.batch.merged if self._is_told(register, name, current))]
        if old is not None:
            self.batch.alias(old, record)
        return change

    def _is_told(self, register: Register, name: str, row: dict[str, Any]) -> bool:
        """Whether it is told that others changed a field: what people fill in and may read, and that the record went out of sight."""
        field = register.form_fields.get(name)
        return name == "archived" if field is None else may_read_field(self.session, register, field, row)

    def confirm(self, record: int) -> None:
        """No change, still right: counts as an update."""
        self.change(record, {}, verb="confirm")

    def archive(self, record: int) -> None:
        """Take the record out of sight; nothing is deleted, and once is enough."""
        if read_row(self.session.database, self.register_of(record).shape, record)["archived"] is None:
            self.change(record, {"archived": self.batch.at}, verb="archive")

    def restore(self, record: int) -> None:
        """Bring an archived record back."""
        if read_row(self.session.database, self.register_of(record).shape, record)["archived"] is not None:
            self.change(record, {"archived": None}, verb="restore")

    def setting(self, name: str, value: str) -> None:
        """Set one of the portfolio's own settings: its currency, its zone."""
        row = self.session.database.row("SELECT id FROM setting WHERE name = ?", (name,))
        if row is None:
            self.create("setting", {"name": name, "value": value})
        else:
            self.restore(row[0])
            self.change(row[0], {"value": value})

    def touch(self, project: int) -> None:
        """The project's week is recorded before, its figures are recomputed after."""
        if project not in self.before:
            self.before[project] = refresh.standing(self.session.database, project)
            weekly.record(self.session, project)
            self.projects.append(project)

    def register_of(self, record: int) -> Register:
        """The register of a record's kind."""
        return registry.get(kind_of(self.session, record))

    def _allow(self, register: Register, row: dict[str, Any] | None, *values: Mapping[str, Any]) -> None:
        """Refuse what the rights do not allow, and whatever comes after somebody asked to stop; a private field of others answers as if it
        were not there."""
        self.session.go_on()
        right = may(self.session, "write", register, row)
        if not right.allowed:
            raise RefusedError(f"you may not change this {register.key}", hint=right.why)
        for name, field in register.fields.items():
            if field.private and any(name in each for each in values) and not may_write_field(self.session, register, field, row):
                raise UsageError(f"{register.key} has no field “{name}”", field=name, hint="one of " + ", ".join(register.public_names[:10]))

    @staticmethod
    def _require(register: Register, values: Mapping[str, Any], only: Any = None) -> None:
        for name, field in register.fields.items():
            if field.required and not field.hidden and values.get(name) in (None, "") and (only is None or name in only):
                raise UsageError(f"{field.label} is missing", field=name, hint=field.help_text or f"{name}=…")

    def finish(self) -> None:
        """Status dates, forecasts, totals and health of every project that was touched."""
        if self.is_update:
            self._date_updates()
        database = self.session.database
        changes = self.batch.changes if self.batch.keep_changes else None
        try:
            if outside.reshaped(changes) and (found := outside.loop(database, self.projects)):
                raise LoopError(found)
            refresh.recompute_written(database, self.projects, changes)
        except LoopError as error:
            names = references(self.session, error.keys)
            path = " > ".join(names[key] for key in [*error.keys, error.keys[0]] if key in names)
            raise UsageError(
                f"tasks would wait for each other: {path}", field="predecessor", hint="remove one of these links first"
            ) from error
        self.after = {project: refresh.standing(database, project) for project in self.projects}

    def _date_updates(self) -> None:
        """A person's update dates the figures of its project today, on a weekend too, unless the same command pinned them."""
        status = self.session.today.isoformat()
        register = registry.get("project")
        for project in {project for change in self.batch.changes if _is_update(change) for project in self._homes(change)}:
            row = self.session.database.row("SELECT status_date, status_pinned FROM project WHERE id = ?", (project,))
            if row and project not in self.pinned and row != (status, None):
                self.batch.update(register.shape, project, {"status_date": status, "status_pinned": None}, verb="status")

    def _homes(self, change: journal.Change) -> set[int]:
        """The projects that a change was made in: where a record moved, both."""
        home = self.session.database.value("SELECT coalesce(project, id) FROM record WHERE id = ?", (change.record,))
        return {home, *change.fields.get("project", ())} & {*self.projects}


def _is_update(change: journal.Change) -> bool:
    """Whether a change says how the work of its project stands: its tasks and hours do, and that something is still right. Notes, risks and
    money do not: days that passed move the rest of the work only when somebody reports on it."""
    if change.verb == "confirm" or (change.kind == "project" and change.verb == "create"):
        return True
    return change.kind == "time_entry" or (change.kind == "task" and not change.fields.keys() <= _NO_UPDATE)


@contextlib.contextmanager
def command(session: Session, label: str, *, once: str | None = None, read: Mapping[int, int] | None = None) -> Iterator[Work]:
    """One command: everything inside is written together. The login is bound to a person at its first write.

    `read` gives the versions of records as they were seen: a field of theirs that somebody else has changed since is not written over.
    Raises journal.AlreadyDone when the idempotency key `once` was used before.
    """
    author, joined = session.author, session.joined
    is_update = author.source == "person"
    try:
        with journal.writing(session.database, author, label, once=once) as batch:
            work = Work(session, batch, is_update, read or {})
            if session.me is None and is_update:
                from models.operations.joining import join

                join(session, work)
            yield work
            if not batch.is_empty:
                work.finish()
                if work.answer is not None:
                    batch.result = work.answer()
    except BaseException:
        session.author = author  # a person made by this command is gone with it
        session.joined = joined
        raise
