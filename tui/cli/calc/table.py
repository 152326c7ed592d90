"""The tables of `qd calc` as wide as the terminal is: of the columns those that find room, and below the table what explains it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from tui.cli.output import cell_width, text

if TYPE_CHECKING:
    from tui.cli.call import Call
    from tui.cli.output import Cell

_WIDTH = 80
_LEAST = 8
"""So many columns the growing one keeps at least."""


class Column(NamedTuple):
    """A column: its heading, whether it stands to the right, and its rank; where room is short the highest rank goes first, 0 stays."""

    heading: str
    right: bool = False
    rank: int = 0


def table(call: Call, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], grow: int | None = None) -> None:
    """Rows under their headings; the column at the place `grow` takes what room the others leave."""
    out = call.out
    widths = [max([cell_width(column.heading), *(cell_width(text(row[at])) for row in rows)]) for at, column in enumerate(columns)]
    if grow is not None:
        widths[grow] = min(widths[grow], _LEAST)
    kept = list(range(len(columns)))
    while sum(widths[at] + 2 for at in kept) - 2 > out.width and any(columns[at].rank for at in kept):
        kept.remove(max(kept, key=lambda at: columns[at].rank))
    shown = [[row[at] for at in kept] for row in rows]
    flags = [columns[at].right for at in kept]
    out.columns([columns[at].heading for at in kept], shown, flags, kept.index(grow) if grow in kept else None)


def explain(call: Call, notes: Iterable[tuple[str, str]]) -> None:
    """Each note behind its title, folded to the width; nothing where there are none."""
    notes = list(notes)
    if not notes:
        return
    indent = max(cell_width(title) for title, _ in notes) + 2
    call.out.line()
    for title, note in notes:
        first, *others = wrap(note, max(_WIDTH - indent, 30), break_on_hyphens=False)
        call.out.line(title.ljust(indent), (first, "dim"))
        for line in others:
            call.out.line(" " * indent, (line, "dim"))
