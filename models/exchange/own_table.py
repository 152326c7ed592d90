"""Imports a CSV file that an export wrote and perhaps somebody edited: its columns are fields, `uid` or `ref` says whose row it is."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from models.core import registry, settings, types
from models.core.access import may_write_field
from models.core.lookup import context
from models.core.record import find, kind_of_prefix, references
from models.exchange.counts import Counts, RowsWrong
from models.exchange.csv_file import REASON_COLUMN, Row, Table, open_table, wrong_width
from models.exchange.csv_out import columns_of, own_columns, plain_text
from models.exchange.existing import chunks, is_undone, rows_where
from models.exchange.reader import Problem
from models.operations.command import RowsRefused
from models.store.errors import ConflictError, NotFoundError, UsageError

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.fields import QuarterdeckField
    from models.core.register import Register
    from models.operations.command import Work

_UID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def register_of(path: str) -> Register:
    """The register whose export the file is, by its columns. Raises UsageError naming the maps when it is none."""
    table = open_table(path, wanted=("ref", "uid", "version"))
    names = {name.casefold() for name in table.names} - {REASON_COLUMN}
    fits = [each for each in registry.every() if names <= {*columns_of(each), *own_columns(each)} and {"ref", "uid"} & names]
    exact = [register for register in fits if names - {*own_columns(register)} == {*columns_of(register)}]
    meant = exact or [register for register in fits if len(fits) == 1 or register.key == _kind_of_references(table)]
    if len(meant) == 1:
        return meant[0]
    hint = "--map risk says that it holds risks" if fits else _fitting_map(table)
    raise UsageError("the columns do not say what the rows are", field="map", hint=hint)


def _kind_of_references(table: Table) -> str | None:
    """The kind that the references of the rows speak of, when all speak of one."""
    place = table.position("ref")
    words = [row.cells[place].strip() for row in table.rows if place is not None and place < len(row.cells) and row.cells[place].strip()]
    kinds = set()
    for word in words:
        match = re.fullmatch("(?:[A-Za-z][A-Za-z0-9]{1,9}-([A-Za-z]{0,3})|([A-Za-z])-)[0-9]{1,9}", word)
        plain = "person" if word.startswith("@") else "project"
        kinds.add(kind_of_prefix((match[1] or match[2] or "").upper()) if match else plain)
    return kinds.pop() if len(kinds) == 1 else None


def _fitting_map(table: Table) -> str:
    """A hint to the shipped map whose columns the file has, else to all maps."""
    from models.exchange.map_file import load_map, shipped_maps
    from models.exchange.mapping import Mapping

    for name in shipped_maps():
        mapping = load_map(name)
        if isinstance(mapping, Mapping) and all(table.has_one(column.names) for column in mapping.columns.values()):
            return f"the file has the columns of the map {name}: --map {name}"
    return "--map names a map: " + ", ".join(shipped_maps()) + ", or your own TOML file"


class _Entry:
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
        return any(isinstance(value, _Entry) and value.id is None for value in self.values.values())


class OwnTable:
    """A file of one register."""

    def __init__(self, session: Session, path: str, register: Register) -> None:
        self.session, self.register = session, register
        known = columns_of(register)
        own = own_columns(register)
        self.table = open_table(path, wanted=[*known, *own])
        self.names = [name.casefold() for name in self.table.names]
        for name in self.names:
            if name not in known and name not in own and name != REASON_COLUMN:
                raise UsageError(f"{register.key} has no field “{name[:40]}”", field=name, hint="columns are " + ", ".join(known))
        self.context = context(session)
        self.currencies: dict[int | None, str] = {}
        self.found: dict[tuple[str | None, str], int] = {}

    # -- reading

    def check(self, without: set[int]) -> tuple[list[Problem], list[Problem]]:
        """Read every row; its errors. Nothing in such a file is implausible: it was a record."""
        self.errors: list[Problem] = []
        pairs = [(row, self.entry(row)) for row in self.table.rows if row.line not in without]
        self.identify([entry for _, entry in pairs if entry is not None])
        self.pending = {entry.ref.upper(): entry for _, entry in pairs if entry is not None and entry.before is None and entry.ref}
        self.entries = []
        for row, entry in pairs:
            if entry is not None:
                self.fill(entry, row)
                self.entries.append(entry)
        return sorted(self.errors), []

    def cell(self, row: Row, name: str) -> str:
        """The text of a row's cell, empty where there is no such column."""
        return row.cells[self.names.index(name)].strip() if name in self.names else ""

    def entry(self, row: Row) -> _Entry | None:
        """A row as an entry, when what identifies it can be read."""
        wrong = wrong_width(self.table, row)
        uid, version = self.cell(row, "uid").lower() if not wrong else "", self.cell(row, "version") if not wrong else ""
        if wrong:
            self.errors.append(Problem(row.line, "", wrong))
        elif uid and not _UID.fullmatch(uid):
            self.errors.append(Problem(row.line, "uid", f"“{uid[:40]}” is no uid; empty makes a new record"))
        elif version and not re.fullmatch("[0-9]{1,9}", version):
            self.errors.append(Problem(row.line, "version", f"“{version[:20]}” is no version"))
        else:
            entry = _Entry(row.line, uid or None, self.cell(row, "ref") or None)
            entry.version = int(version) if version else None
            return entry
        return None

    def identify(self, entries: list[_Entry]) -> None:
        """Find the record of each entry: by uid, else by reference; a record stands in one row only."""
        uids = [entry.uid for entry in entries if entry.uid]
        known: dict[str, tuple[int, str]] = {}
        for several in chunks(uids):
            marks = ", ".join("?" * len(several))
            for uid, record, kind in self.session.database.rows(f"SELECT uid, id, kind FROM record WHERE uid IN ({marks})", several):
                known[uid] = (record, kind)
        seen: dict[Any, int] = {}
        for entry in entries:
            try:
                entry.id = self.known_id(entry, known)
            except UsageError as error:
                self.errors.append(Problem(entry.line, error.field or "ref", error.message))
            names = {entry.id, entry.uid, entry.ref and entry.ref.upper()} - {None}
            before = min((line for name in names if (line := seen.setdefault(name, entry.line)) != entry.line), default=None)
            if before is not None:
                self.errors.append(Problem(entry.line, "ref", f"is the same record as in line {before}"))
        there = {row["id"]: row for row in rows_where(self.session, self.register, "id", [entry.id for entry in entries if entry.id])}
        for entry in entries:
            entry.before = there.get(entry.id) if entry.id else None

    def known_id(self, entry: _Entry, known: dict[str, tuple[int, str]]) -> int | None:
        """The id of the record that the entry names; None for a new one. Raises UsageError where it names something else."""
        if entry.uid in known:
            record, kind = known[entry.uid or ""]
            if kind != self.register.key:
                raise UsageError(f"the uid belongs to a {kind}", field="uid")
            return record
        if entry.ref is None:
            return None
        try:
            there = find(self.session, entry.ref)
        except NotFoundError:
            return None
        if there.kind != self.register.key:
            raise UsageError(f"{entry.ref} is a {there.kind}, not a {self.register.key}", field="ref")
        if entry.uid is not None:
            hint = "without its uid the row changes that one, without its ref it makes a new one"
            raise UsageError(f"{entry.ref} is another record here; {hint}", field="ref")
        return there.id

    def fill(self, entry: _Entry, row: Row) -> None:
        """Read the fields: amounts last, in the currency that the others say."""
        fields = [(name, self.register.form_fields[name]) for name in self.names if name in self.register.form_fields]
        for is_money in (False, True):
            if is_money:
                self.context.currency = self.currency(entry)
            for name, field in fields:
                if isinstance(field.value_type, types.Money) == is_money and self.may_fill(entry, row, name, field):
                    try:
                        entry.values[name] = self.read(field.value_type, plain_text(self.cell(row, name)))
                    except (UsageError, ValueError) as error:
                        hint = getattr(error, "hint", None)
                        self.errors.append(Problem(entry.line, name, f"{getattr(error, 'message', error)}{f', {hint}' if hint else ''}"))
        if entry.before is None and entry.ref:
            self.take_number(entry)

    def may_fill(self, entry: _Entry, row: Row, name: str, field: QuarterdeckField) -> bool:
        """Whether the row may say the field: what is private to others stays as it is, and is refused whatever the file says of it."""
        if may_write_field(self.session, self.register, field, entry.before):
            return True
        if self.cell(row, name):
            self.errors.append(Problem(entry.line, name, f"{self.register.key} has no field “{name}”"))
        return False

    def read(self, kind: types.ValueType, text: str) -> Any:
        """A stored value; a reference to a record that this file makes is the entry of that record."""
        if not isinstance(kind, types.Reference) or not text:
            return kind.parse(text, self.context)
        if (made := self.pending.get(text.upper())) is not None:
            return made
        key = (kind.kind, text)
        if key not in self.found:
            self.found[key] = kind.parse(text, self.context)
        return self.found[key]

    def currency(self, entry: _Entry) -> str:
        """The currency of an entry's amounts."""
        before = entry.before or {}
        if self.register.key == "project":
            return str(entry.values.get("currency") or before.get("currency") or settings.currency(self.session.database))
        project = entry.values.get("project", before.get("project"))
        if project not in self.currencies:
            self.currencies[project] = context(self.session, project=project).currency or ""
        return self.currencies[project]

    def take_number(self, entry: _Entry) -> None:
        """A new record keeps the number, code or handle of its reference."""
        ref, key = (entry.ref or "").upper(), self.register.key
        if key in ("project", "person"):
            name = "code" if key == "project" else "handle"
            if entry.values.get(name) is None:
                entry.values[name] = ref if key == "project" else ref.removeprefix("@").lower()
            return
        prefix = self.register.prefix.removesuffix("-")
        match = re.fullmatch(rf"(?:([A-Z][A-Z0-9]{{1,9}})-{prefix}|{prefix}-)(\d{{1,9}})", ref)
        project = entry.values.get("project")
        code = references(self.session, [project])[project] if project is not None else None
        if match is None or (match[1] and project is not None and match[1] != code):
            self.errors.append(Problem(entry.line, "ref", f"“{ref[:40]}” cannot be the reference of a new {key} here; leave it empty"))
        else:
            entry.number = int(match[2])

    # -- writing

    def write(self, work: Work) -> Counts:
        """Make what is new, records that others refer to first, then change what differs."""
        counts, problems = Counts(), []
        waiting = [entry for entry in self.entries if entry.before is None]
        while waiting:
            ready = [entry for entry in waiting if not entry.waits]
            if not ready:
                raise RowsWrong([Problem(entry.line, "ref", "these records refer to each other in a circle") for entry in waiting])
            for part in ([entry for entry in ready if entry.number is not None], [entry for entry in ready if entry.number is None]):
                self.create(work, part)
            counts.created[self.register.key] += len(ready)
            waiting = [entry for entry in waiting if entry.id is None]
        for entry in self.entries:
            if entry.before is not None:
                problem = self.change(work, entry, entry.before, counts)
                problems += [problem] if problem else []
        if problems:
            raise RowsWrong(problems)
        return counts

    def create(self, work: Work, entries: list[_Entry]) -> None:
        """Make records that wait for no other."""
        if not entries:
            return
        if self.register.key == "baseline_line":
            raise RowsWrong([Problem(entry.line, "", "the lines of a baseline are frozen with it, none can be added") for entry in entries])
        try:
            ids = work.create_many(
                self.register.key, [_stored(entry.values) for entry in entries],
                uids=[entry.uid for entry in entries], numbers=[entry.number for entry in entries],
            )  # fmt: skip
        except RowsRefused as refused:
            problems = [Problem(entries[position].line, error.field or "", error.message) for position, error in refused.rows]
            raise RowsWrong(problems) from refused
        for entry, record in zip(entries, ids, strict=True):
            entry.id = record

    def change(self, work: Work, entry: _Entry, before: dict[str, Any], counts: Counts) -> Problem | None:
        """Write what the file says otherwise than the record, of what was edited since the export."""
        wanted = {name: value for name, value in _stored(entry.values).items() if before[name] != value}
        if entry.version is not None and entry.version < before["version"]:
            exported = _as_exported(self.session, before, entry.version)
            wanted = {name: value for name, value in wanted.items() if exported.get(name, before[name]) != value}
        if before["archived"]:
            if not is_undone(self.session, before["id"]):
                name = references(self.session, [before["id"]])[before["id"]]
                counts.warnings.append(Problem(entry.line, name, "is archived and was left as it is"))
                return None
            wanted["archived"] = None
        if not wanted:
            counts.unchanged[self.register.key] += 1
            return None
        if self.register.key == "baseline_line":
            return Problem(entry.line, next(iter(wanted)), "the lines of a baseline are never changed")
        based_on = entry.version if entry.version is not None and entry.version <= before["version"] else None
        try:
            work.change(before["id"], wanted, based_on=based_on, verb="restore" if before["archived"] else "change")
        except (UsageError, ConflictError) as error:
            return Problem(entry.line, error.field or "", error.message)
        counts.updated[self.register.key] += 1
        return None


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.id if isinstance(value, _Entry) else value for name, value in values.items()}


def _as_exported(session: Session, now: dict[str, Any], version: int) -> dict[str, Any]:
    """The fields changed since a version, as they were in it: what the file holds there unedited is not a wish to change them back."""
    sql = "SELECT changes, personal FROM entry WHERE record = ? AND version > ? ORDER BY version DESC"
    rows = session.database.rows(sql, (now["id"], version))
    fields: dict[str, Any] = {}
    for public, personal in rows:
        fields.update({name: pair[0] for name, pair in {**json.loads(public), **json.loads(personal or "{}")}.items()})
    return fields
