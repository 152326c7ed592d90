"""The rows to choose from: one line each, the typed letters marked in them, and a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.cells import cell_len
from rich.style import Style
from textual.message import Message

from screens.parts.fuzzy import Match
from screens.parts.paint import Painted, strip_of
from screens.parts.safe_text import fit, glyphs, safe

if TYPE_CHECKING:
    from textual.events import Click, MouseScrollDown, MouseScrollUp
    from textual.strip import Strip

NO_MATCH = Match(0, ())


class Choice(NamedTuple):
    """Something to be chosen: its value, what it is called, a word at the right end, and the state it is shown in."""

    value: Any
    label: str
    hint: str = ""
    state: str = ""


class ChoiceList(Painted):
    """The choices that match, best first."""

    class Clicked(Message):
        """The row under the cursor was clicked."""

    def __init__(self, empty_text: str) -> None:
        super().__init__()
        self.cursor = 0
        self.empty_text = empty_text
        self._rows: Sequence[tuple[Choice, Match]] = ()
        self._top = 0

    @property
    def chosen(self) -> Choice | None:
        """The choice under the cursor."""
        return self._rows[self.cursor][0] if self._rows else None

    def set(self, rows: Sequence[tuple[Choice, Match]]) -> None:
        """Show these choices, with the cursor on the first."""
        self._rows, self.cursor, self._top = rows, 0, 0
        self.repaint()

    def go(self, value: Any) -> None:
        """Put the cursor on the choice with this value, where it is."""
        self.move(next((index for index, (choice, _) in enumerate(self._rows) if choice.value == value), 0) - self.cursor)

    def move(self, rows: int) -> None:
        """Move the cursor, and the window with it."""
        self.cursor = max(0, min(len(self._rows) - 1, self.cursor + rows))
        self.repaint()

    def strips(self, width: int, height: int) -> list[Strip]:
        """The rows of the window, with the cursor's among them."""
        if not self._rows:
            return [self.painted([(f"   {self.empty_text}", "dim")], width)]
        self._top = max(0, min(self._top, self.cursor, len(self._rows) - height), self.cursor - height + 1)
        window = range(self._top, min(len(self._rows), self._top + height))
        return [self._row(index, width) for index in window]

    def _row(self, index: int, width: int) -> Strip:
        """One choice: cursor, label with its matched letters, and the hint at the right end."""
        choice, found = self._rows[index]
        at_cursor = index == self.cursor
        base = self.state_style("cursor" if at_cursor else choice.state)
        dim = base if at_cursor else self.state_style("dim")
        lead = f" {glyphs().cursor if at_cursor else ' '} "
        hint = safe(choice.hint)
        hint = fit(hint, min(cell_len(hint), max(0, width // 2)))
        room = max(1, width - len(lead) - cell_len(hint) - 3)
        pieces = [(lead, base), *self._label(choice.label, found, base, at_cursor)]
        label = strip_of(pieces, len(lead) + room, base)
        return strip_of([*((s.text, s.style or base) for s in label), ("  ", base), (hint, dim), (" ", base)], width, base)

    def _label(self, label: str, found: Match, base: Style, at_cursor: bool) -> list[tuple[str, Style]]:
        """The label in runs, matched letters emphasised."""
        emphasis = (base if at_cursor else self.state_style("accent")) + Style(bold=True, underline=True)
        pieces, start = [], 0
        for place in found.places:
            pieces += [(safe(label[start:place]), base), (safe(label[place]), emphasis)]
            start = place + 1
        return [*pieces, (safe(label[start:]), base)]

    def on_click(self, event: Click) -> None:
        """Put the cursor on the row under the mouse, and choose it."""
        if self._top + event.y < len(self._rows):
            self.move(self._top + event.y - self.cursor)
            self.post_message(self.Clicked())

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Go on."""
        self.move(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Go back."""
        self.move(-3)
