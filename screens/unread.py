"""What another reading of a list would bring: a list never moves under its reader, it says that there is more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screens.parts.bound_keys import bound

if TYPE_CHECKING:
    from screens.parts.paint import Piece
    from screens.parts.table import Table, TableColumn, TableSource


class Unread:
    """How the rows and columns of a list differ from those that it shows.

    Rows that were changed here bear their sign and are not counted as gone.
    """

    def __init__(self) -> None:
        self._new, self._gone = set[int](), set[int]()
        self._columns = 0

    def count(self, table: Table, source: TableSource, columns: Sequence[TableColumn]) -> None:
        """Compare what the list shows with what it now is; reads the order of the whole list."""
        shown, now = ({record for record in ids if record > 0} for ids in (table.ids(), source.ids()))
        self._new, self._gone = now - shown, shown - now - table.changed
        self._columns = len({column.key for column in columns} - {column.key for column in table.columns})

    def forget_written(self, table: Table) -> None:
        """What was written here is no longer to be read, nor is what came into the list with it; reads nothing."""
        self._gone -= table.changed
        if self._new:
            self._new.difference_update(table.ids())

    def pieces(self) -> list[Piece]:
        """`6 new, 1 gone: F5`, for the line above the list; nothing where nothing differs."""
        parts = [f"{len(each):,} {word}" for each, word in ((self._new, "new"), (self._gone, "gone")) if each]
        if self._columns:
            parts.append("new column" if self._columns == 1 else f"{self._columns} new columns")
        return [(f"  {', '.join(parts)}: {bound('view.refresh')}", "accent")] if parts else []
