"""Reads a CSV file that an export wrote and perhaps somebody edited: its columns are fields, `uid` or `ref` says whose row it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from models.core import settings, types
from models.core.access import may_write_field
from models.core.lookup import context
from models.core.record import find, reference
from models.exchange.counts import Counts
from models.exchange.csv_file import REASON_COLUMN, Row, open_table, wrong_width
from models.exchange.csv_out import columns_of, own_columns, plain_text
from models.exchange.existing import chunks, rows_where
from models.exchange.oddities import posted_later, reversed_dates
from models.exchange.own_written import Entry, write_entries
from models.exchange.reader import Problem
from models.store.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.fields import QuarterdeckField
    from models.core.register import Register
    from models.operations.command import Work

_UID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


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

    def check(self, without: set[int]) -> tuple[list[Problem], list[Problem]]:
        """Read every row; its errors, and what is odd in it."""
        self.errors: list[Problem] = []
        pairs = [(row, self.entry(row)) for row in self.table.rows if row.line not in without]
        self.identify([entry for _, entry in pairs if entry is not None])
        self.pending = {entry.ref.upper(): entry for _, entry in pairs if entry is not None and entry.before is None and entry.ref}
        self.entries = []
        for row, entry in pairs:
            if entry is not None:
                self.fill(entry, row)
                self.entries.append(entry)
        return sorted(self.errors), [Problem(entry.line, entry.ref or "", text) for entry in self.entries for text in self.odd(entry)]

    def odd(self, entry: Entry) -> list[str]:
        """What is implausible in what the row says otherwise than its record; dates that end before they begin are noted in the record."""
        before, names = entry.before or {}, ("start", "finish", "actual_finish")
        found = []
        if "warnings" in self.register.fields and any(name in entry.values and entry.values[name] != before.get(name) for name in names):
            found = [oddity.text for oddity in reversed_dates(*(entry.values.get(name, before.get(name)) for name in names))]
            if found:
                entry.values["warnings"] = "; ".join(found)
        later = posted_later(self.register.key, entry.values, self.session.today)
        return [*found, later] if later else found

    def cell(self, row: Row, name: str) -> str:
        """The text of a row's cell without space around it, empty where there is no such column."""
        return row.cells[self.names.index(name)].strip() if name in self.names else ""

    def typed(self, row: Row, name: str, kind: types.ValueType) -> str:
        """What the row says of a field; in texts of several lines space at the ends counts."""
        return plain_text(row.cells[self.names.index(name)] if isinstance(kind, types.LongText) else self.cell(row, name))

    def entry(self, row: Row) -> Entry | None:
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
            entry = Entry(row.line, uid or None, self.cell(row, "ref") or None)
            entry.version = int(version) if version else None
            return entry
        return None

    def identify(self, entries: list[Entry]) -> None:
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

    def known_id(self, entry: Entry, known: dict[str, tuple[int, str]]) -> int | None:
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

    def fill(self, entry: Entry, row: Row) -> None:
        """Read the fields: amounts last, in the currency that the others say."""
        fields = [(name, self.register.form_fields[name]) for name in self.names if name in self.register.form_fields]
        for is_money in (False, True):
            if is_money:
                self.context.currency = self.currency(entry)
            for name, field in fields:
                if isinstance(field.value_type, types.Money) == is_money and self.may_fill(entry, row, name, field):
                    try:
                        entry.values[name] = self.read(field.value_type, self.typed(row, name, field.value_type))
                    except (UsageError, ValueError) as error:
                        hint = getattr(error, "hint", None)
                        self.errors.append(Problem(entry.line, name, f"{getattr(error, 'message', error)}{f', {hint}' if hint else ''}"))
        if entry.before is None and entry.ref:
            self.take_number(entry)

    def may_fill(self, entry: Entry, row: Row, name: str, field: QuarterdeckField) -> bool:
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

    def currency(self, entry: Entry) -> str:
        """The currency of an entry's amounts."""
        before = entry.before or {}
        if self.register.key == "project":
            return str(entry.values.get("currency") or before.get("currency") or settings.currency(self.session.database))
        project = entry.values.get("project", before.get("project"))
        if project not in self.currencies:
            self.currencies[project] = context(self.session, project=project).currency or ""
        return self.currencies[project]

    def take_number(self, entry: Entry) -> None:
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
        code = reference(self.session, project) if project is not None else None
        if match is None or (match[1] and project is not None and match[1] != code):
            self.errors.append(Problem(entry.line, "ref", f"“{ref[:40]}” cannot be the reference of a new {key} here; leave it empty"))
        else:
            entry.number = int(match[2])

    def write(self, work: Work) -> Counts:
        """Make what is new, then change what differs. Raises RowsWrong."""
        return write_entries(work, self.register, self.entries)
