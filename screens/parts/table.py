"""The one list of the program: virtual, drawn line by line, the cursor on a record and not on a place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from screens.parts.paint import style_sheet
from screens.parts.table_pages import Pages
from screens.parts.table_rows import TableColumn, TableRow, TableSource
from screens.parts.table_view import TableView, capacity

if TYPE_CHECKING:
    from textual.events import Click, MouseScrollDown, MouseScrollUp
    from textual.timer import Timer

__all__ = ["Table", "TableColumn", "TableRow", "TableSource"]

IDS_AFTER_SECONDS = 0.2
WHEEL_ROWS = 3


class TableMessage(Message):
    """Something happened to a row of a table."""

    def __init__(self, id: int) -> None:
        super().__init__()
        self.id = id


class Table(TableView, can_focus=True):
    """A list of any length: headings, rows read by page, a cursor that stays on its record, marks, and no scroll bar but a last line.

    After a change no row moves, appears or vanishes until `reload`: `update_rows` and `compare_visible` only redraw what differs.
    """

    DEFAULT_CSS = style_sheet(__file__)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "cursor('down')", "Next row", id="table.down", tooltip="Go to the next row", show=False),
        Binding("k,up", "cursor('up')", "Previous row", id="table.up", tooltip="Go to the previous row", show=False),
        Binding("g,home", "cursor('first')", "First row", id="table.first", tooltip="Go to the first row", show=False),
        Binding("G,end", "cursor('last')", "Last row", id="table.last", tooltip="Go to the last row", show=False),
        Binding("ctrl+d", "cursor('half_down')", "Half down", id="table.half_down", tooltip="Go down half a page", show=False),
        Binding("ctrl+u", "cursor('half_up')", "Half up", id="table.half_up", tooltip="Go up half a page", show=False),
        Binding("pagedown", "cursor('page_down')", "Page down", id="table.page_down", tooltip="Go down one page", show=False),
        Binding("pageup", "cursor('page_up')", "Page up", id="table.page_up", tooltip="Go up one page", show=False),
        Binding("left", "sideways('left')", "Fold, cell left", id="table.left", tooltip="Fold, or go one cell left", show=False),
        Binding("right", "sideways('right')", "Unfold, cell right", id="table.right", tooltip="Unfold, or go one cell right", show=False),
        Binding("space", "mark", "Mark", id="table.mark", tooltip="Mark the row for the next verb, and go to the next row", show=False),
        Binding("enter", "select", "Open", id="table.open", tooltip="Open the row", show=False),
    ]  # fmt: skip

    class RowHighlighted(TableMessage):
        """The cursor came to another row, or the list was read anew; the id is 0 where there is no row."""

    class RowSelected(TableMessage):
        """The row is to be opened."""

    class FoldRequested(TableMessage):
        """The row is to be opened or closed as a branch."""

        def __init__(self, id: int, open: bool) -> None:
            super().__init__(id)
            self.open = open

    class CellHighlighted(TableMessage):
        """The cell cursor came to another column of the row."""

        def __init__(self, id: int, key: str) -> None:
            super().__init__(id)
            self.key = key

    def __init__(self, columns: Sequence[TableColumn], source: TableSource, empty_text: str) -> None:
        super().__init__(columns, source, empty_text)
        self._timer: Timer | None = None

    def ids(self) -> Sequence[int]:
        """The ids of all rows in the order of the list, headings included."""
        return self._pages.all_ids()

    @property
    def records(self) -> int:
        """How many rows there are, headings not counted."""
        return self.count - self._pages.headings

    def chosen_ids(self) -> list[int]:
        """What a verb acts on: the marked rows in the order of the list, or the row under the cursor.

        To be asked before the verb writes: the order is read here at the latest, so that a row which then leaves the list keeps its place.
        """
        order = self.ids()
        if self.marks:
            return [id for id in order if id in self.marks]
        return [] if self.cursor_id is None else [self.cursor_id]

    def on_mount(self) -> None:
        """Read the first page: all that the first painting needs."""
        self._open()
        self._highlight()

    def _open(self) -> None:
        """Read the first page and stand on its first record; the order of all ids follows when the screen stands."""
        self._pages.open(self._room)
        self._seen.clear()
        self._top = 0
        self._index = self._selectable(0, 1)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(IDS_AFTER_SECONDS, self._read_ids)

    def _read_ids(self) -> None:
        """Read the order of all ids after the first painting, and correct what it shows otherwise."""
        id, offset = self.cursor_id, self._index - self._top
        self._pages.read_ids()
        found = None if id is None else self._pages.index_of(id)
        index = self._index if found is None else found
        self._place(self._selectable(index, 1), index - offset)
        if found is None:
            self._highlight()
        self.repaint()

    def set_columns(self, columns: Sequence[TableColumn]) -> None:
        """Show these columns from the next reading on; the source must give a text for each."""
        self.columns = list(columns)
        self.cell_key = self.columns[0].key
        self._placed_for = (-1, -1)
        self._rows_drawn.clear()

    def set_source(self, source: TableSource, columns: Sequence[TableColumn] | None = None) -> None:
        """Show another list from its beginning, with other columns where they are given."""
        self.marks.clear()
        if columns is not None:
            self.set_columns(columns)
        self.reload(source, keep_cursor=False)

    def reload(self, source: TableSource | None = None, *, keep_cursor: bool = True) -> None:
        """Read the list anew, from another source where one is given: what does not belong to it leaves it. The cursor stays on its
        record, or else near its place."""
        id, index, offset = self.cursor_id, self._index, self._index - self._top
        if source is not None:
            self._pages = Pages(source)
        self.changed.clear()
        self._open()
        if self.marks:
            self.marks.intersection_update(self._pages.all_ids())
        if keep_cursor and id is not None:
            found = self._pages.index_of(id)
            index = index if found is None else found
            self._place(self._selectable(index, 1), index - offset)
        self._highlight()
        self.repaint()

    def rearrange(self, ids: Sequence[int]) -> None:
        """Put rows that were made or moved where they belong; no other row leaves the list, and the cursor stays on its record."""
        id, offset = self.cursor_id, self._index - self._top
        self._pages.rearrange()
        self._pages.forget(ids)
        self.changed |= set(ids)
        found = None if id is None else self._pages.index_of(id)
        if found is not None:
            self._place(found, found - offset)
        self.compare_visible()

    def clear_marks(self) -> None:
        """Take all marks away."""
        if self.marks:
            self.marks.clear()
            self.repaint()

    def go_to(self, id: int) -> bool:
        """Put the cursor on a record; whether it is in the list."""
        index = self._pages.index_of(id)
        if index is not None:
            self._move(index, self._top, 1)
        return index is not None

    def action_cursor(self, step: str) -> None:
        """Move the cursor: `up`, `down`, `first`, `last`, `half_up`, `half_down`, `page_up`, `page_down`."""
        page = capacity(self._top, self.count, self._room)
        rows = {"up": -1, "down": 1, "half_up": -(page // 2), "half_down": page // 2, "page_up": -page, "page_down": page}.get(step)
        if rows is None:
            self._move(0 if step == "first" else self.count - 1, self._top, 1 if step == "first" else -1)
        else:
            self._move(self._index + rows, self._top + (rows if abs(rows) > 1 else 0), 1 if rows > 0 else -1)

    def action_sideways(self, direction: str) -> None:
        """Move the cell cursor to the `left` or `right`, or, where the table has none, ask to fold or unfold the row."""
        if self.cursor_id is None:
            return
        if not self.cell_cursor:
            self.post_message(self.FoldRequested(self.cursor_id, direction == "right"))
            return
        keys = [entry.column.key for entry in self._placed()]
        place = keys.index(self.cell_key) if self.cell_key in keys else 0
        self.cell_key = keys[max(0, min(len(keys) - 1, place + (1 if direction == "right" else -1)))]
        self.repaint()
        self.post_message(self.CellHighlighted(self.cursor_id, self.cell_key))

    def next_cell(self, step: int) -> None:
        """Go from cell to cell of the row, around its end; the first time the cell cursor appears on the title."""
        keys = [entry.column.key for entry in self._placed()]
        if self.cell_cursor:
            self.cell_key = keys[(keys.index(self.cell_key) + step) % len(keys)] if self.cell_key in keys else keys[0]
        else:
            self.cell_cursor = True
            self.cell_key = next((entry.column.key for entry in self._placed() if entry.column.grow), keys[0])
        self.repaint()
        if self.cursor_id is not None:
            self.post_message(self.CellHighlighted(self.cursor_id, self.cell_key))

    def leave_cells(self) -> None:
        """Take the cell cursor away."""
        self.cell_cursor = False
        self.repaint()

    def action_mark(self) -> None:
        """Mark the row, or take its mark away, and go to the next one."""
        if self.cursor_id is None:
            return
        self.marks ^= {self.cursor_id}
        self.repaint()
        self.action_cursor("down")

    def action_select(self) -> None:
        """Open the row under the cursor."""
        if self.cursor_id is not None:
            self.post_message(self.RowSelected(self.cursor_id))

    def on_click(self, event: Click) -> None:
        """Put the cursor on the row under the mouse; a double click opens it."""
        index = self._top + event.y - 1
        if event.y < 1 or index >= min(self.count, self._top + capacity(self._top, self.count, self._room)):
            return
        if self._pages.id_at(index) > 0:
            self._move(index, self._top, 1)
            if event.chain == 2:
                self.action_select()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Scroll; the cursor stays on its row."""
        self._scroll(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Scroll; the cursor stays on its row."""
        self._scroll(-WHEEL_ROWS)

    def _move(self, index: int, top: int, direction: int) -> None:
        """Put the cursor on the nearest record, and tell."""
        if not self.count:
            return
        before = self._index
        self._place(self._selectable(index, direction), top)
        if self._index != before:
            self._highlight()
        self.repaint()

    def _highlight(self) -> None:
        """Tell the screen which row the cursor is on.

        It is told directly, and before the table is drawn: a frame follows when the screen has heard, and what it says about the row is sent
        with it. A second frame comes 20 ms later.
        """
        self.screen.post_message(self.RowHighlighted(self.cursor_id or 0))
