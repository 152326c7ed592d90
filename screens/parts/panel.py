"""What all panels share: a title row, a body as high as it needs to be, a line that speaks, and the keys; no box, no dimming."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.reactive import Reactive
from textual.screen import ModalScreen

from screens.parts.bound_keys import entries_of, worded
from screens.parts.guard import Guarded
from screens.parts.line import KeyLine
from screens.parts.paint import Painted, style_sheet
from screens.parts.safe_text import UTF8, fit, glyphs

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Key, Resize, ScreenResume
    from textual.strip import Strip
    from textual.widget import Widget

Result = TypeVar("Result")


class TitleRule(Painted):
    """The upper edge of a panel: its title on the left, a word on the right, a rule between and behind."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title, self._right = title, ""

    def say(self, right: str) -> None:
        """Show another word at the right end."""
        if right != self._right:
            self._right = right
            self.repaint()

    def strips(self, width: int, height: int) -> list[Strip]:
        """The rule; a title that is too long is cut before the word at the right end."""
        rule = "─" if glyphs() is UTF8 else "-"
        right = f" {self._right} " if self._right else ""
        title = fit(self._title, min(cell_len(self._title), max(0, width - cell_len(right) - 6)))
        between = rule * max(0, width - cell_len(title) - cell_len(right) - 6)
        return [self.painted([(rule * 2, "dim"), (f" {title} ", "title"), (between, "dim"), (right, "dim"), (rule * 2, "dim")], width)]


class PanelScreen(Guarded, ModalScreen[Result], Generic[Result]):
    """A screen that rises over the lower part of another one.

    A panel gives its body, which widget of it grows, and how many rows that one needs. Its keys are pairs of the ids of bindings and a word.
    """

    DEFAULT_CSS = style_sheet(__file__)
    AUTO_FOCUS = ""
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """What has the focus; Textual would draw the whole screen again whenever it changes."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "help", "Help", id="panel.help", tooltip="Say what every key does here", show=False),
    ]

    def __init__(self, title: str, keys: Sequence[tuple[str, str]], help: tuple[str, str] = ("F1", "help")) -> None:
        super().__init__()
        self._opened = False
        self.title_rule = TitleRule(title)
        self.key_line = KeyLine(help=help)
        self._keys, self._help = keys, help

    def set_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """Show these keys, as they are bound now."""
        own = "panel.help" in self.app._keymap
        self.key_line.set(worded(keys, self), entries_of(["panel.help"], self)[0] if own else self._help)

    def complain(self, error: Exception) -> None:
        """Say at the upper edge why something cannot be done."""
        self.title_rule.say(str(error))

    @abstractmethod
    def body(self) -> Iterable[Widget]:
        """The widgets between title and keys, from the top."""

    @abstractmethod
    def grown(self) -> Widget:
        """The widget of the body that is as high as it needs to be, or as the others leave it."""

    @abstractmethod
    def rows_needed(self) -> int:
        """How many rows that widget would fill."""

    def compose(self) -> ComposeResult:
        """Title, body and keys; the body gets its height before anything is drawn."""
        self._parts = list(self.body())
        self._set_height(self.app.size.height)
        self.set_keys(self._keys)
        yield self.title_rule
        yield from self._parts
        yield self.key_line

    def _set_height(self, height: int) -> None:
        """Give the part that grows what it needs, as far as the others leave it."""
        grown = self.grown()
        others = 2 + sum(int(part.styles.height.value) if part.styles.height else 1 for part in self._parts if part is not grown)
        grown.styles.height = max(1, min(self.rows_needed(), height - others))

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Do not look up all styles a second time right after they were first looked up: that takes half of the opening."""
        event.refresh_styles = self._opened
        self._opened = True

    def on_resize(self, event: Resize) -> None:
        """Fit the body to the new height of the terminal."""
        self._set_height(event.size.height)

    def fit_height(self) -> None:
        """Give the body another height, after what it needs has changed."""
        self._set_height(self.size.height)

    def on_key(self, event: Key) -> None:
        """Pass on a letter that came while the panel was opening, before its input had the focus: nothing typed is lost."""
        from screens.parts.line_input import LineInput

        focused = self.focused
        if event.is_printable and isinstance(focused, LineInput) and event.key not in focused.given_up:
            event.stop()
            again = type(event)(event.key, event.character)
            again._set_forwarded()
            focused.post_message(again)

    def action_help(self) -> None:
        """Open help for the keys of this panel."""
        from screens.parts.help import HelpScreen

        self.app.push_screen(HelpScreen(self))
