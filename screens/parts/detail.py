"""The pane to the right of a list on wide terminals: everything about the row under the cursor, label by label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.widget import Widget

from screens.parts.paint import Painted, Piece, style_sheet
from screens.parts.safe_text import fit, glyphs, wrap

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.strip import Strip

TITLE_LINES = 2
MOST_LINES = 4


class DetailEntry(NamedTuple):
    """A label, its text, the state of the text where it has one, and how many lines it always takes, so that the ones below stay."""

    label: str
    text: str
    state: str = ""
    lines: int = 1


class Detail(Widget):
    """A title and lines of label and value; long values are wrapped, and only lines that changed are sent.

    Labels stand in a widget of their own: a changed value would otherwise send its label with it.
    """

    DEFAULT_CSS = style_sheet(__file__)
    BLANK = True

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._labels = DetailLabels()
        self._values = DetailValues()

    def compose(self) -> ComposeResult:
        """Labels and values side by side."""
        yield self._labels
        yield self._values

    def lines_of(self, text: str) -> int:
        """How many lines a value takes here: those that it needs, but not so many that one fills the pane; one where there is no room yet."""
        width = self._values.outer_size.width
        return min(MOST_LINES, len(wrap(text, width))) if width > 1 else 1

    def set(self, title: str, entries: Sequence[DetailEntry]) -> None:
        """Show this record instead of the one that is there."""
        shown = [DetailEntry("", title, "title", TITLE_LINES), *entries] if title else list(entries)
        self._labels.set(shown)
        self._values.set(shown)


class DetailLabels(Painted):
    """The left side: a rule, and the label of each entry at its first line."""

    _texts: Sequence[str] = ()

    def set(self, entries: Sequence[DetailEntry]) -> None:
        """Show the labels of these entries."""
        texts = [text for entry in entries for text in (entry.label, *[""] * (entry.lines - 1))]
        if texts != self._texts:
            self._texts = texts
            self.repaint()

    def strips(self, width: int, height: int) -> list[Strip]:
        """One label for every entry, blank lines below it, and the rule down to the end."""
        texts = [*self._texts, *[""] * height]
        return [self.painted([(f"{glyphs().rule} {fit(text, width - 3)} ", "label")], width) for text in texts[:height]]


class DetailValues(Painted):
    """The right side: the text of each entry in the lines it has."""

    _entries: Sequence[DetailEntry] = ()

    def set(self, entries: Sequence[DetailEntry]) -> None:
        """Show the texts of these entries."""
        if entries != self._entries:
            self._entries = entries
            self.repaint()

    def strips(self, width: int, height: int) -> list[Strip]:
        """Every text, wrapped, in exactly its number of lines."""
        pieces = [piece for entry in self._entries for piece in exact_lines(entry.text, entry.state, width, entry.lines)]
        return [self.painted([piece], width) for piece in pieces[:height]]


def exact_lines(text: str, state: str, width: int, lines: int) -> list[Piece]:
    """The text wrapped into exactly so many lines, blank ones at its end, or cut with an ellipsis."""
    wrapped = wrap(text, max(2, width))
    if len(wrapped) > lines:
        rest = " ".join(wrapped[lines - 1 :])
        wrapped[lines - 1 :] = [fit(rest, width)]
    wrapped += [""] * (lines - len(wrapped))
    return [(line, state) for line in wrapped]
