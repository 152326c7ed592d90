"""Record: what every kind has in common, and the directory in which all of them are found by reference."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from models.core import fields
from models.core.access import and_readable, may_record
from models.store.engine import peewee
from models.store.errors import NotFoundError, UsageError
from models.store.instants import local
from models.values.named import NamedTuple

if TYPE_CHECKING:
    from models.core.access import Session
    from models.store.journal import Batch


class Work(Protocol):
    """What a record's own rules may do inside the running command."""

    session: Session
    batch: Batch
    #: Summaries that the command gives or takes parts, each with how many it held and its progress before.
    summaries: dict[int, tuple[int, int | None]]

    def create(self, kind: str, values: dict[str, Any]) -> int:
        """Write another record."""

    def change(self, record: int, changes: dict[str, Any]) -> object:
        """Change another record."""

    def archive(self, record: int) -> None:
        """Take another record out of sight."""

    def restore(self, record: int) -> None:
        """Bring another record back."""


class Record(peewee.Model):  # type: ignore[misc]
    """Base of every kind of record. Subclasses declare fields; the hooks below say what fields alone cannot. Tables are made by migrations."""

    version = fields.NumberField(high=2**31)
    created = fields.TextField()
    updated = fields.TextField()
    archived = fields.TextField()
    labels = fields.LabelsField("Labels", "Words to find it by, like +legal")
    number = fields.NumberField(high=2**31)

    #: Whether the rules of `prepare` look at records of the same kind, so that many new ones are checked and written one after the other.
    in_turn = False
    #: References of a project's record that may lead into another project.
    across: tuple[str, ...] = ()
    #: Required fields that `prepare` fills in for a new record where they are not given.
    completes: tuple[str, ...] = ()
    #: Of a record without project: what a snapshot of a project that refers to it carries besides its title.
    referred: tuple[str, ...] = ()
    #: The same as `belongs_to` in SQL over the row `t`.
    owner_sql = "NULL"
    #: Fields of which something else is read than their column: SQL over the row `t` and what the register joins.
    read_as: ClassVar[dict[str, str]] = {}

    @classmethod
    def prepare(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> dict[str, Any]:
        """Complete and check the values about to be written (`current` is None for a new record); raises UsageError naming the field."""
        return values

    @classmethod
    def check(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> None:
        """Refuse what a person may not ask for, though a file may carry it; raises UsageError naming the field."""

    @classmethod
    def prepare_many(cls, session: Session, rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[tuple[int, UsageError]]]:
        """The same for many new records that do not refer to each other: the values, and the position and error of each that is refused."""
        refused: list[tuple[int, UsageError]] = []
        for position, values in enumerate(rows):
            try:
                rows[position] = cls.prepare(session, values, None)
            except UsageError as error:
                refused.append((position, error))
        return rows, refused

    @classmethod
    def follow(cls, work: Work, record: int, before: dict[str, Any] | None, values: dict[str, Any]) -> None:
        """What else the command writes after this record was written (`before` is None for a new one)."""

    @classmethod
    def belongs_to(cls, row: dict[str, Any]) -> int | None:
        """The person whose private fields the row holds."""
        return None


class ProjectRecord(Record):
    """Base of the records that belong to one project."""

    project = fields.ReferenceField("project", "Project", "The project's code", required=True)


_REFERENCE = r"(?:([A-Za-z][A-Za-z0-9]{1,9})-([A-Za-z]{0,3})(\d{1,9})|([A-Za-z])-(\d{1,9}))"


class Found(NamedTuple):
    """One entry of the directory."""

    id: int
    kind: str
    project: int | None


def find(session: Session, word: str, project: int | None = None) -> Found:
    """The record that a reference (`CRM-42`, `CRM-R3`, `S-3`), handle (`@ana`), code (`CRM`) or old alias names.

    `R3` or `42` alone is read within `project`. Raises NotFoundError naming the word.
    """
    word = word.strip()
    found = _find(session, word, project)
    if found is None or not may_record(session, "read", found.kind, found.id):
        hint = (
            "a reference like CRM-42, CRM-R3, @ana or a project's code" if not _looks_right(word) else "qd find WORDS searches the titles"
        )
        raise NotFoundError(f"there is no record “{word[:60]}”", hint=hint)
    return found


def _find(session: Session, word: str, project: int | None) -> Found | None:
    database = session.database
    if word.startswith("@"):
        return _entry(session, "SELECT id FROM person WHERE handle = ?", word[1:].lower())
    match = re.fullmatch(_REFERENCE, word)
    upper = word.upper()
    if match:
        code, prefix, number, lone, lone_number = match.groups()
        found = None
        if code:
            owner = database.value(
                "SELECT id FROM project WHERE code = ? UNION ALL SELECT record FROM alias WHERE ref = ? LIMIT 1",
                (code.upper(), code.upper()),
            )
            found = owner and _numbered(session, prefix, owner, int(number))
        else:
            found = _numbered(session, lone, None, int(lone_number))
        return found or _entry(session, "SELECT record FROM alias WHERE ref = ?", upper)
    if project is not None and (short := re.fullmatch(r"([A-Za-z]{0,3})(\d{1,9})", word)):
        found = _numbered(session, short[1], project, int(short[2]))
        if found is not None:
            return found
    return _entry(session, "SELECT id FROM project WHERE code = ?", upper) or _entry(
        session, "SELECT record FROM alias WHERE ref = ?", upper
    )


def _entry(session: Session, sql: str, *words: object) -> Found | None:
    row = session.database.row(f"SELECT id, kind, project FROM record WHERE id = ({sql})", words)
    return Found(*row) if row else None


def _numbered(session: Session, prefix: str, project: int | None, number: int) -> Found | None:
    kind = session.database.value("SELECT key FROM kind WHERE prefix = ?", (prefix.upper(),))
    if kind is None:
        return None
    place = (kind, project or 0, number)
    row = session.database.row("SELECT id, kind, project FROM record WHERE kind = ? AND coalesce(project, 0) = ? AND number = ?", place)
    former = "SELECT record FROM former_number WHERE kind = ? AND project = ? AND number = ?"
    return Found(*row) if row else _entry(session, former, *place)


def _looks_right(word: str) -> bool:
    return bool(re.fullmatch(rf"@\S+|{_REFERENCE}|[A-Za-z][A-Za-z0-9]{{1,9}}", word))


def kind_of(session: Session, record: int) -> str:
    """The kind of the record with this id, the key of its register. Raises NotFoundError."""
    kind = session.database.value("SELECT kind FROM record WHERE id = ?", (record,))
    if kind is None:
        raise NotFoundError(f"there is no record with the id {record}")
    return str(kind)


def version_of(session: Session, record: int) -> int:
    """The version of a record. Asked before the record is read for a page: what the page then shows is at least as new."""
    return int(session.database.value(f'SELECT version FROM "{kind_of(session, record)}" WHERE id = ?', (record,)))


def reference_sql(record: str) -> str:
    """SQL for the reference of the record whose id the expression `record` gives."""
    return (
        "(SELECT CASE r_.kind WHEN 'project' THEN (SELECT code FROM project WHERE id = r_.id)"
        " WHEN 'person' THEN '@' || (SELECT handle FROM person WHERE id = r_.id)"
        f" ELSE coalesce((SELECT code FROM project WHERE id = r_.project) || '-', '')"
        " || coalesce((SELECT prefix FROM kind WHERE key = r_.kind), '') || CASE WHEN r_.project IS NULL THEN '-' ELSE '' END || r_.number END"
        f" FROM record r_ WHERE r_.id = {record})"
    )


#: Stands for the reference of a record that the session may not read.
UNREADABLE = "–"


def references(session: Session, ids: list[int]) -> dict[int, str]:
    """The references of several records, as the session may read them."""
    return {record: name if may_record(session, "read", kind, record) else UNREADABLE for record, kind, name in _named(session, ids)}


def reference(session: Session, record: int) -> str:
    """The reference of one record, as the session may read it."""
    return references(session, [record])[record]


def stored_references(session: Session, ids: list[int]) -> dict[int, str]:
    """The references of several records whoever asks: for what is written, such as aliases and snapshots."""
    return {record: name for record, _, name in _named(session, ids)}


def _named(session: Session, ids: list[int]) -> list[tuple[int, str, str]]:
    if not ids:
        return []
    marks = ", ".join("?" * len(ids))
    return session.database.rows(f"SELECT r.id, r.kind, {reference_sql('r.id')} FROM record r WHERE r.id IN ({marks})", ids)


def person(session: Session, word: str) -> int:
    """The person a handle names, archived ones too; `me` is who asks; a beginning suffices when only one fits. Raises UsageError naming
    candidates."""
    handle = word.strip().removeprefix("@").lower()
    if handle == "me":
        if session.author.person is None:
            raise UsageError("nobody is bound to your login yet", field="person", hint="name a handle; your first write makes you a person")
        return session.author.person
    readable = and_readable(session, "person", "person")
    rows = session.database.rows(
        f"SELECT id, handle, archived FROM person WHERE (handle = ? OR substr(handle, 1, ?) = ?){readable} ORDER BY handle",
        (handle, len(handle), handle),
    )
    exact = [row for row in rows if row[1] == handle]
    fits = exact or [row for row in rows if row[2] is None] or rows
    if handle and len(fits) == 1:
        return int(fits[0][0])
    if rows and handle:
        raise UsageError(f"@{handle} may be " + ", ".join("@" + row[1] for row in fits[:5]), hint="type more of the handle")
    known = [row[0] for row in session.database.rows(f"SELECT handle FROM person WHERE archived IS NULL{readable} ORDER BY handle LIMIT 6")]
    raise UsageError(
        f"there is no person @{handle}",
        hint="known: " + ", ".join("@" + name for name in known) if known else "qd new person NAME handle=…",
    )


def refuse_archived_person(session: Session, who: int | None, field: str | None = None) -> None:
    """Nobody new is assigned to who is archived; whoever asks may name themselves. Raises UsageError that says since when."""
    if who is None or who == session.me:
        return
    row = session.database.row("SELECT handle, archived FROM person WHERE id = ? AND archived IS NOT NULL", (who,))
    if row is not None:
        text = f"@{row[0]} is archived since {local(row[1])[:10]}"
        raise UsageError(text, field=field, hint=f"somebody else; qd restore @{row[0]} brings them back")
