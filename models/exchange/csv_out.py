"""Writes a list as CSV that an import takes back: one column for each field, what identifies the record, and the version it was read at."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, TextIO

from models.core import types
from models.core.access import readable_sql
from models.core.listing import Listing
from models.core.lookup import context
from models.exchange.existing import chunks

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register

#: Spreadsheets take a text that begins so for a formula; an apostrophe before it keeps it a text, and the import removes it.
_FORMULA = ("=", "+", "-", "@", "\t", "'")


def columns_of(register: Register) -> list[str]:
    """The columns of a register's file: its reference, the fields of its form that everybody may read, its version and uid."""
    return ["ref", *(name for name, field in register.form_fields.items() if not field.private), "version", "uid"]


def own_columns(register: Register) -> list[str]:
    """The private fields: columns that a file has where whoever exports has such values."""
    return [name for name, field in register.form_fields.items() if field.private]


def export_csv(session: Session, register: Register, words: str, out: TextIO, *, project: int | None = None) -> int:
    """Write the records that the filter words find, in the order of the list; how many there are. Raises UsageError for the words."""
    listing = Listing(register, session, words=words, project=project)
    ids = list(listing.ids())
    *names, version, uid = columns_of(register)
    names += [*(name for name in own_columns(register) if _is_filled(session, register, name, ids)), version, uid]
    fields = [register.form_fields.get(name) for name in names]
    kinds = [field.value_type if field is not None else types.TEXT for field in fields]
    surroundings = context(session)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for several in chunks(ids):
        rows = _rows(session, register, names, several)
        for record in several:
            if record in rows:
                surroundings.currency, *values = rows[record]
                writer.writerow([_cell(kind, value, surroundings) for kind, value in zip(kinds, values, strict=True)])
    return len(ids)


def plain_text(cell: str) -> str:
    """The text of a cell as it was before `export_csv` kept a spreadsheet from computing it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _rows(session: Session, register: Register, names: list[str], ids: list[int]) -> dict[int, tuple[Any, ...]]:
    """For each record its currency and its values; references as text."""
    if register.key == "project":
        currency = "t.currency"
    elif register.has_project:
        currency = "(SELECT currency FROM project WHERE id = t.project)"
    else:
        currency = "NULL"
    own = {"version": "t.version", "uid": "(SELECT uid FROM record WHERE id = t.id)"}
    fields = {name: register.field(name) for name in names}
    columns = ", ".join(own.get(name) or readable_sql(session, register, fields[name], register.shown_sql(name)) for name in names)
    marks = ", ".join("?" * len(ids))
    sql = f'SELECT t.id, {currency}, {columns} FROM "{register.key}" t {register.join} WHERE t.id IN ({marks})'
    return {record: tuple(values) for record, *values in session.database.rows(sql, ids)}


def _is_filled(session: Session, register: Register, name: str, ids: list[int]) -> bool:
    """Whether one of the records has a value of a private field that the session may read."""
    sql = readable_sql(session, register, register.field(name), register.shown_sql(name))
    found = (
        session.database.value(f'SELECT 1 FROM "{register.key}" t WHERE t.id IN ({", ".join("?" * len(several))}) AND {sql} IS NOT NULL', several)
        for several in chunks(ids)
    )
    return any(found)


def _cell(kind: types.ValueType, value: Any, surroundings: types.Context) -> str:
    if value is None:
        return ""
    if isinstance(kind, types.Reference):
        return f"@{value}" if kind.kind == "person" else str(value)
    text = kind.edit(value, surroundings)
    return f"'{text}" if kind.name in ("text", "long") and text.startswith(_FORMULA) and not isinstance(kind, types.Pattern) else text
