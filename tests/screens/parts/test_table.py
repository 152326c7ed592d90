"""The table on a screen: keys, messages, marks, and what it sends when something changes."""

from __future__ import annotations

import ast
import asyncio
from array import array
from collections.abc import Awaitable, Callable, Sequence

from textual.actions import parse
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.pilot import Pilot

from screens.parts.safe_text import UTF8
from screens.parts.table import Table, TableColumn, TableRow

COLUMNS = [TableColumn("ref", "Ref", 6), TableColumn("title", "Task", 10, grow=True), TableColumn("done", "Done", 4, "right")]
HEADINGS = {-1: "Blocked", -2: "Late"}


class Rows:
    """Records in memory, with headings where the order holds an id below 0."""

    def __init__(self, order: Sequence[int]) -> None:
        self.order = array("q", order)
        self.titles: dict[int, str] = {}

    def row(self, id: int) -> TableRow:
        if id < 0:
            return TableRow(id, (HEADINGS[id],), "group")
        return TableRow(id, (f"T-{id}", self.titles.get(id, f"[b]title {id}[/b]"), f"{id % 100}%"))

    def first(self, limit: int) -> list[TableRow]:
        return [self.row(id) for id in self.order[:limit]]

    def count(self) -> int:
        return len(self.order)

    def ids(self) -> Sequence[int]:
        return array("q", self.order)

    def rows(self, ids: Sequence[int]) -> list[TableRow]:
        return [self.row(id) for id in ids]


class OneTable(App[None]):
    """A table alone on the screen, and every message it sends."""

    def __init__(self, source: Rows, cell_cursor: bool = False) -> None:
        super().__init__()
        self.table = Table(COLUMNS, source, "No task yet.\nn makes the first.")
        self.table.cell_cursor = cell_cursor
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.table.focus()

    def on_table_row_highlighted(self, message: Table.RowHighlighted) -> None:
        self.heard.append(message)

    def on_table_row_selected(self, message: Table.RowSelected) -> None:
        self.heard.append(message)

    def on_table_fold_requested(self, message: Table.FoldRequested) -> None:
        self.heard.append(message)

    def on_table_cell_highlighted(self, message: Table.CellHighlighted) -> None:
        self.heard.append(message)

    def in_view(self) -> list[int]:
        """The rows on the screen, from the top."""
        return self.table._window()

    def shown(self) -> list[str]:
        return [self.table.render_line(y).text for y in range(self.table.size.height)]


def drive(source: Rows, steps: Callable[[OneTable, Pilot[None]], Awaitable[None]], *, cell_cursor: bool = False) -> None:
    """Run steps against a table on a terminal of 40 columns and 12 lines."""

    async def run() -> None:
        app = OneTable(source, cell_cursor)
        async with app.run_test(size=(40, 12)) as pilot:
            await pilot.pause()
            await steps(app, pilot)

    asyncio.run(run())


def test_the_first_painting() -> None:
    async def steps(app: OneTable, pilot: Pilot[None]) -> None:
        lines = app.shown()
        assert lines[0] == " Ref    Task                        Done"
        assert lines[1] == f"{UTF8.cursor}T-1    [b]title 1[/b]                1%"
        assert lines[-1].strip() == "… 990 more"
        assert [message.id for message in app.heard if isinstance(message, Table.RowHighlighted)] == [1]

    drive(Rows(range(1, 1001)), steps)


def test_keys_move_and_tell() -> None:
    async def steps(app: OneTable, pilot: Pilot[None]) -> None:
        await pilot.press("j", "down", "k", "G")
        assert app.table.cursor_id == 1000
        assert app.shown()[-1].startswith(f"{UTF8.cursor}T-1000")
        await pilot.press("g", "pagedown", "ctrl+d", "enter")
        assert app.table.cursor_id == 16
        assert isinstance(app.heard[-1], Table.RowSelected)
        assert app.heard[-1].id == 16
        assert app.table.go_to(500)
        assert not app.table.go_to(5000)
        await pilot.pause()
        assert 500 in app.in_view()

    drive(Rows(range(1, 1001)), steps)


def test_only_the_two_rows_of_the_cursor_are_drawn_anew() -> None:
    async def steps(app: OneTable, pilot: Pilot[None]) -> None:
        before = list(app.table._lines)
        await pilot.press("j")
        changed = [y for y, (old, new) in enumerate(zip(before, app.table._lines, strict=True)) if old is not new]
        assert changed == [1, 2]

    drive(Rows(range(1, 1001)), steps)


def test_headings_are_skipped_and_come_back_into_view() -> None:
    async def steps(app: OneTable, pilot: Pilot[None]) -> None:
        assert app.shown()[1].startswith(" Blocked")
        assert app.table.cursor_id == 1
        await pilot.press("down", "down")
        assert app.table.cursor_id == 3
        await pilot.press("G", "g")
        assert app.table.cursor_id == 1
        assert app.shown()[1].startswith(" Blocked")
        assert not app.table.compare_visible()

    drive(Rows([-1, 1, 2, -2, *range(3, 60)]), steps)


def test_marks_are_what_verbs_act_on() -> None:
    async def steps(app: OneTable, pilot: Pilot[None]) -> None:
        assert app.table.chosen_ids() == [1]
        await pilot.press("space", "j", "space")
        assert app.table.chosen_ids() == [1, 3]
        assert app.table.cursor_id == 4
        assert app.shown()[1].startswith(UTF8.mark)
        await pilot.press("k")
        assert app.shown()[3].startswith(UTF8.cursor_mark)
        app.table.clear_marks()
        assert app.table.chosen_ids() == [3]

    drive(Rows(range(1, 1001)), steps)


