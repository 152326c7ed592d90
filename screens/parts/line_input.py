"""One line of text to be typed: Textual's input without border and blinking, with its keys named, and nothing unsafe let in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from screens.parts.paint import style_sheet
from screens.parts.safe_text import safe

if TYPE_CHECKING:
    from textual.events import Key, Paste


def one_line(text: str) -> str:
    """The text on one line, without anything that could command the terminal."""
    return safe(" ".join(text.strip("\r\n").splitlines()))


def edit_binding(key: str, action: str, description: str, tooltip: str, id: str) -> Binding:
    """A key of the editing line, which help shows and the key line does not."""
    return Binding(key, action, description, id=f"edit.{id}", tooltip=tooltip, show=False)


class LineInput(Input, inherit_bindings=False, inherit_css=False):
    """One line of text; tells `on_change` each new text at once. Enter, Tab and Esc belong to whoever holds it."""

    DEFAULT_CSS = style_sheet(__file__)
    COMPONENT_CLASSES: ClassVar[set[str]] = Input.COMPONENT_CLASSES
    BINDINGS: ClassVar[list[BindingType]] = [
        edit_binding("left", "cursor_left", "Left", "Go one character to the left", "left"),
        edit_binding("right", "cursor_right", "Right", "Go one character to the right, or take the suggestion", "right"),
        edit_binding("ctrl+left", "cursor_left_word", "Word left", "Go to the beginning of the word", "word_left"),
        edit_binding("ctrl+right", "cursor_right_word", "Word right", "Go to the next word", "word_right"),
        edit_binding("shift+left", "cursor_left(True)", "Select left", "Select the character to the left", "select_left"),
        edit_binding("shift+right", "cursor_right(True)", "Select right", "Select the character to the right", "select_right"),
        edit_binding("shift+home", "home(True)", "Select to start", "Select to the beginning of the line", "select_start"),
        edit_binding("shift+end", "end(True)", "Select to end", "Select to the end of the line", "select_end"),
        edit_binding("home", "home", "Start", "Go to the beginning of the line", "start"),
        edit_binding("end", "end", "End", "Go to the end of the line", "end"),
        edit_binding("backspace", "delete_left", "Delete left", "Delete the character to the left", "delete_left"),
        edit_binding("delete", "delete_right", "Delete", "Delete the character under the caret", "delete_right"),
        edit_binding("ctrl+w", "delete_left_word", "Delete word", "Delete the word to the left", "delete_word"),
        edit_binding("ctrl+u", "delete_left_all", "Delete to start", "Delete everything to the left", "delete_start"),
        edit_binding("ctrl+k", "delete_right_all", "Delete to end", "Delete everything to the right", "delete_end"),
        edit_binding("ctrl+x", "cut", "Cut", "Cut what is selected", "cut"),
        edit_binding("ctrl+c", "copy", "Copy", "Copy what is selected", "copy"),
        edit_binding("ctrl+v", "paste", "Paste", "Insert what was copied", "paste"),
    ]

    def __init__(self, text: str = "", *, on_change: Callable[[str], None] | None = None) -> None:
        self.on_change: Callable[[str], None] | None = None
        super().__init__(one_line(text), select_on_focus=False)
        self.cursor_blink = False
        self.on_change = on_change
        self.given_up: frozenset[str] = frozenset()
        """Printable keys that are not typed but left to the bindings of whoever holds the line."""

    def put(self, text: str) -> None:
        """Show another text, with the caret at its end; `on_change` is not told."""
        listener, self.on_change = self.on_change, None
        self.value = one_line(text)
        self.cursor_position = len(self.value)
        self.on_change = listener

    def suggest(self, text: str) -> None:
        """Show in muted colour how the text could go on; an empty text, or one that does not begin like it, shows nothing."""
        self._suggestion = one_line(text) if self.cursor_at_end and self.value and text.startswith(self.value) else ""

    def watch_value(self, text: str) -> None:
        """Tell of the new text."""
        if self.on_change is not None:
            self.on_change(text)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is typed here, and so no binding's."""
        return key not in self.given_up and super().check_consume_key(key, character)

    async def _on_key(self, event: Key) -> None:
        """Leave the keys that are not typed here."""
        if event.key in self.given_up:
            event.prevent_default()

    def _on_paste(self, event: Paste) -> None:
        """Insert pasted lines as one line."""
        event.prevent_default()
        event.stop()
        self.replace(one_line(event.text), *self.selection)

    def action_paste(self) -> None:
        """Insert what was copied, as one line."""
        self.replace(one_line(self.app.clipboard), *self.selection)
