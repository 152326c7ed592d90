"""Records as data and as text: what `show` and `ls` answer, the same for every register."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from models.core import registry, types
from models.core.access import and_readable, may_read_field
from models.core.lookup import Directory
from models.reports.task_links import TaskLink, task_links

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import AnyField, Register

    #: What is attached to a record: its links and its comments, as JSON.
    Attached = tuple[list[dict[str, Any]], list[dict[str, Any]]]

_HEAD = ("uid", "ref", "version", "created", "updated", "archived")
_CHUNK = 500


class Line(NamedTuple):
    """One line of a record shown to people."""

    label: str
    text: str
    computed: bool


class Records:
    """Some records of one register with every field that may be read, references and titles known beforehand."""

    def __init__(self, session: Session, register: Register, ids: Sequence[int]) -> None:
        self.session, self.register = session, register
        computed = (name for name, field in register.computed.items() if not field.hidden)
        self.names = [*register.form_fields, *computed, *(name for name in ("warnings",) if name in register.fields)]
        self.fields: dict[str, AnyField] = {name: field for name in self.names if (field := register.field(name)) is not None}
        self.directory = LearntDirectory(session)
        self.rows = self._read(ids)
        self._learn()

    @cached_property
    def attached(self) -> dict[int, Attached]:
        """The links and comments of the records that have any."""
        return _attached(self.session, [row["id"] for row in self.rows])

    def _read(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        register = self.register
        sql = ", ".join(register.sql(name) for name in self.names)
        head = "t.id, (SELECT uid FROM record WHERE id = t.id), t.version, t.created, t.updated, t.archived"
        money = (
            "NULL"
            if not self._has_money
            else "t.currency"
            if register.key == "project"
            else "(SELECT currency FROM project WHERE id = t.project)"
        )
        found: dict[int, dict[str, Any]] = {}
        for start in range(0, len(ids), _CHUNK):
            part = list(ids[start : start + _CHUNK])
            marks = ", ".join("?" * len(part))
            readable = and_readable(self.session, register.key)
            query = f'SELECT {head}, {money}, {sql} FROM "{register.key}" t {register.join} WHERE t.id IN ({marks}){readable}'
            for row in self.session.database.rows(query, part):
                found[row[0]] = dict(
                    zip(("id", "uid", "version", "created", "updated", "archived", "@currency", *self.names), row, strict=True)
                )
        return [found[record] for record in ids if record in found]

    @property
    def _has_money(self) -> bool:
        return any(isinstance(field.value_type, types.Money) for field in self.fields.values())

    def _learn(self) -> None:
        named = [name for name, field in self.fields.items() if isinstance(field.value_type, types.Reference)]
        self.directory.learn({row["id"] for row in self.rows} | {row[name] for row in self.rows for name in named if row[name] is not None})

    def context(self, row: dict[str, Any]) -> types.Context:
        """Where the row's values are shown: its currency and what is known of others."""
        return types.Context(self.session.today, row["@currency"], self.directory)

    def readable(self, row: dict[str, Any]) -> list[str]:
        """The fields of the row that the session may read."""
        return [name for name, field in self.fields.items() if may_read_field(self.session, self.register, field, row)]

    def reference(self, row: dict[str, Any]) -> str:
        """What others call the record."""
        return self.directory.reference(row["id"])

    def title(self, row: dict[str, Any]) -> str:
        """What the record is called; where it has no title, what it joins: `CRM-2 Charter signed > CRM-3 Interviews`."""
        register = self.register
        if not isinstance(self.fields[register.title_field].value_type, types.Reference):
            return str(row[register.title_field] or "")
        ends = (name for name, field in register.fields.items() if field.required and isinstance(field.value_type, types.Reference))
        joined = [row[name] for name in ends if name != "project" and row[name] is not None]
        return " > ".join(f"{self.directory.reference(each)} {self.directory.title(each)}" for each in joined)

    def as_json(self, row: dict[str, Any]) -> dict[str, Any]:
        """The record as JSON: bookkeeping, then every field under its name, null where unset, then its links and comments."""
        context = self.context(row)
        found: dict[str, Any] = {name: row[name] if name != "ref" else self.reference(row) for name in _HEAD}
        for name in self.readable(row):
            kind = self.fields[name].value_type
            found[kind.json_name(name)] = kind.json(row[name], context)
        links, comments = self.attached.get(row["id"], ([], []))
        return found | {"links": links, "comments": comments}

    def lines(self, row: dict[str, Any]) -> list[Line]:
        """The fields that are set, as people read them; then what is computed, where it says more than a field of the same name."""
        context = self.context(row)
        found = []
        for name in self.readable(row):
            field = self.fields[name]
            if row[name] not in (None, "") and (name != self.register.title_field or isinstance(field.value_type, types.Reference)):
                found.append(Line(field.label, field.value_type.full(row[name], context), name in self.register.computed))
        typed = {(line.label, line.text) for line in found if not line.computed}
        return [line for line in found if not line.computed or (line.label, line.text) not in typed]


