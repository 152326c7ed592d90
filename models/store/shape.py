"""The shape of one kind of record: its table, its columns, and how a row is read as a dictionary of stored values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models.store.database import Database
from models.store.errors import NotFoundError
from models.values.named import NamedTuple

Values = dict[str, Any]
#: The columns that every record's table begins with.
HEAD = ("id", "version", "created", "updated", "archived", "labels", "number")


class Shape(NamedTuple):
    """What the journal must know of one kind of record: its table, its own columns, which are personal, which are searched (title first)."""

    kind: str
    table: str
    columns: tuple[str, ...]
    personal: frozenset[str]
    search: tuple[str, ...]


def read_rows(database: Database, shape: Shape, where: str, params: Sequence[Any] = ()) -> Iterator[Values]:
    """The rows that the SQL condition (which may end in an order) selects, each as a dictionary of all its stored values."""
    names = (*HEAD, *shape.columns)
    columns = ", ".join(f'"{name}"' for name in names)
    for row in database.rows(f'SELECT {columns} FROM "{shape.table}" WHERE {where}', params):
        yield dict(zip(names, row, strict=True))


def read_row(database: Database, shape: Shape, record: int) -> Values:
    """One record's row. Raises NotFoundError."""
    for row in read_rows(database, shape, "id = ?", (record,)):
        return row
    raise NotFoundError(f"there is no {shape.kind} with the id {record}")


def search_text(shape: Shape, values: Mapping[str, Any]) -> tuple[str, str]:
    """What the search finds a record by: its title, and the other searched fields together."""
    first, *rest = shape.search
    return str(values.get(first) or ""), " ".join(str(values[name]) for name in rest if values.get(name))
