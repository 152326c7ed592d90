"""What all line-drawing parts share: state styles from the style sheet, and redrawing only the cells that differ."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.dom import DOMNode
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style as ContentStyle
from textual.widget import Widget

from screens.parts.safe_text import glyphs, in_glyphs, safe

if TYPE_CHECKING:
    from textual.css.styles import RenderStyles
    from textual.geometry import Size

STATES = frozenset(
    {"trouble", "late", "blocked", "error", "risk", "warning", "ok", "saved", "dim", "done"}
    | {"heading", "label", "group", "key", "accent", "title", "cursor", "cell"}
)

KEPT_STRIPS = 128
Piece = tuple[str, str]
"""A text and the name of its state (one of STATES, or empty for plain)."""


def style_sheet(module: str) -> str:
    """The text of the style sheet that stands beside the module with this `__file__`."""
    return Path(module).with_suffix(".tcss").read_text(encoding="utf-8")


def extent_of_change(old: Strip, new: Strip) -> int:
    """The cells from the left up to the last one in which two strips of equal length differ; 0 where they are equal."""
    width = new.cell_length
    if old.cell_length != width:
        return max(width, old.cell_length)
    before, after = list(old), list(new)
    while before and after:
        one, other = before.pop(), after.pop()
        if one is other or (one.text == other.text and one.style == other.style):
            width -= cell_len(one.text)
            continue
        if one.style is not other.style and one.style != other.style:
            return width
        same = _common_end(one.text, other.text)
        width -= same
        if same < len(one.text) and same < len(other.text):
            return width
        before += [Segment(one.text[:-same], one.style)] if len(one.text) > same else []
        after += [Segment(other.text[:-same], other.style)] if len(other.text) > same else []
    return width


def _common_end(text: str, other: str) -> int:
    """How many characters of one cell two texts have in common at their ends; blanks, which are most of them, are not looked at one by one."""
    bare, other_bare = text.rstrip(" "), other.rstrip(" ")
    blanks, other_blanks = len(text) - len(bare), len(other) - len(other_bare)
    if blanks != other_blanks:
        return min(blanks, other_blanks)
    shorter = min(len(bare), len(other_bare))
    return blanks + next((i for i in range(shorter) if bare[-1 - i] != other_bare[-1 - i] or not bare[-1 - i].isascii()), shorter)


def strip_of(pieces: Iterable[tuple[str, Style]], width: int, base: Style) -> Strip:
    """A strip of exactly `width` cells: the pieces one after the other, cut with an ellipsis or padded in the base style."""
    texts, styles, size = list[str](), list[Style](), 0
    for text, style in pieces:
        if not text:
            continue
        shown = in_glyphs(text)
        size += len(shown) if shown.isascii() else cell_len(shown)
        if styles and (style is styles[-1] or style == styles[-1]):
            texts[-1] += shown
        else:
            texts.append(shown)
            styles.append(style)
    if size > width > 0:
        cut = Strip(map(Segment, texts, styles), size).crop(0, width - 1)
        return Strip([*cut, Segment(glyphs().ellipsis, base)], width).simplify()
    if size < width:
        padding = " " * (width - size)
        if styles and (base is styles[-1] or base == styles[-1]):
            texts[-1] += padding
        else:
            texts.append(padding)
            styles.append(base)
    return Strip(map(Segment, texts, styles), width)


class Painted(Widget):
    """A widget that draws whole lines by itself and sends to the terminal only what differs from what is there."""

    DEFAULT_CSS = style_sheet(__file__)
    ALLOW_SELECT = False
    _lines_width = -1

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.auto_links = False
        self._lines: list[Strip] = []
        self._restyled = False
        self._styles_by_state: dict[str, Style] = {}
        self._strips_made: dict[tuple[tuple[Piece, ...], int, str], Strip] = {}

    @abstractmethod
    def strips(self, width: int, height: int) -> list[Strip]:
        """The lines to be shown, made by `painted` or `strip_of`, each exactly `width` cells; lines missing at the end are blank."""

    def state_style(self, state: str) -> Style:
        """The style of a state, or of plain text for an empty or unknown name, complete with the background it stands on."""
        style = self._styles_by_state.get(state)
        if style is None:
            style = self._as_shown(self.get_component_rich_style(f"state--{state}") if state in STATES else self.rich_style)
            self._styles_by_state[state] = style
        return style

    def _as_shown(self, style: Style) -> Style:
        """A style in the colours that the terminal can show."""
        segments = [Segment(" ", style)]
        for line_filter in self.get_line_filters():
            segments = line_filter.apply(segments, self.background_colors[1])
        return segments[0].style or style

    def get_component_styles(self, *names: str) -> RenderStyles:
        """The styles of states: each asked of the style sheets when it is first shown. All of them, for every part and at every
        change, as component classes are, would be a third of the program's own time to start."""
        for name in names:
            if name not in self._component_styles:
                state = DOMNode(classes=name)
                state._attach(self)
                self.app.stylesheet.apply(state, animate=False)
                self._component_styles[name] = state.styles
        return super().get_component_styles(*names)

    def painted(self, pieces: Sequence[Piece] | Content | str, width: int, state: str = "") -> Strip:
        """A line from pieces with states, a Content whose span styles are names of states, or plain text; never markup.

        The same line twice is the same strip: what did not change costs no comparison.
        """
        if isinstance(pieces, Content):
            base = self.state_style(state)
            return strip_of(self._content_pieces(pieces, base), width, base)
        key = (((pieces, state),) if isinstance(pieces, str) else tuple(pieces), width, state)
        strip = self._strips_made.get(key)
        if strip is None:
            if len(self._strips_made) > KEPT_STRIPS:
                self._strips_made.clear()
            base = self.state_style(state)
            runs = [(safe(text), self.state_style(name) if name else base) for text, name in key[0]]
            strip = self._strips_made[key] = strip_of(runs, width, base)
        return strip

    def _content_pieces(self, content: Content, base: Style) -> list[tuple[str, Style]]:
        """The content in runs of one style; a span style is read as the name of a state, so that colours stay in the style sheet."""

        def named(style: str | ContentStyle) -> ContentStyle:
            if isinstance(style, str):
                return self.get_visual_style(f"state--{style}") if style in STATES else ContentStyle.null()
            return style

        return [(safe(text), self._as_shown(style.rich_style) if style else base) for text, style in content.render(end="", parse_style=named)]

    def repaint(self) -> None:
        """Draw again, sending only the lines that differ, each up to its last differing cell."""
        width, height = self._area()
        if self._lines_width != width or len(self._lines) != height:
            self._lines_width = -1
            self.refresh()
            return
        self._restyled = False
        old, self._lines = self._lines, self._full(width, height)
        changes = [(y, *pair) for y, pair in enumerate(zip(old, self._lines, strict=True)) if pair[0] is not pair[1]]
        if regions := [Region(0, y, extent, 1) for y, before, after in changes if (extent := extent_of_change(before, after))]:
            self._send(regions)

    def _send(self, regions: Sequence[Region]) -> None:
        """Have these regions drawn with the screen's next frame, without the four messages by which a widget asks its screen for that."""
        if not self.display:
            return
        self._set_dirty(*regions)
        self.screen._dirty_widgets.add(self)
        self.screen.check_idle()

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Where Textual asks for all to be drawn again, as at every change of the focus, draw what differs."""
        if regions or not repaint or layout or recompose or self._lines_width < 0:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        self.repaint()
        return self

    def _area(self) -> Size:
        """The size to draw in; asking for `size` walks through the whole screen, which counts when done for every line."""
        return self.size if self.styles.gutter else self.outer_size

    def _full(self, width: int, height: int) -> list[Strip]:
        """The lines of the part, completed with blank ones to its height."""
        lines = self.strips(width, height)[:height]
        return lines + [self.painted("", width)] * (height - len(lines))

    def _current_lines(self) -> list[Strip]:
        """The lines as they are, drawn anew where the size or the colours are other ones."""
        width, height = self._area()
        if self._restyled or self._lines_width != width or len(self._lines) != height:
            self._lines, self._lines_width, self._restyled = self._full(width, height), width, False
        return self._lines

    def render_line(self, y: int) -> Strip:
        """The line to be drawn at a height of the widget."""
        lines = self._current_lines()
        return lines[y] if y < len(lines) else Strip.blank(self._lines_width)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in a region as they are: they bear their colours, so the way through borders, padding and tints is saved."""
        if self.styles.gutter:
            return super().render_lines(crop)
        lines = self._current_lines()[crop.y : crop.bottom]
        first, last = crop.column_span
        return lines if (first, last) == (0, self._lines_width) else [line.crop(first, last) for line in lines]

    def notify_style_update(self) -> None:
        """Forget the old colours, but not what was drawn: after a mere change of the focus nothing differs, and nothing is sent."""
        super().notify_style_update()
        self._component_styles.clear()
        self._styles_by_state.clear()
        self._strips_made.clear()
        self._restyled = True
