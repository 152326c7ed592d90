"""Reads many rows of one register at once, as dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from models.core.shown import shown_rows

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register

_MANY = 500


def rows_where(session: Session, register: Register, column: str, values: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The records whose column holds one of the values, as everybody reads them, archived ones last."""
    for several in chunks(list(values)):
        marks = ", ".join("?" * len(several))
        where = f't."{column}" IN ({marks}) ORDER BY t.archived IS NOT NULL, t.number'
        yield from shown_rows(session.database, register, where, several)


def is_undone(session: Session, record: int) -> bool:
    """Whether an archived record was taken away by an undo, not by somebody who wanted it out of sight."""
    return bool(session.database.value("SELECT verb FROM entry WHERE record = ? ORDER BY id DESC LIMIT 1", (record,)) == "undo")


def chunks(values: list[Any]) -> Iterator[list[Any]]:
    """Parts that one query takes."""
    return (values[start : start + _MANY] for start in range(0, len(values), _MANY))
