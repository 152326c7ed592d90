"""The frame that every list stands in: tabs, context, list and pane, speaking lines, keys; and what every list can do."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.reactive import Reactive
from textual.screen import Screen

from models.store.errors import ConflictError, QuarterdeckError, UsageError
from screens import effects
from screens.deck import deck
from screens.parts.bound_keys import bound
from screens.parts.bound_keys import entries_of as entries_of
from screens.parts.detail import Detail, DetailEntry
from screens.parts.guard import Guarded
from screens.parts.line import KeyLine, Line, SpeakingLines, TabsLine
from screens.parts.paint import style_sheet
from screens.parts.prompt import Prompt
from screens.parts.tab_keys import TABS
from screens.parts.table import Table, TableColumn
from screens.unread import Unread

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Resize, ScreenResume
    from textual.widget import Widget

    from screens.parts.line import Text
    from screens.parts.paint import Piece
    from screens.parts.table import TableSource

#: What a list was read for that was not read yet.
NEVER = object()
#: The widths of the terminal from which a pane stands to the right of the list, a third beside it, and both are wider.
PANE_FROM, THIRD_FROM, WIDER_FROM = 120, 160, 190


class Middle(Horizontal):
    """A list and its panes, which cover it: nothing of its own is drawn."""

    BLANK = True


class FrameScreen(Guarded, Screen[None]):
    """Tabs on top, speaking lines and keys at the bottom, a list between them. Subclasses say what is in the list.

    Hooks: `source`, `columns`, `context`, `speak`, `detail`, `around`, `empty_text`; each reads, none writes.
    """

    TAB: ClassVar[str] = ""
    #: The ids of the bindings that the key line shows, most important first.
    KEYS: ClassVar[tuple[str, ...]] = ()
    SPEAKING_ROWS: ClassVar[int] = 2
    BLANK = True
    AUTO_FOCUS = "Table"
    #: Which widget has the focus changes nothing of the screen itself: it is not drawn again for it.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    DEFAULT_CSS = style_sheet(__file__)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "back", "Back", id="view.back", tooltip="One step back; at the top, leave the program"),
        Binding("escape", "clear", "Back", id="view.clear", tooltip="Clear the filter and the marks, or go one step back", show=False),
        Binding("tab", "cell(1)", "Next cell", id="view.cell", tooltip="Go to the next cell of the row", show=False),
        Binding("shift+tab", "cell(-1)", "Previous cell", id="view.cell_back", tooltip="Go to the cell before", show=False),
        Binding("f5,ctrl+l", "refresh", "Refresh", id="view.refresh", tooltip="Read the list anew: changed rows go where they belong", show=False),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        # made after the theme was chosen: all style sheets would otherwise be parsed anew, twice, when a tab is first opened
        self._css_update_count = self.app._css_update_count
        self._fresh_for: object = NEVER
        self._read_at: object = None
        self._shown_row: int | None = None
        self._said_at: int | None = None
        self._unread = Unread()

    # -- hooks

    @abstractmethod
    def source(self) -> TableSource:
        """The rows of the list as it is now to be shown."""

    @abstractmethod
    def columns(self) -> Sequence[TableColumn]:
        """The columns of the list."""

    @abstractmethod
    def context(self) -> list[Piece]:
        """The line under the tabs: what is shown, how much of it, under which filter."""

    def speak(self, record: int | None) -> list[Text]:
        """The lines above the keys for the row under the cursor: why it is as it is."""
        return []

    def detail(self, record: int) -> tuple[str, list[DetailEntry]]:
        """The pane's title and entries for the row."""
        return "", []

    def around(self, record: int) -> list[DetailEntry]:
        """The third pane's entries for the row."""
        return []

    def empty_text(self) -> str:
        """What belongs here and which key makes the first."""
        return ""

    # -- building

    def compose(self) -> ComposeResult:
        """The frame."""
        yield TabsLine(TABS, self.TAB, deck(self).tab_right())
        yield Line(id="context")
        with Middle():
            yield self.table
            yield Detail(id="pane")
            yield Detail(id="third")
        yield Prompt()
        yield SpeakingLines(self.SPEAKING_ROWS, id="speaking")
        yield KeyLine(self.key_entries())

    @cached_property
    def table(self) -> Table:
        """The list."""
        return Table(self.columns(), self.source(), self.empty_text())

    def on_mount(self) -> None:
        """Show what the list is about; the first row speaks when the table says where its cursor is."""
        self._fresh_for, self._read_at = self.freshness(), self._moment()
        self._set_panes(self.app.size.width)
        self.show_context()

    def on_resize(self, event: Resize) -> None:
        """As many panes as the width takes; the tab line says where the terminal is too small."""
        self._set_panes(event.size.width)
        self.query_one(TabsLine).repaint()
        self.show_row(self.table.cursor_id, again=True)

    def _set_panes(self, width: int) -> None:
        for name, least in (("-pane", PANE_FROM), ("-third", THIRD_FROM), ("-wider", WIDER_FROM)):
            self.set_class(width >= least, name)

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Coming back: another project means another list; otherwise only what differs is drawn, if anything can."""
        self.query_one(TabsLine).set(self.TAB, deck(self).tab_right())
        before, self._read_at = self._read_at, self._moment()
        if not self.freshen() and self._fresh_for is not NEVER and before != self._read_at:
            self.others_changed()

    def _moment(self) -> object:
        """The state of the database and the day: while both stay, a screen has nothing new to show."""
        session = deck(self).session
        return session.database.stamp(), session.today

    def freshen(self) -> bool:
        """Read the list from its beginning where it depends on something that is another now; a screen not yet shown reads it anyway."""
        stale = self._fresh_for is not NEVER and self._fresh_for != self.freshness()
        if stale:
            self.show_list()
        return stale

    def freshness(self) -> object:
        """What the list depends on besides the data: when it differs, the list is read from its beginning."""
        return deck(self).project

    def show_list(self) -> None:
        """Read the list from its beginning, with its context."""
        self._fresh_for, self._unread = self.freshness(), Unread()
        self.table.empty_text = self.empty_text()
        self.table.set_source(self.source(), self.columns())
        self.show_context()
        self.show_row(self.table.cursor_id, again=True)

    def show_context(self) -> None:
        """Write the context line; columns that have become wider than they were, as references do, are widened."""
        first, *others = self.context()
        self.query_one("#context", Line).set([first, *self._unread.pieces(), *others])
        columns, shown = list(self.columns()), self.table.columns
        if columns != shown and [column.key for column in columns] == [column.key for column in shown]:
            cell = self.table.cell_key
            self.table.set_columns(columns)
            self.table.cell_key = cell
            self.table.repaint()

    def key_entries(self) -> list[tuple[str, str]]:
        """The keys of the key line, as they are bound now."""
        return entries_of(self.KEYS, self, self.table, self.app)

    # -- the row under the cursor

    def on_table_row_highlighted(self, event: Table.RowHighlighted) -> None:
        """The row speaks, and the pane shows it; what was just said stays until the cursor is on another row."""
        event.stop()
        if self._said_at is not None and self._said_at == event.id:
            self.show_pane(event.id)
        else:
            self.show_row(event.id or None)

    def show_row(self, record: int | None, *, again: bool = False) -> None:
        """Speak about a row; the texts that stayed the same are not sent again."""
        if record == self._shown_row and not again:
            return
        self._shown_row, self._said_at = record, None
        self.query_one("#speaking", SpeakingLines).set(*self.speak(record))
        if record is not None:
            self.show_pane(record)

    def show_pane(self, record: int) -> None:
        """Show the record in the pane, where there is one."""
        if self.has_class("-pane"):
            self.query_one("#pane", Detail).set(*self.detail(record))
        if self.has_class("-third"):
            self.query_one("#third", Detail).set("", self.around(record))

    def say(self, *lines: Text) -> None:
        """Say something in place of what the row says, until the cursor moves."""
        self._shown_row, self._said_at = None, self.table.cursor_id
        self.query_one("#speaking", SpeakingLines).set(*lines)

    def complain(self, error: QuarterdeckError | ValueError) -> None:
        """Say what is wrong and what would be right; of two people's changes of one field, all three values."""
        if isinstance(error, ConflictError) and error.clashes:
            self.say(*effects.conflict(deck(self).session, error))
            return
        message, hint = getattr(error, "message", str(error)), getattr(error, "hint", None)
        first: list[Piece] = [(f" {message}", "error")]
        self.say(first, f"   {hint}" if hint else "")

    def on_table_fold_requested(self, event: Table.FoldRequested) -> None:
        """Left and right."""
        self.fold(event.id, event.open)

    def fold(self, record: int, opened: bool) -> None:
        """Nothing folds here: left and right go from cell to cell."""
        self.action_cell(1 if opened else -1)

    def on_table_row_selected(self, event: Table.RowSelected) -> None:
        """Enter opens the row."""
        self.open_row(event.id)

    @abstractmethod
    def open_row(self, record: int) -> None:
        """Show what the row is about."""

    # -- changes

    def others_changed(self) -> None:
        """Somebody else wrote, or this screen was away: what is in view is compared, nothing moves, what was just said stays.

        A screen not yet shown reads everything when it is.
        """
        if self._fresh_for is NEVER:
            return
        table = self.table
        moved = table.compare_visible()
        self._unread.count(table, self.source(), self.columns())
        self.show_context()
        if moved and table.cursor_id is not None and self._said_at == table.cursor_id:
            self.show_pane(table.cursor_id)
        elif moved:
            self.show_row(table.cursor_id, again=True)

    def action_refresh(self) -> None:
        """Read the list anew; the cursor stays on its record."""
        if list(self.columns()) != self.table.columns:
            self.table.set_columns(self.columns())
        self.table.reload(self.source())
        self._unread = Unread()
        self.show_context()
        self.say([(" read anew: every row stands where it belongs", "dim")])

    def action_cell(self, step: int) -> None:
        """Go from cell to cell, where cells can be edited."""
        self.complain(UsageError("the cells of this list are not edited one by one", hint=f"{bound('table.open')} opens the row"))

    def action_clear(self) -> None:
        """Take away the marks, or go one step back; never leaves the program."""
        if self.table.cell_cursor:
            self.table.leave_cells()
            self.show_row(self.table.cursor_id, again=True)
        elif self.table.marks:
            self.table.clear_marks()
        elif len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    async def action_back(self) -> None:
        """One step back; at the top the program ends."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            await deck(self).leave()
