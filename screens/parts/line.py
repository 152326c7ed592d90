"""The one-row parts around a list: tabs, context, speaking lines, keys and messages; they redraw only what changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message

from screens.parts.paint import Painted, Piece
from screens.parts.safe_text import fit, safe
from screens.parts.wrapping import fill

if TYPE_CHECKING:
    from textual.events import Click
    from textual.strip import Strip

    Text = Content | str | Sequence[Piece]


#: Below this a list shows no row, or none that can be read.
LEAST_COLUMNS, LEAST_ROWS = 40, 9


class TextLines(Painted):
    """A fixed number of rows of text."""

    def __init__(self, rows: int, *, state: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.state = state
        self.styles.height = rows
        self._texts: list[Text] = []

    def set(self, *texts: Text) -> None:
        """Show these lines instead of what is there: plain text, pieces with states, or Content; rows without one are blank."""
        if list(texts) != self._texts:
            self._texts = list(texts)
            self.repaint()

    def strips(self, width: int, height: int) -> list[Strip]:
        """The texts, each cut or padded to the width."""
        return [self.painted(text, width, self.state) for text in self._texts[:height]]


class SpeakingLines(TextLines):
    """The rows above the keys: why the row is as it is, and after a change its consequence; long texts go on in rows that are left."""

    def strips(self, width: int, height: int) -> list[Strip]:
        """The texts, broken between words as far as there are rows."""
        if len(self._texts) >= height:
            return super().strips(width, height)
        pieces = [[(str(text), self.state)] if isinstance(text, str | Content) else list(text) for text in self._texts]
        return [self.painted(line, width, self.state) for line in fill(pieces, width - 1, height)]


class Line(TextLines):
    """One row of text, for example what a list shows and the filter it stands under; where it is too long, dim pieces go, then plain ones."""

    def __init__(self, text: Text = "", *, state: str = "", id: str | None = None) -> None:
        super().__init__(1, state=state, id=id)
        self._texts = [text]

    def strips(self, width: int, height: int) -> list[Strip]:
        """The text without the pieces that give way."""
        (text,) = self._texts
        return [self.painted(text if isinstance(text, str | Content) else _fitted(text, width), width, self.state)]


def _fitted(pieces: Sequence[Piece], width: int) -> list[Piece]:
    """The first piece, and of the others as many as the width takes: the last dim one goes first, then the last plain one; of two the other is cut."""
    kept = [piece for piece in pieces if piece[0]]
    for state in ("dim", ""):
        for index in range(len(kept) - 1, 0, -1):
            if len(kept) > 2 and kept[index][1] == state and sum(cell_len(safe(text)) for text, _ in kept) > width:
                del kept[index]
    return kept


class TabsLine(Painted):
    """The row of screens at the top, the open one in brackets, and at its right end who and which day."""

    class TabChosen(Message):
        """A tab was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, tabs: Sequence[tuple[str, str]], current: str, right: str) -> None:
        super().__init__()
        self._tabs = tabs
        self._current = current
        self._right = right

    def set(self, current: str, right: str) -> None:
        """Show another tab as open (by its key), and the text at the right end."""
        if (current, right) != (self._current, self._right):
            self._current, self._right = current, right
            self.repaint()

    def set_right(self, right: str) -> None:
        """Show another text at the right end."""
        self.set(self._current, right)

    def _entries(self) -> list[Piece]:
        """Every tab with the blank before it."""
        return [(f" [{key} {title}]", "accent") if key == self._current else (f" {key} {title}", "") for key, title in self._tabs]

    def strips(self, width: int, height: int) -> list[Strip]:
        """The tabs from the left; the text at the right end gives way to them: its blanks go, its first word is cut, then goes, then the rest.

        On a terminal that has no room for a row of the list and the keys it says so instead.
        """
        size = self.app.size
        if size.width < LEAST_COLUMNS or size.height < LEAST_ROWS:
            return [self.painted([(" too small: 80×24", "warning")], width)]
        pieces = self._entries()
        right, room = safe(self._right), width - sum(cell_len(text) for text, _ in pieces)
        if cell_len(right) >= room:
            name, _, rest = right.partition(" ")
            rest = rest.replace(" ", "")
            left = room - cell_len(rest) - 2
            right = f"{fit(name, left)} {rest}" if left > 1 else rest if cell_len(rest) < room else ""
        pieces.append((" " * (room - cell_len(right)) + right, "dim"))
        return [self.painted(pieces, width)]

    def on_click(self, event: Click) -> None:
        """Say which tab stands under the mouse."""
        end = 0
        for (key, _), (text, _) in zip(self._tabs, self._entries(), strict=True):
            end += cell_len(text)
            if event.x < end:
                self.post_message(self.TabChosen(key))
                return


class KeyLine(Painted):
    """The short list of keys at the bottom: each key and its word, as many whole entries as the width takes, help always last."""

    def __init__(self, entries: Sequence[tuple[str, str]] = (), *, help: tuple[str, str] = ("?", "help")) -> None:
        super().__init__()
        self._entries = list(entries)
        self._help = help

    def set(self, entries: Sequence[tuple[str, str]], help: tuple[str, str] | None = None) -> None:
        """Show these keys: pairs of what to press and one or two words for what it does; `help` where help has another key now."""
        shown = list(entries), help or self._help
        if shown != (self._entries, self._help):
            self._entries, self._help = shown
            self.repaint()

    def strips(self, width: int, height: int) -> list[Strip]:
        """Whole entries only; where help does not fit with its word, its key stands alone."""
        shown = whole_entries(self._entries, self._help, width - 1)
        pieces: list[Piece] = []
        for key, word in shown:
            pieces += [(f"{'  ' if pieces else ' '}{key}", "key"), (f" {word}" if word else "", "dim")]
        return [self.painted(pieces, width)]


def whole_entries(entries: Sequence[tuple[str, str]], help: tuple[str, str], width: int) -> list[tuple[str, str]]:
    """The first entries that fit into `width` cells with two blanks between them, then `help`, with its word where there is room."""

    def size(shown: Sequence[tuple[str, str]]) -> int:
        return sum(cell_len(key) + (cell_len(word) + 1 if word else 0) for key, word in shown) + 2 * (len(shown) - 1)

    for count in range(len(entries), -1, -1):
        for last in (help, (help[0], "")):
            shown = [*entries[:count], last]
            if size(shown) <= width:
                return shown
    return [(help[0], "")]
