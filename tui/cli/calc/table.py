"""The answers of `qd calc` as wide as the terminal is: of a table's columns those that find room, and words folded beside what they explain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from tui.cli.output import LEAST, cell_width, text

if TYPE_CHECKING:
    from tui.cli.call import Call
    from tui.cli.output import Cell

_WIDTH = 80
_ROOM = 30
"""With fewer columns beside it, an explanation stands below what it explains."""


class Column(NamedTuple):
    """A column: its heading, whether it stands to the right, and its rank; where room is short the highest rank goes first, 0 stays."""

    heading: str
    right: bool = False
    rank: int = 0


def table(call: Call, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *grow: int) -> None:
    """Rows under their headings, and below them which columns found no room.

    The first column of those at the places `grow` that is shown, else the first of all, takes what room the others leave.
    """
    out, kept = call.out, list(range(len(columns)))
    widths = [max([cell_width(column.heading), *(cell_width(text(row[at])) for row in rows)]) for at, column in enumerate(columns)]
    while True:
        growing = next(at for at in (*grow, kept[0]) if at in kept)
        needed = sum(min(widths[at], LEAST) if at == growing else widths[at] for at in kept) + 2 * (len(kept) - 1)
        if needed <= out.width or not any(columns[at].rank for at in kept):
            break
        kept.remove(max(kept, key=lambda at: columns[at].rank))
    shown = [[row[at] for at in kept] for row in rows]
    flags = [columns[at].right for at in kept]
    out.columns([columns[at].heading for at in kept], shown, flags, kept.index(growing))
    if len(kept) < len(columns):
        missing = ", ".join(column.heading for at, column in enumerate(columns) if at not in kept)
        beside(call, (), 0, partial(wrap, f"no room for {missing}: a wider terminal or --json shows them"))


def explain(call: Call, notes: Iterable[tuple[str, str]]) -> None:
    """Each note behind its title, folded to the width; nothing where there are none."""
    notes = list(notes)
    if not notes:
        return
    indent = max(cell_width(title) for title, _ in notes) + 2
    call.out.line()
    for title, note in notes:
        beside(call, (title.ljust(indent),), indent, partial(wrap, note, break_on_hyphens=False))


def headline(call: Call, figure: str, words: str) -> None:
    """The first line of an answer: its main figure and words about it."""
    beside(call, ((figure, "bold"), "  "), cell_width(figure) + 2, partial(wrap, words))


def beside(call: Call, head: Sequence[Cell], indent: int, folded: Callable[[int], Sequence[str]]) -> None:
    """A head of so many columns and the lines that fold words to the room beside it; below it where that is too little."""
    width = min(_WIDTH, call.out.width)
    if width - indent < _ROOM and indent:
        call.out.line(*head)
        head, indent = ("  ",), 2
    first, *others = folded(width - indent) or [""]
    call.out.line(*head, (first, "dim"))
    for line in others:
        call.out.line(" " * indent, (line, "dim"))
