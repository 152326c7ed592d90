"""Choosing one of many by typing some of their letters: a project, a person, columns, a place to go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from screens.parts.choice_list import NO_MATCH, Choice, ChoiceList
from screens.parts.fuzzy import match, ranked
from screens.parts.line_input import LineInput
from screens.parts.paint import style_sheet
from screens.parts.panel import PanelScreen

if TYPE_CHECKING:
    from textual.widget import Widget

    Choices = Sequence[Choice] | Callable[[str], Sequence[Choice]]

__all__ = ["Choice", "PickerScreen"]

MOST_ROWS = 16
KEYS = (("picker.choose", "choose"), ("picker.up picker.down", "move"), ("picker.leave", "leave"))


class PickerScreen(PanelScreen[Any]):
    """A list that narrows as one types; gives the value chosen, or nothing when left.

    `choices` is a list, searched here and shown best first, or a function that gives the choices for a text in the order to be shown.
    `empty_text`, which may depend on the text, stands where there is none.
    Where the choices are `numbered`, their number takes them. Where `allow_text`, a text that no choice matches is itself the answer.
    """

    DEFAULT_CSS = style_sheet(__file__)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", id="picker.choose", tooltip="Take the choice under the cursor"),
        Binding("escape", "leave", "Leave", id="picker.leave", tooltip="Leave without choosing"),
        Binding("down", "move(1)", "Next", id="picker.down", tooltip="Go to the next choice", show=False),
        Binding("up", "move(-1)", "Previous", id="picker.up", tooltip="Go to the previous choice", show=False),
        Binding("pagedown", "move(10)", "Page down", id="picker.page_down", tooltip="Go ten choices down", show=False),
        Binding("pageup", "move(-10)", "Page up", id="picker.page_up", tooltip="Go ten choices up", show=False),
        Binding("tab", "take_text", "Complete", id="picker.complete", tooltip="Type the name of the choice under the cursor", show=False),
    ]

    def __init__(
        self,
        title: str,
        choices: Choices,
        *,
        text: str = "",
        chosen: Any = None,
        allow_text: bool = False,
        numbered: bool = False,
        empty_text: str | Callable[[str], str] = "nothing matches",
    ) -> None:
        super().__init__(title, KEYS)
        self._choices, self._allow_text, self._chosen = choices, allow_text, chosen
        self._numbered = numbered
        self._all = list(choices("") if callable(choices) else choices)
        self._empty_text = empty_text
        self.list = ChoiceList("")
        self.input = LineInput(text, on_change=self._narrow)

    def body(self) -> Iterable[Widget]:
        """What is typed, and below it the choices."""
        return (self.input, self.list)

    def grown(self) -> Widget:
        """The choices."""
        return self.list

    def rows_needed(self) -> int:
        """A row for every choice, up to a number that leaves the screen below in sight."""
        return min(max(len(self._all), 3), MOST_ROWS)

    def on_mount(self) -> None:
        """Show all choices, the cursor on the one that holds now."""
        self.set_focus(self.input)
        self._narrow(self.input.value)
        if self._chosen is not None and not self.input.value:
            self.list.go(self._chosen)

    def _narrow(self, text: str) -> None:
        """Show the choices for a text; where they are numbered, a number takes one at once."""
        if self._numbered and text.isdecimal() and 0 < int(text) <= len(self._all):
            self.dismiss(self._all[int(text) - 1].value)
            return
        if callable(self._choices):
            found = [(choice, match(text, choice.label) or NO_MATCH) for choice in self._choices(text)]
        else:
            found = ranked(text, self._choices, lambda choice: f"{choice.label}  {choice.hint}")
            found = [(choice, matched._replace(places=_within(matched.places, choice.label))) for choice, matched in found]
        self.list.empty_text = self._empty_text(text) if callable(self._empty_text) else self._empty_text
        self.list.set(found)
        total = max(len(self._all), len(found))
        self.title_rule.say(f"{len(found)} of {total}" if total else "")

    def action_choose(self) -> None:
        """Give what is chosen."""
        if self.list.chosen is not None:
            self.dismiss(self.list.chosen.value)
        elif self._allow_text and self.input.value.strip():
            self.dismiss(self.input.value.strip())
        else:
            self.title_rule.say("there is nothing to choose")

    def on_choice_list_clicked(self) -> None:
        """A click chooses."""
        self.action_choose()

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        self.list.move(rows)

    def action_take_text(self) -> None:
        """Put the name of the choice under the cursor into the line."""
        if self.list.chosen is not None:
            self.input.value = self.list.chosen.label
            self.input.cursor_position = len(self.input.value)


def _within(places: tuple[int, ...], label: str) -> tuple[int, ...]:
    """The places that lie in the label itself."""
    return tuple(place for place in places if place < len(label))
