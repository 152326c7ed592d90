"""Where columns stand, what a row looks like, which rows are in view: all without a screen."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from screens.parts.paint import extent_of_change, strip_of
from screens.parts.table_pages import PAGE, Pages
from screens.parts.table_rows import TableColumn, TableRow, arrange, cursor_extent, heading, row_runs
from screens.parts.table_view import capacity, scrolled

COLUMNS = [
    TableColumn("ref", "Ref", 7),
    TableColumn("title", "Task", 10, grow=True),
    TableColumn("done", "Done", 4, "right"),
    TableColumn("trend", "Trend", 6, wide=100),
]


def text_of(row: TableRow, width: int = 40, **options: object) -> str:
    return "".join(text for text, _ in row_runs(row, arrange(COLUMNS, width, width), " ", **options))  # type: ignore[arg-type]


def test_the_growing_column_takes_the_rest() -> None:
    placed = arrange(COLUMNS, 40, 80)
    assert [(entry.column.key, entry.x, entry.width) for entry in placed] == [("ref", 1, 7), ("title", 9, 26), ("done", 36, 4)]
    assert heading(placed) == " Ref     Task                       Done"


def test_wide_columns_come_with_the_terminal_and_give_way_first() -> None:
    assert [entry.column.key for entry in arrange(COLUMNS, 60, 100)] == ["ref", "title", "done", "trend"]
    assert [entry.column.key for entry in arrange(COLUMNS, 28, 100)] == ["ref", "title", "done"]
    assert [entry.column.key for entry in arrange(COLUMNS, 20, 100)] == ["ref", "title"]
    assert [entry.column.key for entry in arrange(COLUMNS, 3, 100)] == ["ref"]


@given(st.integers(1, 200), st.integers(40, 200), st.text(max_size=30))
def test_a_row_is_never_wider_than_its_place(width: int, terminal: int, title: str) -> None:
    placed = arrange(COLUMNS, width, terminal)
    runs = row_runs(TableRow(1, ("CRM-1", title, "50%", "^")), placed, ">", cursor_extent(placed))
    assert sum(cell_len(text) for text, _ in runs) <= max(width, 1)


def test_numbers_stand_right_and_missing_cells_are_blank() -> None:
    assert text_of(TableRow(1, ("CRM-1", "Map", "50%"))) == " CRM-1   Map                         50%"
    assert text_of(TableRow(1, ("CRM-1",))) == " CRM-1" + " " * 34


def test_states_of_rows_cells_cursor_and_cell() -> None:
    placed = arrange(COLUMNS, 40, 80)
    row = TableRow(1, ("CRM-1", "Map", "50%"), "late", {"done": "risk"})
    states = {text.strip(): state for text, state in row_runs(row, placed, "!") if text.strip()}
    assert states == {"!": "late", "CRM-1": "late", "Map": "late", "50%": "risk"}
    at_cursor = {text.strip(): state for text, state in row_runs(row, placed, ">", cursor_extent(placed), "done") if text.strip()}
    assert at_cursor == {">": "cursor", "CRM-1": "cursor", "Map": "cursor", "50%": "cell"}


def test_a_heading_goes_across() -> None:
    assert row_runs(TableRow(-1, ("Silent for 5 days, or owner away",)), arrange(COLUMNS, 40, 80), " ") == [
        (" Silent for 5 days, or owner away", "group")
    ]


@given(st.integers(0, 500), st.integers(1, 50), st.data())
def test_the_cursor_is_always_in_view(count: int, room: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, max(0, count - 1)))
    top = scrolled(data.draw(st.integers(-5, 600)), index, count, room)
    assert 0 <= top <= max(0, count - room)
    assert top <= index < top + capacity(top, count, room)


def test_leaving_the_view_scrolls_half_a_page() -> None:
    assert scrolled(0, 19, 100, 20) == 10
    assert scrolled(0, 18, 100, 20) == 0
    assert scrolled(50, 49, 100, 20) == 40


WORDS = st.lists(st.tuples(st.text("ab 表", min_size=1, max_size=6), st.sampled_from([Style(), Style(bold=True)])), max_size=5)


@given(WORDS, WORDS)
def test_what_differs_lies_left_of_the_extent(one: list[tuple[str, Style]], other: list[tuple[str, Style]]) -> None:
    width = 24
    old, new = strip_of(one, width, Style()), strip_of(other, width, Style())
    assert old.cell_length == new.cell_length == width
    extent = extent_of_change(old, new)
    assert _cells(Strip.join([new.crop(0, extent), old.crop(extent, width)])) == _cells(new)
    assert (extent == 0) == (_cells(old) == _cells(new))


def _cells(strip: Strip) -> list[tuple[str, Style | None]]:
    return [(character, segment.style) for segment in strip for character in segment.text]


def test_only_up_to_the_last_difference() -> None:
    old, new = Strip([Segment("abcdef", Style())]), Strip([Segment("abXdef", Style())])
    assert extent_of_change(old, new) == 3
    assert extent_of_change(old, old) == 0


class Numbers:
    """Rows 1 to n, which counts how it is asked."""

    def __init__(self, count: int) -> None:
        self.order = array("q", range(1, count + 1))
        self.gone: set[int] = set()
        self.asked: list[list[int]] = []
        self.ids_read = 0

    def first(self, limit: int) -> list[TableRow]:
        return [TableRow(id, (f"row {id}",)) for id in self.order[:limit]]

    def count(self) -> int:
        return len(self.order)

    def ids(self) -> Sequence[int]:
        self.ids_read += 1
        return self.order

    def rows(self, ids: Sequence[int]) -> list[TableRow]:
        self.asked.append(list(ids))
        return [TableRow(id, (f"row {id}",)) for id in ids if id not in self.gone]


def test_the_first_page_asks_for_nothing_else() -> None:
    source = Numbers(100_000)
    pages = Pages(source)
    pages.open(20)
    assert [pages.row_at(index).id for index in range(20)] == list(range(1, 21))
    assert (pages.count, source.ids_read, source.asked) == (100_000, 0, [])


def test_rows_come_by_page() -> None:
    source = Numbers(1000)
    pages = Pages(source)
    pages.open(20)
    assert pages.row_at(500).cells == ("row 501",)
    assert pages.row_at(510).cells == ("row 511",)
    assert [len(ids) for ids in source.asked] == [PAGE]


def test_a_row_that_is_gone_keeps_its_place() -> None:
    source = Numbers(100)
    pages = Pages(source)
    pages.open(20)
    source.gone.add(3)
    assert pages.reread([2, 3]) == {3}
    assert pages.row_at(2) == TableRow(3, (), "dim")
    assert pages.index_of(3) == 2


def test_places_beyond_the_first_page_need_the_order() -> None:
    pages = Pages(Numbers(100))
    pages.open(20)
    assert pages.index_of(5) == 4
    assert not pages.complete
    assert pages.index_of(90) == 89
    assert pages.index_of(101) is None
