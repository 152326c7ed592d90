"""A question in one line at the lower edge, answered with one key; no box, and what it is about stays in sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from screens.parts.bound_keys import worded
from screens.parts.guard import Guarded
from screens.parts.line import KeyLine, TextLines
from screens.parts.paint import style_sheet
from screens.parts.safe_text import wrap

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Resize

YES_OR_NO = (("y", "yes"), ("n", "no"))


class ConfirmScreen(Guarded, ModalScreen[str | None]):
    """Asks and gives the answer: `y`, `n`, or `s` where a third one is offered, each with its word; nothing when left with Esc."""

    DEFAULT_CSS = style_sheet(__file__)
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer('y')", "Yes", id="confirm.y", tooltip="Yes: do it"),
        Binding("n", "answer('n')", "No", id="confirm.n", tooltip="No: leave everything as it is"),
        Binding("s", "answer('s')", "Third", id="confirm.s", tooltip="The third answer, where the question has one: save, or show"),
        Binding("escape", "leave", "Leave", id="confirm.leave", tooltip="Leave the question without an answer"),
    ]

    def __init__(self, question: str, choices: Sequence[tuple[str, str]] = YES_OR_NO) -> None:
        super().__init__()
        self._question, self._choices = question, choices
        self._text = TextLines(1, state="warning")
        self._answers = KeyLine()

    def compose(self) -> ComposeResult:
        """The question, and below it the keys that answer it."""
        self._arrange(self.app.size.width)
        self._answers.set(worded(((f"confirm.{name}", word) for name, word in self._choices), self), worded([("confirm.leave", "back")], self)[0])
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

    def action_answer(self, answer: str) -> None:
        """Take an answer, where it is one of those offered."""
        if answer in dict(self._choices):
            self.dismiss(answer)

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
