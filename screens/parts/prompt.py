"""The row in which one line is typed above the speaking lines: the quick line, a reason, a filter, a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from screens.parts.line import Line
from screens.parts.line_input import LineInput
from screens.parts.paint import style_sheet
from screens.parts.safe_text import fit

if TYPE_CHECKING:
    Suggestions = Callable[[str, int], Sequence[str] | None]

KEPT_LINES = 100


class PromptMessage(Message):
    """What was typed when the row was left."""

    def __init__(self, prompt: Prompt, text: str) -> None:
        super().__init__()
        self.prompt, self.text = prompt, text


class Prompt(Widget):
    """A label and one line of text, hidden until `open`; it closes when the line is entered or given up, and gives the focus back.

    Where the line is refused, `reopen` shows it again as it was typed. Lines entered or given up are recalled with up and down.
    """

    DEFAULT_CSS = style_sheet(__file__)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Carry out", id="prompt.submit", tooltip="Carry out what is typed", show=False),
        Binding("escape", "cancel", "Leave", id="prompt.cancel", tooltip="Leave the line; up brings it back next time", show=False),
        Binding("tab", "complete", "Complete", id="prompt.complete", tooltip="Take the suggestion; again for the next one", show=False),
        Binding("up", "recall('earlier')", "Earlier line", id="prompt.earlier", tooltip="Bring back an earlier line", show=False),
        Binding("down", "recall('later')", "Later line", id="prompt.later", tooltip="Go back to a later line", show=False),
    ]

    class Submitted(PromptMessage):
        """The line was entered."""

    class Cancelled(PromptMessage):
        """The line was given up."""

    def __init__(self, *, keeps_row: bool = False) -> None:
        super().__init__()
        self.is_open = False
        self._keeps_row = keeps_row  # blank while it is closed: nothing around it moves
        if keeps_row:
            self.display = True
        self._label = Line(state="label")
        self._input: LineInput | None = None
        self._focused_before: Widget | None = None
        self._on_change: Callable[[str], None] | None = None
        self._suggestions: Suggestions | None = None
        self._histories: dict[str, list[str]] = {}
        self._history: list[str] = []
        self._place = 0
        self._draft = ""
        self._offered: list[str] = []

    @property
    def completes(self) -> bool:
        """Whether Tab has something to offer."""
        return self._suggestions is not None

    @property
    def text(self) -> str:
        """What is typed."""
        return "" if self._input is None else self._input.value

    def open(
        self,
        label: str,
        text: str = "",
        on_change: Callable[[str], None] | None = None,
        suggestions: Suggestions | None = None,
        *,
        purpose: str = "",
    ) -> None:
        """Show the row under a label and take the focus.

        `on_change` hears every text, the first one too. `suggestions(text, caret)` gives whole lines, the best first, that Tab puts in
        place of the text. Each `purpose` has its own history.
        """
        self._on_change, self._suggestions = on_change, suggestions
        self._history = self._histories.setdefault(purpose, [])
        self._place, self._offered = len(self._history), []
        label = fit(label, min(cell_len(label), self.app.size.width // 2))
        self._label.set(f" {label} ")
        self._label.styles.width = cell_len(label) + 2
        if self._input is None:
            self._input = LineInput(on_change=self._changed)
            self.mount(self._label, self._input)
        self._input.put(text)
        self._show()

    def reopen(self) -> None:
        """Show the row again with the text and the caret as they were left."""
        self._show()

    def close(self) -> None:
        """Hide the row and give the focus back to what had it."""
        if self.is_open:
            self.is_open = False
            before = self._focused_before
            self.screen.set_focus(before if before is not None and before.is_attached else None)
            self._reveal(False)

    def _reveal(self, shown: bool) -> None:
        """Show or hide the row, or what stands in it where the row stays."""
        parts: Sequence[Widget] = [part for part in (self._label, self._input) if part is not None] if self._keeps_row else [self]
        for part in parts:
            part.display = shown

    def _show(self) -> None:
        """Take the focus at once, so that the next key is typed here."""
        if self._input is None:
            return
        if not self.is_open:
            self._focused_before = self.screen.focused
        self.is_open = True
        self._reveal(True)
        self.screen.set_focus(self._input, scroll_visible=False)
        self._changed(self._input.value)

    def _changed(self, text: str) -> None:
        """Tell of a new text and show how it could go on."""
        if not self.is_open or self._input is None:
            return
        if text not in self._offered:
            self._offered = []
        if self._on_change is not None:
            self._on_change(text)
        if self._suggestions is not None:
            offers = self._suggestions(text, self._input.cursor_position) if text else None
            self._input.suggest(offers[0] if offers else "")

    def action_submit(self) -> None:
        """Close the row and send what was typed."""
        self._leave(self.Submitted)

    def action_cancel(self) -> None:
        """Close the row; what was typed is kept in the history."""
        self._leave(self.Cancelled)

    def _leave(self, message: type[PromptMessage]) -> None:
        """Close the row, keep the line, and tell; the keys that follow already go elsewhere."""
        text = self.text
        if text.strip() and text not in self._history[-1:]:
            self._history.append(text)
            del self._history[:-KEPT_LINES]
        self.close()
        self.post_message(message(self, text))

    def action_complete(self) -> None:
        """Put the first suggestion in place of the text; pressed again, the next one."""
        if self._input is None or self._suggestions is None:
            return
        text = self._input.value
        if text in self._offered:
            following = self._offered[(self._offered.index(text) + 1) % len(self._offered)]
        else:
            offers = list(self._suggestions(text, self._input.cursor_position) or [])
            if not offers:
                return
            self._offered, following = [*offers, text], offers[0]
        self._input.put(following)
        self._changed(self._input.value)

    def action_recall(self, direction: str) -> None:
        """Show an `earlier` line, or a `later` one, and at the end what was typed before."""
        if self._input is None:
            return
        if self._place == len(self._history):
            self._draft = self._input.value
        place = self._place + (-1 if direction == "earlier" else 1)
        if 0 <= place <= len(self._history):
            self._place = place
            self._input.put(self._draft if place == len(self._history) else self._history[place])
            self._changed(self._input.value)
