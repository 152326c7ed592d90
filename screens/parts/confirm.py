"""A question in one line at the lower edge, answered with one key; no box, and what it is about stays in sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from screens.parts.guard import Guarded
from screens.parts.line import KeyLine, TextLines
from screens.parts.paint import style_sheet
from screens.parts.safe_text import wrap

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Key, Resize

YES_OR_NO = (("y", "yes"), ("n", "no"))


class ConfirmScreen(Guarded, ModalScreen[str | None]):
    """Asks and gives the key of the answer (`y`, `n`, or one of the given ones), or nothing when left with Esc."""

    DEFAULT_CSS = style_sheet(__file__)
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", id="confirm.leave", tooltip="Leave the question without an answer"),
    ]

    def __init__(self, question: str, choices: Sequence[tuple[str, str]] = YES_OR_NO) -> None:
        super().__init__()
        self._question, self._choices = question, choices
        self._text = TextLines(1, state="warning")
        self._answers = KeyLine(choices, help=("Esc", "back"))

    def compose(self) -> ComposeResult:
        """The question, and below it the keys that answer it."""
        self._arrange(self.app.size.width)
        yield self._text
        yield self._answers

    def on_resize(self, event: Resize) -> None:
        """Break the question anew."""
        self._arrange(event.size.width)

    def _arrange(self, width: int) -> None:
        """Give the question the rows it needs."""
        lines = wrap(self._question, max(10, width - 2))
        self._text.styles.height = len(lines)
        self._text.set(*(f" {line}" for line in lines))

    def on_key(self, event: Key) -> None:
        """Take an answer; other keys do nothing."""
        if event.character is not None and event.character in dict(self._choices):
            event.stop()
            self.dismiss(event.character)

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
