"""Text of several lines to be typed: Textual's text area without numbers and blinking, its keys named, nothing unsafe let in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.actions import SkipAction
from textual.binding import BindingType
from textual.widgets import TextArea

from screens.parts.line_input import edit_binding
from screens.parts.paint import style_sheet
from screens.parts.safe_text import safe

if TYPE_CHECKING:
    from textual.events import Paste


class LongInput(TextArea, inherit_bindings=False, inherit_css=False):
    """Several lines; Tab leaves it, up and down too at its edges, and Enter begins a line."""

    DEFAULT_CSS = style_sheet(__file__)
    COMPONENT_CLASSES: ClassVar[set[str]] = TextArea.COMPONENT_CLASSES
    BINDINGS: ClassVar[list[BindingType]] = [
        edit_binding("up", "cursor_up", "Line up", "Go to the line above", "long_up"),
        edit_binding("down", "cursor_down", "Line down", "Go to the line below", "long_down"),
        edit_binding("left", "cursor_left", "Left", "Go one character to the left", "long_left"),
        edit_binding("right", "cursor_right", "Right", "Go one character to the right", "long_right"),
        edit_binding("ctrl+left", "cursor_word_left", "Word left", "Go to the beginning of the word", "long_word_left"),
        edit_binding("ctrl+right", "cursor_word_right", "Word right", "Go to the next word", "long_word_right"),
        edit_binding("home", "cursor_line_start", "Start", "Go to the beginning of the line", "long_start"),
        edit_binding("end", "cursor_line_end", "End", "Go to the end of the line", "long_end"),
        edit_binding("pageup", "cursor_page_up", "Page up", "Go one page up", "long_page_up"),
        edit_binding("pagedown", "cursor_page_down", "Page down", "Go one page down", "long_page_down"),
        edit_binding("shift+up", "cursor_up(True)", "Select up", "Select up to the line above", "long_select_up"),
        edit_binding("shift+down", "cursor_down(True)", "Select down", "Select up to the line below", "long_select_down"),
        edit_binding("shift+left", "cursor_left(True)", "Select left", "Select the character to the left", "long_select_left"),
        edit_binding("shift+right", "cursor_right(True)", "Select right", "Select the character to the right", "long_select_right"),
        edit_binding("backspace", "delete_left", "Delete left", "Delete the character to the left", "long_delete_left"),
        edit_binding("delete", "delete_right", "Delete", "Delete the character under the caret", "long_delete_right"),
        edit_binding("ctrl+w", "delete_word_left", "Delete word", "Delete the word to the left", "long_delete_word"),
        edit_binding("ctrl+u", "delete_to_start_of_line", "Delete to start", "Delete up to the beginning of the line", "long_delete_start"),
        edit_binding("ctrl+k", "delete_to_end_of_line", "Delete to end", "Delete up to the end of the line", "long_delete_end"),
        edit_binding("ctrl+z", "undo", "Undo typing", "Take back what was typed last", "long_undo"),
        edit_binding("ctrl+y", "redo", "Redo typing", "Type again what was taken back", "long_redo"),
        edit_binding("ctrl+x", "cut", "Cut", "Cut what is selected", "long_cut"),
        edit_binding("ctrl+c", "copy", "Copy", "Copy what is selected", "long_copy"),
        edit_binding("ctrl+v", "paste", "Paste", "Insert what was copied", "long_paste"),
    ]

    def __init__(self, on_change: Callable[[str], None]) -> None:
        super().__init__(soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True, highlight_cursor_line=False)
        self.cursor_blink = False
        self._on_change = on_change
        self._shown = ""

    def put(self, text: str) -> None:
        """Show another text, with the caret at its end."""
        self._shown = text
        self.load_text(text)
        self.move_cursor(self.document.end)

    def action_cursor_up(self, select: bool = False) -> None:
        """Go one line up; from the first line, leave to whoever holds the text."""
        if not select and self.navigator.is_first_wrapped_line(self.cursor_location):
            raise SkipAction
        super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """Go one line down; from the last line, leave to whoever holds the text."""
        if not select and self.navigator.is_last_wrapped_line(self.cursor_location):
            raise SkipAction
        super().action_cursor_down(select)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell of a text that was typed."""
        event.stop()
        if self.has_focus and self.text != self._shown:
            self._shown = self.text
            self._on_change(self.text)

    async def _on_paste(self, event: Paste) -> None:
        """Insert pasted lines without anything that could command the terminal."""
        event.prevent_default()
        event.stop()
        text = "\n".join(safe(line) for line in event.text.splitlines())
        if result := self._replace_via_keyboard(text, *self.selection):
            self.move_cursor(result.end_location)
