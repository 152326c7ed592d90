"""Rows of one register as everybody reads them: a field that is read from elsewhere than its column, like a summary's state, is read there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from models.store.shape import HEAD

if TYPE_CHECKING:
    from models.core.register import Register
    from models.store.database import Database


def shown_rows(
    database: Database, register: Register, where: str, params: Sequence[Any], also: Mapping[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """The rows that the SQL condition over `t` (which may end in an order) selects, as dictionaries; `also` names further SQL to read."""
    read = {**{name: f't."{name}"' for name in HEAD}, **{name: register.sql(name) for name in register.fields}, **(also or {})}
    sql = f'SELECT {", ".join(read.values())} FROM "{register.key}" t {register.join} WHERE {where}'
    for row in database.rows(sql, params):
        yield dict(zip(read, row, strict=True))
