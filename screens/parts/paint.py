"""What all line-drawing parts share: state styles from the style sheet, and redrawing only the cells that differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style as ContentStyle
from textual.widget import Widget

from screens.parts.safe_text import glyphs, safe

STATES = frozenset(
    {"trouble", "late", "blocked", "error", "risk", "warning", "ok", "saved", "dim", "done"}
    | {"heading", "label", "group", "key", "accent", "title", "cursor", "cell"}
)

Piece = tuple[str, str]
"""A text and the name of its state (one of STATES, or empty for plain)."""


def style_sheet(module: str) -> str:
    """The text of the style sheet that stands beside the module with this `__file__`."""
    return Path(module).with_suffix(".tcss").read_text(encoding="utf-8")


def extent_of_change(old: Strip, new: Strip) -> int:
    """The cells from the left up to the last one in which two strips of equal length differ; 0 where they are equal."""
    if old is new:
        return 0
    width = new.cell_length
    if old.cell_length != width:
        return max(width, old.cell_length)
    before, after = [(s.text, s.style) for s in old], [(s.text, s.style) for s in new]
    while before and after:
        (text, style), (other, other_style) = before.pop(), after.pop()
        if style != other_style:
            return width
        if text == other:
            width -= cell_len(text)
            continue
        if not (text.isascii() and other.isascii()):
            return width
        shorter = min(len(text), len(other))
        same = next((i for i in range(shorter) if text[-1 - i] != other[-1 - i]), shorter)
        width -= same
        if same < shorter:
            return width
        before += [(text[:-same], style)] if len(text) > same else []
        after += [(other[:-same], style)] if len(other) > same else []
    return width


def strip_of(pieces: Iterable[tuple[str, Style]], width: int, base: Style) -> Strip:
    """A strip of exactly `width` cells: the pieces one after the other, cut with an ellipsis or padded in the base style."""
    segments = [Segment(text, style) for text, style in pieces if text]
    size = sum(cell_len(segment.text) for segment in segments)
    if size > width > 0:
        cut = Strip(segments, size).crop(0, width - 1)
        return Strip([*cut, Segment(glyphs().ellipsis, base)], width).simplify()
    segments.append(Segment(" " * (width - size), base))
    return Strip(segments, width).simplify()


class Painted(Widget):
    """A widget that draws whole lines by itself and sends to the terminal only what differs from what is there."""

    DEFAULT_CSS = style_sheet(__file__)
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"state--{state}" for state in STATES}
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.auto_links = False
        self._lines: list[Strip] = []
        self._lines_width = -1
        self._styles_by_state: dict[str, Style] = {}

    def strips(self, width: int, height: int) -> list[Strip]:
        """The lines to be shown, each exactly `width` cells; lines missing at the end are blank."""
        raise NotImplementedError

    def state_style(self, state: str) -> Style:
        """The style of a state, or of plain text for an empty or unknown name, complete with the background it stands on."""
        style = self._styles_by_state.get(state)
        if style is None:
            style = self.get_component_rich_style(f"state--{state}") if state in STATES else self.rich_style
            self._styles_by_state[state] = style
        return style

    def painted(self, pieces: Sequence[Piece] | Content | str, width: int, state: str = "") -> Strip:
        """A line from pieces with states, a Content whose span styles are names of states, or plain text; never markup."""
        base = self.state_style(state)
        if isinstance(pieces, str):
            return strip_of([(safe(pieces), base)], width, base)
        if isinstance(pieces, Content):
            return strip_of(self._content_pieces(pieces, base), width, base)
        return strip_of([(safe(text), self.state_style(name) if name else base) for text, name in pieces], width, base)

    def _content_pieces(self, content: Content, base: Style) -> list[tuple[str, Style]]:
        """The content in runs of one style; a span style is read as the name of a state, so that colours stay in the style sheet."""

        def named(style: str | ContentStyle) -> ContentStyle:
            if isinstance(style, str):
                return self.get_visual_style(f"state--{style}") if style in STATES else ContentStyle.null()
            return style

        return [(safe(text), style.rich_style if style else base) for text, style in content.render(end="", parse_style=named)]

    def repaint(self) -> None:
        """Draw again, sending only the lines that differ, each up to its last differing cell."""
        width, height = self.size
        if self._lines_width != width or len(self._lines) != height:
            self._lines_width = -1
            self.refresh()
            return
        old, self._lines = self._lines, self._full(width, height)
        changes = ((y, extent_of_change(*pair)) for y, pair in enumerate(zip(old, self._lines, strict=True)))
        if regions := [Region(0, y, extent, 1) for y, extent in changes if extent]:
            self.refresh(*regions)

    def _full(self, width: int, height: int) -> list[Strip]:
        """The lines of the part, completed with blank ones to its height."""
        lines = self.strips(width, height)[:height]
        return lines + [Strip.blank(width, self.state_style(""))] * (height - len(lines))

    def render_line(self, y: int) -> Strip:
        """The line to be drawn at a height of the widget."""
        width, height = self.size
        if self._lines_width != width or len(self._lines) != height:
            self._lines, self._lines_width = self._full(width, height), width
        return self._lines[y] if y < len(self._lines) else Strip.blank(width)

    def notify_style_update(self) -> None:
        """Forget what was drawn with the old colours."""
        super().notify_style_update()
        self._styles_by_state.clear()
        self._lines_width = -1
