"""What a table shows: columns, rows, where rows come from, and how both become one line of cells. No widget here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from screens.parts.safe_text import fit, safe

Run = tuple[str, str]
"""A text of exact width and the name of its state."""


class TableColumn(NamedTuple):
    """A column: its key, heading and width in cells; `grow` takes what is left, at least `width`; `wide` hides it below that terminal."""

    key: str
    title: str
    width: int
    align: str = "left"
    grow: bool = False
    wide: int = 0


class TableRow(NamedTuple):
    """A row: the record's id (0 or below: a heading between rows, which the cursor skips), a text for every column, and states.

    `style` is the state of the whole row, `cell_styles` that of single cells by column key, `version` that of the record as it was read.
    A heading has one cell, drawn across.
    """

    id: int
    cells: tuple[str, ...]
    style: str = ""
    cell_styles: Mapping[str, str] | None = None
    version: int = 0


class TableSource(Protocol):
    """Where rows come from. Ids are unique within a list; a list does not change by itself: what left it stays until it is reloaded."""

    def first(self, limit: int) -> Sequence[TableRow]:
        """The first rows in order, at most `limit`: all that the first painting waits for."""

    def count(self) -> int:
        """How many rows there are, headings included; from a roll-up, never by counting the records."""

    def ids(self) -> Sequence[int]:
        """All row ids in order; read after the first painting. An `array` of integers is best."""

    def rows(self, ids: Sequence[int]) -> Sequence[TableRow]:
        """The rows with these ids in that order, also those that a filter would no longer let in; without the ones that are gone."""


class PlacedColumn(NamedTuple):
    """A column that is shown: its place among a row's cells, where it begins and how wide it is."""

    place: int
    column: TableColumn
    x: int
    width: int


def arrange(columns: Sequence[TableColumn], width: int, terminal: int) -> list[PlacedColumn]:
    """Place columns in `width` cells after one cell for the marker, with a blank between two.

    What does not fit is left out: the wide columns from the last one on first, then the other ones from the right; the first stays.
    """
    shown = [(index, column) for index, column in enumerate(columns) if column.wide <= terminal]
    needed = sum(column.width + 1 for _, column in shown)
    for wide_only in (True, False):
        for entry in reversed(shown[1:]):
            if needed > width and (not wide_only or entry[1].wide):
                shown.remove(entry)
                needed -= entry[1].width + 1
    left = max(0, width - needed)
    placed: list[PlacedColumn] = []
    x = 1
    for index, column in shown:
        size = column.width + (left if column.grow else 0)
        left = 0 if column.grow else left
        placed.append(PlacedColumn(index, column, x, min(size, max(0, width - x))))
        x += size + 1
    return placed


def heading(placed: Sequence[PlacedColumn]) -> str:
    """The line of headings: each aligned as its column is."""
    return " " + " ".join(fit(entry.column.title, entry.width, entry.column.align) for entry in placed)


def row_runs(row: TableRow, placed: Sequence[PlacedColumn], marker: str, cursor_end: int = 0, cell: str = "") -> list[Run]:
    """A row as runs of text and state, the marker first.

    With `cursor_end`, the cells before that position are in the state of the cursor, up to the last word there (every cell of it is
    sent to the terminal at every move); `cell` is the key of the current cell.
    """
    if row.id <= 0:
        return [(f"{marker}{safe(row.cells[0]) if row.cells else ''}", row.style or "group")]
    states = row.cell_styles or {}
    runs: list[Run] = [(marker, "cursor" if cursor_end else row.style)]
    for number, entry in enumerate(placed):
        text = row.cells[entry.place] if entry.place < len(row.cells) else ""
        key, state = entry.column.key, row.style
        if cursor_end > entry.x:
            state = "cursor"
        elif key in states:
            state = states[key]
        if number:
            runs.append((" ", "cursor" if cursor_end > entry.x else row.style))
        shown = fit(text, entry.width, entry.column.align)
        if entry.x + entry.width == cursor_end and key != cell:
            words = shown.rstrip()
            runs += [(words, state), (" " * (len(shown) - len(words)), row.style)]
        else:
            runs.append((shown, "cell" if key == cell else state))
    return runs


def cursor_extent(placed: Sequence[PlacedColumn]) -> int:
    """Where the cells drawn as the cursor end: after the growing column (the title), or after the first where none grows."""
    for entry in placed:
        if entry.column.grow:
            return entry.x + entry.width
    return placed[0].x + placed[0].width if placed else 1
