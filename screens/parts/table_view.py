"""The drawn side of the one list: which rows are on the screen, from which pages, and in which cells they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from screens.parts.paint import Painted, strip_of
from screens.parts.safe_text import glyphs, wrap
from screens.parts.table_pages import Pages
from screens.parts.table_rows import PlacedColumn, TableColumn, TableRow, TableSource, arrange, cursor_extent, heading, row_runs

if TYPE_CHECKING:
    from textual.strip import Strip

KEPT_STRIPS = 512
HEADINGS_AT_TOP = 2


def capacity(top: int, count: int, room: int) -> int:
    """How many rows are shown below one another: all of the room, less the line that says how many more follow."""
    return room if top + room >= count or room == 1 else room - 1


def scrolled(top: int, index: int, count: int, room: int) -> int:
    """The first row to show so that `index` is seen: `top` where that does, or else half a page further, so that it happens seldom."""
    last = max(0, count - room)
    top = max(0, min(top, last))
    if not top <= index < top + capacity(top, count, room):
        top = max(0, min(index - (room - 1) // 2, last))
    return top


class TableView(Painted):
    """A window on the pages of a source, with a cursor, marks and changed rows shown; the table above it adds keys and messages."""

    def __init__(self, columns: Sequence[TableColumn], source: TableSource, empty_text: str) -> None:
        super().__init__()
        self.columns = list(columns)
        self.empty_text = empty_text
        self.cell_cursor = False
        self.cell_key = self.columns[0].key
        self.marks: set[int] = set()
        self.changed: set[int] = set()
        self._pages = Pages(source)
        self._seen: dict[int, int] = {}
        self._index = 0
        self._top = 0
        self._rows_drawn: dict[tuple[int, str, bool, str], tuple[TableRow, Strip]] = {}
        self._drawn_for = (-1, -1)
        self._placed_for: tuple[int, int] = (-1, -1)
        self._columns_placed: list[PlacedColumn] = []

    @property
    def count(self) -> int:
        """How many rows there are, headings included."""
        return self._pages.count

    @property
    def cursor_id(self) -> int | None:
        """The id of the row under the cursor, or nothing where there is no row."""
        if self._index >= self._pages.count:
            return None
        id = self._pages.id_at(self._index)
        return id if id > 0 else None

    def _window(self) -> list[int]:
        """The ids of all rows on the screen, headings included."""
        end = self._top + capacity(self._top, self.count, self._room)
        return [self._pages.id_at(index) for index in range(self._top, min(end, self.count))]

    @property
    def _room(self) -> int:
        """The lines below the headings; before the first layout, those of the terminal."""
        return max(1, (self._area().height or self.app.size.height) - 1)

    def versions(self, ids: Iterable[int]) -> dict[int, int]:
        """The versions of these rows as they were seen: a row that is out of sight as it was when it was last in sight."""
        return {id: self._seen.get(id) or self._pages.row(id).version for id in ids}

    def saw(self, id: int, version: int) -> None:
        """The record was seen elsewhere, in this version."""
        self._seen[id] = version

    def update_rows(self, ids: Iterable[int], changed: bool = False) -> None:
        """Read these rows again and redraw those whose text differs; with `changed` they bear the sign of a changed row until `reload`."""
        wanted, window = set(ids), set(self._window())
        self._pages.forget(wanted - window)
        for id in wanted:
            self._seen.pop(id, None)
        self._pages.reread(wanted & window)
        if changed:
            self.changed |= wanted
        self.repaint()

    def compare_visible(self) -> bool:
        """Read the visible rows again, after somebody else's change, and redraw those that differ; whether any did."""
        window = self._window()
        self._pages.keep_only(window)
        differing = self._pages.reread(window)
        for id in differing:
            self._seen.pop(id, None)
        self.repaint()
        return bool(differing)

    def _selectable(self, index: int, direction: int) -> int:
        """The nearest place of a record from a place on, first in the direction, then in the other one."""
        last = self.count - 1
        index = max(0, min(index, last))
        for step in (direction, -direction):
            place = index
            while 0 <= place <= last:
                if self._pages.id_at(place) > 0:
                    return place
                place += step
        return index

    def _place(self, index: int, top: int) -> None:
        """Put the cursor at a place and the view so that it is seen, and with the first record the headings above it."""
        self._index = index
        above = range(min(self._index, HEADINGS_AT_TOP + 1))
        if len(above) <= HEADINGS_AT_TOP and all(self._pages.id_at(place) <= 0 for place in above):
            top = 0
        self._top = scrolled(top, self._index, self.count, self._room)

    def _scroll(self, rows: int) -> None:
        """Move the view and not the cursor."""
        self._top = max(0, min(self._top + rows, self.count - self._room))
        self.repaint()

    def notify_style_update(self) -> None:
        """Forget what was drawn with the old colours."""
        super().notify_style_update()
        self._rows_drawn.clear()

    def _placed(self) -> list[PlacedColumn]:
        """The columns shown at the present width: beside a pane the list is as narrow as alone on a small terminal."""
        sizes = (self._area().width, self._area().width)
        if sizes != self._placed_for:
            self._placed_for = sizes
            self._columns_placed = arrange(self.columns, *sizes)
        return self._columns_placed

    def strips(self, width: int, height: int) -> list[Strip]:
        """Headings, the rows in view, and how many more follow; or what belongs here where there is no row."""
        if (width, height) != self._drawn_for:
            self._drawn_for = (width, height)
            self._rows_drawn.clear()
            self._top = scrolled(self._top, self._index, self.count, self._room)
        lines = [self.painted([(heading(self._placed()), "heading")], width)]
        if not self.count:
            return lines + [self.painted(f" {text}", width) for text in wrap(self.empty_text, max(2, width - 2))]
        window = range(self._top, min(self._top + capacity(self._top, self.count, self._room), self.count))
        lines += [self._row_strip(index, width) for index in window]
        if window.stop < self.count:
            lines.append(self.painted([(f"   {glyphs().more} {self.count - window.stop:,} more", "dim")], width))
        return lines

    def _row_strip(self, index: int, width: int) -> Strip:
        """One row as it is now, kept for the next time it looks the same."""
        id = self._pages.id_at(index)
        at_cursor = index == self._index and id > 0
        cell = self.cell_key if at_cursor and self.cell_cursor else ""
        marker = self._marker(id, at_cursor)
        key = (id, marker, at_cursor, cell)
        row = self._pages.row_at(index)
        self._seen[id] = row.version
        drawn = self._rows_drawn.get(key)
        if drawn is None or drawn[0] != row:
            placed = self._placed()
            runs = row_runs(row, placed, marker, cursor_extent(placed) if at_cursor else 0, cell)
            strip = strip_of([(text, self.state_style(state)) for text, state in runs], width, self.state_style(""))
            if len(self._rows_drawn) > KEPT_STRIPS:
                self._rows_drawn.clear()
            drawn = self._rows_drawn[key] = (row, strip)
        return drawn[1]

    def _marker(self, id: int, at_cursor: bool) -> str:
        """The sign before a row: cursor, mark, both, or changed."""
        signs = glyphs()
        if id in self.marks:
            return signs.cursor_mark if at_cursor else signs.mark
        if at_cursor:
            return signs.cursor
        return signs.changed if id in self.changed else " "
