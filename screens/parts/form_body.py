"""The drawn side of a form: labels, values and notes line by line; only the field being typed in is an input of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual.message import Message

from screens.parts.form_fields import SHORT_KINDS, FieldState
from screens.parts.line_input import LineInput
from screens.parts.paint import Painted, Piece, style_sheet
from screens.parts.safe_text import fit, glyphs, wrap

if TYPE_CHECKING:
    from textual.events import Click, MouseScrollDown, MouseScrollUp
    from textual.strip import Strip
    from textual.widget import Widget

    from screens.parts.long_input import LongInput

WIDEST_LABEL = 22
SHORT_WIDTH = 18
LONG_ROWS = 4
TALL_LONG_ROWS = 6
TALL = 36
OUT_OF_SIGHT = -100
PICKED_KINDS = frozenset({"choice", "flag"})


class Place(NamedTuple):
    """Where a field stands: its first row, and how many rows it has."""

    row: int
    rows: int


class FormBody(Painted, can_focus=True):
    """The fields of a form. The one with the focus is typed in an input laid over its place; choices are changed in place."""

    DEFAULT_CSS = style_sheet(__file__)

    class Typed(Message):
        """The text of the field with the focus is another."""

    class FieldClicked(Message):
        """A field was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, states: Sequence[FieldState]) -> None:
        super().__init__()
        self.states = states
        self.index = 0
        self._top = 0
        self._line: LineInput | None = None
        self._long: LongInput | None = None
        self._label_width = min(WIDEST_LABEL, max((cell_len(s.field.label) + 2 * s.field.required for s in states), default=0))

    @property
    def state(self) -> FieldState:
        """The field with the focus."""
        return self.states[self.index]

    def long_rows(self) -> int:
        """The rows of a text of several lines."""
        return TALL_LONG_ROWS if self.app.size.height >= TALL else LONG_ROWS

    def places(self) -> list[Place]:
        """Where every field stands, from the top of the form."""
        places, row = [], 0
        for state in self.states:
            rows = self.long_rows() if state.field.kind == "long" else 1
            places.append(Place(row, rows + (len(self._conflict(state)) if state.conflict else 0)))
            row += places[-1].rows
        return places

    def fields_seen(self) -> tuple[int, int]:
        """The first and the last field that stand in the window whole, counted from 1."""
        end = self._top + max(1, self.size.height)
        seen = [number for number, place in enumerate(self.places(), 1) if place.row >= self._top and place.row + place.rows <= end]
        return (seen[0], seen[-1]) if seen else (self.index + 1, self.index + 1)

    def rows(self) -> int:
        """All rows of the form."""
        last = self.places()[-1]
        return last.row + last.rows

    def _conflict(self, state: FieldState) -> list[str]:
        """The lines that say before, theirs and mine."""
        return wrap(state.conflict_line(), max(20, self.app.size.width - self._edge - 1))

    @property
    def _edge(self) -> int:
        """The cell at which values begin."""
        return self._label_width + 4

    def _value_width(self, state: FieldState, width: int) -> int:
        """The cells of the value: short kinds keep the rest of the row for what was understood, others give way to a note."""
        room = max(4, width - self._edge - 1)
        if state.field.kind in SHORT_KINDS:
            return min(SHORT_WIDTH, room)
        note, _ = state.note(state is self.state)
        return room if not note or state.field.kind == "long" else max(room // 2, room - cell_len(note) - 2)

    def strips(self, width: int, height: int) -> list[Strip]:
        """The rows of the window."""
        lines = [line for index in range(len(self.states)) for line in self._field_lines(index, width)]
        return [self.painted(line, width) for line in lines[self._top : self._top + height]]

    def _field_lines(self, index: int, width: int) -> list[list[Piece]]:
        """The rows of a field: label, value, note, and below them a conflict."""
        state, focused = self.states[index], index == self.index
        label = fit(state.field.label + (" *" if state.field.required else ""), self._label_width)
        head: Piece = (f" {glyphs().cursor if focused else ' '} {label} ", "accent" if focused else "label")
        blank: Piece = (" " * self._edge, "")
        note, note_state = state.note(focused)
        if state.field.kind == "long":
            values = wrap(state.text, max(4, width - self._edge - 1)) if state.text else [glyphs().dash]
            rows = self.long_rows()
            if len(values) > rows:
                values = [*values[: rows - 1], fit(values[rows - 1] + " " + glyphs().ellipsis, width - self._edge - 1)]
            values += [""] * (rows - len(values))
            lines = [[head if number == 0 else blank, (value, "")] for number, value in enumerate(values)]
            if note:
                lines[-1].append((f"  {note}", note_state))
        else:
            lines = [[head, *self._value(state, focused, width), *([(f"  {note}", note_state)] if note else [])]]
        if state.conflict is not None:
            lines += [[blank, (line, "warning")] for line in self._conflict(state)]
        return lines

    def _value(self, state: FieldState, focused: bool, width: int) -> list[Piece]:
        """The value as it stands, and for the choice that has the focus all it can be."""
        if state.field.kind not in PICKED_KINDS:
            return [(fit(state.text or glyphs().dash, self._value_width(state, width)), "" if state.text else "dim")]
        if not focused:
            return [(state.text.replace("_", " ") or glyphs().dash, "" if state.text else "dim")]
        options = state.options
        words = [option.replace("_", " ") or glyphs().dash for option in options]
        if sum(cell_len(word) + 2 for word in words) <= width - self._edge - 1 - cell_len(state.note(focused)[0]):
            chosen = options.index(state.text) if state.text in options else -1
            return [(f"[{word}]", "cursor") if place == chosen else (f" {word} ", "dim") for place, word in enumerate(words)]
        number = options.index(state.text) + 1 if state.text in options else 0
        return [(state.text.replace("_", " ") or glyphs().dash, "cursor"), (f"  {number} of {len(options)}, space lists them", "dim")]

    def show(self, index: int) -> None:
        """Give a field the focus: scroll to it, and lay the right input over its place."""
        self.index = index
        self._scroll()
        self._hide_inputs()
        kind = self.state.field.kind
        holder: Widget = self if kind in PICKED_KINDS else self._long_input() if kind == "long" else self._line_input()
        self.screen.set_focus(holder, scroll_visible=False)
        self.lay()

    def lay(self) -> None:
        """Draw anew, and put the input where its field stands now."""
        self._scroll()
        place, width = self.places()[self.index], self.size.width or self.app.size.width
        holder = self._long if self.state.field.kind == "long" else self._line
        if holder is not None and self.state.field.kind not in PICKED_KINDS:
            holder.styles.offset = (self._edge, place.row - self._top)
            holder.styles.width = self._value_width(self.state, width)
            holder.styles.height = self.long_rows() if holder is self._long else 1
        self.repaint()

    def _scroll(self) -> None:
        """Keep the field with the focus in the window."""
        place, height = self.places()[self.index], self.size.height or int(self.styles.height.value if self.styles.height else 1)
        self._top = max(0, min(self._top, place.row, self.rows() - height))
        self._top = max(self._top, min(place.row, place.row + place.rows - height))

    def _hide_inputs(self) -> None:
        """Take the inputs away from where they lie; they are moved, not hidden, for which everything would be drawn again."""
        for holder in (self._line, self._long):
            if holder is not None:
                holder.styles.offset = (0, OUT_OF_SIGHT)

    def _line_input(self) -> LineInput:
        """The input of one line, holding the text of the field."""
        if self._line is None:
            self._line = LineInput(on_change=self.typed)
            self.mount(self._line)
        self._line.given_up = frozenset({"space"}) if self.state.field.kind == "reference" else frozenset()
        self._line.put(self.state.text)
        if self.state.field.kind in SHORT_KINDS:
            self._line.select_all()
        return self._line

    def _long_input(self) -> LongInput:
        """The input of several lines, made when first needed."""
        if self._long is None:
            from screens.parts.long_input import LongInput

            self._long = LongInput(self.typed)
            self.mount(self._long)
        self._long.put(self.state.text)
        return self._long

    def typed(self, text: str) -> None:
        """Take what is typed, and show what it means."""
        before = self._value_width(self.state, self.size.width)
        self.state.put(text)
        if self._value_width(self.state, self.size.width) != before:
            self.lay()
        else:
            self.repaint()
        self.post_message(self.Typed())

    def set_text(self, text: str) -> None:
        """Put a text into the field with the focus, as if it were typed."""
        self.typed(text)
        if self.state.field.kind == "long" and self._long is not None:
            self._long.put(self.state.text)
        elif self.state.field.kind not in PICKED_KINDS and self._line is not None:
            self._line.put(self.state.text)

    def on_click(self, event: Click) -> None:
        """Say which field stands under the mouse."""
        row = self._top + event.y
        index = next((index for index, place in enumerate(self.places()) if place.row <= row < place.row + place.rows), None)
        if index is not None and event.widget is self:
            self.post_message(self.FieldClicked(index))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Scroll; the focus stays."""
        self._wheel(1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Scroll; the focus stays."""
        self._wheel(-1)

    def _wheel(self, rows: int) -> None:
        """Move the window as far as the field with the focus stays in it."""
        self._top = max(0, min(self.rows() - self.size.height, self._top + rows))
        self.lay()