def test_a_changed_row_keeps_its_place_until_reload() -> None:
    source = Rows(range(1, 1001))

    async def steps(app: OneTable, pilot: Pilot[None]) -> None:
        await pilot.press("j", "j")
        assert app.table.chosen_ids() == [3]
        source.titles[2] = "done now"
        source.order.remove(2)
        app.table.update_rows([2], changed=True)
        assert app.shown()[2] == f"{UTF8.changed}T-2    done now                      2%"
        assert app.table.cursor_id == 3
        app.table.marks = {2, 5}
        app.table.reload()
        assert [line[1:4] for line in app.shown()[1:4]] == ["T-1", "T-3", "T-4"]
        assert app.table.cursor_id == 3
        assert app.table.marks == {5}

    drive(source, steps)


def test_another_users_change_is_found_among_the_visible_rows() -> None:
    source = Rows(range(1, 1001))

    async def steps(app: OneTable, pilot: Pilot[None]) -> None:
        assert not app.table.compare_visible()
        source.titles[4] = "theirs"
        source.titles[700] = "theirs too"
        assert app.table.compare_visible()
        assert "theirs" in app.shown()[4]
        app.table.go_to(700)
        await pilot.pause()
        assert any("theirs too" in line for line in app.shown())
        source.titles[4] = "theirs again"
        assert not app.table.compare_visible()
        await pilot.press("g")
        assert "theirs again" in app.shown()[4]

    drive(source, steps)


def test_reload_keeps_the_record_wherever_it_moves() -> None:
    source = Rows(range(1, 1001))

    async def steps(app: OneTable, pilot: Pilot[None]) -> None:
        app.table.go_to(8)
        source.order = array("q", [*range(1000, 0, -1)])
        app.table.reload()
        assert app.table.cursor_id == 8
        assert 8 in app.in_view()
        app.table.reload(keep_cursor=False)
        assert app.table.cursor_id == 1000
        source.order = array("q")
        app.table.reload()
        assert app.table.cursor_id is None
        assert app.table.chosen_ids() == []
        assert [line.strip() for line in app.shown()[1:3]] == ["No task yet.", "n makes the first."]
        await pilot.press("j", "space", "enter", "left", "G")
        source.order = array("q", [3])
        app.table.reload()
        assert app.table.cursor_id == 3

    drive(source, steps)


def test_sideways_folds_or_moves_the_cell() -> None:
    async def folding(app: OneTable, pilot: Pilot[None]) -> None:
        await pilot.press("left", "right")
        folds = [message for message in app.heard if isinstance(message, Table.FoldRequested)]
        assert [(message.id, message.open) for message in folds] == [(1, False), (1, True)]

    async def cells(app: OneTable, pilot: Pilot[None]) -> None:
        await pilot.press("right", "right", "right", "left")
        moves = [message.key for message in app.heard if isinstance(message, Table.CellHighlighted)]
        assert moves == ["title", "done", "done", "title"]

    drive(Rows(range(1, 20)), folding)
    drive(Rows(range(1, 20)), cells, cell_cursor=True)


def test_mouse() -> None:
    async def steps(app: OneTable, pilot: Pilot[None]) -> None:
        await pilot.click(Table, offset=(5, 4))
        assert app.table.cursor_id == 4
        await pilot.click(Table, offset=(5, 6), times=2)
        assert isinstance(app.heard[-1], Table.RowSelected)
        assert app.heard[-1].id == 6
        app.table.action_cursor("first")
        app.table._scroll(30)
        assert app.table.cursor_id == 1
        assert 1 not in app.in_view()
        await pilot.press("j")
        assert 2 in app.in_view()

    drive(Rows(range(1, 1001)), steps)


def test_it_follows_size_and_theme() -> None:
    async def steps(app: OneTable, pilot: Pilot[None]) -> None:
        await pilot.press("G")
        await pilot.resize_terminal(60, 6)
        await pilot.pause()
        assert app.shown()[-1].startswith(f"{UTF8.cursor}T-50")
        assert {len(line) for line in app.shown()} == {60}
        dark = [segment.style for segment in app.table.render_line(0)]
        app.theme = "textual-light"
        await pilot.pause()
        assert [segment.style for segment in app.table.render_line(0)] != dark

    drive(Rows(range(1, 51)), steps)


def test_every_action_parses_and_every_binding_says_what_it_does() -> None:
    for binding in Table.BINDINGS:
        assert isinstance(binding, Binding)
        assert binding.id
        assert binding.description
        assert binding.tooltip
        _, name, arguments = parse(binding.action)
        assert callable(getattr(Table, f"action_{name}"))
        assert ast.literal_eval(repr(arguments)) == arguments


def test_the_cursor_stays_on_its_record_when_the_order_of_all_is_read_after_the_first_page() -> None:
    source = Rows(range(1, 400))

    async def steps(app: OneTable, pilot: Pilot[None]) -> None:
        assert app.table._timer is not None
        app.table._timer.pause()
        await pilot.press("j", "j")
        assert app.table.cursor_id == 3
        source.order = array("q", [1001, 1002, *source.order])
        app.table._read_ids()
        await pilot.pause()
        assert app.table.cursor_id == 3
        await pilot.press("k")
        assert app.table.cursor_id == 2

    drive(source, steps)
