"""Text to be read: why a figure is what it is, a history, records, a report; it scrolls, and a filter narrows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from screens.parts.paint import Painted, Piece
from screens.parts.panel import PanelScreen
from screens.parts.prompt import Prompt
from screens.parts.safe_text import glyphs
from screens.parts.tab_keys import TAB_BINDINGS
from screens.parts.wrapping import wrap_pieces

if TYPE_CHECKING:
    from textual.events import MouseScrollDown, MouseScrollUp
    from textual.strip import Strip
    from textual.widget import Widget

    TextLine = str | Sequence[Piece]

KEYS = (("reader.down reader.up", "line"), ("reader.page_down", "page"), ("reader.filter", "filter"), ("reader.back", "back"))


class ReaderText(Painted, can_focus=True):
    """Lines of text in a window that moves over them."""

    def __init__(self, lines: Sequence[TextLine]) -> None:
        super().__init__()
        self.top = 0
        self._all = [[(line, "")] if isinstance(line, str) else list(line) for line in lines]
        self._filter = ""
        self._wrapped: tuple[int, str, list[list[Piece]]] = (-1, "", [])

    def set_lines(self, lines: Sequence[TextLine]) -> None:
        """Show other lines; the window stays where it is, as far as there are lines."""
        self._all = [[(line, "")] if isinstance(line, str) else list(line) for line in lines]
        self._wrapped = (-1, "", [])
        self.top = max(0, min(self.top, len(self._all) - 1))
        self.repaint()

    def set_filter(self, text: str) -> None:
        """Show only lines that hold every word of the text, and the headings above them."""
        self._filter, self.top = text, 0
        self.repaint()

    def shown(self) -> list[list[Piece]]:
        """The lines that pass the filter."""
        words = self._filter.casefold().split()
        if not words:
            return self._all
        kept: list[list[Piece]] = []
        heading: list[Piece] | None = None
        for line in self._all:
            if line and line[0][1] in ("group", "title"):
                heading = line
            elif all(word in "".join(text for text, _ in line).casefold() for word in words):
                if heading is not None:
                    kept.append(heading)
                    heading = None
                kept.append(line)
        return kept

    def wrapped(self, width: int) -> list[list[Piece]]:
        """The lines shown, broken to a width."""
        if self._wrapped[:2] != (width, self._filter):
            self._wrapped = (width, self._filter, [part for line in self.shown() for part in wrap_pieces(line, max(10, width))])
        return self._wrapped[2]

    def scroll(self, rows: int) -> None:
        """Move the window."""
        self.top = max(0, min(len(self.wrapped(self.size.width - 2)) - self.size.height, self.top + rows))
        self.repaint()

    def strips(self, width: int, height: int) -> list[Strip]:
        """The lines of the window, with a blank on both sides."""
        lines = self.wrapped(width - 2)[self.top : self.top + height] or [[("nothing holds these words", "dim")]]
        return [self.painted([(" ", ""), *line], width) for line in lines]

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Go on."""
        self.scroll(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Go back."""
        self.scroll(-3)


class ReaderScreen(PanelScreen[None]):
    """Lines of plain text, or of pieces with states, to be read; nothing in them is markup."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll('down')", "Line down", id="reader.down", tooltip="Go one line down"),
        Binding("k,up", "scroll('up')", "Line up", id="reader.up", tooltip="Go one line up"),
        Binding("pagedown,space,ctrl+d", "scroll('page_down')", "Page down", id="reader.page_down", tooltip="Go one page down"),
        Binding("pageup,ctrl+u", "scroll('page_up')", "Page up", id="reader.page_up", tooltip="Go one page up"),
        Binding("g,home", "scroll('first')", "First line", id="reader.first", tooltip="Go to the first line"),
        Binding("G,end", "scroll('last')", "Last line", id="reader.last", tooltip="Go to the last line"),
        Binding("slash", "filter", "Filter", id="reader.filter", tooltip="Show only lines that hold what is typed"),
        Binding("q,escape", "back", "Back", id="reader.back", tooltip="Clear the filter, or go back"),
        *TAB_BINDINGS,
    ]

    def __init__(self, title: str, lines: Sequence[TextLine], keys: Sequence[tuple[str, str]] = KEYS) -> None:
        super().__init__(title, keys, help=("?", "help"))
        self.text = ReaderText(lines)
        self.prompt = Prompt(keeps_row=True)
        self._filter = ""

    def body(self) -> Iterable[Widget]:
        """The text, and the line in which the filter is typed."""
        return (self.text, self.prompt)

    def grown(self) -> Widget:
        """The text."""
        return self.text

    def rows_needed(self) -> int:
        """The rows of the text at the width of the terminal."""
        return len(self.text.wrapped(self.app.size.width - 2))

    def on_mount(self) -> None:
        """Begin at the top."""
        self.set_focus(self.text)
        self.call_after_refresh(self._say_place)

    def _say_place(self) -> None:
        """Say how much of the text is seen."""
        rows, height = len(self.text.wrapped(self.text.size.width - 2)), self.text.size.height
        place = "" if rows <= height else f"{self.text.top + 1}{glyphs().dash}{min(rows, self.text.top + height)} of {rows}"
        self.title_rule.say(f"{self._filter and f'filter: {self._filter}  '}{place}")

    def action_scroll(self, step: str) -> None:
        """Move: `up`, `down`, `page_up`, `page_down`, `first`, `last`."""
        page = max(1, self.text.size.height - 1)
        end = len(self.text.wrapped(self.text.size.width - 2))
        self.text.scroll({"up": -1, "down": 1, "page_up": -page, "page_down": page, "first": -end, "last": end}[step])
        self._say_place()

    def action_filter(self) -> None:
        """Type what the lines shown must hold."""
        self.prompt.open("/", self._filter, self._narrow)

    def _narrow(self, text: str) -> None:
        """Show only the lines that hold the text."""
        self._filter = text.strip()
        self.text.set_filter(self._filter)
        self._say_place()

    def on_prompt_cancelled(self, message: Prompt.Cancelled) -> None:
        """Show everything again."""
        message.stop()
        self._narrow("")

    def on_prompt_submitted(self, message: Prompt.Submitted) -> None:
        """Keep the filter."""
        message.stop()

    def action_back(self) -> None:
        """Clear the filter, or go back."""
        if self._filter:
            self._narrow("")
        else:
            self.dismiss(None)
