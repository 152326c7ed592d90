"""What another reading of a list would bring: a list never moves under its reader, it says that there is more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screens.parts.bound_keys import bound

if TYPE_CHECKING:
    from screens.parts.paint import Piece
    from screens.parts.table import Table, TableColumn, TableSource


def unread(table: Table, source: TableSource, columns: Sequence[TableColumn]) -> list[Piece]:
    """`6 new, 1 gone: F5`, for the line above the list: how its rows and columns now differ from those that it shows; nothing where they do not.

    Rows that were changed here bear their sign and are not counted as gone.
    """
    shown, now = ({record for record in ids if record > 0} for ids in (table.ids(), source.ids()))
    parts = [f"{len(now - shown):,} new"] if now - shown else []
    gone = shown - now - table.changed
    if gone:
        parts.append(f"{len(gone):,} gone")
    more = len({column.key for column in columns} - {column.key for column in table.columns})
    if more:
        parts.append("new column" if more == 1 else f"{more} new columns")
    return [(f"  {', '.join(parts)}: {bound('view.refresh')}", "accent")] if parts else []