def _attached(session: Session, ids: Sequence[int]) -> dict[int, Attached]:
    """The links and comments of each of these records that has any, oldest first, by few questions."""
    links: list[tuple[Any, ...]] = []
    comments: list[tuple[Any, ...]] = []
    for start in range(0, len(ids), _CHUNK):
        part = list(ids[start : start + _CHUNK])
        of = f"record IN ({', '.join('?' * len(part))})"
        readable = and_readable(session, "link", "link")
        links += session.database.rows(f"SELECT record, id, url, title FROM link WHERE {of} AND archived IS NULL{readable} ORDER BY id", part)
        comments += session.database.rows(
            "SELECT c.record, c.id, c.created, p.handle, c.text FROM comment c LEFT JOIN person p ON p.id = c.by"
            f" WHERE c.{of} AND c.archived IS NULL{and_readable(session, 'comment', 'c')} ORDER BY c.id", part,
        )  # fmt: skip
    names = Directory(session)
    names.remember([row[1] for row in (*links, *comments)])
    found: dict[int, Attached] = {}
    for record, key, url, title in links:
        found.setdefault(record, ([], []))[0].append({"ref": names.reference(key), "url": url, "title": title})
    for record, key, at, by, said in comments:
        told = {"ref": names.reference(key), "created": at, "by": f"@{by}" if by else None, "text": said}
        found.setdefault(record, ([], []))[1].append(told)
    return found


class LearntDirectory(Directory):
    """A directory that has learnt references and titles of many records by few questions."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._titles: dict[int, str] = {}

    def learn(self, ids: set[int]) -> None:
        """Ask for the references and titles of all these records."""
        wanted = sorted(ids)
        self.remember(wanted)
        kinds: dict[str, list[int]] = {}
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            for record, kind in self.session.database.rows(f"SELECT id, kind FROM record WHERE id IN ({', '.join('?' * len(part))})", part):
                kinds.setdefault(kind, []).append(record)
        for kind, members in kinds.items():
            column = registry.get(kind).title_field
            for start in range(0, len(members), _CHUNK):
                part = members[start : start + _CHUNK]
                readable = and_readable(self.session, kind)
                sql = f'SELECT t.id, t."{column}" FROM "{kind}" t WHERE t.id IN ({", ".join("?" * len(part))}){readable}'
                rows = self.session.database.rows(sql, part)
                self._titles.update((record, str(title or "")) for record, title in rows)

    def title(self, record: int) -> str:
        """The title of a record."""
        found = self._titles.get(record)
        return super().title(record) if found is None else found


class Whole(NamedTuple):
    """One record with what is attached to it."""

    records: Records
    row: dict[str, Any]
    comments: list[dict[str, Any]]
    links: list[dict[str, Any]]
    waiting: list[TaskLink]
    changed: tuple[str, str]

    def as_json(self) -> dict[str, Any]:
        """The record as JSON, of which register it is, and of a task what it waits for and what waits for it."""
        found = {"register": self.records.register.key, **self.records.as_json(self.row)}
        if self.records.register.key == "task":
            for name, waits in (("predecessors", True), ("successors", False)):
                found[name] = [link.as_json() for link in self.waiting if link.waits == waits]
        return found


def whole(session: Session, record: int, kind: str) -> Whole:
    """One record, its comments oldest first, its links, the tasks around it, and who changed it last, when."""
    records = Records(session, registry.get(kind), [record])
    links, comments = records.attached.get(record, ([], []))
    last = session.database.row(
        "SELECT b.at, coalesce((SELECT handle FROM person WHERE id = b.by), b.login) FROM entry e JOIN batch b ON b.id = e.batch"
        " WHERE e.record = ? ORDER BY e.id DESC LIMIT 1", (record,),
    )  # fmt: skip
    waiting = task_links(session, record) if kind == "task" else []
    return Whole(records, records.rows[0], comments, links, waiting, last or (records.rows[0]["updated"], ""))


class Difference(NamedTuple):
    """One field of a record before and after, as people read it and as JSON."""

    field: str
    label: str
    before: str
    after: str
    json: list[Any]


def differences(session: Session, kind: str, record: int, changes: dict[str, list[Any]]) -> list[Difference]:
    """The changes of one history entry in words; the order keys of siblings, which say nothing to people, are left out."""
    register = registry.get(kind)
    currency = session.database.value(
        "SELECT currency FROM project WHERE id = coalesce((SELECT project FROM record WHERE id = ?), ?)", (record, record)
    )
    context = types.Context(session.today, currency, Directory(session))
    found = []
    for name, pair in changes.items():
        field = register.field(name)
        kept = name in register.fields and register.fields[name].hidden and name != "warnings"
        if kept or name == "number":
            continue
        value_type = field.value_type if field is not None else types.TEXT
        before, after = (value_type.full(value, context) for value in pair)
        found.append(
            Difference(
                value_type.json_name(name),
                field.label if field else name,
                before,
                after,
                [value_type.json(value, context) for value in pair],
            )
        )
    return found
